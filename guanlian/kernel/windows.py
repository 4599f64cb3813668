"""Windows of time. Days are days in Asia/Shanghai; a window includes its last day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a window can't end ({self.last}) before it begins ({self.first})")

    @classmethod
    def of_year(cls, year: int) -> Window:
        """1 January to 31 December of `year`."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days the window has; 366 in a leap year."""
        return (self.last - self.first).days + 1

    def until(self, day: date) -> Window:
        """The part of the window up to and including `day`; its first day alone where `day` comes before it."""
        return Window(self.first, max(self.first, min(self.last, day)))

    def is_over(self, as_of: date) -> bool:
        """Whether the window's last day has come by `as_of` (an as-of date means the end of that day)."""
        return as_of >= self.last

    def months(self) -> list[Window]:
        """The calendar months that the window touches, each cut to the window."""
        found, day = [], self.first
        while day <= self.last:
            end = day.replace(day=monthrange(day.year, day.month)[1])
            found.append(Window(day, min(end, self.last)))
            day = end + timedelta(days=1)
        return found

    def weeks(self) -> list[Window]:
        """The whole weeks, Monday to Sunday, that lie within the window; the window itself if it holds none."""
        monday = self.first + timedelta(days=-self.first.weekday() % 7)
        found = []
        while monday + timedelta(days=6) <= self.last:
            found.append(Window(monday, monday + timedelta(days=6)))
            monday += timedelta(days=7)
        return found or [self]

    def as_range(self) -> DateRange:
        """The same days as a half-open range for the database."""
        return DateRange(self.first, self.last + timedelta(days=1))


def months_before(day: date, months: int) -> date:
    """The day `months` calendar months before `day`; the month's last day where that day doesn't exist."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
