"""Fruitless looking-around on public pages, noted as unmet demand: people count once a day, robots never."""

from __future__ import annotations

import hashlib
import re

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.timezone import localdate

from guanlian.network.halls import Hall
from guanlian.programme import demand
from guanlian.programme.rules import rules
from guanlian.programme.voices import Unmet

DAY = 24 * 60 * 60  # seconds
ROBOT = re.compile(r"bot|spider|crawl|slurp|scrap|preview|monitor|python|curl|wget|^$", re.IGNORECASE)


def nothing_found(request: HttpRequest, words: str, hall: Hall | None = None, *, kind: str = Unmet.Kind.SEARCH) -> None:
    """Somebody looked for `words` (at or below `hall`) and found nothing. The same person looking for the same again
    that day, and whoever looks for more in a day than people do, is not counted."""
    said = demand.normal(words)
    if not said or request.method != "GET" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return
    if ROBOT.search(request.headers.get("User-Agent", "")):
        return
    who, place = _client(request), hall.pk if hall else ""
    if not cache.add(f"unmet:{who}:{_digest(f'{kind}:{place}:{said}')}", 1, DAY):
        return
    seen = f"unmet:{who}"
    cache.add(seen, 0, DAY)
    if cache.incr(seen) <= rules()["demand"]["searches_a_day"]:
        demand.note(kind=kind, hall=hall, words=said, on=localdate())


def _client(request: HttpRequest) -> str:
    """Who asks, as a mark that tells nothing and differs each day."""
    if request.user.is_authenticated:
        return _digest(f"{localdate()}:{request.user.pk}")
    return _digest(f"{localdate()}:{request.META.get('REMOTE_ADDR', '')}:{request.headers.get('User-Agent', '')}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]
