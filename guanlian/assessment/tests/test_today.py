"""What can be done today is worked out from the records."""

from datetime import date, timedelta

import pytest

from guanlian.assessment import packs
from guanlian.assessment.advice import advise
from guanlian.assessment.evaluating import evaluate
from guanlian.assessment.today import What, tasks
from tests.factories import days, make_activity, make_record

PACK = packs.load("jiaxing-2015")
TODAY = date(2025, 6, 12)


def todo(hall, today=TODAY):
    found = evaluate(PACK, today.year, halls=[hall.code], as_of=today)
    return tasks(hall=hall, advice=advise(found.scorecards[0], found), today=today)


def of(found, what):
    return [task for task in found if task.what is what]


def notice(hall, **given):
    parts = {"items": "展览", "content": "一览", "hours": "每天", "manner": "预约"}
    return make_record("network.ServiceNotice", hall, **(parts | given))


def test_an_activity_whose_day_is_past_is_asked_after_first(network):
    past = make_activity(network.villages[0], on=TODAY - timedelta(days=2), status="scheduled", title="送戏下乡")

    found = todo(network.villages[0])

    assert found[0].what is What.CONFIRM
    assert (found[0].records, found[0].sentence) == ([past], "6 月 10 日的“送戏下乡”办了吗？确认后才计入。")


def test_an_activity_ahead_without_announcement_is_named(network):
    ahead = make_activity(network.villages[0], on=TODAY + timedelta(days=4), status="scheduled", title="端午诗会")
    make_activity(network.villages[0], on=TODAY + timedelta(days=5), status="scheduled", announced_on=TODAY)

    [found] = of(todo(network.villages[0]), What.ANNOUNCE)

    assert (found.records, found.sentence) == ([ahead], "给 6 月 16 日的“端午诗会”发布预告。")


def test_today_is_too_late_to_announce(network):
    make_activity(network.villages[0], on=TODAY, status="scheduled")

    assert of(todo(network.villages[0]), What.ANNOUNCE) == []


def test_another_halls_withdrawn_and_held_activities_are_nobodys_task(network):
    make_activity(network.villages[1], on=TODAY - timedelta(days=2), status="scheduled")
    make_activity(network.villages[0], on=TODAY - timedelta(days=2))
    gone = make_activity(network.villages[0], on=TODAY - timedelta(days=2), status="scheduled")
    type(gone).unscoped.filter(pk=gone.pk).update(withdrawn_at=gone.starts_at, withdrawn_why="重复")

    assert of(todo(network.villages[0]), What.CONFIRM) == []


@pytest.mark.parametrize(("day", "due"), [(date(2025, 10, 31), 0), (date(2025, 11, 1), 1)])
def test_a_statement_is_asked_for_near_the_years_end(network, day, due):
    assert len(of(todo(network.villages[0], day), What.STATE)) == due


def test_a_notice_that_lacks_parts_says_which(network):
    notice(network.villages[0], hours="", manner="")

    [found] = of(todo(network.villages[0]), What.NOTICE)

    assert found.sentence == "服务公示还缺：服务时间、服务方式。"


def test_a_whole_notice_is_no_task(network):
    notice(network.villages[0])

    assert of(todo(network.villages[0]), What.NOTICE) == []


def test_a_main_hall_sees_which_of_its_branches_has_no_officer(network):
    served = {"to_hall": network.branches[0], "direction": "down", "period": days(date(2025, 1, 1))}
    make_record("staffing.Secondment", network.mains[0], **served)

    [found] = of(todo(network.mains[0]), What.OFFICER)

    assert list(found.halls) == [network.branches[1]]


def test_the_number_of_statements_does_not_grow_with_the_number_of_things_to_do(network, django_assert_num_queries):
    hall, empty = network.villages[0], []

    with django_assert_num_queries(4):
        tasks(hall=hall, advice=empty, today=TODAY)
    for day in range(1, 9):
        make_activity(hall, on=TODAY + timedelta(days=day), status="scheduled")
        make_activity(hall, on=TODAY - timedelta(days=day), status="scheduled")
    with django_assert_num_queries(4):
        tasks(hall=hall, advice=empty, today=TODAY)
