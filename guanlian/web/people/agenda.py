"""What awaits a person, next things first: offers with their deadline, places, reservations, shifts, troupes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from guanlian.accounts.models import Person, User
from guanlian.booking.models import Reservation
from guanlian.booking.models import Status as Booked
from guanlian.community import belonging
from guanlian.community.models import Service
from guanlian.community.shifts import OPEN, Stands
from guanlian.network.opening import Weekday
from guanlian.programme.activities import Activity, Kind
from guanlian.programme.activities import Status as Standing
from guanlian.programme.admission import LIVE, Registration, Status
from guanlian.programme.sessions import Session
from guanlian.web.portal.showing import where_of
from guanlian.web.portal.words import clock, day_words, full_day

TROUPE_MOST = 12
MARKS = {
    Status.PLACED: "open",
    Status.OFFERED: "few",
    Status.WAITING: "wait",
    Status.ENTERED: "wait",
    Booked.CONFIRMED: "open",
    Booked.REQUESTED: "wait",
    Stands.CONFIRMED: "open",
    Stands.ASKED: "wait",
    Stands.INVITED: "few",
}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody of the household in an item, with the address of their own ticket."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing ahead. `mark`: open (certain), wait (not decided), few (asks for an answer), troupe (of interest)."""

    title: str
    href: str
    starts_at: datetime
    clock: str
    where: str
    state: str
    mark: str
    note: str = ""
    rehearsal: bool = False
    who: list[Who] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DayOf:
    """The items of one day. `words`: today, tomorrow, else the weekday; `full`: with the date, for who can't see it;
    `year`: where it isn't this one."""

    day: date
    words: str
    full: str
    year: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Offer:
    """A place that is held until `until`, to be taken or given on."""

    code: str
    title: str
    href: str
    name: str
    when: str
    until: datetime
    until_words: str


def offers(user: User, now: datetime) -> list[Offer]:
    """Places that are held for somebody of the household, the nearest deadline first."""
    found = Registration.objects.of(user).filter(status=Status.OFFERED, offered_until__gt=now)
    rows = found.select_related("admission__activity", "person").order_by("offered_until", "pk")
    return [_offer(each, now) for each in rows]


def _offer(entry: Registration, now: datetime) -> Offer:
    activity = entry.admission.activity
    today = localtime(now).date()
    assert entry.offered_until is not None
    until = localtime(entry.offered_until)
    return Offer(
        code=entry.code,
        title=activity.title,
        href=entry.get_absolute_url(),
        name=name_of(entry.person),
        when=f"{day_words(localtime(activity.starts_at).date(), today)} {clock(localtime(activity.starts_at))}",
        until=until,
        until_words=f"{day_words(until.date(), today)} {clock(until)}",
    )


def name_of(person: Person) -> str:
    """How somebody of one's own household is called."""
    return person.name or _("本人")


def ahead(user: User, now: datetime) -> list[Item]:
    """Places, reservations and shifts of the household that are not over, and rehearsals and performances of the
    troupes it belongs to, by time; a fixed number of statements."""
    items = [*entries(user, now), *reservations(user, now), *shifts(user, now), *of_own_troupes(user, now)]
    return sorted(items, key=lambda item: item.starts_at)


def entries(user: User, now: datetime) -> list[Item]:
    """Places, entries and places in a queue, one item for those who go together; each at its next session."""
    found = list(
        Registration.objects.of(user)
        .filter(status__in=LIVE, admission__activity__ends_at__gt=now)
        .exclude(status=Status.OFFERED)
        .select_related("person", *(f"admission__activity__{name}" for name in ("hall", "place", "venue")))
        .order_by("pk")
    )
    together: dict[tuple[int, str], list[Registration]] = {}
    for each in found:
        together.setdefault((each.admission_id, each.status), []).append(each)
    next_ones = _next_sessions({each.admission.activity_id for each in found}, now)
    return [_entry_item(group, next_ones) for group in together.values()]


