"""A choir that takes new members, its leader, and somebody who wants to join."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.utils.timezone import localdate

from guanlian.accounts.models import Person, User
from guanlian.community.models import Troupe, TroupeMember
from tests.factories import SmallNetwork, days, make_person, make_record

LONG_AGO = date(2022, 3, 1)


@dataclass
class Choir:
    """The choir of a village, with one leader who has an account."""

    troupe: Troupe
    leader: TroupeMember

    @property
    def head(self) -> User:
        """The leader's account."""
        assert self.leader.person is not None and self.leader.person.keeper is not None
        return self.leader.person.keeper

    def member(self, person: Person | None = None, **values: Any) -> TroupeMember:
        """Another member since long ago."""
        given = {"name": person.name if person else "队员", "leader": False, "period": days(LONG_AGO)} | values
        return make_record(TroupeMember, self.troupe.hall, troupe=self.troupe, person=person, **given)


@pytest.fixture
def choir(network: SmallNetwork) -> Choir:
    troupe = make_record(
        Troupe,
        network.villages[0],
        name="菱村合唱队",
        art="choir",
        founded_on=LONG_AGO,
        recruiting=True,
        dissolved_on=None,
    )
    person = make_person("周团长")
    row = {"name": person.name, "leader": True, "person": person, "period": days(LONG_AGO)}
    return Choir(troupe, make_record(TroupeMember, troupe.hall, troupe=troupe, **row))


@pytest.fixture
def singer(db: None) -> Person:
    """Somebody who wants to join."""
    return make_person("王芳")


@pytest.fixture
def today() -> date:
    return localdate()
