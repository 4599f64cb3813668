"""Fixtures of the web layer's tests."""

from guanlian.web.tests.browser import site
from guanlian.web.tests.busy import busy

__all__ = ["busy", "site"]