def _next_sessions(activities: set[int], now: datetime) -> dict[int, tuple[Session, int]]:
    """For each activity its next session that takes place, and how many sessions there are."""
    found: dict[int, tuple[Session, int]] = {}
    counts: dict[int, int] = {}
    rows = Session.objects.filter(activity__in=activities).select_related("venue").order_by("-starts_at", "-pk")
    for session in rows:
        counts[session.activity_id] = counts.get(session.activity_id, 0) + 1
        if session.called_off_at is None and session.ends_at > now:
            found[session.activity_id] = (session, 0)
    return {key: (session, counts[key]) for key, (session, _none) in found.items()}


def _entry_item(group: Sequence[Registration], next_ones: dict[int, tuple[Session, int]]) -> Item:
    first = group[0]
    activity = first.admission.activity
    session, total = next_ones.get(activity.pk, (None, 0))
    starts = localtime(session.starts_at if session else activity.starts_at)
    ends = localtime(session.ends_at if session else activity.ends_at)
    note = _("第 %(n)s 次，共 %(all)s 次") % {"n": session.number, "all": total} if session and total > 1 else ""
    return Item(
        title=activity.title,
        href=first.get_absolute_url(),
        starts_at=starts,
        clock=f"{clock(starts)}–{clock(ends)}" if starts.date() == ends.date() else clock(starts),
        where=where_of(activity, {}),
        state=str(Status(first.status).label),
        mark=MARKS.get(Status(first.status), ""),
        note=note,
        who=[Who(name_of(each.person), each.get_absolute_url()) for each in group],
    )


def reservations(user: User, now: datetime) -> list[Item]:
    """Reservations that hold a venue."""
    found = (
        Reservation.objects.of(user)
        .filter(status__in=[Booked.REQUESTED, Booked.CONFIRMED], period__endswith__gt=now)
        .select_related("venue__hall", "person", "troupe")
    )
    return [_reservation_item(each) for each in found]


def _reservation_item(each: Reservation) -> Item:
    starts, ends = localtime(each.period.lower), localtime(each.period.upper)
    return Item(
        title=_("%(venue)s · 场地预约") % {"venue": each.venue.name},
        href=each.get_absolute_url(),
        starts_at=starts,
        clock=f"{clock(starts)}–{clock(ends)}",
        where=each.venue.hall.name,
        state=str(Booked(each.status).label),
        mark=MARKS.get(Booked(each.status), ""),
        note=each.troupe.name if each.troupe else each.purpose,
        who=[Who(name_of(each.person), each.get_absolute_url())] if each.person else [],
    )


def shifts(user: User, now: datetime) -> list[Item]:
    """Shifts of volunteers: settled, or waiting for an answer."""
    found = Service.objects.of(user).filter(status__in=OPEN, shift__ends_at__gt=now)
    rows = found.select_related(
        "volunteer__person", *(f"shift__activity__{name}" for name in ("hall", "place", "venue"))
    )
    return [_shift_item(each) for each in rows]


def _shift_item(each: Service) -> Item:
    starts, ends = localtime(each.shift.starts_at), localtime(each.shift.ends_at)
    return Item(
        title=_("%(task)s · 志愿服务") % {"task": each.shift.task},
        href="/me/volunteering/",
        starts_at=starts,
        clock=f"{clock(starts)}–{clock(ends)}",
        where=where_of(each.shift.activity, {}),
        state=str(Stands(each.status).label),
        mark=MARKS[Stands(each.status)],
        note=each.shift.activity.title,
        who=[Who(each.volunteer.name, "/me/volunteering/")],
    )


def of_own_troupes(user: User, now: datetime) -> list[Item]:
    """What the troupes of the household do next; rooms that the household itself reserved stand there already."""
    troupes = {troupe.pk: troupe.name for troupe in belonging.troupes_of(user, localtime(now).date())}
    if not troupes:
        return []
    performances = {item.href: (key, item) for key, item in _performances(list(troupes), now)}
    rehearsals = [r for r in rehearsals_of(troupes, now) if r.person is None or r.person.keeper_id != user.pk]
    found = [*performances.values(), *((each.troupe_id or 0, _rehearsal_item(each)) for each in rehearsals)]
    return [replace(item, note=troupes[key]) for key, item in found]


