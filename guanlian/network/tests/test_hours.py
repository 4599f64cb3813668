"""Weekly opening hours: the least ordinary week, closures announced or not, schedules that change."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from guanlian.kernel.measures import Span
from guanlian.kernel.windows import Window
from guanlian.network.hours import calendars, weekly_hours
from tests.factories import days, make_record

pytestmark = pytest.mark.django_db
YEAR = Window.of_year(2025)
SPAN = Span(YEAR, YEAR.last)


def schedule(hall, hours: int, first: date = date(2020, 1, 1), until: date | None = None) -> None:
    """Open six days a week, `hours` a day."""
    for weekday in range(6):
        make_record(
            "network.OpeningHours",
            hall,
            weekday=weekday,
            opens=time(9),
            closes=time(9 + hours),
            period=days(first, until),
        )


def hours_of(hall) -> Decimal | None:
    tally = weekly_hours(SPAN, [hall.pk]).get(hall.pk)
    return tally.value if tally else None


def test_hours_of_an_ordinary_week(network):
    schedule(network.branches[0], 7)

    assert hours_of(network.branches[0]) == 42


def test_the_least_week_counts_when_the_schedule_changes(network):
    schedule(network.branches[0], 8, until=date(2025, 6, 2))
    schedule(network.branches[0], 7, first=date(2025, 6, 2))

    assert hours_of(network.branches[0]) == 42


def test_a_closure_announced_ahead_leaves_its_weeks_out_and_lists_them(network):
    branch = network.branches[0]
    schedule(branch, 7)
    make_record(
        "network.Closure",
        branch,
        venue=None,
        period=days(date(2025, 3, 4), date(2025, 3, 6)),
        announced_on=date(2025, 2, 20),
    )

    assert hours_of(branch) == 42
    left_out = calendars(SPAN, [branch.pk])[branch.pk].weeks_left_out(YEAR.weeks())
    assert left_out == [Window(date(2025, 3, 3), date(2025, 3, 9))]


def test_hours_of_a_closure_not_announced_ahead_are_lost(network):
    branch = network.branches[0]
    schedule(branch, 7)
    make_record(
        "network.Closure", branch, venue=None, period=days(date(2025, 3, 4), date(2025, 3, 6)), announced_on=None
    )

    assert hours_of(branch) == 28


def test_a_closure_announced_on_its_first_day_was_not_announced_ahead(network):
    branch = network.branches[0]
    schedule(branch, 7)
    make_record(
        "network.Closure",
        branch,
        venue=None,
        period=days(date(2025, 3, 4), date(2025, 3, 5)),
        announced_on=date(2025, 3, 4),
    )

    assert hours_of(branch) == 35


def test_weeks_before_any_schedule_are_not_weeks_of_nought(network):
    schedule(network.branches[0], 7, first=date(2025, 9, 1))

    assert hours_of(network.branches[0]) == 42


def test_a_hall_without_a_schedule_has_not_reported(network):
    assert hours_of(network.branches[0]) is None


def test_minutes_count(network):
    make_record(
        "network.OpeningHours",
        network.branches[0],
        weekday=0,
        opens=time(8, 30),
        closes=time(11, 15),
        period=days(date(2020, 1, 1)),
    )

    assert hours_of(network.branches[0]) == Decimal("2.75")
