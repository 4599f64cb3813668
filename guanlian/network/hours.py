"""Weekly opening hours, computed from dated schedules, closures and days that differ.

The reading (design: opening hours): a hall's figure is the least ordinary week in the window. A week touched by a
closure, or by a day with other hours, that was announced ahead is left out and listed; hours lost to a closure that was
not announced ahead are lost. Weeks in which no schedule is in force are not reported, so they are no week of nought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from guanlian.kernel.measures import Span, Tally
from guanlian.kernel.windows import Window
from guanlian.network.models import Closure, DayHours, OpeningHours


@dataclass(frozen=True, slots=True)
class Slot:
    """Open on `weekday` for `hours`, from `first` until just before `end` (None: no end)."""

    weekday: int
    hours: Decimal
    first: date
    end: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.end is None or day < self.end)


@dataclass(slots=True)
class Calendar:
    """What one hall published for the window."""

    slots: list[Slot] = field(default_factory=list)
    announced: set[date] = field(default_factory=set)
    unannounced: set[date] = field(default_factory=set)

    def hours_on(self, day: date) -> Decimal:
        """Scheduled hours on `day`."""
        return sum((s.hours for s in self.slots if s.weekday == day.weekday() and s.holds(day)), Decimal(0))

    def least_week(self, weeks: Iterable[Window]) -> tuple[Decimal, Window] | None:
        """The least hours of an ordinary week and that week; None where no ordinary week was reported."""
        found = []
        for week in weeks:
            days = [week.first + timedelta(days=n) for n in range(week.days)]
            if self.announced.intersection(days) or not any(
                s.holds(d) for s in self.slots for d in (days[0], days[-1])
            ):
                continue
            hours = sum((self.hours_on(d) for d in days if d not in self.unannounced), Decimal(0))
            found.append((hours, week))
        return min(found, key=lambda pair: pair[0]) if found else None

    def weeks_left_out(self, weeks: Iterable[Window]) -> list[Window]:
        """Weeks not judged, since a closure or other hours were announced ahead."""
        return [w for w in weeks if any(day in w for day in self.announced)]


def hours_between(opens: time, closes: time) -> Decimal:
    """Hours from `opens` to `closes`, to the minute."""
    minutes = (datetime.combine(date.min, closes) - datetime.combine(date.min, opens)).seconds // 60
    return Decimal(minutes) / 60


def calendars(span: Span, halls: Collection[int]) -> dict[int, Calendar]:
    """What each of `halls` published for the window, in three statements."""
    found: dict[int, Calendar] = defaultdict(Calendar)
    days = span.window.as_range()
    for schedule in OpeningHours.objects.for_counting().filter(hall__in=halls, period__overlap=days):
        hours = hours_between(schedule.opens, schedule.closes)
        slot = Slot(schedule.weekday, hours, schedule.period.lower, schedule.period.upper)
        found[schedule.hall_id].slots.append(slot)
    for closure in Closure.objects.for_counting().filter(hall__in=halls, venue=None, period__overlap=days):
        ahead = closure.announced_on is not None and closure.announced_on < closure.period.lower
        calendar = found[closure.hall_id]
        (calendar.announced if ahead else calendar.unannounced).update(_days_of(closure.period, span.window))
    exceptions = DayHours.objects.for_counting().filter(hall__in=halls)
    for exception in exceptions.filter(day__range=(span.window.first, span.window.last)):
        if exception.announced_on is not None and exception.announced_on < exception.day:
            found[exception.hall_id].announced.add(exception.day)
        elif exception.opens is None:
            found[exception.hall_id].unannounced.add(exception.day)
    return found


def _days_of(period: DateRange, window: Window) -> list[date]:
    """The days of `period` that lie in `window`."""
    first = max(period.lower or window.first, window.first)
    end = min(period.upper or date.max, window.last + timedelta(days=1))
    return [first + timedelta(days=n) for n in range((end - first).days)]


def weekly_hours(span: Span, halls: Collection[int]) -> dict[int, Tally]:
    """Hours open to the public in the least ordinary week of the window, in hours/week; the records behind them are
    all schedules of the window, since each was looked at."""
    weeks = span.window.weeks()
    tallies = {}
    for hall, calendar in calendars(span, halls).items():
        least = calendar.least_week(weeks)
        if least is not None:
            tallies[hall] = Tally(least[0].normalize(), len(calendar.slots))
    return tallies
