"""Roles are given within one's own subtree, never beyond one's own rights, never two at a hall at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guanlian.accounts import assigning, scope
from guanlian.accounts.models import Role, RoleAssignment
from tests.factories import DAY, Cast, SmallNetwork, days, give_role, make_user, move_hall

TOMORROW = DAY + timedelta(days=1)


def assign(cast: Cast, by: str, role: str, hall, **more):
    values = {"user": cast.citizen, "since": DAY, "on": DAY} | more
    return assigning.assign_role(by=cast.holding(by), role=role, hall=hall, **values)


def test_a_branch_head_names_the_village_administrator(network: SmallNetwork, cast: Cast):
    assign(cast, "branch_head", Role.VILLAGE_ADMINISTRATOR, network.villages[1])

    assert scope.may(cast.citizen, "register.edit", network.villages[1], DAY)
    assert not scope.may(cast.citizen, "register.edit", network.villages[1], DAY - timedelta(days=1))


@pytest.mark.parametrize("by", ["village_administrator", "seconded_officer", "supervisor", "auditor", "citizen"])
def test_others_name_nobody(network: SmallNetwork, cast: Cast, by: str):
    before = RoleAssignment.objects.count()

    with pytest.raises(scope.NotYours):
        assign(cast, by, Role.VILLAGE_ADMINISTRATOR, network.villages[0], user=make_user())

    assert RoleAssignment.objects.count() == before


def test_nobody_names_anybody_outside_their_subtree(network: SmallNetwork, cast: Cast):
    with pytest.raises(scope.NotYours):
        assign(cast, "branch_head", Role.VILLAGE_ADMINISTRATOR, network.villages[2])
    with pytest.raises(scope.NotYours):
        assign(cast, "main_staff", Role.BRANCH_HEAD, network.branches[2])


def test_nobody_gives_more_than_they_hold(network: SmallNetwork, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    table = dict(assigning.grants())
    thin = table[Role.BRANCH_HEAD].capabilities - {"register.export", "history.view"}
    table[Role.BRANCH_HEAD] = type(table[Role.BRANCH_HEAD])(thin, table[Role.BRANCH_HEAD].tiers)
    monkeypatch.setattr(assigning, "grants", lambda: table)

    with pytest.raises(assigning.MoreThanOnesOwn, match="导出台账、查看修改记录"):
        assign(cast, "branch_head", Role.AUDITOR, network.villages[1])
    assert Role.AUDITOR not in assigning.roles_to_give(cast.branch_head, network.villages[1], DAY)


def test_a_role_is_held_at_halls_of_its_tier(network: SmallNetwork, cast: Cast):
    with pytest.raises(assigning.WrongTier, match="不设"):
        assign(cast, "central_staff", Role.CENTRAL_STAFF, network.mains[0])
    assert assigning.roles_to_give(cast.main_staff, network.branches[0], DAY) == [
        Role.SECONDED_OFFICER,
        Role.BRANCH_HEAD,
        Role.SUPERVISOR,
        Role.AUDITOR,
    ]


def test_two_roles_at_a_hall_at_once_are_refused_and_one_after_the_other_is_not(network: SmallNetwork, cast: Cast):
    village = network.villages[0]
    assign(cast, "branch_head", Role.VILLAGE_ADMINISTRATOR, village, until=TOMORROW)

    with pytest.raises(assigning.AlreadyHolding, match="已在“东县桥镇菱村文化礼堂”任职"):
        assign(cast, "branch_head", Role.AUDITOR, village)
    assign(cast, "branch_head", Role.AUDITOR, village, since=TOMORROW)

    assert RoleAssignment.objects.filter(user=cast.citizen).count() == 2


def test_a_role_that_ends_before_it_begins_is_refused(network: SmallNetwork, cast: Cast):
    with pytest.raises(assigning.PeriodWrong):
        assign(cast, "branch_head", Role.VILLAGE_ADMINISTRATOR, network.villages[0], until=DAY)


def test_an_ended_role_gives_nothing_from_that_day(network: SmallNetwork, cast: Cast):
    held = cast.village_administrator.roles.get()

    assigning.end_role(assignment=held, ends_on=TOMORROW, by=cast.branch_head, on=DAY)

    assert scope.may(cast.village_administrator, "register.edit", network.villages[0], DAY)
    assert not scope.may(cast.village_administrator, "register.edit", network.villages[0], TOMORROW)
    with pytest.raises(assigning.PeriodWrong):
        assigning.end_role(assignment=held, ends_on=TOMORROW + timedelta(days=9), by=cast.branch_head, on=DAY)


def test_a_role_yet_to_begin_is_never_held_once_ended(network: SmallNetwork, cast: Cast):
    coming = give_role(make_user(), Role.VILLAGE_ADMINISTRATOR, network.villages[1], since=TOMORROW)

    ended = assigning.end_role(assignment=coming, ends_on=DAY, by=cast.branch_head, on=DAY)

    ended.refresh_from_db()
    assert ended.period.isempty
    assert not scope.roles_of(ended.user, TOMORROW).exists()


def test_nobody_ends_a_role_above_or_beside_them(network: SmallNetwork, cast: Cast):
    for held in (cast.main_staff.roles.get(), give_role(make_user(), Role.BRANCH_HEAD, network.branches[1])):
        with pytest.raises(scope.NotYours):
            assigning.end_role(assignment=held, ends_on=TOMORROW, by=cast.branch_head, on=DAY)
        held.refresh_from_db()
        assert held.period == days()


def test_a_hall_that_moved_away_is_no_longer_theirs_to_staff(network: SmallNetwork, cast: Cast):
    move_hall(network.branches[0], under=network.mains[1], on=DAY)

    with pytest.raises(scope.NotYours):
        assign(cast, "main_staff", Role.VILLAGE_ADMINISTRATOR, network.villages[0])
