"""Days as the week strip and the month calendar show them. Dates are Asia/Shanghai days."""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Day:
    """One day: how many activities begin on it (None: not known), where a press leads, how it is marked."""

    date: date
    count: int | None
    href: str
    selected: bool
    today: bool


@dataclass(frozen=True)
class Month:
    """A month as a grid; days outside the month are None. Weeks begin on Monday."""

    first: date
    weeks: list[list[Day | None]]

    @property
    def weekdays(self) -> list[date]:
        """Seven days from a Monday on, for the names above the grid."""
        monday = self.first - timedelta(days=self.first.weekday())
        return [monday + timedelta(days=n) for n in range(7)]


def _day(
    day: date,
    counts: Mapping[date, int],
    href: Callable[[date], str],
    selected: date | None,
    today: date,
) -> Day:
    return Day(day, counts.get(day, 0), href(day), day == selected, day == today)


def week(
    *,
    start: date,
    counts: Mapping[date, int],
    href: Callable[[date], str],
    today: date,
    selected: date | None = None,
) -> list[Day]:
    """The seven days from `start`; a day that `counts` doesn't name has none."""
    return [_day(start + timedelta(days=n), counts, href, selected, today) for n in range(7)]


def month(
    *,
    first: date,
    counts: Mapping[date, int],
    href: Callable[[date], str],
    today: date,
    selected: date | None = None,
) -> Month:
    """The month of `first` as whole weeks."""
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    rows = [[_day(d, counts, href, selected, today) if d.month == first.month else None for d in row] for row in weeks]
    return Month(first.replace(day=1), rows)
