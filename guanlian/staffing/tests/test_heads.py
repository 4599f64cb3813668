"""A branch's head: proposed by the town, the county consulted, appointed, ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import localdate, now

from guanlian.accounts.models import Role, RoleAssignment
from guanlian.accounts.scope import NotYours
from guanlian.messaging.models import Message
from guanlian.staffing import appointing
from guanlian.staffing.models import Appointment, Step
from guanlian.staffing.post_refusals import (
    HeadAlready,
    NothingSaid,
    NotThere,
    OwnProposal,
    StepTaken,
    Underway,
    WrongDates,
    WrongHall,
)
from guanlian.staffing.tests.files import member, officer, post
from tests.factories import days, give_role, make_user

TODAY = localdate()
SINCE = date(2025, 7, 1)


def propose(network, cast, **values):
    who = values.pop("member", None) or member(network.branches[0], "站长老沈")
    given = {"branch": network.branches[0], "basis": "other", "by": cast.branch_head, "on": TODAY} | values
    return appointing.propose(member=who, **given)


def consulted(network, cast, opinion="agree", text="", **values):
    made = propose(network, cast, **values)
    return appointing.advise(appointment=made, opinion=opinion, text=text, by=cast.supervisor, on=TODAY)


def appointed(network, cast, since=SINCE, **values):
    made = consulted(network, cast, **values)
    return appointing.appoint(appointment=made, since=since, by=cast.branch_head, on=TODAY)


def refused(**values) -> bool:
    """Whether the database refuses such a row."""
    try:
        with transaction.atomic():
            Appointment.unscoped.create(proposed_at=now(), basis="other", **values)
    except IntegrityError:
        return True
    return False


def test_the_county_is_asked_gives_its_opinion_and_the_town_appoints(network, cast):
    made = appointed(network, cast)

    assert (made.status, made.opinion, made.advised_by, made.period.lower) == (
        Step.APPOINTED, "agree", cast.supervisor, SINCE,
    )  # fmt: skip
    assert made.serves_on(SINCE) and not made.serves_on(SINCE - timedelta(days=1))
    kinds = set(Message.objects.values_list("kind", "to__username"))
    assert {("head.proposed", "supervisor"), ("head.advised", "branch_head"), ("head.appointed", "supervisor")} <= kinds


def test_who_proposed_does_not_give_the_opinion(network, cast):
    made = propose(network, cast, by=cast.main_staff)

    with pytest.raises(OwnProposal):
        appointing.advise(appointment=made, opinion="agree", text="", by=cast.main_staff, on=TODAY)
    with pytest.raises(NotYours):
        appointing.advise(appointment=made, opinion="agree", text="", by=cast.branch_head, on=TODAY)

    made.refresh_from_db()
    assert (made.status, made.advised_by) == (Step.PROPOSED, None)


def test_without_an_opinion_nobody_is_appointed(network, cast):
    made = propose(network, cast)

    with pytest.raises(StepTaken):
        appointing.appoint(appointment=made, since=SINCE, by=cast.branch_head, on=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Appointment.unscoped.filter(pk=made.pk).update(status="appointed", period=days(SINCE), appointed_at=now())

    made.refresh_from_db()
    assert made.status == Step.PROPOSED


def test_a_disagreement_has_its_words_and_the_town_says_why_it_appoints_all_the_same(network, cast):
    made = propose(network, cast)
    with pytest.raises(NothingSaid):
        appointing.advise(appointment=made, opinion="disagree", text="", by=cast.supervisor, on=TODAY)
    made = appointing.advise(appointment=made, opinion="disagree", text="专业不符", by=cast.supervisor, on=TODAY)

    with pytest.raises(NothingSaid):
        appointing.appoint(appointment=made, since=SINCE, by=cast.branch_head, on=TODAY)
    made = appointing.appoint(
        appointment=made, since=SINCE, despite="已任副站长十年", by=cast.branch_head, on=TODAY
    )  # fmt: skip

    assert (made.status, made.despite) == (Step.APPOINTED, "已任副站长十年")


def test_a_branch_has_one_procedure_under_way(network, cast):
    first = propose(network, cast)

    with pytest.raises(Underway):
        propose(network, cast)
    appointing.take_back(appointment=first, why="本人不愿", by=cast.branch_head, on=TODAY)
    second = propose(network, cast)

    assert (second.status, Appointment.unscoped.count()) == (Step.PROPOSED, 2)


def test_a_branch_has_one_head_at_a_time_and_a_successor_follows_without_a_gap(network, cast):
    old = appointed(network, cast)
    new = consulted(network, cast, member=member(network.branches[0], "新站长"))
    later = SINCE + timedelta(days=100)

    with pytest.raises(HeadAlready):
        appointing.appoint(appointment=new, since=later, by=cast.branch_head, on=TODAY)
    new = appointing.appoint(appointment=new, since=later, succeeding=True, by=cast.branch_head, on=TODAY)

    old.refresh_from_db()
    assert (old.status, old.period.upper, new.period.lower) == (Step.ENDED, later, later)
    assert old.closed_why == "由新站长接任"


def test_one_who_was_appointed_from_a_later_day_is_in_the_way_too(network, cast):
    appointed(network, cast, since=date(2026, 1, 1))
    new = consulted(network, cast)

    with pytest.raises(HeadAlready):
        appointing.appoint(appointment=new, since=SINCE, by=cast.branch_head, on=TODAY)


def test_who_is_named_as_officer_or_station_head_is_one(network, cast):
    main, branch = network.mains[0], network.branches[0]
    sent, stranger = member(main, "小李"), member(branch, "路人")
    officer(main, branch, member=sent)

    for basis in ("officer", "station_head"):
        with pytest.raises(NotThere):
            propose(network, cast, member=stranger, basis=basis)
    post(branch, member=stranger)
    head = propose(network, cast, member=stranger, basis="station_head")
    appointing.take_back(appointment=head, why="改提小李", by=cast.branch_head, on=TODAY)
    made = propose(network, cast, member=sent, basis="officer")

    assert (head.has_rank, made.has_rank) == (False, True)
    with pytest.raises(WrongHall):
        propose(network, cast, branch=network.villages[0])


def test_nobody_names_people_whose_files_they_do_not_see(network, cast):
    with pytest.raises(NotYours):
        propose(network, cast, member=member(network.mains[1], "别县的人"))

    assert Appointment.unscoped.count() == 0


def test_an_officer_s_account_is_branch_head_while_in_post_and_officer_again_after(network, cast):
    main, branch, user = network.mains[0], network.branches[0], make_user("xiaoli")
    sent = member(main, "小李", user=user)
    officer(main, branch, member=sent)
    give_role(user, Role.SECONDED_OFFICER, branch)
    made = appointed(network, cast, member=sent, basis="officer")
    end = SINCE + timedelta(days=30)

    appointing.end(appointment=made, ends_on=end, why="任满", by=cast.branch_head, on=TODAY)

    found = RoleAssignment.objects.filter(user=user).order_by("period").values_list("role", "period")
    assert [(role, period.lower, period.upper) for role, period in found][1:] == [
        ("branch_head", SINCE, end), ("seconded_officer", end, None),
    ]  # fmt: skip


def test_an_end_has_a_reason_and_comes_after_the_beginning(network, cast):
    made = appointed(network, cast)

    with pytest.raises(WrongDates):
        appointing.end(appointment=made, ends_on=SINCE, why="误", by=cast.branch_head, on=TODAY)
    with pytest.raises(NothingSaid):
        appointing.end(appointment=made, ends_on=SINCE + timedelta(days=9), why="", by=cast.branch_head, on=TODAY)
    with pytest.raises(NotYours):
        appointing.end(appointment=made, ends_on=SINCE + timedelta(days=9), why="误", by=cast.supervisor, on=TODAY)

    made.refresh_from_db()
    assert (made.status, made.period.upper) == (Step.APPOINTED, None)


def test_after_the_opinion_the_town_may_leave_it(network, cast):
    made = consulted(network, cast, "disagree", "另有安排")

    appointing.decline(appointment=made, why="听从意见", by=cast.branch_head, on=TODAY)

    made.refresh_from_db()
    assert (made.status, made.closed_why, made.period) == (Step.DECLINED, "听从意见", None)


def test_the_database_refuses_fields_that_do_not_fit_the_step(network, cast):
    branch = {"hall": network.branches[0], "member": member(network.branches[0])}
    said = {"opinion": "agree", "advised_at": now()}
    user = cast.main_staff

    assert refused(**branch, status="consulted")
    assert refused(**branch, status="proposed", **said)
    assert refused(**branch, status="appointed", **said)
    assert refused(**branch, status="proposed", period=days(SINCE))
    assert refused(**branch, status="taken_back", closed_at=now())
    assert refused(**branch, status="ended", **said, appointed_at=now(), period=days(SINCE), closed_at=now(),
                   closed_why="无止日")  # fmt: skip
    assert refused(**branch, status="consulted", **said, proposed_by=user, advised_by=user)
    assert refused(**branch, status="consulted", opinion="disagree", advised_at=now())
    assert Appointment.unscoped.count() == 0


@pytest.mark.parametrize("now_", Step.values)
@pytest.mark.parametrize("then", Step.values)
def test_only_declared_moves_are_possible(now_, then):
    from guanlian.kernel.states import IllegalMove

    row = Appointment(status=now_)
    if Step(then) in Appointment.MOVES[Step(now_)]:
        row.move_to(Step(then))
        assert row.status == then
    else:
        with pytest.raises(IllegalMove):
            row.move_to(Step(then))
