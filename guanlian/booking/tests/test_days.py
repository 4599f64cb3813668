"""Days of a venue: what is free, taken, closed and past, and that the page and the judgement never differ."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localtime
from hypothesis import given
from hypothesis import strategies as st

from guanlian.booking import allowing, reading
from guanlian.booking.allowing import Wish
from guanlian.booking.days import Calendar, State
from guanlian.booking.models import VenueRule
from guanlian.booking.tests.rooms import ahead, book, clock, make_room
from guanlian.network.models import Venue
from tests.factories import days, make_record


def states(calendar: Calendar, day) -> list[tuple[str, str, str]]:
    return [
        (f"{localtime(s.starts_at):%H:%M}", f"{localtime(s.ends_at):%H:%M}", str(s.state))
        for s in calendar.day(day).stretches
    ]


def test_a_day_is_cut_at_what_is_taken(network):
    room = make_room(network.branches[0])
    book(room, clock(10), clock(11, 30))

    calendar = reading.calendar_of(reading.venue_called(room.code), [ahead()])

    assert states(calendar, ahead()) == [
        ("09:00", "10:00", "free"), ("10:00", "11:30", "taken"), ("11:30", "21:00", "free"),
    ]  # fmt: skip


def test_slots_are_free_or_taken_as_wholes(network):
    room = make_room(
        network.branches[0], rule={"mode": "slots", "slots": ["09:00-11:00", "14:00-16:00", "20:00-22:00"]}
    )
    book(room, clock(14), clock(16))

    calendar = reading.calendar_of(reading.venue_called(room.code), [ahead()])

    assert states(calendar, ahead()) == [
        ("09:00", "11:00", "free"), ("14:00", "16:00", "taken"), ("20:00", "22:00", "closed"),
    ]  # fmt: skip


def test_a_closure_a_day_that_differs_and_a_far_day_are_told_apart(network):
    hall = network.branches[0]
    room = make_room(hall, rule={"ahead_days": 7})
    make_record("network.Closure", hall, venue=room, period=days(ahead(2), ahead(3)), reason="修地板")
    make_record("network.DayHours", hall, day=ahead(3), opens=None, closes=None, reason="全员培训")

    found = reading.calendars([reading.venue_called(room.code)], ahead(1), ahead(9))[room.pk]

    assert (found.day(ahead(2)).reason, found.day(ahead(2)).closure, found.day(ahead(2)).stretches) == (
        "修地板",
        True,
        (),
    )
    assert (found.day(ahead(3)).reason, found.day(ahead(3)).closure) == ("全员培训", False)
    assert {s.state for s in found.day(ahead(8)).stretches} == {State.FAR}
    assert {s.state for s in found.day(ahead(8), staff=True).stretches} == {State.FREE}


def test_hours_too_close_ahead_are_for_the_desk_alone(network):
    room = make_room(network.branches[0], rule={"lead_hours": 48})

    calendar = reading.calendar_of(reading.venue_called(room.code), [ahead()])

    assert states(calendar, ahead())[0][2] == "soon"
    assert states_of_staff(calendar) == {"free"}


def states_of_staff(calendar: Calendar) -> set[str]:
    return {str(s.state) for s in calendar.day(ahead(), staff=True).stretches}


def test_a_venue_is_read_in_the_same_number_of_statements_as_many(network, django_assert_num_queries):
    rooms = [make_room(hall) for hall in network.branches]
    read = list(reading.venues_with_rules().filter(pk__in=[r.pk for r in rooms]))

    with django_assert_num_queries(7):
        reading.calendars(read[:1], ahead(), ahead(7))
    with django_assert_num_queries(7):
        reading.calendars(read, ahead(), ahead(7))


@given(
    step=st.sampled_from([15, 30, 60]),
    lead=st.integers(0, 48),
    taken=st.lists(st.tuples(st.integers(0, 95), st.integers(1, 16)), max_size=4),
    start=st.integers(0, 95),
    length=st.integers(1, 12),
    hour=st.integers(0, 23),
)
def test_what_the_page_shows_as_free_is_granted_and_nothing_else(step, lead, taken, start, length, hour):
    """The law: a wish on the step is granted exactly where it lies within one free stretch."""
    rule = VenueRule(step_minutes=step, lead_hours=lead, longest_minutes=720)
    venue = Venue(bookable=True, period=days())
    calendar = Calendar(venue, rule, clock(hour, days_ahead=0))
    calendar.taken = [
        (clock(0) + timedelta(minutes=15 * a), clock(0) + timedelta(minutes=15 * (a + n)), k)
        for k, (a, n) in enumerate(taken)
    ]
    begins = clock(0) + timedelta(minutes=start * 15 // step * step)
    ends = begins + timedelta(minutes=length * step)

    objections = list(allowing.objections(calendar, Wish(begins, ends)))
    free = any(s.starts_at <= begins and ends <= s.ends_at for s in calendar.day(ahead()).free)

    assert (not objections) == free