def of_these(troupes: Iterable[Any], now: datetime) -> dict[int, list[Item]]:
    """For each troupe, by its key, its next performances and booked rehearsals; a fixed number of statements."""
    items: dict[int, list[Item]] = {troupe.pk: [] for troupe in troupes}
    for troupe, item in [*_performances(list(items), now), *_rehearsals(list(items), now)]:
        items[troupe].append(item)
    return {key: sorted(found, key=lambda item: item.starts_at)[:TROUPE_MOST] for key, found in items.items()}


def performances_of(troupes: Iterable[int], now: datetime) -> list[tuple[int, Activity]]:
    """Public activities ahead in which the troupes perform, as (troupe, activity)."""
    keys = list(troupes)
    links = Activity.troupes.through.objects.filter(troupe__in=keys)
    pairs = list(links.filter(activity__ends_at__gt=now).values_list("troupe_id", "activity_id"))
    found = Activity.objects.public().filter(pk__in={activity for _troupe, activity in pairs})
    by_key = {each.pk: each for each in found.select_related("hall", "place", "venue")}
    return [(troupe, by_key[activity]) for troupe, activity in pairs if activity in by_key]


def rehearsals_of(troupes: Iterable[int], now: datetime) -> list[Reservation]:
    """Confirmed reservations ahead that were made for the troupes; who made them is not told."""
    booked = Reservation.objects.everywhere(because="when a troupe rehearses is public, who reserved is not")
    found = booked.filter(troupe__in=list(troupes), status=Booked.CONFIRMED, period__endswith__gt=now)
    return list(found.select_related("venue__hall", "troupe", "person").order_by("period", "pk"))


def _performances(keys: list[int], now: datetime) -> list[tuple[int, Item]]:
    made = []
    for troupe, activity in performances_of(keys, now):
        if activity.status == Standing.CANCELLED:
            continue
        starts = localtime(activity.starts_at)
        made.append(
            (
                troupe,
                Item(
                    title=activity.title,
                    href=activity.get_absolute_url(),
                    starts_at=starts,
                    clock=clock(starts),
                    where=where_of(activity, {}),
                    state=str(Kind(activity.kind).label),
                    mark="troupe",
                ),
            )
        )
    return made


def _rehearsals(keys: list[int], now: datetime) -> list[tuple[int, Item]]:
    return [(each.troupe_id or 0, _rehearsal_item(each)) for each in rehearsals_of(keys, now)]


def _rehearsal_item(each: Reservation) -> Item:
    return Item(
        title=_("排练"),
        href=each.venue.hall.get_absolute_url(),
        starts_at=localtime(each.period.lower),
        clock=f"{clock(localtime(each.period.lower))}–{clock(localtime(each.period.upper))}",
        where=f"{each.venue.hall.name} · {each.venue.name}",
        state=_("排练"),
        mark="troupe",
        rehearsal=True,
    )


def of_led(troupe: Any, user: User, now: datetime) -> list[Item]:
    """What the troupe does next as its leader sees it: rooms that are asked for too, one's own with their own page."""
    booked = Reservation.objects.everywhere(because="of one troupe, for its leader; other people's open no page")
    booked = booked.filter(troupe=troupe, status__in=[Booked.REQUESTED, Booked.CONFIRMED], period__endswith__gt=now)
    rows = booked.select_related("venue__hall", "troupe", "person").order_by("period", "pk")
    items = [item for _key, item in _performances([troupe.pk], now)]
    for each in rows:
        own = each.person is not None and each.person.keeper_id == user.pk
        item = _rehearsal_item(each)
        state, mark = str(Booked(each.status).label), MARKS.get(Booked(each.status), "")
        items.append(replace(item, href=each.get_absolute_url() if own else item.href, state=state, mark=mark))
    return sorted(items, key=lambda item: item.starts_at)[:TROUPE_MOST]


def by_day(items: Iterable[Item], today: date) -> list[DayOf]:
    """Items as the list of days shows them; what began before today stands under today."""
    days: dict[date, list[Item]] = {}
    for item in items:
        days.setdefault(max(item.starts_at.date(), today), []).append(item)
    return [_day_of(day, today, days[day]) for day in sorted(days)]


def _day_of(day: date, today: date, items: list[Item]) -> DayOf:
    near = day_words(day, today) if day - today < timedelta(days=2) else str(Weekday(day.weekday()).label)
    return DayOf(day, near, full_day(day, today), str(day.year) if day.year != today.year else "", items)
