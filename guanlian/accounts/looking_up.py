"""How a hall's staff find a person: by the exact phone of an account, and among the guests of their own halls.

An account is found by nothing but its whole number, which the person says aloud; nobody leafs through people.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from guanlian.accounts import phones, scope
from guanlian.accounts.households import ConsentMissing, household_of, needs_consent
from guanlian.accounts.members import NotBornYet
from guanlian.accounts.models import Person, Relation, User
from guanlian.accounts.people import PersonQuerySet
from guanlian.network.models import Hall

MOST = 20  # guests shown for one name
SHORTEST = 2  # characters of a name that are looked for
RIGHT = "registration.act"


def by_phone(*, number: str, by: User, on: date) -> list[Person]:
    """The household of the account with exactly that number (E.164), and the guests of halls in reach who left it."""
    account = User.objects.filter(phone=number, phone_verified=True, is_active=True, erased_at=None).first()
    household = household_of(user=account) if account is not None else []
    return household + list(guests(by, on).filter(phone=number).order_by("name", "pk")[:MOST])


def by_name(*, name: str, by: User, on: date) -> list[Person]:
    """The guests of halls in reach whose name holds `name`; nobody for a single character."""
    if len(name) < SHORTEST:
        return []
    return list(guests(by, on).filter(name__icontains=name).order_by("name", "pk")[:MOST])


def find(*, words: str, by: User, on: date) -> list[Person]:
    """Whom `words` name: a phone number written any way, else a guest's name."""
    try:
        number = phones.normalise(words)
    except phones.NotAPhoneNumber:
        return by_name(name=words, by=by, on=on)
    return by_phone(number=number, by=by, on=on)


def guests(by: User, on: date) -> PersonQuerySet:
    """The guests of the halls at which `by` acts for people."""
    halls = scope.halls_for(by, RIGHT, on).order_by().values("pk")
    return Person.objects.within(halls).filter(relation=Relation.GUEST, removed_at=None).select_related("hall")


def in_view(*, code: str, by: User, on: date, seen: Iterable[str], known_at: Q | None = None) -> Person | None:
    """The person with that code if `by` may see them: a guest of a hall in reach; a person of an account whose number
    or ticket was given just now (`seen`), or who has records at halls in reach (`known_at`, of rooms above).
    """
    guest = guests(by, on).filter(code=code).first()
    if guest is not None or not scope.may_anywhere(by, RIGHT, on):
        return guest
    found = Person.unscoped.filter(code=code, removed_at=None, keeper__isnull=False)
    found = found.select_related("keeper", "lives_at", "hall")
    if code in set(seen):
        return found.first()
    return found.filter(known_at).distinct().first() if known_at is not None else None


@transaction.atomic
def change_guest(
    *,
    code: str,
    by: User,
    on: date,
    name: str,
    phone: str = "",
    born_on: date | None = None,
    lives_at: Hall | None = None,
    guardian: str = "",
) -> Person:
    """Correct what is known of a guest. Raises NotYours, ConsentMissing, NotBornYet, and Person.DoesNotExist."""
    guest = (
        Person.unscoped.select_for_update(of=("self",))
        .select_related("hall")
        .get(code=code, relation=Relation.GUEST, removed_at=None)
    )
    assert guest.hall is not None
    scope.require(by, RIGHT, guest.hall, on)
    if born_on is not None and born_on > on:
        raise NotBornYet
    guest.name, guest.phone, guest.born_on, guest.lives_at = name, phone, born_on, lives_at
    if needs_consent(born_on, on):
        if guardian:
            guest.consent_at, guest.consent_by = now(), guardian[:60]
        elif guest.consent_at is None:
            raise ConsentMissing(name)
    guest.save()
    return guest
