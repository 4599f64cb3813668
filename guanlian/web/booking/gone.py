"""The answer to all but the first of those who want one slot: it is gone, and these are free. Made once for seconds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from guanlian.accounts.models import User
from guanlian.booking import finding, held, reading, refusals
from guanlian.booking.days import Period, at_clock
from guanlian.network.venues import Venue
from guanlian.web.booking import week, words
from guanlian.web.stencil import filled, place

KEPT = ("who", "people", "purpose")  # of what was entered


def gone(request: HttpRequest, venue: str) -> HttpResponse | None:
    """The refusal, where others have the time that somebody asks for themselves; None where the form must judge."""
    wanted = _wanted(request)
    if wanted is None:
        return None
    begins, ends = wanted
    by, key = cast(User, request.user), request.POST.get("key", "")
    if begins <= now() or not held.held_by_others(venue=venue, starts_at=begins, ends_at=ends, by=by, key=key):
        return None
    kept = urlencode([(name, value) for name in KEPT if (value := request.POST.get(name, ""))])
    body = filled(
        request,
        "web/booking/gone.html",
        of=(begins, ends),
        context=lambda: _instead(venue, begins, ends),
        kept=f"&{kept}" if kept else "",
    )
    return HttpResponse(body, status=409)


def _wanted(request: HttpRequest) -> Period | None:
    """The period that was sent; None where staff act for somebody, or it can't be read."""
    sent = request.POST
    if sent.get("for") or request.GET.get("for"):
        return None
    begins, _dash, ends = (sent.get("slot") or f"{sent.get('begins', '')}-{sent.get('ends', '')}").partition("-")
    try:
        day = date.fromisoformat(sent.get("day", ""))
        period = at_clock(day, time.fromisoformat(begins)), at_clock(day, time.fromisoformat(ends))
    except ValueError:
        return None
    return period if period[0] < period[1] else None


def _instead(code: str, begins: datetime, ends: datetime) -> Mapping[str, Any]:
    venue: Venue = reading.venue_called(code)
    free = finding.next_free(venue, begins, int((ends - begins).total_seconds()) // 60)
    calendar = reading.calendar_of(venue, [begins.date()])
    return {
        "venue": venue,
        "day": begins.date(),
        "refusal": refusals.Taken(free),
        "instead": [(words.period_words(a, b), week.book_address(calendar, a, b)) for a, b in free],
        "kept": place("kept"),
        "section": "portal:venues",
    }
