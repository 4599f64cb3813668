"""One person's calendar (RFC 5545): the household's places, reservations and troupes and, if wanted, followed troupes.

What was given back or called off stays a while, marked cancelled, so that calendars take it out. Times are UTC. Of
people it tells only who of the household goes, as far as calendars shared in a family need it; no number, no birthday.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

from django.db.models import Count, Max, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from icalendar import Calendar, Event, vText

from guanlian.accounts import calendar_links
from guanlian.accounts.models import CalendarLink, User
from guanlian.booking.models import Reservation
from guanlian.booking.models import Status as Booked
from guanlian.community import belonging, following
from guanlian.community.models import Service, Shift
from guanlian.community.shifts import Stands
from guanlian.programme.activities import Activity
from guanlian.programme.activities import Status as Standing
from guanlian.programme.admission import Registration, Status
from guanlian.programme.sessions import Session
from guanlian.web.people import agenda
from guanlian.web.portal.feeds import PRODUCT
from guanlian.web.portal.notice import absolute
from guanlian.web.portal.showing import where_of

BACK = timedelta(days=31)
REFRESH = "PT1H"
CALENDAR = {
    Status.PLACED: "CONFIRMED",
    Status.OFFERED: "TENTATIVE",
    Status.RELEASED: "CANCELLED",
    Status.LAPSED: "CANCELLED",
    Status.CANCELLED: "CANCELLED",
}  # who only entered or waits has nothing in the calendar yet
SERVED = {Stands.CONFIRMED: "CONFIRMED", Stands.CAME: "CONFIRMED", Stands.CANCELLED: "CANCELLED"}
BOOKED = {
    Booked.REQUESTED: "TENTATIVE",
    Booked.CONFIRMED: "CONFIRMED",
    Booked.USED: "CONFIRMED",
    Booked.DECLINED: "CANCELLED",
    Booked.CANCELLED: "CANCELLED",
    Booked.RELEASED: "CANCELLED",
}


@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar that the secret address opens; 404 for one that was renewed or taken back."""
    link = calendar_links.opened_by(token)
    if link is None:
        raise Http404
    with override(link.user.language):
        made = calendar_of(link, timezone.now())
    response = HttpResponse(cast(bytes, made.to_ical()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="guanlian.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def calendar_of(link: CalendarLink, now: datetime) -> Calendar:
    """Everything from a month ago on; a fixed number of statements."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("我的文化馆"))
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vText(REFRESH))
    for event in (*_tickets(link.user, now), *_reservations(link.user, now), *_shifts(link.user, now)):
        made.add_component(event)
    for event in _troupes(link.user, now, followed=link.with_troupes):
        made.add_component(event)
    return made


def _tickets(user: User, now: datetime) -> Iterator[Event]:
    entries = list(
        Registration.objects.of(user)
        .filter(status__in=list(CALENDAR), admission__activity__ends_at__gt=now - BACK)
        .select_related("person", *(f"admission__activity__{name}" for name in ("hall", "place", "venue")))
        .annotate(**_versions(Registration), **_versions(Activity, "admission__activity", "activity_"))
        .order_by("pk")
    )
    sessions: dict[int, list[Session]] = {}
    for session in Session.objects.filter(activity__in={e.admission.activity_id for e in entries}).order_by("number"):
        sessions.setdefault(session.activity_id, []).append(session)
    for entry in entries:
        activity = entry.admission.activity
        for session in sessions.get(activity.pk) or [_whole(activity)]:
            yield _ticket_event(entry, activity, session, several=len(sessions.get(activity.pk, [])) > 1)


def _whole(activity: Activity) -> Session:
    """The one session of an activity that lists none; not kept."""
    return Session(activity=activity, number=1, starts_at=activity.starts_at, ends_at=activity.ends_at)


def _ticket_event(entry: Registration, activity: Activity, session: Session, *, several: bool) -> Event:
    off = session.called_off_at is not None or activity.status == Standing.CANCELLED
    changes = _number(entry, "versions") + _number(entry, "activity_versions") + (session.called_off_at is not None)
    title = activity.title
    if several:
        title += " " + _("第 %(n)s 次") % {"n": session.number}
    if entry.person.name:
        title += f"（{entry.person.name}）"
    return _event(
        uid=f"{entry.code}-{session.number}",
        changed=[entry.entered_at, _at(entry, "changed"), _at(entry, "activity_changed"), session.called_off_at],
        sequence=changes,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title=title,
        where=where_of(activity, {}),
        path=entry.get_absolute_url(),
        status="CANCELLED" if off else CALENDAR[Status(entry.status)],
    )


def _reservations(user: User, now: datetime) -> Iterator[Event]:
    found = (
        Reservation.objects.of(user)
        .filter(period__endswith__gt=now - BACK)
        .select_related("venue__hall", "troupe")
        .annotate(**_versions(Reservation))
        .order_by("pk")
    )
    for each in found:
        yield _event(
            uid=each.code,
            changed=[each.made_at, _at(each, "changed")],
            sequence=_number(each, "versions"),
            starts_at=each.period.lower,
            ends_at=each.period.upper,
            title=" · ".join(part for part in (each.venue.name, each.troupe.name if each.troupe else "") if part),
            where=each.venue.hall.name,
            path=each.get_absolute_url(),
            status=BOOKED[Booked(each.status)],
        )


def _shifts(user: User, now: datetime) -> Iterator[Event]:
    found = (
        Service.objects.of(user)
        .filter(status__in=list(SERVED), shift__ends_at__gt=now - BACK)
        .select_related("volunteer", *(f"shift__activity__{name}" for name in ("hall", "place", "venue")))
        .annotate(**_versions(Service), **_versions(Shift, "shift", "shift_"))
        .order_by("pk")
    )
    for each in found:
        yield _event(
            uid=each.code,
            changed=[each.made_at, _at(each, "changed"), _at(each, "shift_changed")],
            sequence=_number(each, "versions") + _number(each, "shift_versions"),
            starts_at=each.shift.starts_at,
            ends_at=each.shift.ends_at,
            title=f"{each.shift.task}（{each.volunteer.name}）",
            where=where_of(each.shift.activity, {}),
            path="/me/volunteering/",
            status=SERVED[Stands(each.status)],
        )


def _troupes(user: User, now: datetime, *, followed: bool) -> Iterator[Event]:
    """What the troupes do to which the household belongs and, where wanted, those that are only followed."""
    keys = {troupe.pk for troupe in belonging.troupes_of(user, localdate(now))}
    keys |= {troupe.pk for troupe in following.followed_by(user=user)} if followed else set()
    for activity in {a.pk: a for _troupe, a in agenda.performances_of(keys, now)}.values():
        yield _event(
            uid=activity.code,
            changed=[activity.recorded_at],
            sequence=0,
            starts_at=activity.starts_at,
            ends_at=activity.ends_at,
            title=activity.title,
            where=where_of(activity, {}),
            path=activity.get_absolute_url(),
            status="CANCELLED" if activity.status == Standing.CANCELLED else "CONFIRMED",
        )
    for each in agenda.rehearsals_of(keys, now):
        assert each.troupe is not None
        if each.person is not None and each.person.keeper_id == user.pk:
            continue  # stands among the household's own reservations
        yield _event(
            uid=f"{each.code}-troupe",
            changed=[each.made_at],
            sequence=0,
            starts_at=each.period.lower,
            ends_at=each.period.upper,
            title=_("%(troupe)s排练") % {"troupe": each.troupe.name},
            where=f"{each.venue.hall.name} · {each.venue.name}",
            path=each.troupe.get_absolute_url(),
            status="CONFIRMED",
        )


def _event(
    *,
    uid: str,
    changed: list[datetime | None],
    sequence: int,
    starts_at: datetime,
    ends_at: datetime,
    title: str,
    where: str,
    path: str,
    status: str,
) -> Event:
    last = max(moment for moment in changed if moment is not None).astimezone(UTC)
    event = Event()
    event.add("uid", f"{uid}@guanlian")
    event.add("dtstamp", last)
    event.add("last-modified", last)
    event.add("sequence", sequence)
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("summary", title)
    event.add("location", where)
    event.add("url", absolute(path))
    event["status"] = vText(status)
    return event


def _versions(model: type, path: str = "", prefix: str = "") -> dict[str, Subquery]:
    """How often the record changed and when it last did, from the history that the database keeps."""
    events = model._meta.get_field("events").related_model._base_manager  # type: ignore[attr-defined]
    mine = events.filter(pgh_obj=OuterRef(path or "pk")).order_by().values("pgh_obj")
    return {
        f"{prefix}versions": Subquery(mine.annotate(n=Count("pk")).values("n")),
        f"{prefix}changed": Subquery(mine.annotate(at=Max("pgh_created_at")).values("at")),
    }


def _number(record: object, name: str) -> int:
    return getattr(record, name) or 0


def _at(record: object, name: str) -> datetime | None:
    return getattr(record, name)
