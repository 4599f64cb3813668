"""What the tests of booking are made of: a room that is open from nine to nine, and moments ahead."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import localdate

from guanlian.accounts.models import Person
from guanlian.booking import reserving
from guanlian.booking.days import at_clock
from guanlian.booking.models import Reservation, VenueRule
from guanlian.network.models import Hall, Venue
from tests.factories import days, make_person, make_record

OPENS, CLOSES = time(9), time(21)


def make_room(hall: Hall, *, hours: bool = True, rule: dict[str, Any] | None = None, **values: Any) -> Venue:
    """A bookable room of `hall`, open every day from 9 to 21; with `rule` its own rule."""
    if hours and not hall.openinghours_records(manager="unscoped").exists():
        for weekday in range(7):
            make_record("network.OpeningHours", hall, weekday=weekday, opens=OPENS, closes=CLOSES, period=days())
    room = make_record("network.Venue", hall, **({"name": "排练厅", "kind": "dance_room", "capacity": 30} | values))
    if rule is not None:
        VenueRule.objects.create(venue=room, **rule)
    return room


def ahead(days_ahead: int = 1) -> date:
    """The day so many days from today."""
    return localdate() + timedelta(days=days_ahead)


def clock(hour: int, minute: int = 0, *, days_ahead: int = 1) -> datetime:
    """That time of day, by default tomorrow's."""
    return at_clock(ahead(days_ahead), time(hour, minute))


def book(room: Venue, begins: datetime, ends: datetime, person: Person | None = None, **values: Any) -> Reservation:
    """A reservation as a person makes it on the site."""
    if person is None and "troupe" not in values:
        person = make_person()
    given = {"by": person.keeper if person else None, "on": localdate(), "purpose": "练舞", "person": person}
    return reserving.reserve(venue=room.code, starts_at=begins, ends_at=ends, **(given | values))
