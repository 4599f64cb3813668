"""Who may change the network and publish hours: only within reach, at every hall that the change touches."""

from __future__ import annotations

from datetime import date, time

import pytest

from guanlian.accounts import reshaping
from guanlian.accounts.scope import NotYours
from guanlian.network import restructuring
from guanlian.network.directory import directory_on
from guanlian.network.halls import HallLink
from guanlian.network.opening import OpeningHours
from tests.factories import Cast, SmallNetwork

JULY = date(2026, 7, 1)
WEEK = {0: [(time(9), time(17))]}


def test_main_staff_merge_two_of_their_villages(network: SmallNetwork, cast: Cast) -> None:
    plan = restructuring.plan_merge(hall=network.villages[0], into=network.villages[1], on=JULY)

    reshaping.carry_out(by=cast.main_staff, plan=plan, basis="")

    assert network.villages[0].pk not in directory_on(JULY).entries


@pytest.mark.parametrize("role", ["village_administrator", "branch_head", "supervisor", "auditor", "citizen"])
def test_who_lacks_the_right_changes_nothing(network: SmallNetwork, cast: Cast, role: str) -> None:
    plan = restructuring.plan_merge(hall=network.villages[0], into=network.villages[1], on=JULY)

    with pytest.raises(NotYours):
        reshaping.carry_out(by=cast.holding(role), plan=plan, basis="")

    assert HallLink.objects.filter(period__endswith=JULY).count() == 0


def test_a_branch_is_not_given_to_another_county_by_the_one_that_gives_it_away(
    network: SmallNetwork, cast: Cast
) -> None:
    plan = restructuring.plan_reparent(hall=network.branches[0], under=network.mains[1], on=JULY)

    with pytest.raises(NotYours):
        reshaping.carry_out(by=cast.main_staff, plan=plan, basis="")
    reshaping.carry_out(by=cast.central_staff, plan=plan, basis="")

    assert directory_on(JULY).entries[network.branches[0].pk].parent_id == network.mains[1].pk


def test_a_village_administrator_publishes_the_hours_of_the_own_village_only(network: SmallNetwork, cast: Cast) -> None:
    own, other = network.villages[:2]

    reshaping.publish_week(by=cast.village_administrator, hall=own, week=WEEK, since=JULY)
    with pytest.raises(NotYours):
        reshaping.publish_week(by=cast.village_administrator, hall=other, week=WEEK, since=JULY)

    rows = OpeningHours.objects.everywhere(because="test")
    assert [(row.hall, row.recorded_by) for row in rows] == [(own, cast.village_administrator)]
