"""A queue in front of what many want at one moment, so that one hot class takes neither all threads nor the database.

Asking for places of one activity, or for one venue, is let in a few at a time in each web process, in the order of
arrival and before a session is read or a connection taken; the others wait in line, which costs nothing. Browsing never
queues. Where the line is too long for waiting, a calm page says so and sends the same form again by itself; it carries
the same key, so asking again is never asking twice.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error

logger = logging.getLogger(__name__)
WANTED = re.compile(r"^/(activities/[^/]+/register|venues/[^/]+/book)/$")
AGAIN_AFTER = 5  # seconds until the calm page sends the form again


class TooMany(Exception):
    """The line is too long, or waiting took too long."""


class Line:
    """Lets in `at_once` per key and `together` in all; keys take turns, within a key the first comes first.

    `longest`: how many may wait for one key. Safe between threads.
    """

    def __init__(self, *, at_once: int, together: int, longest: int) -> None:
        self.at_once = at_once
        self.together = together
        self.longest = longest
        self._lock = threading.Lock()
        self._inside: dict[str, int] = {}
        self._waiting: OrderedDict[str, deque[threading.Event]] = OrderedDict()

    @contextmanager
    def turn(self, key: str, patience: float) -> Iterator[None]:
        """Wait for one's turn at `key`, at most `patience` seconds. Raises TooMany."""
        self._enter(key, patience)
        try:
            yield
        finally:
            with self._lock:
                self._leave(key)

    def _enter(self, key: str, patience: float) -> None:
        with self._lock:
            if key not in self._waiting and self._room(key):
                self._inside[key] = self._inside.get(key, 0) + 1
                return
            line = self._waiting.get(key, deque())
            if len(line) >= self.longest:
                raise TooMany
            called = threading.Event()
            line.append(called)
            self._waiting[key] = line
        if called.wait(patience):
            return
        with self._lock:
            if called.is_set():  # called at the very last moment
                return
            line.remove(called)
            if not line:
                self._waiting.pop(key, None)
        raise TooMany

    def _room(self, key: str) -> bool:
        return self._inside.get(key, 0) < self.at_once and sum(self._inside.values()) < self.together

    def _leave(self, key: str) -> None:
        self._inside[key] -= 1
        if not self._inside[key]:
            del self._inside[key]
        for candidate in list(self._waiting):
            if self._room(candidate):
                self._call(candidate)
                return

    def _call(self, key: str) -> None:
        """Let in the first who waits for `key`; the key goes to the end of the keys."""
        line = self._waiting[key]
        self._inside[key] = self._inside.get(key, 0) + 1
        line.popleft().set()
        if line:
            self._waiting.move_to_end(key)
        else:
            del self._waiting[key]


line = Line(
    at_once=settings.RUSH_AT_ONCE,
    together=settings.RUSH_TOGETHER,
    longest=settings.RUSH_LONGEST_LINE,
)


class Queue:
    """Middleware: whoever asks for what is scarce waits for their turn before anything else is done for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not wanted(request):
            return self.get_response(request)
        try:
            with line.turn(request.path_info, settings.RUSH_PATIENCE):
                return self.get_response(request)
        except TooMany:
            return calm(request)


def fault(request: HttpRequest) -> HttpResponseBase:
    """The page of a fault. Where the database was out of reach it is soon back: who asked for places asks again."""
    raised = sys.exc_info()[1]
    if not isinstance(raised, OperationalError | InterfaceError):
        return server_error(request)
    logger.error("the database was out of reach at %s: %s", request.path, str(raised).partition("\n")[0])
    if wanted(request):
        return calm(request, broken=True)
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(AGAIN_AFTER)})


def wanted(request: HttpRequest) -> bool:
    """Whether somebody asks for what is scarce."""
    return request.method == "POST" and WANTED.match(request.path_info) is not None


def calm(request: HttpRequest, *, broken: bool = False) -> HttpResponse:
    """Many are asking, or the answer got lost: the same form goes off again by itself in a few seconds, or by a tap."""
    with translation.override(translation.get_language_from_request(request)):
        context = {
            "path": request.get_full_path(),
            "sent": [(name, value) for name, values in request.POST.lists() for value in values],
            "seconds": AGAIN_AFTER,
            "broken": broken,
            "lang": "en" if translation.get_language() == "en" else "zh-Hans",
        }
        body = render_to_string("web/many.html", context)
    return HttpResponse(body, status=503, headers={"Retry-After": str(AGAIN_AFTER), "Cache-Control": "no-store"})
