"""Activities as calendars (.ics) that phones and desks subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import cast

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from icalendar import Calendar, Event, vText

from guanlian.network.halls import Hall
from guanlian.programme.models import Activity, Status
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.hall import activities_of
from guanlian.web.portal.notice import absolute
from guanlian.web.portal.showing import towns_of, where_of, with_places

PRODUCT = "-//Guanlian//Activities//ZH"
BACK = timedelta(days=31)
MOST = 200


@public_page
def hall_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The hall's activities from a month ago on; cancelled ones stay, marked, so that calendars take them out."""
    found = get_object_or_404(Hall, code=code)
    since = timezone.localdate() - BACK
    activities = with_places(activities_of(found)).filter(ends_on__gte=since).order_by("starts_at")[:MOST]
    return _answer(calendar(found.name, activities), f"{found.code}.ics")


@public_page
def activity_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """One activity, to be put into a calendar."""
    found = with_places(Activity.objects.public()).filter(code=code).first()
    if found is None:
        raise Http404
    return _answer(calendar(found.title, [found]), f"{found.code}.ics")


def calendar(name: str, activities: Iterable[Activity]) -> Calendar:
    """Activities as an iCalendar (RFC 5545)."""
    activities = list(activities)
    prefetch_related_objects(activities, "sessions")
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    towns = towns_of([a.place_id or a.hall_id for a in activities], timezone.localdate())
    for activity in activities:
        for event in _events(activity, towns):
            made.add_component(event)
    made.add_missing_timezones()
    return made


def _events(activity: Activity, towns: dict[int, str]) -> list[Event]:
    """One event; for a run one for each of its sessions, those called off marked, so that calendars take them out."""
    sessions = list(activity.sessions.all())
    if len(sessions) < 2:
        return [_event(activity, towns)]
    made = []
    for session in sessions:
        event = _event(activity, towns)
        event["uid"] = vText(f"{activity.code}-{session.number}@guanlian")
        event["summary"] = vText(f"{activity.title} {session.number}/{len(sessions)}")
        for name, moment in (("dtstart", session.starts_at), ("dtend", session.ends_at)):
            del event[name]
            event.add(name, timezone.localtime(moment))
        if session.called_off_at is not None:
            event["status"] = vText("CANCELLED")
        made.append(event)
    return made


def _event(activity: Activity, towns: dict[int, str]) -> Event:
    event = Event()
    event.add("uid", f"{activity.code}@guanlian")
    event.add("dtstamp", activity.recorded_at)
    event.add("dtstart", timezone.localtime(activity.starts_at))
    event.add("dtend", timezone.localtime(activity.ends_at))
    event.add("summary", activity.title)
    event.add("location", where_of(activity, towns))
    event.add("url", absolute(activity.get_absolute_url()))
    if activity.summary:
        event.add("description", activity.summary)
    event["status"] = vText("CANCELLED" if activity.status == Status.CANCELLED else "CONFIRMED")
    return event


def _answer(made: Calendar, filename: str) -> HttpResponse:
    response = HttpResponse(cast(bytes, made.to_ical()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
