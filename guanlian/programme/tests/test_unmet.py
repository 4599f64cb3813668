"""Unmet demand for planners: each figure is the sum of the rows it opens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from guanlian.kernel.windows import Window
from guanlian.network.models import Hall
from guanlian.programme import demand, opinions, unmet
from guanlian.programme.models import Activity, Registration
from guanlian.programme.tests.doors import make_door, make_ticket
from tests.factories import make_admission, make_person


@pytest.fixture
def town(network):
    return network.branches[0]


def ask(*halls: Hall, everywhere: bool = False) -> unmet.Asked:
    today = localdate()
    window = Window(today - timedelta(days=30), today + timedelta(days=30))
    return unmet.Asked(Hall.objects.filter(pk__in=[h.pk for h in halls]), window, everywhere)


def lost(admission, *, won: bool | None, status: str) -> None:
    ticket = Registration(
        admission=admission, person=make_person(), status=status, won=won, waiting_since=now(), channel="desk"
    )
    ticket.save()


def test_every_kind_is_counted_where_it_belongs_and_once(town, network, cast):
    today = localdate()
    course = make_admission(town, places=9, activity={"title": "古筝入门", "kind": "training"})
    lost(course, won=False, status="unplaced")
    lost(course, won=False, status="waiting")
    lost(course, won=False, status="placed")  # got a place after all
    lost(course, won=None, status="unplaced")  # waited in vain
    lost(course, won=None, status="waiting")  # may still get one
    over = make_door(town, begins=now() - timedelta(days=3))
    make_ticket(over, status="waiting")
    for _ in range(3):
        demand.note(kind="full", activity=course.activity, on=today)
    demand.note(kind="search", words="古琴", on=today)
    demand.note(kind="search", words="越剧", hall=town, on=today)
    demand.note(kind="venue", words="排练厅", hall=network.branches[3], on=today)
    opinions.say(hall=town, kind="wish", text="想学古琴", on=today)
    opinions.say(hall=town, kind="complaint", text="太吵", on=today)

    found = unmet.found(ask(town), most=5)

    assert found.totals == {"lost": 2, "waiting": 2, "full": 3, "search": 1, "venue": 0, "wish": 1}
    assert found.words == [("越剧", 1)]
    assert found.classes[0] == ("古筝入门", course.activity.code, "training", 6)
    assert unmet.found(ask(town, everywhere=True), most=5).totals["search"] == 2


@pytest.mark.parametrize("kind", unmet.KINDS)
def test_a_figure_is_the_sum_of_the_rows_behind_it(town, kind):
    course = make_admission(town, places=9)
    lost(course, won=False, status="unplaced")
    demand.note(kind="full", activity=course.activity, on=localdate())
    demand.note(kind="venue", hall=town, words="排练厅", on=localdate())
    asked = ask(town, everywhere=True)

    rows = unmet.lines(asked, kind)

    assert sum(row.number for row in rows) == unmet.found(asked, most=5).totals[kind]
    assert sum(row.number for row in rows) == sum(unmet.found(asked, most=5).months[kind])


def test_withdrawn_records_and_those_who_gave_up_are_no_demand(town):
    course = make_admission(town, places=9)
    lost(course, won=False, status="released")
    gone = make_admission(town, places=9)
    lost(gone, won=False, status="unplaced")
    Activity.unscoped.filter(pk=gone.activity_id).update(withdrawn_at=now(), withdrawn_why="重复")

    assert unmet.found(ask(town), most=5).totals["lost"] == 0
