"""Halls lend each other their venues (场地联用): one asks, the staff of the other decide, both see it."""

from __future__ import annotations

from datetime import date, datetime

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.booking import reading, refusals, reserving
from guanlian.booking.models import Channel, Reservation
from guanlian.booking.reserving import Wanted
from guanlian.network.models import Hall


def borrow(
    *,
    venue: str,
    for_hall: Hall,
    starts_at: datetime,
    ends_at: datetime,
    purpose: str,
    by: User,
    on: date,
    people: int = 1,
    key: str = "",
) -> Reservation:
    """Ask for another hall's venue for `for_hall`. It holds the venue and awaits the other's approval, unless `by` may
    decide there too. Neither lead nor ahead bind. Raises Refused, NotYours, UnknownVenue.
    """
    before = reserving.sent_before(key, by)
    if before:
        return before[0]
    scope.require(by, "booking.decide", for_hall, on)
    found = reading.venue_called(venue)
    if found.hall_id == for_hall.pk:
        raise refusals.OwnVenue
    wanted = Wanted(by, purpose, people, for_hall=for_hall, channel=Channel.DESK)
    return reserving.take_all(found, [(starts_at, ends_at)], wanted, on=on, key=key)[0]
