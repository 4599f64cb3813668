"""A role reaches its hall's subtree of the day asked about, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from guanlian.accounts import scope
from guanlian.accounts.capabilities import Capability
from guanlian.accounts.models import Role
from guanlian.network.halls import Hall, HallLink, Tier
from tests.factories import DAY, Cast, SmallNetwork, days, give_role, make_hall, make_user, move_hall

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("village_administrator", "villages"),
        ("seconded_officer", "branches"),
        ("branch_head", "branches"),
        ("main_staff", "mains"),
    ],
)
def test_a_role_reaches_its_subtree(network: SmallNetwork, cast: Cast, role: str, place: str):
    hall = getattr(network, place)[0]

    assert set(scope.halls_for(cast.holding(role), "register.edit", DAY)) == network.below(hall)


def test_central_staff_and_the_superuser_reach_everything(network: SmallNetwork, cast: Cast):
    for person in (cast.central_staff, cast.superuser):
        assert set(scope.halls_for(person, "network.edit", DAY)) == set(network.halls)


def test_nobody_else_reaches_anything(network: SmallNetwork, cast: Cast):
    cast.central_staff.is_active = False

    for person in (AnonymousUser(), cast.citizen, cast.central_staff):
        for capability in Capability.values:
            assert not scope.halls_for(person, capability, DAY).exists()
            assert not scope.may(person, capability, network.villages[0], DAY)


def test_the_question_is_one_statement_whatever_the_number_of_roles(network: SmallNetwork):
    person = make_user()
    for village in network.villages:
        give_role(person, Role.VILLAGE_ADMINISTRATOR, village)

    with CaptureQueriesContext(connection) as statements:
        assert len(scope.halls_for(person, "register.edit", DAY)) == 8

    assert len(statements) == 1


def test_a_role_that_ended_yesterday_or_begins_tomorrow_gives_nothing_today(network: SmallNetwork):
    former, coming = make_user(), make_user()
    give_role(former, Role.MAIN_STAFF, network.mains[0], until=DAY)
    give_role(coming, Role.MAIN_STAFF, network.mains[0], since=TOMORROW)

    assert not scope.may(former, "register.edit", network.mains[0], DAY)
    assert scope.may(former, "register.edit", network.mains[0], YESTERDAY)
    assert not scope.may(coming, "register.edit", network.mains[0], DAY)
    assert scope.may(coming, "register.edit", network.mains[0], TOMORROW)


def test_a_hall_moved_out_of_the_subtree_is_out_of_reach_from_that_day(network: SmallNetwork, cast: Cast):
    moved, villages = network.branches[0], network.villages[:2]
    move_hall(moved, under=network.mains[1], on=DAY)

    for hall in (moved, *villages):
        assert scope.may(cast.main_staff, "register.edit", hall, YESTERDAY)
        assert not scope.may(cast.main_staff, "register.edit", hall, DAY)
    assert set(scope.halls_for(cast.main_staff, "register.edit", DAY)) == network.below(network.mains[0]) - {
        moved,
        *villages,
    }


def test_a_refusal_says_which_right_where_and_whom_to_ask(network: SmallNetwork, cast: Cast):
    with pytest.raises(scope.NotYours) as village:
        scope.require(cast.village_administrator, "network.edit", network.villages[0], DAY)
    with pytest.raises(scope.NotYours) as other_county:
        scope.require(cast.main_staff, "register.edit", network.villages[7], DAY)

    assert str(village.value) == (
        "您没有在“东县桥镇菱村文化礼堂”调整馆与网络的权限。如需办理，请联系“东县桥镇文化站”。"
    )
    assert other_county.value.ask == network.central


def test_where_nobody_gives_roles_the_refusal_names_the_administrator_of_the_system(network: SmallNetwork):
    with pytest.raises(scope.NotYours, match="请联系系统管理员"):
        scope.require(make_user(), "register.edit", network.villages[0], DAY)


def test_ones_own_top_halls_are_those_below_no_other(network: SmallNetwork, cast: Cast):
    person = cast.branch_head
    give_role(person, Role.VILLAGE_ADMINISTRATOR, network.villages[0])
    give_role(person, Role.VILLAGE_ADMINISTRATOR, network.villages[7])

    assert scope.top_halls(person, DAY) == [network.branches[0], network.villages[7]]
    assert scope.top_halls(cast.superuser, DAY) == [network.central]
    assert scope.top_halls(cast.citizen, DAY) == []


# A tree of seven halls over twenty days; parents are of a higher tier, perhaps skipping one.
DAYS = [DAY + timedelta(days=n) for n in range(20)]
TIERS = [Tier.CENTRAL, Tier.MAIN, Tier.MAIN, Tier.BRANCH, Tier.BRANCH, Tier.SUBBRANCH, Tier.SUBBRANCH]
SIZE = len(TIERS)


@st.composite
def parentages(draw: st.DrawFn) -> list[list[tuple[int | None, date, date | None]]]:
    """For each hall its links: (parent's index, from, until), one after the other, perhaps with gaps."""
    halls: list[list[tuple[int | None, date, date | None]]] = [[(None, DAYS[0], None)]]
    for child in range(1, SIZE):
        cuts = sorted(draw(st.sets(st.integers(0, 19), min_size=1, max_size=4)))
        ends = [*cuts[1:], draw(st.sampled_from([None, 20]))]
        links = []
        for first, until in zip(cuts, ends, strict=True):
            if draw(st.booleans()) or first == cuts[0]:
                parent = draw(st.sampled_from([n for n in range(child) if TIERS[n] != TIERS[child]]))
                links.append((parent, DAYS[first], None if until is None else DAYS[0] + timedelta(days=until)))
        halls.append(links)
    return halls


roles_drawn = st.lists(
    st.tuples(st.sampled_from(Role.values), st.integers(0, SIZE - 1), st.integers(0, 19), st.integers(1, 20)),
    max_size=4,
    unique_by=lambda drawn: drawn[1],
)


class TheTwoQuestionsAgree(TestCase):
    """The law of scope."""

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        tree=parentages(), roles=roles_drawn, on=st.sampled_from(DAYS), capability=st.sampled_from(Capability.values)
    )
    def test_a_hall_is_among_ones_halls_exactly_when_one_may_there(self, tree, roles, on, capability):
        halls = [
            Hall.objects.create(code=f"{n}", name=f"{n}", area_name="", place_kind=Hall.Place.VILLAGE_HALL)
            for n in range(SIZE)
        ]
        HallLink.objects.bulk_create(
            HallLink(
                hall=halls[child],
                parent=None if parent is None else halls[parent],
                tier=TIERS[child],
                period=days(first, until),
            )
            for child, links in enumerate(tree)
            for parent, first, until in links
        )
        person = make_user()
        for role, at, first, length in roles:
            begins = DAYS[first]
            give_role(person, role, halls[at], since=begins, until=begins + timedelta(days=length))

        reached = set(scope.halls_for(person, capability, on))

        assert reached == {hall for hall in halls if scope.may(person, capability, hall, on)}


def test_a_hall_outside_the_network_is_reached_by_a_role_at_it_alone(network: SmallNetwork, cast: Cast):
    closed = make_hall(tier=Tier.SUBBRANCH, under=network.branches[0], until=DAY)
    keeper = make_user()
    give_role(keeper, Role.VILLAGE_ADMINISTRATOR, closed)

    assert scope.may(cast.branch_head, "register.view", closed, YESTERDAY)
    assert not scope.may(cast.branch_head, "register.view", closed, DAY)
    assert scope.may(keeper, "register.view", closed, DAY)
