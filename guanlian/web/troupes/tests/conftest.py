"""A village's choir that takes new members, and who leads it."""

from __future__ import annotations

import pytest

from guanlian.accounts.models import Person
from guanlian.community.models import Troupe
from guanlian.web.troupes.tests.rolls import LONG_AGO, member
from tests.factories import SmallNetwork, make_person, make_record


@pytest.fixture
def choir(network: SmallNetwork) -> Troupe:
    """It meets on Saturday mornings."""
    return make_record(
        Troupe,
        network.villages[0],
        name="菱村合唱队",
        art="choir",
        founded_on=LONG_AGO,
        dissolved_on=None,
        recruiting=True,
        meets="每周六上午 9 点",
    )


@pytest.fixture
def leader(choir: Troupe) -> Person:
    """Who leads it, with an account."""
    person = make_person("周团长")
    member(choir, person, leader=True)
    return person
