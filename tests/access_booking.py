"""Rows of tests/access_table.py: reservations of venues."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, now

from guanlian.network.halls import Hall
from tests.access import Anywhere, AtHall, Nobody, Public, Row, SignedIn, World
from tests.factories import days, make_person, make_record

DECIDE, RULES = "booking.decide", "booking.rules"


def a_venue(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a venue of the hall."""
    return {"code": make_record("network.Venue", hall, bookable=True).code}


def its_door(hall: Hall, world: World) -> dict[str, Any]:
    """A venue of the hall with what the sign at its door carries."""
    from guanlian.booking.arriving import mark_of

    venue = make_record("network.Venue", hall, bookable=True)
    return {"code": venue.code, "mark": mark_of(venue)}


def a_reservation(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a request of a household that nobody of the cast belongs to, for tomorrow at the hall."""
    from guanlian.booking.models import Reservation
    from guanlian.holds import holding
    from guanlian.network.taking import resource_of

    venue = make_record("network.Venue", hall, bookable=True)
    begins = now() + timedelta(days=1)
    ends = begins + timedelta(hours=1)
    hold = holding.take(resource=resource_of(venue), starts_at=begins, ends_at=ends, reason="预约")
    person = make_person(f"独有的姓名{hall.code}")
    made = Reservation(
        venue=venue,
        period=(begins, ends),
        status="requested",
        hold=hold,
        person=person,
        purpose="练舞",
        acted_by=person.keeper,
    )
    made.save()
    return {"code": made.code}


def its_person(hall: Hall, world: World) -> str:
    """The name on a fresh request at the hall."""
    a_reservation(hall, world)
    return f"独有的姓名{hall.code}"


def its_venue(hall: Hall, world: World) -> str:
    """The name of a fresh bookable venue of the hall."""
    return make_record("network.Venue", hall, bookable=True, name=f"独有的场地{hall.code}").name


def a_closure(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a closure ahead of the hall."""
    tomorrow = localdate() + timedelta(days=1)
    made = make_record("network.Closure", hall, venue=None, period=days(tomorrow, tomorrow + timedelta(days=1)))
    return {"code": made.code}


ROWS: dict[str, Row] = {
    "portal:free_venues": Public(),
    "portal:venue": Public(args=a_venue),
    "portal:venue_calendar": Public(args=a_venue),
    "portal:book": SignedIn(args=a_venue),
    "portal:book_repeat": SignedIn(args=a_venue),
    "portal:venue_here": SignedIn(args=its_door),
    "portal:bookings": SignedIn(),
    "portal:booking": Nobody(args=a_reservation),
    "portal:booking_cancel": Nobody(args=a_reservation),
    "portal:booking_again": Nobody(method="post", args=a_reservation),
    "portal:booking_move": Nobody(args=a_reservation),
    "portal:booking_calendar": Nobody(args=a_reservation),
    "console:bookings": Anywhere(capability=DECIDE, hides=its_person),
    "console:bookings_decide": Anywhere(capability=DECIDE, method="post", data={"do": "decline"}),
    "console:bookings_day": Anywhere(capability=DECIDE),
    "console:booking": AtHall(capability=DECIDE, args=a_reservation),
    "console:booking_act": AtHall(capability=DECIDE, method="post", args=a_reservation, data={"do": "approve"}),
    "console:booking_move": AtHall(capability=DECIDE, args=a_reservation),
    "console:booking_rules": Anywhere(capability=RULES, hides=its_venue),
    "console:booking_rule": AtHall(capability=RULES, args=a_venue),
    "console:booking_sign": AtHall(capability=RULES, args=a_venue),
    "console:booking_closing": Anywhere(capability="hours.edit"),
    "console:booking_closure": AtHall(capability="hours.edit", args=a_closure),
    "console:booking_borrow": Anywhere(capability=DECIDE, args=a_venue),
}
