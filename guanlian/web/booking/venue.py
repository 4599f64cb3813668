"""One venue: what it is, how it is booked, and when it is free, by week and by day."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from guanlian.booking import reading
from guanlian.network.halls import Hall
from guanlian.network.venues import Venue
from guanlian.web.booking import week, words
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.showing import towns_of

SHOWN_AHEAD = 90  # days that can be leafed through


def venue_or_404(code: str) -> Venue:
    """The standing venue with that code."""
    try:
        return reading.venue_called(code)
    except reading.UnknownVenue as unknown:
        raise Http404 from unknown


@public_page(alike=True)
def venue(request: HttpRequest, code: str) -> HttpResponse:
    """The venue with that code; `day` chooses the day, and with it the seven days that are shown."""
    found = venue_or_404(code)
    today = localdate()
    day = _day(addresses.a_day(request, "day"), today)
    first = today + timedelta(days=(day - today).days // 7 * 7)
    calendar = reading.calendars([found], first, first + timedelta(days=6))[found.pk]
    shown = week.grid(calendar, first, day, today)
    hall: Hall = found.hall
    context = {
        "venue": found,
        "hall": hall,
        "town": towns_of([hall.pk], today).get(hall.pk, ""),
        "rule": calendar.rule,
        "rules": words.rule_words(calendar.rule),
        "grid": shown,
        "day": shown.selected,
        "last": first + timedelta(days=6),
        "first": first,
        "before": f"?day={(first - timedelta(days=7)).isoformat()}" if first > today else "",
        "after": f"?day={(first + timedelta(days=7)).isoformat()}" if (first - today).days + 7 < SHOWN_AHEAD else "",
        "free_days": sum(1 for column in shown.columns if column.free),
    }
    return render(request, "web/booking/venue.html", context)


def _day(asked: date | None, today: date) -> date:
    if asked is None:
        return today
    return min(max(asked, today), today + timedelta(days=SHOWN_AHEAD - 1))
