"""Village administrators: hired by the town, replaced without a gap, ended with a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from guanlian.accounts import recording
from guanlian.accounts.models import Role, RoleAssignment
from guanlian.accounts.scope import NotYours
from guanlian.kernel import registers
from guanlian.kernel.measures import Span, get
from guanlian.kernel.windows import Window
from guanlian.staffing import hiring
from guanlian.staffing.models import Post, StaffMember
from guanlian.staffing.post_refusals import NothingSaid, NotThere, PostElsewhere, WrongDates, WrongHall
from guanlian.staffing.tests.files import administrator, member, post
from tests.factories import days, make_user

MARCH, JUNE = date(2025, 3, 1), date(2025, 6, 1)


def counted(village, on: date) -> int:
    """How many administrators the standard counts for the village on a day."""
    span = Span(Window.of_year(on.year).until(on), on)
    found = get("posts.village_administrators").tally(span, {}, [village.pk])
    return found[village.pk].records if village.pk in found else 0


def hire(network, cast, **values):
    given = {"village": network.villages[0], "since": MARCH, "name": "钱小妹"} | values
    return hiring.hire(by=cast.branch_head, on=localdate(), **given)


def test_a_town_hires_and_the_village_counts_from_that_day(network, cast):
    made = hire(network, cast)

    assert (made.hired_by, made.joint_management, made.member.name) == (network.branches[0], True, "钱小妹")
    assert [counted(network.villages[0], day) for day in (MARCH - timedelta(days=1), MARCH)] == [0, 1]


def test_a_successor_begins_on_the_day_the_predecessor_s_post_ends(network, cast):
    old = hire(network, cast)

    new = hiring.replace(post=old, since=JUNE, why="退休", name="孙小弟", by=cast.branch_head, on=localdate())

    old.refresh_from_db()
    assert (old.period.upper, old.ended_why, new.period.lower) == (JUNE, "退休", JUNE)
    assert [counted(network.villages[0], JUNE + timedelta(days=n)) for n in (-1, 0, 1)] == [1, 1, 1]


def test_a_replacement_that_is_refused_leaves_the_predecessor_in_post(network, cast):
    old, busy = hire(network, cast), member(network.villages[1], "已有岗位的人")
    administrator(network.villages[1], network.branches[0], member=busy)

    with pytest.raises(PostElsewhere):
        hiring.replace(post=old, since=JUNE, why="调任", member=busy, by=cast.branch_head, on=localdate())

    old.refresh_from_db()
    assert (old.period.upper, old.ended_why, Post.unscoped.count()) == (None, "", 2)


def test_nobody_follows_themselves(network, cast):
    old = hire(network, cast)

    with pytest.raises(NotThere):
        hiring.replace(post=old, since=JUNE, why="续聘", member=old.member, by=cast.branch_head, on=localdate())


def test_an_end_needs_a_reason_and_a_day_after_the_first(network, cast):
    made = hire(network, cast)

    with pytest.raises(NothingSaid):
        hiring.end(post=made, ends_on=JUNE, why=" ", by=cast.branch_head, on=localdate())
    with pytest.raises(WrongDates):
        hiring.end(post=made, ends_on=MARCH, why="辞职", by=cast.branch_head, on=localdate())
    hiring.end(post=made, ends_on=JUNE, why="辞职", by=cast.branch_head, on=localdate())
    with pytest.raises(WrongDates):
        hiring.end(post=made, ends_on=JUNE, why="再来一次", by=cast.branch_head, on=localdate())

    assert counted(network.villages[0], JUNE) == 0


def test_only_villages_of_a_branch_and_only_by_who_may(network, cast):
    with pytest.raises(WrongHall):
        hire(network, cast, village=network.branches[0])
    with pytest.raises(NotYours):
        hiring.hire(village=network.villages[0], since=MARCH, name="甲", by=cast.seconded_officer, on=localdate())
    with pytest.raises(NotYours):
        hire(network, cast, village=network.villages[7])
    with pytest.raises(NothingSaid):
        hire(network, cast, name="")

    assert Post.unscoped.count() == StaffMember.unscoped.count() == 0


def test_whoever_has_a_full_time_post_is_not_hired_again(network, cast):
    who = member(network.branches[0])
    post(network.branches[0], member=who)

    with pytest.raises(PostElsewhere):
        hire(network, cast, member=who, name="")


def test_an_account_has_the_role_while_in_post(network, cast):
    user = make_user()
    who = member(network.villages[0], user=user)
    made = hire(network, cast, member=who, name="")

    hiring.end(post=made, ends_on=JUNE, why="辞职", by=cast.branch_head, on=localdate())

    role = RoleAssignment.objects.get(user=user)
    assert (role.role, role.hall, role.period.lower, role.period.upper) == (
        Role.VILLAGE_ADMINISTRATOR, network.villages[0], MARCH, JUNE,
    )  # fmt: skip


def test_a_post_withdrawn_in_the_register_ends_the_role_today(network, cast):
    user = make_user()
    made = hire(network, cast, member=member(network.villages[0], user=user), name="")

    recording.withdraw(register=registers.register_called("posts"), key=made.pk, why="登记有误", by=cast.branch_head)

    assert RoleAssignment.objects.get(user=user).period == days(MARCH, localdate())
