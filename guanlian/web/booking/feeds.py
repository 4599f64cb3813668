"""Calendars (.ics): a venue's taken times, and one reservation for its owner."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from icalendar import Calendar, Event

from guanlian.accounts.models import User
from guanlian.booking.models import HOLDING, Reservation, Status
from guanlian.holds.models import Hold
from guanlian.kernel.clock import moment
from guanlian.web.booking.mine import mine
from guanlian.web.booking.venue import venue_or_404
from guanlian.web.booking.week import titles_of
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.notice import absolute

PRODUCT = "-//Guanlian//Venues//ZH"
BACK = timedelta(days=31)
MOST = 500


@public_page
def venue_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """When the venue is taken, from a month ago on; what for only where that is a public activity or a hall's loan."""
    venue = venue_or_404(code)
    since = moment() - BACK
    held = Hold.objects.filter(resource=venue.resource_id, released_at=None, period__endswith__gt=since)
    holds = list(held.order_by("period")[:MOST]) if venue.resource_id else []
    titles = titles_of(hold.pk for hold in holds) | _loans([hold.pk for hold in holds])
    made = _calendar(f"{venue.hall.name} {venue.name}")
    for hold in holds:
        title = titles.get(hold.pk, "") or _("已占用")
        made.add_component(
            _event(
                f"hold-{venue.code}-{hold.period.lower:%Y%m%dT%H%M%S}",
                hold.made_at,
                hold.period.lower,
                hold.period.upper,
                title,
            )
        )
    return _answer(made, f"{venue.code}.ics")


@login_required
@never_cache
def booking_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """One reservation of the household, to be put into a calendar."""
    found = mine(cast(User, request.user)).filter(code=code).first()
    if found is None:
        raise Http404
    made = _calendar(found.venue.name)
    made.add_component(event_of(found))
    return _answer(made, f"{found.code}.ics")


def event_of(found: Reservation) -> Event:
    """A reservation as an event of its owner's calendar; one that fell out is marked, so that calendars take it out."""
    event = _event(f"{found.code}@guanlian", found.made_at, found.period.lower, found.period.upper, found.venue.name)
    event.add("description", found.purpose)
    event.add("location", f"{found.venue.hall.name} · {found.venue.name}")
    event.add("url", absolute(found.get_absolute_url()))
    standing = {Status.REQUESTED: "TENTATIVE"}.get(Status(found.status), "CONFIRMED")
    event.add("status", standing if found.status in HOLDING else "CANCELLED")
    return event


def _loans(holds: list[int]) -> dict[int, str]:
    """Which hall has borrowed the venue: halls' doings are public."""
    lent = Reservation.unscoped.filter(
        hold__in=holds, for_hall__isnull=False, status__in=[Status.CONFIRMED, Status.USED]
    )
    rows = lent.values_list("hold_id", "for_hall__name")
    return {hold: _("借给%(hall)s") % {"hall": name} for hold, name in rows}


def _calendar(name: str) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    return made


def _event(uid: str, stamp: datetime, begins: datetime, ends: datetime, summary: str) -> Event:
    event = Event()
    event.add("uid", uid if "@" in uid else f"{uid}@guanlian")
    event.add("dtstamp", stamp)
    event.add("dtstart", localtime(begins))
    event.add("dtend", localtime(ends))
    event.add("summary", summary)
    return event


def _answer(made: Calendar, filename: str) -> HttpResponse:
    made.add_missing_timezones()
    response = HttpResponse(cast(bytes, made.to_ical()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
