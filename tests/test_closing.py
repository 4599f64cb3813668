"""Closing the roll: what was taken at the door is what the standard counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now

from guanlian.accounts.scope import NotYours
from guanlian.assessment.evaluating import evaluate
from guanlian.assessment.packs import load
from guanlian.programme import closing, counting, recording, taking_part
from guanlian.programme.models import Activity, Headcount, Session
from guanlian.programme.tests.doors import make_door, make_ticket, read


@pytest.fixture
def clerk(cast):
    return cast.main_staff


@pytest.fixture
def hall(network):
    return network.mains[0]


def add(session: Session, people: int, by: Any, key: str = "") -> bool:
    return counting.count(session=session, people=people, key=key or f"{people}", by=by, on=localdate())


def record(session: Session) -> tuple[str, int | None]:
    found = Activity.unscoped.get(pk=session.activity_id)
    return found.status, found.participants


def lessons(first: Session, number: int) -> list[Session]:
    """The session and as many lessons before it, one a day, as make up `number`."""
    earlier = []
    for n in range(1, number):
        begins = first.starts_at - timedelta(days=n)
        earlier.append(
            Session.objects.create(
                activity=first.activity, number=n + 1, starts_at=begins, ends_at=begins + timedelta(hours=2)
            )
        )
    return [first, *earlier]


def test_closing_makes_the_activity_held_with_those_who_came(hall, clerk):
    door = make_door(hall)
    for _ in range(2):
        read(door, make_ticket(door).code, by=clerk)
    make_ticket(door)
    add(door, 5, clerk)

    closing.close(session=door, by=clerk, on=localdate())
    closing.close(session=door, by=clerk, on=localdate())

    assert record(door) == ("held", 7)


def test_the_main_halls_clause_counts_the_run_afterwards(hall, clerk, network):
    door = make_door(hall, activity={"kind": "training", "free": True})
    read(door, make_ticket(door).code, by=clerk)

    def trainings() -> Any:
        pack = load("jiaxing-2015")
        card = evaluate(pack, localdate(door.starts_at).year, halls=[hall.code]).scorecards[0]
        return next(result.value for result in card.results if result.clause.id == "main.public_training")

    before = trainings()
    closing.close(session=door, by=clerk, on=localdate())

    assert (before or 0, trainings()) == (0, 1)


def test_a_course_counts_people_not_visits_and_is_held_with_its_last_lesson(hall, clerk):
    last = make_door(hall, activity={"kind": "training"})
    days = lessons(last, 3)
    often, once = make_ticket(last), make_ticket(last)
    for day in days:
        read(day, often.code, by=clerk)
        add(day, 4, clerk)
    read(days[1], once.code, by=clerk)
    add(days[2], 2, clerk)

    closing.close(session=days[2], by=clerk, on=localdate())
    assert record(last) == ("scheduled", 7)  # one person, and the largest count by hand
    for day in days[:2]:
        closing.close(session=day, by=clerk, on=localdate())

    assert record(last) == ("held", 8)


def test_an_open_air_crowd_is_the_sum_of_its_counts_from_all_devices(hall, clerk):
    door = make_door(hall, activity={"kind": "performance"})

    added = [add(door, people, clerk, key) for people, key in ((10, "a1"), (10, "a1"), (300, "b1"), (-7, "b2"))]

    assert added == [True, False, True, True]
    assert taking_part.participants(door.activity) == 303
    with pytest.raises(counting.BadCount):
        add(door, 0, clerk)
    assert Headcount.objects.count() == 3


def test_where_nothing_was_taken_staff_confirm_as_before(hall, clerk):
    door = make_door(hall)

    with pytest.raises(closing.CannotClose):
        closing.close(session=door, by=clerk, on=localdate())

    door.refresh_from_db()
    assert (record(door), door.roll_closed_at) == (("scheduled", None), None)


def test_a_figure_that_staff_gave_stands(hall, clerk):
    door = make_door(hall)
    add(door, 5, clerk)
    recording.confirm_held(activity=door.activity, participants=300, by=clerk)

    closing.close(session=door, by=clerk, on=localdate())

    assert record(door) == ("held", 300)


def test_what_arrives_after_the_closing_is_counted_all_the_same(hall, clerk):
    door = make_door(hall)
    add(door, 5, clerk)
    closing.close(session=door, by=clerk, on=localdate())
    door.refresh_from_db()

    told = read(door, make_ticket(door).code, by=clerk, at=now() - timedelta(minutes=2), way="offline")

    assert (told.answer, record(door)) == ("in", ("held", 6))


def test_opening_again_needs_a_reason_and_closing_anew_corrects_the_figure(hall, clerk):
    door = make_door(hall)
    add(door, 5, clerk)
    closing.close(session=door, by=clerk, on=localdate())

    with pytest.raises(closing.NoReason):
        closing.reopen(session=door, why=" ", by=clerk, on=localdate())
    opened = closing.reopen(session=door, why="少记了一队", by=clerk, on=localdate())
    add(opened, 12, clerk)
    assert record(door) == ("held", 5)
    closing.close(session=opened, by=clerk, on=localdate())

    assert record(door) == ("held", 17)
    event = opened.events.filter(roll_closed_at=None).get()
    assert event.pgh_context.metadata["why"] == "少记了一队"


def test_the_worker_closes_the_day_after_only_where_something_was_taken(hall, clerk):
    taken = make_door(hall, begins=now() - timedelta(days=1, hours=3))
    empty = make_door(hall, begins=now() - timedelta(days=1, hours=3))
    running = make_door(hall)
    add(taken, 9, clerk)
    add(running, 9, clerk)

    assert closing.close_overdue(today=localdate()) == 1

    assert [record(each) for each in (taken, empty, running)] == [
        ("held", 9),
        ("scheduled", None),
        ("scheduled", None),
    ]


def test_nobody_closes_another_halls_roll(network, cast, clerk):
    door = make_door(network.mains[1])

    with pytest.raises(NotYours):
        closing.close(session=door, by=clerk, on=localdate())
    with pytest.raises(NotYours):
        closing.reopen(session=door, why="x", by=clerk, on=localdate())
