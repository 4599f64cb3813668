"""Appeals: once, answered by a second person with a reason, lifted by time where nobody answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from guanlian.accounts.models import Role
from guanlian.accounts.scope import NotYours
from guanlian.messaging.models import Message
from guanlian.network.models import PublicHoliday
from guanlian.network.workdays import working_day_after
from guanlian.programme import absences, appealing, restricting
from guanlian.programme.models import Appeal, Attendance, Restriction
from guanlian.programme.tests.test_absences import hold
from tests.factories import give_role, make_person, make_user


@pytest.fixture
def restriction(network) -> Restriction:
    person = make_person("王二")
    for ago in (4, 3, 2):
        hold(network.villages[0], person, ago=ago)
    absences.note()
    (made,) = restricting.restrict()
    return made


def make_appeal(restriction: Restriction) -> Appeal:
    person = restriction.person
    return appealing.appeal(person=person.code, text="那天台风，公交停了。", by=person.keeper)


def decide(appeal: Appeal, by: Any, **more: Any) -> Appeal:
    given = {"grant": True, "answer": "台风停运，情况属实。", "on": localdate()} | more
    return appealing.decide(appeal=appeal.pk, by=by, **given)


def test_an_appeal_goes_to_the_nearest_who_may_decide_and_does_not_lift(restriction, cast):
    made = make_appeal(restriction)

    told = Message.objects.filter(kind="appeal.made").values_list("to", flat=True)
    assert set(told) == {cast.branch_head.pk, cast.seconded_officer.pk}  # the village has nobody with that right
    assert made.due_on > localdate()
    assert restricting.current(restriction.person, localdate()) == restriction


def test_one_appeals_once_and_only_for_ones_own_household(restriction):
    make_appeal(restriction)

    with pytest.raises(appealing.AppealedBefore):
        make_appeal(restriction)
    with pytest.raises(appealing.NoRestriction):
        appealing.appeal(person=restriction.person.code, text="…", by=make_user())

    assert Appeal.objects.count() == 1


def test_granting_lifts_excuses_what_is_named_and_tells(restriction, cast):
    made = make_appeal(restriction)
    first = restriction.absences.order_by("on").first()

    decide(made, cast.branch_head, excuse=[first.pk])

    restriction.refresh_from_db()
    first.refresh_from_db()
    assert restriction.lifted_at is not None
    assert first.excused_why == "台风停运，情况属实。"
    assert Message.objects.get(kind="appeal.granted").to == restriction.person.keeper


def test_refusing_keeps_it_and_tells_why(restriction, cast):
    decide(make_appeal(restriction), cast.branch_head, grant=False, answer="三次都没有放弃。")

    restriction.refresh_from_db()
    assert restriction.lifted_at is None
    assert Message.objects.get(kind="appeal.refused").params["answer"] == "三次都没有放弃。"


def test_an_appeal_is_decided_once(restriction, cast):
    made = make_appeal(restriction)
    decide(made, cast.branch_head, grant=False, answer="不行。")

    with pytest.raises(appealing.NotOpen):
        decide(made, cast.main_staff)

    restriction.refresh_from_db()
    assert restriction.lifted_at is None


def test_who_has_no_right_there_does_not_decide(restriction, cast):
    made = make_appeal(restriction)

    for by in (cast.village_administrator, cast.supervisor, cast.citizen):
        with pytest.raises(NotYours):
            decide(made, by)

    assert Appeal.objects.get().status == "open"


def test_who_read_the_tickets_or_is_concerned_does_not_decide(restriction, network, cast):
    made = make_appeal(restriction)
    Attendance.unscoped.update(reported_by=cast.branch_head)
    give_role(restriction.person.keeper, Role.MAIN_STAFF, network.mains[0])

    for by in (cast.branch_head, restriction.person.keeper):
        with pytest.raises(appealing.SamePerson):
            decide(made, by)
    decide(made, cast.main_staff)

    assert Appeal.objects.get().status == "granted"


def test_what_nobody_answers_in_time_lifts_by_itself(restriction):
    made = make_appeal(restriction)
    assert appealing.lift_unanswered() == 0
    Appeal.objects.filter(pk=made.pk).update(due_on=localdate() - timedelta(days=1))

    assert appealing.lift_unanswered() == 1
    assert appealing.lift_unanswered() == 0

    restriction.refresh_from_db()
    made.refresh_from_db()
    assert (made.status, made.decided_by) == ("granted", None)
    assert restriction.lifted_at is not None


@pytest.mark.django_db
def test_working_days_pass_over_weekends_and_holidays_and_take_worked_weekends_in():
    for day in range(1, 9):
        PublicHoliday.objects.create(day=date(2026, 10, day), name="国庆、中秋")
    PublicHoliday.objects.create(day=date(2026, 10, 10), name="调休", is_workday=True)

    assert working_day_after(date(2026, 9, 30), 1) == date(2026, 10, 9)  # a Friday
    assert working_day_after(date(2026, 9, 30), 2) == date(2026, 10, 10)  # a Saturday that is worked
    assert working_day_after(date(2026, 9, 30), 3) == date(2026, 10, 12)
