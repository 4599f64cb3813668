"""When lessons are: by a rule, on another date, and what stands in their way. Arithmetic; nothing here is written.

Days and clocks are Asia/Shanghai. Holidays and closures are left out where the hall asks for it, and listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from guanlian.holds.models import Hold
from guanlian.kernel.columns.dated import SHANGHAI
from guanlian.network.models import Closure, Hall, PublicHoliday, Venue
from guanlian.programme.models import Activity

WEEK = timedelta(days=7)
MOST_LESSONS = 80
FURTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every `weekdays` (0 is Monday) from `first` on, at the same hours, `number` times; days in the way are skipped
    where `skip` says so."""

    first: date
    weekdays: tuple[int, ...]
    begins: time
    ends: time
    number: int
    skip: bool = True


@dataclass(frozen=True, slots=True)
class Planned:
    """One meeting to come. `number` is None for a day that is skipped, `why` says what stands in the way."""

    day: date
    starts_at: datetime
    ends_at: datetime
    number: int | None = None
    why: str = ""
    clash: bool = False


@dataclass
class Ways:
    """What stands in the way at a hall and its venue: closed days with the reason, and who holds the venue when."""

    closed: list[tuple[date, date | None, str]] = field(default_factory=list)
    holidays: dict[date, str] = field(default_factory=dict)
    held: list[tuple[datetime, datetime, str]] = field(default_factory=list)

    def on(self, day: date) -> str:
        """Why nothing takes place on `day`; empty where it can."""
        for first, end, reason in self.closed:
            if first <= day and (end is None or day < end):
                return _("闭馆：%s") % reason
        return self.holidays.get(day, "")

    def during(self, starts_at: datetime, ends_at: datetime) -> str:
        """What the venue is used for at that time; empty where it is free."""
        return next((why for begins, ends, why in self.held if begins < ends_at and starts_at < ends), "")


def moment(day: date, clock: time) -> datetime:
    """The moment at which the clock of Asia/Shanghai shows `clock` on `day`."""
    return datetime.combine(day, clock, SHANGHAI)


def days_of(rhythm: Rhythm) -> list[date]:
    """The days of the rhythm in order, as many as could ever be needed."""
    day, last, found = rhythm.first, rhythm.first + FURTHEST, []
    while day <= last:
        if day.weekday() in rhythm.weekdays:
            found.append(day)
        day += timedelta(days=1)
    return found


def plan(rhythm: Rhythm, ways: Ways) -> list[Planned]:
    """The lessons of the rhythm and, among them, the days that are skipped or in use."""
    made: list[Planned] = []
    number = 0
    for day in days_of(rhythm):
        if number >= min(rhythm.number, MOST_LESSONS):
            break
        starts_at, ends_at = moment(day, rhythm.begins), moment(day, rhythm.ends)
        why = ways.on(day)
        if why and rhythm.skip:
            made.append(Planned(day, starts_at, ends_at, None, why))
            continue
        number += 1
        used = ways.during(starts_at, ends_at)
        made.append(Planned(day, starts_at, ends_at, number, used or why, clash=bool(used)))
    return made


def ways_at(*, hall: Hall, venue: Venue | None, first: datetime, last: datetime, sparing: Sequence[int] = ()) -> Ways:
    """What is in the way from `first` to `last`, in three statements. `sparing`: holds that are one's own."""
    found = Ways()
    for closure in Closure.objects.standing().within([hall.pk]):
        lower, upper = closure.period.lower, closure.period.upper
        touches = lower <= last.date() and (upper is None or upper > first.date())
        if touches and closure.venue_id in {None, venue.pk if venue else None}:
            found.closed.append((lower, upper, closure.reason))
    days = PublicHoliday.objects.filter(day__range=(first.date(), last.date()), is_workday=False)
    found.holidays = dict(days.values_list("day", "name"))
    if venue is not None and venue.resource_id is not None:
        rivals = Hold.objects.filter(
            resource=venue.resource_id, released_at=None, period__overlap=DateTimeTZRange(first, last)
        ).exclude(pk__in=sparing)
        found.held = [(hold.period.lower, hold.period.upper, hold.reason) for hold in rivals.order_by("period")]
    return found


def own_holds(activity: Activity) -> list[int]:
    """The holds of the activity and its lessons."""
    held = [activity.hold_id, *activity.sessions.values_list("hold_id", flat=True)]
    return [key for key in held if key is not None]


def again_on(day: date, today: date) -> date:
    """The same weekday near the same date of a later year: the first that lies after `today`.

    The nearest of that weekday to the anniversary, so the shift is a whole number of weeks; the 29th of February counts
    as the 28th in a common year.
    """
    for years in range(1, max(today.year - day.year, 0) + 3):
        found = day + round((_anniversary(day, years) - day) / WEEK) * WEEK
        if found > today:
            return found
    raise AssertionError("some later year lies ahead")


def next_on(day: date, today: date) -> date:
    """The same weekday, by whole weeks after `day`: the first that lies after `today` and after `day`."""
    weeks = max((today - day) // WEEK + 1, 1) if today >= day else 1
    return day + weeks * WEEK


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
