"""A page that differs from person to person in a few places only: rendered once for some seconds, filled in for each.

For the one page that thousands may get at one moment. What goes into the places is escaped here, as in any template.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanlian.web import preferences

KEPT_FOR = 10.0  # seconds
MOST = 64  # pages kept in a process
MARK = "\ue000{}\ue001"  # of the private use area: no text of ours holds these
MARKS = re.compile("\ue000(\\w+)\ue001")
Pieces = list[str]


class Somebody:
    """Stands for whoever is signed in while the page is rendered."""

    is_authenticated = True
    is_demo = False
    pk = None

    @property
    def name(self) -> SafeString:
        """Where the name goes."""
        return place("user")

    def __str__(self) -> str:
        return place("user")


def place(name: str) -> SafeString:
    """Where the value `name` goes."""
    return mark_safe(MARK.format(name))


_kept: OrderedDict[tuple[Any, ...], tuple[float, Pieces]] = OrderedDict()
_lock = threading.Lock()


def filled(
    request: HttpRequest, template: str, *, of: tuple[Any, ...], context: Callable[[], Mapping[str, Any]], **values: str
) -> str:
    """`template` with `values` (and user, csrf_token) where the context says `place(name)`.

    `of` names all else that the page depends on, beside its path, language, print size and the demonstration's notice;
    equal ones are rendered once. `context` is called only then. Messages that wait stay for the next page.
    """
    told = preferences.context(request)
    key = (template, of, request.path, get_language(), told["large"], told["today"], told["demo_notice"])
    pieces = _look(key)
    if pieces is None:
        pieces = _render(template, request.path, {**told, **context()})
        _keep(key, pieces)
    known = {
        **values,
        "user": getattr(request.user, "name", "") or _("我的"),
        "csrf_token": get_token(request),
        "here": request.get_full_path(),
    }
    return "".join(escape(known[piece]) if n % 2 else piece for n, piece in enumerate(pieces))


def _render(template: str, path: str, context: Mapping[str, Any]) -> Pieces:
    frame = {
        "request": SimpleNamespace(path=path, get_full_path=lambda: place("here")),
        "user": Somebody(),
        "csrf_token": place("csrf_token"),
        "messages": [],
        "unread": 0,  # another person's otherwise
    }
    return MARKS.split(render_to_string(template, {**context, **frame}))


def _look(key: tuple[Any, ...]) -> Pieces | None:
    with _lock:
        until, pieces = _kept.get(key, (0.0, None))
        return pieces if until > time.monotonic() else None


def _keep(key: tuple[Any, ...], pieces: Pieces) -> None:
    with _lock:
        _kept[key] = (time.monotonic() + KEPT_FOR, pieces)
        _kept.move_to_end(key)
        if len(_kept) > MOST:
            _kept.popitem(last=False)
