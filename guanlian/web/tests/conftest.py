"""Fixtures of the web layer's tests."""

from guanlian.web.tests.browser import site

__all__ = ["site"]
