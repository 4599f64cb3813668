"""Booking a venue regularly: which dates a rule gives, what becomes of each, and all that are chosen at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts.models import Person, User
from guanlian.booking import allowing, reading, refusals, reserving
from guanlian.booking.allowing import Wish
from guanlian.booking.days import Calendar, Period, at_clock, week_of
from guanlian.booking.models import Channel, Reservation, Series
from guanlian.booking.reserving import Wanted
from guanlian.booking.rules import rules
from guanlian.community.models import Troupe
from guanlian.network.models import Venue


class Outcome(StrEnum):
    """What becomes of one date."""

    FREE = "free"
    TAKEN = "taken"
    CLOSED = "closed"
    BEYOND = "beyond"  # the venue's rule doesn't allow it


@dataclass(frozen=True, slots=True)
class Pattern:
    """Every `every_weeks` weeks on `weekdays` (0 is Monday) from `first` to `last`, from `opens` until `closes`."""

    every_weeks: int
    weekdays: Sequence[int]
    first: date
    last: date
    opens: time
    closes: time

    def dates(self) -> list[date]:
        """The days, in order; weeks are counted from the week of `first`."""
        monday = self.first - timedelta(days=self.first.weekday())
        found = []
        for n in range((self.last - monday).days + 1):
            day = monday + timedelta(days=n)
            if day >= self.first and day.weekday() in self.weekdays and (n // 7) % self.every_weeks == 0:
                found.append(day)
        return found


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of the preview. `why`: in words, where it can't be had; `holds`: keys of the holds that take it."""

    day: date
    starts_at: datetime
    ends_at: datetime
    outcome: Outcome
    why: str = ""
    holds: tuple[int, ...] = ()


def preview(
    *, venue: Venue, pattern: Pattern, wanted: Wanted, changed: Mapping[date, tuple[time, time]]
) -> list[Occurrence]:
    """What becomes of every date, `changed` ones at their own times; nothing is taken. `venue` was read with its rule.

    Raises TooMany where it gives more dates than are taken at once, NothingToBook where it gives none.
    """
    dates = _dates(pattern)
    calendar = reading.calendar_of(venue, dates)
    used: dict[datetime, int] = {}
    found = []
    for day in dates:
        week = week_of(day)[0]
        if week not in used:
            used[week] = reserving.used_in_week(venue, wanted, day)
        begins, ends = changed.get(day, (pattern.opens, pattern.closes))
        one = _judge(calendar, (at_clock(day, begins), at_clock(day, ends)), wanted, used[week])
        used[week] += one.outcome == Outcome.FREE
        found.append(one)
    return found


def repeat(
    *,
    venue: str,
    pattern: Pattern,
    skipped: Mapping[date, str],
    changed: Mapping[date, tuple[time, time]],
    purpose: str,
    by: User,
    on: date,
    people: int = 1,
    person: Person | None = None,
    troupe: Troupe | None = None,
    channel: str = Channel.ONLINE,
    key: str = "",
) -> Series:
    """Take every date that isn't `skipped` (with the reason that the person saw), all in one transaction or none.

    The same `key` again gives back the series of the first time. Raises Refused, NotYours, UnknownVenue.
    """
    before = reserving.sent_before(key, by)
    if before and before[0].series is not None:
        return before[0].series
    wanted = Wanted(by, purpose, people, person, troupe, channel=channel)
    found = reading.venue_called(venue)
    reserving.require_acting(wanted, found, on)
    times = {day: changed.get(day, (pattern.opens, pattern.closes)) for day in _dates(pattern) if day not in skipped}
    if not times:
        raise refusals.NothingToBook
    periods = [(at_clock(day, begins), at_clock(day, ends)) for day, (begins, ends) in times.items()]
    series = _series(found, pattern, person, skipped)
    made = reserving.take_all(found, periods, wanted, on=on, key=key, series=series)
    assert made[0].series is not None
    return made[0].series


def _series(venue: Venue, pattern: Pattern, person: Person | None, skipped: Mapping[date, str]) -> Series:
    return Series(
        venue=venue,
        person=person,
        every_weeks=pattern.every_weeks,
        weekdays=list(pattern.weekdays),
        first=pattern.first,
        last=pattern.last,
        opens=pattern.opens,
        closes=pattern.closes,
        skipped=[{"day": day.isoformat(), "why": why or _("您选择跳过")} for day, why in sorted(skipped.items())],
    )


def standing_of(series: Series) -> list[Reservation]:
    """The reservations of a series in order of time."""
    return list(Reservation.unscoped.filter(series=series).select_related("venue__hall").order_by("period"))


def _dates(pattern: Pattern) -> list[date]:
    dates, most = pattern.dates(), rules()["series"]["most"]
    if not dates:
        raise refusals.NothingToBook
    if len(dates) > most:
        raise refusals.TooMany(most)
    return dates


def _judge(calendar: Calendar, period: Period, wanted: Wanted, used: int) -> Occurrence:
    begins, ends = period
    wish = Wish(begins, ends, wanted.people, wanted.group, wanted.staff, used=used)
    objection = next(allowing.objections(calendar, wish), None)
    if objection is None:
        return Occurrence(localdate(begins), begins, ends, Outcome.FREE)
    outcome = {refusals.Taken: Outcome.TAKEN, refusals.Closed: Outcome.CLOSED}.get(type(objection), Outcome.BEYOND)
    holds = tuple(calendar.rivals(begins, ends)) if outcome == Outcome.TAKEN else ()
    return Occurrence(localdate(begins), begins, ends, outcome, str(objection), holds)
