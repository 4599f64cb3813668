"""A browser and a server of the gallery for tests that look at real pages; neither needs the database."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, Page


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a failing test shows its own page."""


@pytest.fixture
def site(settings) -> Iterator[str]:
    """The address of a running site with the gallery."""
    settings.ROOT_URLCONF = "guanlian.web.tests.gallery_urls"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def open_page(browser: Browser, site: str, path: str, *, wide: int = 1280, large: bool = False, **context) -> Page:
    """The page at `path`, settled, as one person sees it."""
    seen = browser.new_context(
        viewport={"width": wide, "height": 900}, **{"locale": "zh-CN", "reduced_motion": "reduce", **context}
    )
    if large:
        seen.add_cookies([{"name": "large", "value": "1", "url": site}])
    page = seen.new_page()
    page.goto(site + path)
    page.wait_for_load_state("networkidle")
    return page
