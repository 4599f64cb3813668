"""Opinions and wishes: answered by a day, asked about once more, passed on, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from guanlian.accounts import own_data, scope
from guanlian.kernel.states import IllegalMove
from guanlian.kernel.windows import Window
from guanlian.messaging.models import Message
from guanlian.network.models import PublicHoliday
from guanlian.network.workdays import working_day_after
from guanlian.programme import answering, opinions
from guanlian.programme.models import Opinion
from tests.factories import make_user

DAY = date(2026, 9, 30)


@pytest.fixture
def village(network):
    return network.villages[0]


@pytest.fixture
def said(village, cast) -> Opinion:
    return opinions.say(hall=village, kind="wish", text="想学古琴", by=cast.citizen, on=localdate())


def test_the_answer_is_due_in_working_days(village):
    PublicHoliday.objects.create(day=date(2026, 10, 1), name="国庆节")

    made = opinions.say(hall=village, kind="complaint", text="灯坏了", on=DAY, contact="张大妈 138")

    assert made.due_on == date(2026, 10, 8)
    assert (made.by, made.contact) == (None, "张大妈 138")


def test_the_same_sending_twice_is_one_opinion(village):
    first, again = (opinions.say(hall=village, kind="wish", text="想学古琴", on=DAY, key="k") for _ in range(2))

    assert first == again
    assert Opinion.unscoped.count() == 1


def test_an_opinion_says_something(village):
    with pytest.raises(opinions.Refused):
        opinions.say(hall=village, kind="wish", text="  ", on=DAY)
    assert Opinion.unscoped.count() == 0


def test_the_answer_reaches_whoever_said_it(said, cast):
    opinions.answer(code=said.code, text="下月开班。", by=cast.village_administrator, on=localdate())

    said.refresh_from_db()
    told = Message.objects.get(to=cast.citizen)
    assert (said.status, said.answer, told.kind) == ("answered", "下月开班。", "opinion.answered")
    with pytest.raises(IllegalMove):
        opinions.answer(code=said.code, text="又答", by=cast.village_administrator, on=localdate())


def test_nobody_answers_for_another_hall(network, cast):
    other = opinions.say(hall=network.villages[7], kind="wish", text="想学古琴", on=DAY)

    with pytest.raises(scope.NotYours):
        opinions.answer(code=other.code, text="好", by=cast.village_administrator, on=localdate())
    with pytest.raises(scope.NotYours):
        opinions.transfer(code=other.code, to=network.villages[0], why="x", by=cast.branch_head, on=localdate())
    other.refresh_from_db()
    assert (other.status, other.hall) == ("open", network.villages[7])


def test_one_asks_again_once_and_the_first_answer_is_kept(said, cast):
    today = localdate()
    opinions.answer(code=said.code, text="不知道。", by=cast.branch_head, on=today)

    again = opinions.ask_again(code=said.code, why="谁知道？", by=cast.citizen, on=today)
    assert (again.status, again.first_answer, again.answer, again.due_on) == (
        "open",
        "不知道。",
        "",
        working_day_after(today, 5),
    )
    opinions.answer(code=said.code, text="王老师知道。", by=cast.branch_head, on=today)

    with pytest.raises(opinions.Refused):
        opinions.ask_again(code=said.code, why="再问", by=cast.citizen, on=today)
    assert Message.objects.filter(kind="opinion.answered").count() == 2


def test_only_its_own_person_takes_it_back_and_only_before_the_answer(said, cast):
    with pytest.raises(opinions.NotYours):
        opinions.take_back(code=said.code, by=make_user())

    assert opinions.take_back(code=said.code, by=cast.citizen).status == "taken_back"
    assert opinions.take_back(code=said.code, by=cast.citizen).status == "taken_back"


def test_a_matter_of_another_hall_is_passed_on_and_its_day_stands(said, cast, network):
    due = said.due_on

    with pytest.raises(opinions.Refused):
        opinions.transfer(code=said.code, to=network.branches[0], why="", by=cast.branch_head, on=localdate())
    with pytest.raises(opinions.Refused):
        opinions.transfer(code=said.code, to=network.mains[1], why="x", by=cast.branch_head, on=localdate())
    moved = opinions.transfer(
        code=said.code, to=network.branches[0], why="镇上有老师", by=cast.village_administrator, on=localdate()
    )

    assert (moved.hall, moved.due_on) == (network.branches[0], due)
    assert Message.objects.get(to=cast.citizen).kind == "opinion.passed_on"
    assert moved.events.get().pgh_context.metadata["why"] == "镇上有老师"
    assert network.mains[0] in opinions.receivers(cast.village_administrator, said.hall, localdate())


def test_how_the_halls_below_answer(network, cast):
    today = localdate()
    village, other = network.villages[0], network.villages[2]
    for hall, due, answer in (
        (village, today, True),
        (village, today - timedelta(days=3), True),
        (village, today - timedelta(days=3), False),
        (other, today, False),
    ):
        made = opinions.say(hall=hall, kind="wish", text="想学", on=today)
        Opinion.unscoped.filter(pk=made.pk).update(due_on=due)
        if answer:
            opinions.answer(code=made.code, text="好", by=cast.main_staff, on=today)
    below = {hall.pk: network.branches[n // 2] for n, hall in enumerate(network.villages)}
    found = Opinion.objects.everywhere(because="a test reads all")
    window = Window(today, today)

    standings = answering.standings(answering.said_in(found, window), below, network.branches[:2], today)

    assert [(s.hall, s.said, s.in_time, s.late, s.open) for s in standings] == [
        (network.branches[0], 3, 1, 2, 1),
        (network.branches[1], 1, 0, 0, 1),
    ]
    first = answering.due_first(answering.with_lateness(found, today)).first()
    assert (first.late, first.status) == (1, "open")


def test_ones_own_opinions_are_taken_out_and_forgotten(said, cast):
    assert own_data.export(cast.citizen)["programme"]["opinions"][0]["text"] == "想学古琴"

    own_data.erase(user=cast.citizen, on=localdate())

    said.refresh_from_db()
    assert (said.by, said.contact, said.status) == (None, "", "open")  # the hall answers it all the same
