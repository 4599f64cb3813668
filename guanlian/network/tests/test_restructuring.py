"""What changing the network promises: from its day on, nothing before it, and clear refusals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guanlian.network import restructuring
from guanlian.network.directory import directory_on
from guanlian.network.halls import Hall, HallLink
from guanlian.network.restructuring import (
    BeforeItBegan,
    ChangesLater,
    CodeTaken,
    IntoItself,
    LeftWithoutParent,
    NewHall,
    NotInNetwork,
    Refused,
    WrongTier,
)
from guanlian.network.snapshot import network_on
from tests.factories import LONG_AGO, SmallNetwork

JULY = date(2026, 7, 1)
BEFORE = JULY - timedelta(days=1)
NEW = NewHall("990001009000", "新镇文化站", "新镇", Hall.Place.TOWN_STATION)


def links() -> list[tuple]:
    return sorted(HallLink.objects.values_list("hall_id", "parent_id", "tier", "period", "successor_id"), key=str)


def test_a_merged_hall_ends_with_its_successor_and_its_villages_move_over(network: SmallNetwork) -> None:
    gone, heir = network.branches[:2]

    restructuring.carry_out(restructuring.plan_merge(hall=gone, into=heir, on=JULY), basis="政发〔2026〕7号")

    after = directory_on(JULY)
    assert gone.pk not in after.entries
    assert {e.id for e in after.children[heir.pk]} == {v.pk for v in network.villages[:4]}
    assert network_on(JULY).successors == {gone.pk: heir.pk}


def test_the_past_reads_as_it_was(network: SmallNetwork) -> None:
    gone, heir = network.branches[:2]
    then = {e.id: (e.tier, e.parent_id) for e in directory_on(BEFORE).entries.values()}

    restructuring.carry_out(restructuring.plan_merge(hall=gone, into=heir, on=JULY), basis="")

    assert {e.id: (e.tier, e.parent_id) for e in directory_on(BEFORE).entries.values()} == then


def test_a_plan_alone_changes_nothing(network: SmallNetwork) -> None:
    before = links()

    restructuring.plan_merge(hall=network.branches[0], into=network.branches[1], on=JULY)

    assert links() == before


def test_a_hall_put_under_another_takes_along_what_is_below_it(network: SmallNetwork) -> None:
    branch, main = network.branches[0], network.mains[1]

    restructuring.carry_out(restructuring.plan_reparent(hall=branch, under=main, on=JULY), basis="")

    assert [e.code for e in directory_on(JULY).path(network.villages[0].pk)] == [
        h.code for h in (network.central, main, branch, network.villages[0])
    ]


def test_a_split_opens_a_hall_of_the_same_tier_with_the_chosen_villages(network: SmallNetwork) -> None:
    branch, moved, stays = network.branches[0], network.villages[0], network.villages[1]

    restructuring.carry_out(restructuring.plan_split(hall=branch, parts=[(NEW, [moved])], on=JULY), basis="")

    after = directory_on(JULY)
    made = after.by_code[NEW.code]
    assert (made.tier, made.parent_id) == ("branch", network.mains[0].pk)
    assert [e.id for e in after.children[made.id]] == [moved.pk]
    assert [e.id for e in after.children[branch.pk]] == [stays.pk]


def test_an_opened_hall_belongs_from_its_day_on(network: SmallNetwork) -> None:
    plan = restructuring.plan_open(new=NEW, tier="branch", under=network.mains[0], on=JULY)

    restructuring.carry_out(plan, basis="")

    assert NEW.code not in directory_on(BEFORE).by_code
    assert directory_on(JULY).by_code[NEW.code].parent_id == network.mains[0].pk


def test_a_closed_village_leaves_without_a_successor(network: SmallNetwork) -> None:
    restructuring.carry_out(restructuring.plan_close(hall=network.villages[0], on=JULY), basis="")

    assert network.villages[0].pk not in directory_on(JULY).entries
    assert network_on(JULY).successors == {}


@pytest.mark.parametrize(
    ("why", "attempt"),
    [
        (IntoItself, lambda n: restructuring.plan_merge(hall=n.branches[0], into=n.branches[0], on=JULY)),
        (WrongTier, lambda n: restructuring.plan_merge(hall=n.branches[0], into=n.mains[0], on=JULY)),
        (BeforeItBegan, lambda n: restructuring.plan_merge(hall=n.branches[0], into=n.branches[1], on=LONG_AGO)),
        (
            BeforeItBegan,
            lambda n: restructuring.plan_close(hall=n.villages[0], on=LONG_AGO - timedelta(days=1)),
        ),
        (LeftWithoutParent, lambda n: restructuring.plan_close(hall=n.branches[0], on=JULY)),
        (IntoItself, lambda n: restructuring.plan_reparent(hall=n.mains[0], under=n.branches[0], on=JULY)),
        (WrongTier, lambda n: restructuring.plan_reparent(hall=n.branches[0], under=n.branches[1], on=JULY)),
        (Refused, lambda n: restructuring.plan_reparent(hall=n.branches[0], under=n.mains[0], on=JULY)),
        (WrongTier, lambda n: restructuring.plan_open(new=NEW, tier="branch", under=n.villages[0], on=JULY)),
        (
            CodeTaken,
            lambda n: restructuring.plan_open(
                new=NewHall(n.villages[0].code, "重", "重", "village_hall"), tier="branch", under=n.mains[0], on=JULY
            ),
        ),
        (
            NotInNetwork,
            lambda n: restructuring.plan_split(hall=n.branches[0], parts=[(NEW, [n.villages[5]])], on=JULY),
        ),
    ],
)
def test_what_cannot_be_is_refused_with_words_and_changes_nothing(network: SmallNetwork, why, attempt) -> None:
    before = links()

    with pytest.raises(why) as refusal:
        attempt(network)

    assert str(refusal.value)
    assert links() == before


def test_a_hall_with_a_change_fixed_for_later_is_not_changed_before_it(network: SmallNetwork) -> None:
    village = network.villages[0]
    restructuring.carry_out(restructuring.plan_close(hall=village, on=date(2026, 12, 1)), basis="")

    with pytest.raises(ChangesLater):
        restructuring.plan_merge(hall=village, into=network.villages[1], on=JULY)


def test_a_plan_that_was_overtaken_is_refused(network: SmallNetwork) -> None:
    village = network.villages[0]
    stale = restructuring.plan_merge(hall=village, into=network.villages[1], on=date(2026, 8, 1))
    restructuring.carry_out(restructuring.plan_close(hall=village, on=JULY), basis="")

    with pytest.raises(ChangesLater):
        restructuring.carry_out(stale, basis="")
    assert HallLink.objects.filter(hall=village, successor__isnull=False).count() == 0
