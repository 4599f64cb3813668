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
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from functools import partial
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error

T = TypeVar("T")
logger = logging.getLogger(__name__)
WANTED = re.compile(r"^/(activities/[^/]+/register|venues/[^/]+/book)/$")
AGAIN_AFTER = 5  # seconds until the calm page sends the form again


class TooMany(Exception):
    """The line is too long, or waiting took too long."""


class Others:
    """Those in this process who want nothing scarce; the line lets them go first, for a moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._none = threading.Event()
        self._none.set()

    def __enter__(self) -> None:
        with self._lock:
            self._number += 1
            self._none.clear()

    def __exit__(self, *_fault: object) -> None:
        with self._lock:
            self._number -= 1
            if not self._number:
                self._none.set()

    def go_first(self, seconds: float) -> None:
        """Wait until nobody else is being served, at most so long: with one processor for all, whoever looks at a page
        would wait for many entries."""
        self._none.wait(seconds)


class Waiting(NamedTuple):
    """Somebody in line: what is to be done for them, and where they wait for its outcome."""

    work: Callable[[], Any]
    outcome: Future[Any]


class Line:
    """Serves `at_once` per key and `together` in all; keys take turns, within a key the first comes first.

    Who finds room is served in their own thread. Those who had to wait are served by the threads of the line, at most
    `together`: these few have at hand whatever a thread makes for itself, and keep their connection to the database
    as long as anybody waits. `longest`: how many may wait for one key. Safe between threads.
    """

    def __init__(self, *, at_once: int, together: int, longest: int) -> None:
        self.at_once = at_once
        self.together = together
        self.longest = longest
        self._lock = threading.Lock()
        self._inside: dict[str, int] = {}
        self._waiting: OrderedDict[str, deque[Waiting]] = OrderedDict()
        self._threads = ThreadPoolExecutor(max(together, 1), thread_name_prefix="line")

    def serve(self, key: str, work: Callable[[], T], patience: float) -> T:
        """Do `work` when it is one's turn at `key`, waiting for it at most `patience` seconds. Raises TooMany."""
        waiting = self._enter(key, work)
        if waiting is not None:
            return self._outcome(key, waiting, patience)
        try:
            return work()
        finally:
            with self._lock:
                self._leave(key)
                self._call()

    def _enter(self, key: str, work: Callable[[], T]) -> Waiting | None:
        """Go in; or stand in line, where there is no room."""
        with self._lock:
            if key not in self._waiting and self._room(key):
                self._come_in(key)
                return None
            if len(self._waiting.get(key, ())) >= self.longest:
                raise TooMany
            waiting = Waiting(work, Future())
            self._waiting.setdefault(key, deque()).append(waiting)
            return waiting

    def _outcome(self, key: str, waiting: Waiting, patience: float) -> Any:
        try:
            return waiting.outcome.result(patience)
        except FutureTimeout:
            with self._lock:
                gave_up = waiting.outcome.cancel()
                if gave_up:
                    self._waiting[key].remove(waiting)
                    if not self._waiting[key]:
                        del self._waiting[key]
            if gave_up:
                raise TooMany from None
            return waiting.outcome.result()  # it was their turn at the very last moment

    def _room(self, key: str) -> bool:
        return self._inside.get(key, 0) < self.at_once and sum(self._inside.values()) < self.together

    def _come_in(self, key: str) -> None:
        self._inside[key] = self._inside.get(key, 0) + 1

    def _leave(self, key: str) -> None:
        self._inside[key] -= 1
        if not self._inside[key]:
            del self._inside[key]

    def _next(self) -> tuple[str, Waiting] | None:
        """Let in the first who waits for the first key that has room; the key goes to the end of the keys."""
        key = next((each for each in self._waiting if self._room(each)), None)
        if key is None:
            return None
        self._come_in(key)
        waiting = self._waiting[key].popleft()
        waiting.outcome.set_running_or_notify_cancel()
        if self._waiting[key]:
            self._waiting.move_to_end(key)
        else:
            del self._waiting[key]
        return key, waiting

    def _call(self) -> None:
        while (called := self._next()) is not None:
            self._threads.submit(self._serve_on, *called)

    def _serve_on(self, key: str, waiting: Waiting) -> None:
        """In a thread of the line: serve one after the other until nobody waits."""
        called: tuple[str, Waiting] | None = (key, waiting)
        try:
            while called is not None:
                key, waiting = called
                others.go_first(settings.RUSH_YIELDS)
                _do(waiting)
                with self._lock:
                    self._leave(key)
                    called = self._next()
                    self._call()
        finally:
            connection.close()


def _do(waiting: Waiting) -> None:
    """Do one's work, and give up a connection that doesn't work any more."""
    try:
        outcome = waiting.work()
    except BaseException as fault:
        waiting.outcome.set_exception(fault)
    else:
        waiting.outcome.set_result(outcome)
    if connection.errors_occurred or connection.needs_rollback:
        connection.close()


others = Others()
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
            with others:
                return self.get_response(request)
        try:
            return line.serve(request.path_info, partial(self.get_response, request), settings.RUSH_PATIENCE)
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
