"""A mother with her daughter, who come to these tests' pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.utils.timezone import now

from guanlian.accounts.models import Person, Relation, User
from tests.factories import make_person, make_user


@dataclass
class Family:
    """An account with a child."""

    user: User
    mother: Person
    child: Person


@pytest.fixture
def family(db: None) -> Family:
    user = make_user("mother", name="沈小荷", phone="+8613800000009", phone_verified=True)
    mother = make_person("沈小荷", keeper=user)
    child = make_person(
        "沈一诺",
        keeper=user,
        relation=Relation.CHILD,
        born_on=date(2018, 5, 1),
        consent_at=now(),
        consent_by="沈小荷",
    )
    return Family(user, mother, child)
