"""Whether halls are open: their days as published (schedule, days that differ, closures), and the state at a moment.

All clock times are Asia/Shanghai. A public holiday by itself changes nothing: halls publish what they do on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime

from guanlian.network.halls import Hall, HallQuerySet
from guanlian.network.hours import hours_between
from guanlian.network.opening import Closure, DayHours, OpeningHours

Times = tuple[tuple[time, time], ...]
AHEAD = 8  # days looked ahead for the next opening: a week and the same weekday again


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What a hall does on one day. `reason` says why it differs; `known`: whether a schedule was in force at all."""

    day: date
    times: Times
    known: bool
    reason: str = ""
    closure: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A hall at a moment. Open: `until`. Closed: `opens_at`, the next opening within a week, and why it is closed.

    `known` is False where no hours are published: then nothing is claimed.
    """

    known: bool
    is_open: bool
    until: time | None = None
    opens_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SameDays:
    """Weekdays (0 is Monday) with the same hours; no times: closed on them."""

    weekdays: tuple[int, ...]
    times: Times


class Slot(NamedTuple):
    """A row of the schedule, in force from `since` to the day before `until`; thousands are read at once."""

    weekday: int
    opens: time
    closes: time
    since: date | None
    until: date | None

    def in_force(self, day: date) -> bool:
        """Whether the schedule holds on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass
class Published:
    """What one hall has published around some days."""

    slots: list[Slot] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    differing: dict[date, DayHours] = field(default_factory=dict)

    def on(self, day: date) -> DayPlan:
        """What the hall does on `day`: a closure goes before a day that differs, that before the schedule."""
        in_force = [s for s in self.slots if s.in_force(day)]
        closure = next((c for c in self.closures if day in _Days(c.period)), None)
        if closure is not None:
            return DayPlan(day, (), True, closure.reason, closure=True)
        if day in self.differing:
            row = self.differing[day]
            times: Times = ((row.opens, row.closes),) if row.opens and row.closes else ()
            return DayPlan(day, times, True, row.reason)
        times = tuple(sorted((s.opens, s.closes) for s in in_force if s.weekday == day.weekday()))
        return DayPlan(day, times, bool(in_force))

    def at(self, moment: datetime) -> State:
        """The hall's state at `moment`."""
        local = localtime(moment)
        today, clock = self.on(local.date()), local.time()
        if not today.known:
            return State(known=False, is_open=False)
        for opens, closes in today.times:
            if opens <= clock < closes:
                return State(True, True, until=closes)
        return State(True, False, opens_at=self._next_opening(local), reason=today.reason)

    def _next_opening(self, local: datetime) -> datetime | None:
        for ahead in range(AHEAD):
            plan = self.on(local.date() + timedelta(days=ahead))
            for opens, _closes in plan.times:
                if ahead or opens > local.time():
                    return datetime.combine(plan.day, opens, local.tzinfo)
        return None

    def week(self, day: date) -> list[SameDays]:
        """The ordinary week in force on `day`, weekdays with equal hours together; empty where none is published."""
        in_force = [s for s in self.slots if s.in_force(day)]
        if not in_force:
            return []
        by_times: dict[Times, list[int]] = {}
        for weekday in range(7):
            times = tuple(sorted((s.opens, s.closes) for s in in_force if s.weekday == weekday))
            by_times.setdefault(times, []).append(weekday)
        return [SameDays(tuple(days), times) for times, days in by_times.items()]


class _Days:
    """Membership of a day in a database range whose end may be open."""

    def __init__(self, period: object) -> None:
        self.period = period

    def __contains__(self, day: date) -> bool:
        lower, upper = self.period.lower, self.period.upper  # type: ignore[attr-defined]
        return (lower is None or lower <= day) and (upper is None or day < upper)


def hours_a_week(week: Collection[SameDays]) -> Decimal:
    """Hours of an ordinary week, in hours/week."""
    total = sum(
        (hours_between(opens, closes) * len(same.weekdays) for same in week for opens, closes in same.times),
        Decimal(0),
    )
    return Decimal(total).normalize()


def published(halls: Collection[int], first: date, last: date) -> Mapping[int, Published]:
    """What `halls` have published for the days from `first` to `last`, in three statements."""
    found: dict[int, Published] = defaultdict(Published)
    overlap = Q(period__startswith__lte=last) & (Q(period__endswith__gt=first) | Q(period__upper_inf=True))
    schedule = OpeningHours.objects.standing().within(list(halls)).filter(overlap)
    ends = ("period__startswith", "period__endswith")
    for hall, *slot in schedule.values_list("hall_id", "weekday", "opens", "closes", *ends):
        found[hall].slots.append(Slot(*slot))
    for closure in Closure.objects.standing().within(list(halls)).filter(overlap, venue=None):
        found[closure.hall_id].closures.append(closure)
    for row in DayHours.objects.standing().within(list(halls)).filter(day__range=(first, last)):
        found[row.hall_id].differing[row.day] = row
    return found


def last_looked_at(day: date) -> date:
    """The last day that must be read to tell when a hall closed on `day` opens next."""
    return day + timedelta(days=AHEAD)


def of_hall(hall_id: int, day: date) -> Published:
    """What one hall has published from `day` for the days looked ahead."""
    return published([hall_id], day, last_looked_at(day)).get(hall_id, Published())


def open_at(halls: HallQuerySet, moment: datetime) -> HallQuerySet:
    """Those of `halls` that are open at `moment`, by the same order of rules as `Published.on`, as one statement."""
    local = localtime(moment)
    day, clock = local.date(), local.time()
    here = {"hall": OuterRef("pk")}
    closed = Closure.objects.for_counting().filter(**here, venue=None, period__contains=day)
    differs = DayHours.objects.for_counting().filter(**here, day=day)
    open_today = differs.filter(opens__lte=clock, closes__gt=clock)
    scheduled = OpeningHours.objects.for_counting().filter(
        **here, weekday=day.weekday(), opens__lte=clock, closes__gt=clock, period__contains=day
    )
    return halls.filter(~Exists(closed)).filter(Exists(open_today) | (~Exists(differs) & Exists(scheduled)))


def changes_ahead(hall_id: int, day: date) -> tuple[list[Closure], list[DayHours]]:
    """Closures and differing days of a hall that are still to come or under way on `day`, soonest first.

    Hall: a closure of one venue is told too, with the venue.
    """
    open_ended = Q(period__endswith__gt=day) | Q(period__upper_inf=True)
    closures = Closure.objects.standing().within([hall_id]).filter(open_ended).select_related("venue")
    days = DayHours.objects.standing().within([hall_id]).filter(day__gte=day).order_by("day")
    return sorted(closures, key=lambda c: c.period.lower), list(days)


def halls_without_hours(day: date) -> HallQuerySet:
    """Halls of the network of `day` that publish no opening hours for it."""
    hours = OpeningHours.objects.for_counting().filter(hall=OuterRef("pk"), period__contains=day)
    return Hall.objects.on(day).filter(~Exists(hours))
