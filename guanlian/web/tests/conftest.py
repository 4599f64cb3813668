"""Fixtures of the web layer's tests."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from guanlian.web.tests.browser import ARGUMENTS, site
from guanlian.web.tests.busy import busy

__all__ = ["browser", "busy", "site"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium or Chrome; a test that needs one fails without."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    assert found, "No Chromium or Chrome found; install one (Debian: apt-get install chromium)."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield started
        started.close()
