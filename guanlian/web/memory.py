"""What a process keeps of its pages for some seconds, and what a page may depend on."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from django.http import HttpRequest

from guanlian.web.preferences import COUNTY_COOKIE, LARGE_COOKIE

# Seconds. A page is at most 30 s old: it leaves a process's memory after KEPT_FOR, a cache between may keep it for
# SHARED_FOR more, and making it takes the rest. Until FRESH_FOR nobody makes it anew.
FRESH_FOR = 15.0
KEPT_FOR = 20.0
SHARED_FOR = 8
ROOM = 48 * 1024 * 1024  # bytes of pages a process keeps
LARGEST = 2 * 1024 * 1024  # bytes; a larger page isn't kept
MOST_OTHERS = 2048  # addresses of pages that can't be kept
PATIENCE = 5.0  # seconds that somebody waits for a page that another one is making
SHAPING = (LARGE_COOKIE, COUNTY_COOKIE)  # cookies by which a public page differs, besides the language's
ASKED_BY = ("HTTP_HX_REQUEST", "HTTP_HX_TARGET", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")
UNASKED = ("HTTP_REFERER", "HTTP_HX_CURRENT_URL", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
Key = tuple[str, ...]


class Kept(Protocol):
    """A page that is kept: bytes that it takes, about, and when its making began (monotonic seconds)."""

    @property
    def size(self) -> int: ...

    @property
    def made_at(self) -> float: ...


K = TypeVar("K", bound=Kept)


class Shelf(Generic[K]):
    """Pages by key; the one not asked for longest goes when the room is used up. Safe between threads."""

    def __init__(self, room: int = ROOM, clock: Callable[[], float] = time.monotonic) -> None:
        self.room = room
        self.clock = clock
        self._pages: OrderedDict[Key, K] = OrderedDict()
        self._used = 0
        self._making: dict[Key, threading.Event] = {}
        self._others: OrderedDict[Key, float] = OrderedDict()  # what can't be kept, and until when we know that
        self._lock = threading.Lock()

    def look(self, key: Key) -> tuple[K | None, bool, threading.Event | None]:
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

    def put(self, key: Key, page: K) -> None:
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


def shape(request: HttpRequest) -> Key:
    """What a public page depends on besides its language."""
    return (
        request.get_full_path(),
        request.scheme or "",
        request.META.get("HTTP_HOST", ""),
        *(request.COOKIES.get(name, "")[:40] for name in SHAPING),
        *(request.META.get(name, "") for name in ASKED_BY),
    )
