"""Public pages kept for seconds in the memory of each web process, for those who haven't signed in.

A page goes on the shelf only if it says itself that it is the same for everyone (`portal.caching.public_page`).
Cookies that are no part of its key, and where the browser came from, are taken away before it is made. Whoever has a
session, or a message waiting, is never served from here, so nobody meets an old page after an act of their own.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_from_request

from guanlian.web.portal.caching import FRESH_FOR, KEPT_FOR
from guanlian.web.portal.nearby import COOKIE as COUNTY_COOKIE
from guanlian.web.preferences import LARGE_COOKIE

ROOM = 48 * 1024 * 1024  # bytes of pages a process keeps
LARGEST = 2 * 1024 * 1024  # bytes; a larger page isn't kept
MOST_OTHERS = 2048  # addresses of pages that can't be kept
PATIENCE = 5.0  # seconds that somebody waits for a page that another one is making
SHAPING = (LARGE_COOKIE, COUNTY_COOKIE)  # cookies by which a public page differs, besides the language's
ASKED_BY = ("HTTP_HX_REQUEST", "HTTP_HX_TARGET", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")
UNASKED = ("HTTP_REFERER", "HTTP_HX_CURRENT_URL", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
KNOWN_VARIATIONS = {"cookie", "accept-language", "accept-encoding", "hx-request", "hx-target", "hx-boosted"}
PARTS = re.compile(r"^/activities/[^/]+/others/$")  # fetched into a page by htmx, and the same for whoever signed in
Key = tuple[str, ...]


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


class Shelf:
    """Pages by key; the one not asked for longest goes when the room is used up. Safe between threads."""

    def __init__(self, room: int = ROOM, clock: Callable[[], float] = time.monotonic) -> None:
        self.room = room
        self.clock = clock
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._used = 0
        self._making: dict[Key, threading.Event] = {}
        self._others: OrderedDict[Key, float] = OrderedDict()  # what can't be kept, and until when we know that
        self._lock = threading.Lock()

    def look(self, key: Key) -> tuple[Page | None, bool, threading.Event | None]:
        """The page (None: not here, or too old); whether the asker shall make it; else what to wait for."""
        with self._lock:
            page = self._pages.get(key)
            age = self.clock() - page.made_at if page else KEPT_FOR
            if page and age >= KEPT_FOR:
                self._drop(key)
                page = None
            if page:
                self._pages.move_to_end(key)
                if age < FRESH_FOR:
                    return page, False, None
            if self._others.get(key, 0.0) > self.clock():
                return None, False, None
            under_way = self._making.get(key)
            if under_way is None:  # one makes it anew; the others get what is there, or wait
                self._making[key] = threading.Event()
                return page, True, None
            return page, False, under_way

    def put(self, key: Key, page: Page) -> None:
        """Keep a page."""
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._used += page.size
            while self._used > self.room:
                self._drop(next(iter(self._pages)))

    def pass_by(self, key: Key) -> None:
        """What has this key can't be kept: for a while nobody waits for another to make it."""
        with self._lock:
            self._others[key] = self.clock() + KEPT_FOR
            if len(self._others) > MOST_OTHERS:
                self._others.popitem(last=False)

    def done(self, key: Key) -> None:
        """Whoever made the page is ready, with or without a page to keep."""
        with self._lock:
            self._making.pop(key).set()

    def clear(self) -> None:
        """Take everything off."""
        with self._lock:
            self._pages.clear()
            self._others.clear()
            self._used = 0

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._used -= page.size


shelf = Shelf()


class PageShelf:
    """The first middleware: answers from the shelf, or makes the page once for all who ask at that moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = key_of(request)
        if key is None:
            return self.get_response(request)
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
            page = Page(response.content, dict(response.items()), began)  # type: ignore[attr-defined]
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
    return (
        request.get_full_path(),
        request.scheme or "",
        request.META.get("HTTP_HOST", ""),
        get_language_from_request(request),
        "gzip" if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") else "",
        *(cookies.get(name, "")[:40] for name in SHAPING),
        *(request.META.get(name, "") for name in ASKED_BY),
    )


def may_be_kept(response: HttpResponseBase) -> bool:
    """Whether a page is for everyone, sets no cookie, and differs by nothing that its key doesn't hold."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if "s-maxage" not in response.get("Cache-Control", ""):
        return False
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return varies <= KNOWN_VARIATIONS and len(response.content) <= LARGEST  # type: ignore[attr-defined]
