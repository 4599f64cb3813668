"""What is free on a day: rooms that are alike are looked at once, and each is told as if it were looked at alone."""

from __future__ import annotations

from datetime import time

import pytest
from django.utils.timezone import localtime

from guanlian.booking import finding, reading
from guanlian.booking.finding import Part
from guanlian.booking.tests.rooms import ahead, book, clock, make_room
from tests.factories import days, make_record

pytestmark = pytest.mark.django_db
DAY_LONG = Part(time(0), time(23, 59), 60)


def free(part: Part = DAY_LONG) -> dict[str, list[str]]:
    """By the room's name the free times of tomorrow."""
    rooms = list(reading.venues_with_rules().order_by("code"))
    found = finding.free_on(rooms, ahead(), part)
    alone = [each for room in rooms for each in finding.free_on([room], ahead(), part)]
    assert [(f.venue.pk, f.free) for f in found] == [(f.venue.pk, f.free) for f in alone]
    return {
        f.venue.name: [f"{localtime(s.starts_at):%H:%M}–{localtime(s.ends_at):%H:%M}" for s in f.free] for f in found
    }


def test_a_room_that_is_taken_or_closed_differs_from_those_like_it(network):
    hall = network.branches[0]
    make_room(hall, name="空着的")
    book(make_room(hall, name="有人的"), clock(10), clock(12))
    closed = make_room(hall, name="在修的")
    make_record("network.Closure", hall, venue=closed, period=days(ahead(), ahead(2)), announced_on=ahead(-1))
    make_room(hall, name="也空着的")

    assert free() == {
        "空着的": ["09:00–21:00"], "有人的": ["09:00–10:00", "12:00–21:00"], "也空着的": ["09:00–21:00"],
    }  # fmt: skip


def test_rooms_of_other_hours_or_other_rules_are_not_alike(network):
    early, late, *_rest = network.branches
    make_room(early, name="九点开")
    for weekday in range(7):
        make_record("network.OpeningHours", late, weekday=weekday, opens=time(13), closes=time(17), period=days())
    make_room(late, name="下午开")
    make_room(early, name="分场的", rule={"mode": "slots", "slots": ["09:00-11:00", "14:00-16:00"]})
    make_room(early, name="只约半小时", rule={"longest_minutes": 30})
    make_room(early, name="须早约", rule={"lead_hours": 48})

    assert free() == {
        "九点开": ["09:00–21:00"], "下午开": ["13:00–17:00"], "分场的": ["09:00–11:00", "14:00–16:00"],
    }  # fmt: skip
    assert set(free(Part(time(18), time(21), 60))) == {"九点开"}
