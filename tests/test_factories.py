"""The factories keep their word: others build their tests on them."""

from __future__ import annotations

import pytest

from guanlian.network.halls import Hall
from guanlian.network.records import HallRecord
from tests.factories import DAY, SmallNetwork, make_record, registers


def test_the_small_network_has_the_four_tiers_below_each_other(network: SmallNetwork):
    for hall in network.halls:
        assert set(Hall.objects.under([hall.pk], DAY)) == network.below(hall)


@pytest.mark.parametrize("model", registers(), ids=lambda m: m.__name__)
def test_a_record_of_any_register_can_be_made(network: SmallNetwork, model: type[HallRecord]):
    record = make_record(model, network.villages[0])

    assert list(model.objects.within([network.villages[0]]).filter(pk=record.pk)) == [record]
