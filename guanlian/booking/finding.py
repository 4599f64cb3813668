"""Finding free venues: the next free times of one, and what is free on a day across the network."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localdate

from guanlian.booking import reading
from guanlian.booking.days import Calendar, Period, Stretch, at_clock, rounded_up
from guanlian.booking.models import VenueRule
from guanlian.booking.rules import rules
from guanlian.network.venues import Venue


@dataclass(frozen=True, slots=True)
class Part:
    """From when until when on a day, and for how many minutes at least, a venue is wanted."""

    begins: time
    ends: time
    minutes: int


@dataclass(frozen=True, slots=True)
class Found:
    """A venue with the stretches of the day that fit."""

    calendar: Calendar
    free: list[Stretch]

    @property
    def venue(self) -> Venue:
        """The venue."""
        return self.calendar.venue


def next_free(venue: Venue, after: datetime, minutes: int) -> list[Period]:
    """The next free periods of so many minutes from `after` on, at most one of a stretch, in the days looked ahead."""
    first = localdate(after)
    last = first + timedelta(days=rules()["finding"]["days_ahead"])
    calendar = reading.calendars([venue], first, last)[venue.pk]
    found: list[Period] = []
    for n in range((last - first).days + 1):
        for stretch in calendar.day(first + timedelta(days=n)).free:
            period = _within(calendar, stretch, after, minutes)
            if period is not None:
                found.append(period)
            if len(found) == rules()["finding"]["next_free"]:
                return found
    return found


def _within(calendar: Calendar, stretch: Stretch, after: datetime, minutes: int) -> Period | None:
    if calendar.rule.mode == VenueRule.Mode.SLOTS:
        return (stretch.starts_at, stretch.ends_at) if stretch.starts_at >= after else None
    begins = max(stretch.starts_at, rounded_up(after, calendar.rule.step_minutes))
    ends = begins + timedelta(minutes=minutes)
    return (begins, ends) if ends <= stretch.ends_at else None


def read(venues: Sequence[Venue], day: date) -> list[Calendar]:
    """The calendars of `venues` (read with their rules) for `day`, in their order."""
    found = reading.calendars(venues, day, day)
    return [found[venue.pk] for venue in venues]


def free_on(venues: Sequence[Venue], day: date, part: Part) -> list[Found]:
    """Those of `venues` (read with their rules) that are free on `day` within `part`, in their order.

    The same number of statements for any number of venues.
    """
    alike: dict[Hashable, list[Stretch]] = {}
    found = []
    for calendar in read(venues, day):
        plain = calendar.plainly(day)
        free = alike.get(plain) if plain is not None else None
        if free is None:
            free = alike[plain] = fit(calendar, day, part)
        if free:
            found.append(Found(calendar, free))
    return found


def days_with_free(venues: Sequence[Venue], first: date, last: date, part: Part) -> dict[date, int]:
    """For each day from `first` to `last` how many of `venues` are free within `part`; days without are absent."""
    found = reading.calendars(venues, first, last)
    counted: dict[date, int] = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        free = sum(1 for v in venues if fit(found[v.pk], day, part))
        if free:
            counted[day] = free
    return counted


def fit(calendar: Calendar, day: date, part: Part) -> list[Stretch]:
    """The free stretches of `day` cut to `part` that last long enough. A slot must lie within it as a whole."""
    begins, ends = at_clock(day, part.begins), at_clock(day, part.ends)
    fitting = []
    for stretch in calendar.day(day).free:
        if calendar.rule.mode == VenueRule.Mode.SLOTS:
            cut = stretch if begins <= stretch.starts_at and stretch.ends_at <= ends else None
        else:
            a = max(stretch.starts_at, rounded_up(begins, calendar.rule.step_minutes))
            b = min(stretch.ends_at, ends)
            cut = Stretch(a, b, stretch.state) if a < b else None
        if cut is not None and cut.minutes >= part.minutes <= _longest(calendar, cut):
            fitting.append(cut)
    return fitting


def _longest(calendar: Calendar, cut: Stretch) -> int:
    """For how many minutes it can be had at a time."""
    return cut.minutes if calendar.rule.mode == VenueRule.Mode.SLOTS else calendar.rule.longest_minutes
