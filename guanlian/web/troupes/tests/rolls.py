"""What the tests of troupes are made of: members, other troupes, people who have signed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from guanlian.accounts.models import Person
from guanlian.community.models import Troupe, TroupeMember
from guanlian.network.halls import Hall
from tests.factories import days, make_record
from tests.fixtures import PersonClient

LONG_AGO = date(2022, 3, 1)


def member(troupe: Troupe, person: Person | None = None, **values: Any) -> TroupeMember:
    """A member since long ago."""
    given = {"name": person.name if person else "队员甲", "leader": False, "period": days(LONG_AGO)} | values
    return make_record(TroupeMember, troupe.hall, troupe=troupe, person=person, **given)


def another(hall: Hall, name: str, **values: Any) -> Troupe:
    """Another troupe that takes new members."""
    return make_record(Troupe, hall, name=name, **({"art": "choir", "dissolved_on": None, "recruiting": True} | values))


def signed_in(person: Person) -> PersonClient:
    """The person's own browser."""
    client = PersonClient()
    client.force_login(person.keeper)
    return client
