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
    window = span.window
    schedules = OpeningHours.objects.for_counting().filter(hall__in=halls, period__overlap=window.as_range())
    for row in schedules:
        slot = Slot(row.weekday, hours_between(row.opens, row.closes), row.period.lower, row.period.upper)
        found[row.hall_id].slots.append(slot)
    closures = Closure.objects.for_counting().filter(hall__in=halls, venue=None, period__overlap=window.as_range())
    for row in closures:
        calendar = found[row.hall_id]
        ahead = row.announced_on is not None and row.announced_on < row.period.lower
        days = calendar.announced if ahead else calendar.unannounced
        day, end = max(row.period.lower, window.first), row.period.upper or window.last + timedelta(days=1)
        while day < end and day in window:
            days.add(day)
            day += timedelta(days=1)
    for row in DayHours.objects.for_counting().filter(hall__in=halls, day__range=(window.first, window.last)):
        calendar = found[row.hall_id]
        if row.announced_on is not None and row.announced_on < row.day:
            calendar.announced.add(row.day)
        elif row.opens is None:
            calendar.unannounced.add(row.day)
    return found


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
