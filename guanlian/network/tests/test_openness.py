"""When a hall is open: schedule, days that differ, closures; one by one and all at once."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from guanlian.network import openness, scheduling
from guanlian.network.halls import Hall
from guanlian.network.scheduling import BeforeTheSchedule, EmptyWeek, TimesCross
from tests.factories import SmallNetwork, at, days, make_record

MONDAY = date(2026, 6, 1)
SUNDAY = date(2026, 6, 7)
MORNING, EVENING = (time(9), time(12)), (time(18), time(21))


def opens(hall: Hall, weekday: int, times: tuple[time, time]) -> None:
    make_record("network.OpeningHours", hall, weekday=weekday, opens=times[0], closes=times[1], period=days())


def both(hall: Hall, moment) -> tuple[bool, bool]:
    """Open by the page's computation, and by the directory's statement."""
    listed = openness.open_at(Hall.objects.all(), moment).filter(pk=hall.pk).exists()
    return openness.of_hall(hall.pk, moment.date()).at(moment).is_open, listed


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [(8, 59, False), (9, 0, True), (11, 59, True), (12, 0, False), (18, 30, True), (21, 0, False)],
)
def test_open_from_its_first_minute_until_just_before_its_last(network: SmallNetwork, hour, minute, is_open) -> None:
    hall = network.villages[0]
    opens(hall, 0, MORNING)
    opens(hall, 0, EVENING)

    assert both(hall, at(MONDAY, hour, minute)) == (is_open, is_open)


def test_a_day_that_differs_replaces_the_schedule_and_a_closure_replaces_both(network: SmallNetwork) -> None:
    hall = network.villages[0]
    opens(hall, 0, MORNING)
    make_record("network.DayHours", hall, day=MONDAY, opens=time(14), closes=time(16), announced_on=None)
    assert both(hall, at(MONDAY, 10)) == (False, False)
    assert both(hall, at(MONDAY, 15)) == (True, True)

    make_record("network.Closure", hall, venue=None, period=DateRange(MONDAY, SUNDAY), reason="检修")

    assert both(hall, at(MONDAY, 15)) == (False, False)
    assert openness.of_hall(hall.pk, MONDAY).at(at(MONDAY, 15)).reason == "检修"


def test_a_hall_without_hours_claims_nothing(network: SmallNetwork) -> None:
    state = openness.of_hall(network.villages[0].pk, MONDAY).at(at(MONDAY, 10))

    assert (state.known, state.is_open) == (False, False)


def test_a_closed_hall_tells_its_next_opening(network: SmallNetwork) -> None:
    hall = network.villages[0]
    opens(hall, 2, MORNING)

    state = openness.of_hall(hall.pk, MONDAY).at(at(MONDAY, 10))

    assert state.opens_at == at(date(2026, 6, 3), 9)


def test_weekdays_with_equal_hours_stand_together(network: SmallNetwork) -> None:
    hall = network.villages[0]
    for weekday in (1, 2, 3, 5):
        opens(hall, weekday, MORNING)
    opens(hall, 5, EVENING)

    week = openness.of_hall(hall.pk, MONDAY).week(MONDAY)

    assert {(same.weekdays, same.times) for same in week} == {
        ((0, 4, 6), ()), ((1, 2, 3), (MORNING,)), ((5,), (MORNING, EVENING)),
    }  # fmt: skip
    assert openness.hours_a_week(week) == 15


def test_a_new_week_begins_on_its_day_and_the_old_one_stays_before_it(network: SmallNetwork) -> None:
    hall = network.villages[0]
    opens(hall, 0, MORNING)

    scheduling.publish_week(hall=hall, week={0: [EVENING]}, since=date(2026, 7, 1))

    assert openness.of_hall(hall.pk, MONDAY).on(MONDAY).times == (MORNING,)
    assert openness.of_hall(hall.pk, date(2026, 7, 6)).on(date(2026, 7, 6)).times == (EVENING,)


@pytest.mark.parametrize(
    ("why", "week", "since"),
    [
        (EmptyWeek, {0: []}, date(2026, 7, 1)),
        (TimesCross, {0: [(time(12), time(9))]}, date(2026, 7, 1)),
        (TimesCross, {0: [(time(9), time(12)), (time(11), time(14))]}, date(2026, 7, 1)),
        (BeforeTheSchedule, {0: [MORNING]}, date(2014, 12, 31)),
    ],
)
def test_a_week_that_cannot_be_is_refused_and_changes_nothing(network: SmallNetwork, why, week, since) -> None:
    hall = network.villages[0]
    opens(hall, 0, MORNING)

    with pytest.raises(why):
        scheduling.publish_week(hall=hall, week=week, since=since)

    assert openness.of_hall(hall.pk, MONDAY).on(MONDAY).times == (MORNING,)
