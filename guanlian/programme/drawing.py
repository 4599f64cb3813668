"""The lottery: a seed committed before entries open, a draw that anyone can replay, weights by a declared rule.

The draw is arithmetic over published text. With `seed` (64 hexadecimal digits) and the list of entries (one line each,
`group,people,tickets`, in order of group, each line ended by a newline):

    key   = SHA-256(seed + newline + list)                          as hexadecimal digits
    lot i = SHA-256(key + ":" + group + ":" + i), i = 1 … tickets   as hexadecimal digits

A group's lot is the smallest of its lots; groups are placed in the order of their lots while their people fit. The seed
alone decides nothing: one entry more or less changes every lot. That is why the list is part of the key.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from guanlian.accounts import sealed
from guanlian.accounts.models import Person
from guanlian.kernel.windows import months_before
from guanlian.programme.admission import Admission, Draw, Policy, Registration
from guanlian.programme.rules import rules


@dataclass(frozen=True, slots=True)
class Entry:
    """A group in the hat: how many people, how many tickets."""

    group: str
    people: int
    tickets: int


def listed(entries: Iterable[Entry]) -> str:
    """The public list of entries: nothing in it names anybody."""
    return "".join(
        f"{each.group},{each.people},{each.tickets}\n" for each in sorted(entries, key=lambda each: each.group)
    )


def ordered(seed: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries in the order of their lots. Pure: the same seed and entries give the same order everywhere."""
    entries = list(entries)
    key = _digest(f"{seed}\n{listed(entries)}")
    return sorted(entries, key=lambda each: lot(key, each))


def lot(key: str, entry: Entry) -> str:
    """The smallest of the entry's lots."""
    return min(_digest(f"{key}:{entry.group}:{ticket}") for ticket in range(1, entry.tickets + 1))


def placed(order: Iterable[Entry], places: int) -> list[Entry]:
    """Those of the order that get places: each that still fits, so a single person may follow a family passed over."""
    winners = []
    for entry in order:
        if entry.people <= places:
            winners.append(entry)
            places -= entry.people
    return winners


def commitment_of(seed: str) -> str:
    """What is published of the seed before entries open: its SHA-256, over the bytes the digits stand for."""
    return sha256(bytes.fromhex(seed)).hexdigest()


def commit(admission: Admission) -> Draw:
    """Choose the seed of a lottery, seal it, and publish its commitment; once."""
    seed = secrets.token_hex(32)
    drawn, _new = Draw.objects.get_or_create(
        admission=admission, defaults={"commitment": commitment_of(seed), "sealed": sealed.encrypt(seed)}
    )
    return drawn


def weight_of(person: Person, at: datetime) -> int:
    """How many tickets the person has in a lottery entered at `at`: one, and one for each draw lost since the last
    one won within the declared months, up to the declared most (rules.toml)."""
    declared = rules()["lottery"]
    since = months_before(at.date(), declared["lost_months"])
    past = Registration.unscoped.filter(
        person=person,
        admission__policy=Policy.LOTTERY,
        admission__draw__drawn_at__date__gte=since,
        rank__isnull=False,
    ).order_by("-admission__draw__drawn_at")
    lost = 0
    for won in past.values_list("won", flat=True):
        if won:
            break
        lost += 1
    return min(1 + lost, declared["weight_most"])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
