"""Whether a venue may be had so: the one module that judges, by arithmetic over one read.

At the desk and on the phone lead and ahead don't bind: staff see the room. Everything else binds everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate, localtime

from guanlian.booking import refusals
from guanlian.booking.days import Calendar
from guanlian.booking.models import VenueRule
from guanlian.booking.rules import slot_times


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a venue. `group`: for a troupe or a hall; `staff`: a hall's staff ask; `used`: how often whoever
    it is for has the venue in that week already; `own`: key of the hold that it moves away from."""

    starts_at: datetime
    ends_at: datetime
    people: int = 1
    group: bool = False
    staff: bool = False
    used: int = 0
    own: int | None = None


def require(calendar: Calendar, wish: Wish) -> None:
    """Do nothing where the wish can be granted; else raise the first of `objections`."""
    for objection in objections(calendar, wish):
        raise objection


def objections(calendar: Calendar, wish: Wish) -> Iterator[refusals.Refused]:
    """What stands against the wish, what matters most first."""
    if not calendar.venue.bookable:
        yield refusals.NotBookable()
    if wish.ends_at <= wish.starts_at or localdate(wish.starts_at) != _last_day(wish):
        yield refusals.WrongTimes()
        return
    yield from _about_times(calendar.rule, wish)
    yield from _about_ahead(calendar, wish)
    yield from _about_opening(calendar, wish)
    yield from _about_people(calendar, wish)
    if any(key != wish.own for key in calendar.rivals(wish.starts_at, wish.ends_at)):
        yield refusals.Taken()
    if wish.used >= calendar.rule.per_week:
        yield refusals.WeekFull(calendar.rule.per_week)


def _last_day(wish: Wish) -> object:
    return localdate(wish.ends_at - timedelta(microseconds=1))


def _about_times(rule: VenueRule, wish: Wish) -> Iterator[refusals.Refused]:
    begins, ends = localtime(wish.starts_at), localtime(wish.ends_at)
    if rule.mode == VenueRule.Mode.SLOTS:
        if (begins.time(), ends.time()) not in slot_times(rule):
            yield refusals.NotASlot([slot.replace("-", "–") for slot in rule.slots])
        return
    step = rule.step_minutes
    off = any((moment.hour * 60 + moment.minute) % step or moment.second for moment in (begins, ends))
    if off:
        yield refusals.OffTheStep(step)
    if ends - begins > timedelta(minutes=rule.longest_minutes):
        yield refusals.TooLong(rule.longest_minutes)


def _about_ahead(calendar: Calendar, wish: Wish) -> Iterator[refusals.Refused]:
    if wish.staff:
        if wish.ends_at <= calendar.at:
            yield refusals.Past()
        return
    if wish.starts_at < calendar.at:
        yield refusals.Past()
    elif wish.starts_at < calendar.earliest(wish.starts_at):
        yield refusals.TooSoon(calendar.rule.lead_hours)
    if localdate(wish.starts_at) > calendar.last_day():
        yield refusals.TooFar(calendar.last_day())


def _about_opening(calendar: Calendar, wish: Wish) -> Iterator[refusals.Refused]:
    day = localdate(wish.starts_at)
    opens, reason, closure = calendar.opens(day)
    if not any(a <= wish.starts_at and wish.ends_at <= b for a, b in opens):
        yield refusals.Closed(day, reason if closure or not opens else "")


def _about_people(calendar: Calendar, wish: Wish) -> Iterator[refusals.Refused]:
    rule, most = calendar.rule, calendar.venue.capacity
    if rule.groups_only and not wish.group:
        yield refusals.GroupsOnly()
    if wish.people < rule.least_people:
        yield refusals.TooFewPeople(rule.least_people)
    if most is not None and wish.people > most:
        yield refusals.TooManyPeople(most)
