"""Public pages kept for seconds in the memory of each web process, for those who haven't signed in.

A page goes on the shelf only if it says itself that it is the same for everyone (`portal.caching.public_page`).
Cookies that are no part of its key, and where the browser came from, are taken away before it is made. Whoever has a
session, or a message waiting, is never served from here, so nobody meets an old page after an act of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_from_request

from guanlian.web.memory import LARGEST, PATIENCE, SHAPING, UNASKED, Key, Shelf, shape
from guanlian.web.portal import alike

KNOWN_VARIATIONS = {"cookie", "accept-language", "accept-encoding", "hx-request", "hx-target", "hx-boosted"}
PARTS = re.compile(r"^/activities/[^/]+/others/$")  # fetched into a page by htmx, and the same for whoever signed in


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent, headers and all, and when its making began (monotonic seconds)."""

    content: bytes
    headers: dict[str, str]
    made_at: float

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return len(self.content) + 2048

    def answer(self, request: HttpRequest, now: float) -> HttpResponseBase:
        """The page for `request`: as a whole, or 304 where the browser still has it."""
        response = HttpResponse(self.content, headers=self.headers)
        response["Age"] = str(int(now - self.made_at))
        etag = response.get("ETag")
        return get_conditional_response(request, etag=etag, response=response) or response


shelf: Shelf[Page] = Shelf()


class PageShelf:
    """The first middleware: answers from the shelf, or makes the page once for all who ask at that moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = key_of(request)
        if key is None:
            return alike.after(request, self.get_response(request))
        page, mine, under_way = shelf.look(key)
        if page is None and under_way is not None:
            under_way.wait(PATIENCE)
            page, mine, under_way = shelf.look(key)
        if mine:
            return self._make(request, key)
        if page is not None:
            return page.answer(request, shelf.clock())
        return self.get_response(request)  # it can't be kept, or takes long: everyone makes their own

    def _make(self, request: HttpRequest, key: Key) -> HttpResponseBase:
        began = shelf.clock()
        condition = request.META.pop("HTTP_IF_NONE_MATCH", None)  # the whole page is wanted, for everyone
        for name in UNASKED:
            request.META.pop(name, None)
        kept = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME, *SHAPING}
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if name in kept}
        try:
            response = self.get_response(request)
            if condition is not None:
                request.META["HTTP_IF_NONE_MATCH"] = condition
            if not may_be_kept(response):
                shelf.pass_by(key)
                return response
            made_at = response.made_at if isinstance(response, alike.FromMemory) else began
            # What may be kept has content: `may_be_kept` refuses streams, which the types can't know.
            page = Page(response.content, dict(response.items()), made_at)  # type: ignore[attr-defined]
            shelf.put(key, page)
            return page.answer(request, shelf.clock())
        finally:
            shelf.done(key)


def key_of(request: HttpRequest) -> Key | None:
    """What the page depends on; None where the person has a session, a message waiting, or acts."""
    if request.method != "GET" or request.META.get("HTTP_AUTHORIZATION"):
        return None
    cookies = request.COOKIES
    personal = settings.SESSION_COOKIE_NAME in cookies or CookieStorage.cookie_name in cookies
    if personal and not (PARTS.match(request.path_info) and "HTTP_HX_REQUEST" in request.META):
        return None
    gzip = "gzip" if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") else ""
    return (*shape(request), get_language_from_request(request), gzip)


def may_be_kept(response: HttpResponseBase) -> bool:
    """Whether a page is for everyone, sets no cookie, and differs by nothing that its key doesn't hold."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if "s-maxage" not in response.get("Cache-Control", ""):
        return False
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return varies <= KNOWN_VARIATIONS and len(response.content) <= LARGEST  # type: ignore[attr-defined]
