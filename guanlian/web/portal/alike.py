"""Public pages: from memory what is the same for everybody, made anew what is each person's own.

The page is made as for a stranger, who has no account, session, message or token; so whatever is kept is nobody's. Each
person gets those parts made for them that a template marks as `mine`. After an act of one's own all is made anew for as
long as a page made before it might be kept. A page that grows old is made anew beside those who look at it.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django_htmx.middleware import HtmxDetails

from guanlian.accounts.sessions import SessionStore
from guanlian.web.memory import KEPT_FOR, LARGEST, PATIENCE, SHAPING, SHARED_FOR, UNASKED, Key, Shelf, shape

logger = logging.getLogger(__name__)
MINE = re.compile(r"<!--mine:(\w+)-->.*?<!--/mine-->", re.DOTALL)
FRAME = {name: f"web/{name}.html" for name in ("person", "notice", "messages")}  # of every page; the rest are views'
ACTED = "acted"  # a cookie: this browser did something a moment ago
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
Part = Callable[..., str]
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page that is nobody's: text and, between, the names of the parts to be made."""

    pieces: list[str]
    made_at: float
    size: int


class FromMemory(HttpResponse):
    """A page whose common part is as old as its making began at `made_at` (monotonic seconds)."""

    def __init__(self, content: str, *, made_at: float) -> None:
        super().__init__(content)
        self.made_at = made_at


shelf: Shelf[Leaf] = Shelf(room=24 * 1024 * 1024)
beside = ThreadPoolExecutor(1, thread_name_prefix="pages")


def after(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Remember with the browser that whoever has signed in there did something."""
    if request.method not in SAFE and settings.SESSION_COOKIE_NAME in request.COOKIES:
        response.set_cookie(
            ACTED, "1", max_age=int(KEPT_FOR) + SHARED_FOR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return response


def page(request: HttpRequest, view: View, own: Mapping[str, Part], **kwargs: Any) -> FromMemory | None:
    """The page; None where it has to be made as a whole. `own`: the parts besides the frame's, each with what makes it,
    called as the view is."""
    if not settings.PAGES_ALIKE or request.method != "GET" or ACTED in request.COOKIES:
        return None
    leaf = _leaf(request, view, kwargs)
    if leaf is None:
        return None
    parts: dict[str, Part] = {name: partial(render_to_string, template, None) for name, template in FRAME.items()}
    parts |= {name: partial(part, **kwargs) for name, part in own.items()}
    pieces = (parts[piece](request=request) if n % 2 else piece for n, piece in enumerate(leaf.pieces))
    return FromMemory("".join(pieces), made_at=leaf.made_at)


def _leaf(request: HttpRequest, view: View, kwargs: Mapping[str, Any]) -> Leaf | None:
    key = (*shape(request), get_language() or "")
    leaf, mine, under_way = shelf.look(key)
    if leaf is None and under_way is not None:
        under_way.wait(PATIENCE)
        leaf, mine, under_way = shelf.look(key)
    if not mine:
        return leaf
    make = partial(_make, _stranger(request), view, kwargs, key)
    if leaf is None:
        return make()
    beside.submit(_make_beside, make, get_language())
    return leaf


def _make_beside(make: Callable[[], object], language: str | None) -> None:
    try:
        with override(language):
            make()
    except Exception:  # nobody waits for it here: whoever asks when the old page is gone meets the fault themselves
        logger.exception("a page could not be made anew")
    finally:
        connection.close()


def _make(stranger: HttpRequest, view: View, kwargs: Mapping[str, Any], key: Key) -> Leaf | None:
    began = shelf.clock()
    try:
        response = view(stranger, **kwargs)
        if not _may_be_kept(stranger, response):
            shelf.pass_by(key)
            return None
        text = response.content.decode()
        leaf = Leaf(MINE.split(text), began, 2 * len(text))
        shelf.put(key, leaf)
        return leaf
    finally:
        shelf.done(key)


def _stranger(request: HttpRequest) -> HttpRequest:
    """The same request from somebody of whom nothing is known but how they want their pages."""
    asked: Any = copy.copy(request)
    for remembered in ("headers", "accepted_types", "accepted_types_by_precedence"):  # made once, of what was sent
        asked.__dict__.pop(remembered, None)
    asked.htmx = HtmxDetails(asked)
    hidden = {"HTTP_COOKIE", "CSRF_COOKIE", *UNASKED}
    asked.META = {name: value for name, value in request.META.items() if name not in hidden}
    asked.COOKIES = {name: request.COOKIES[name] for name in SHAPING if name in request.COOKIES}
    asked.user = AnonymousUser()
    asked._cached_user = asked.user
    asked.session = SessionStore()
    asked._messages = CookieStorage(asked)
    return asked


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and response.get("Content-Type", "").startswith("text/html")
        and "CSRF_COOKIE" not in request.META  # no form's token was asked for
        and len(response.content) <= LARGEST
    )
