"""Households: whom an account acts for, and the people whom a hall's staff enter because they have no account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import Person, Relation, User
from guanlian.accounts.people import CONSENT_UNTIL
from guanlian.kernel import rows
from guanlian.network.models import Hall

PERSON = rows.Columns(Person)
OWN = "p.keeper_id = %s AND p.removed_at IS NULL AND p.code = ANY(%s)"  # of an account's household, with these codes
FIRST = "p.relation <> 'self', p.id"


class ConsentMissing(Exception):
    """A child below the age of consent is entered without a guardian's consent; the message says what to do."""

    def __init__(self, name: str) -> None:
        words = {"name": name, "age": CONSENT_UNTIL}
        super().__init__(_("%(name)s不满 %(age)s 周岁，须由监护人勾选同意。") % words)


def members(*, user: User, codes: Sequence[str]) -> list[Person]:
    """Those of the account's household with these codes; others' codes find nobody."""
    statement = f"""
        SELECT {PERSON.of("p")} FROM accounts_person p
        WHERE {OWN} ORDER BY {FIRST}"""
    found = [PERSON.instance(row) for row in rows.read(statement, [user.pk, list(codes)])]
    return [person for person in found if person is not None]


def self_of(*, user: User) -> Person:
    """The person that the account's owner is; made when first asked for."""
    found = Person.unscoped.filter(keeper=user, relation=Relation.SELF, removed_at=None).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Person.unscoped.create(keeper=user, relation=Relation.SELF, name=user.name)
    except IntegrityError:  # another request made it at the same moment
        return Person.unscoped.get(keeper=user, relation=Relation.SELF, removed_at=None)


@transaction.atomic
def call_oneself(*, user: User, name: str) -> None:
    """What the account's owner wants to be called; the name under which they register follows it where it was the same
    or none."""
    person = self_of(user=user)
    if person.name in {"", user.name}:
        person.name = name
        person.save(update_fields=["name"])
    user.name = name
    user.save(update_fields=["name"])


def household_of(*, user: User) -> list[Person]:
    """Everybody the account acts for, its owner first."""
    self_of(user=user)
    return list(Person.objects.of(user))


def enter_guest(
    *,
    hall: Hall,
    name: str,
    by: User,
    on: date,
    phone: str = "",
    born_on: date | None = None,
    lives_at: Hall | None = None,
    guardian: str = "",
) -> Person:
    """Enter somebody who came to the desk or rang; `phone` is E.164 or empty. `guardian`: who consented for a child.

    The same name and phone at the same hall is the same guest. Raises NotYours, ConsentMissing.
    """
    scope.require(by, "registration.act", hall, on)
    known = Person.unscoped.filter(
        hall=hall, relation=Relation.GUEST, name=name, phone=phone, removed_at=None, born_on=born_on
    ).first()
    if known is not None:
        return known
    guest = Person(hall=hall, relation=Relation.GUEST, name=name, phone=phone, born_on=born_on, entered_by=by)
    guest.lives_at, guest.added_on = lives_at, on
    if needs_consent(born_on, on):
        if not guardian:
            raise ConsentMissing(name)
        guest.consent_at, guest.consent_by = now(), guardian
    guest.save()
    return guest


def needs_consent(born_on: date | None, on: date) -> bool:
    """Whether a guardian must consent for somebody born on that day, asked on the day `on`."""
    return born_on is not None and Person(born_on=born_on).age_on(on) < CONSENT_UNTIL  # type: ignore[operator]
