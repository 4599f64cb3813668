"""Making people anonymous: at their own wish, and when their time is over. Records of halls stay, without the name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, now

from guanlian.accounts import ahead
from guanlian.accounts.models import Person, Relation
from guanlian.accounts.rules import rules

DAYS_A_MONTH = 30.4375
AT_ONCE = 500

_also: list[Callable[[list[Person]], None]] = []


def also(forget: Callable[[list[Person]], None]) -> None:
    """Have `forget` take out what a room above keeps about people in words of their own (an answer, a purpose)."""
    if forget not in _also:
        _also.append(forget)


@transaction.atomic
def anonymise(people: list[Person]) -> None:
    """Take name, phone, birthday, residence and guardian out of `people`, and end their membership."""
    for forget in _also:
        forget(people)
    Person.unscoped.filter(pk__in=[person.pk for person in people], removed_at=None).update(removed_at=now())
    Person.unscoped.filter(pk__in=[person.pk for person in people]).update(
        name="", phone="", born_on=None, lives_at=None, consent_at=None, consent_by=""
    )


def forget_old(*, at: datetime) -> int:
    """Make anonymous whom nothing was recorded for in the months that rules.toml names. Returns how many.

    For the worker. Guests are counted from the day they were entered, removed members from the day they were removed.
    """
    kept = rules()["retention"]
    guests = _months_before(at, kept["guest_months"])
    removed = _months_before(at, kept["removed_months"])
    return _forget(Q(relation=Relation.GUEST, added_on__lt=localdate(guests)), guests) + _forget(
        Q(removed_at__lt=removed), removed
    )


def _forget(whose: Q, unused_since: datetime) -> int:
    old = Person.unscoped.filter(whose).filter(~Q(name="") | ~Q(phone="") | ~Q(born_on=None))
    for used in ahead.used_since(unused_since):
        old = old.exclude(pk__in=used)
    total = 0
    while people := list(old.order_by("pk")[:AT_ONCE]):
        anonymise(people)
        total += len(people)
    return total


def _months_before(at: datetime, months: int) -> datetime:
    return at - timedelta(days=round(months * DAYS_A_MONTH))
