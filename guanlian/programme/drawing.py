"""The lottery: a seed committed before entries open, a draw that anyone can replay, weights by a declared rule.

The draw is arithmetic over published text. With `seed` (64 hexadecimal digits) and the list of entries (one line each,
`group,people,tickets,way`, in order of group, each line ended by a newline; `way` is `online`, or `hall` for those whom
a hall's staff entered at the desk or on the phone):

    key   = SHA-256(seed + newline + list)                          as hexadecimal digits
    lot i = SHA-256(key + ":" + group + ":" + i), i = 1 … tickets   as hexadecimal digits

A group's lot is the smallest of its lots; groups are placed in the order of their lots while their people fit. The seed
alone decides nothing: one entry more or less changes every lot. That is why the list is part of the key.

`replay.py`, which the public page hands out, does the same in twenty lines of its own; `draw.js` does in the browser.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils.timezone import localdate

from guanlian.accounts import sealed
from guanlian.accounts.models import Person
from guanlian.kernel.windows import months_before
from guanlian.programme.admission import Admission, Channel, Policy, Registration, Status
from guanlian.programme.lots import Draw
from guanlian.programme.rules import rules

ONLINE, HALL = "online", "hall"
SERVED = (Status.OFFERED, Status.PLACED, Status.LAPSED)  # a place was had, or offered, after all


@dataclass(frozen=True, slots=True)
class Entry:
    """A group in the hat: how many people, how many tickets; whether they entered by themselves."""

    group: str
    people: int
    tickets: int
    online: bool = True


def listed(entries: Iterable[Entry]) -> str:
    """The public list of entries: nothing in it names anybody."""
    return "".join(
        f"{each.group},{each.people},{each.tickets},{ONLINE if each.online else HALL}\n"
        for each in sorted(entries, key=lambda each: each.group)
    )


def read(text: str) -> list[Entry]:
    """The entries of a public list."""
    rows = (line.split(",") for line in text.splitlines())
    return [Entry(group, int(people), int(tickets), way == ONLINE) for group, people, tickets, way in rows]


def key_of(seed: str, entries: Iterable[Entry]) -> str:
    """What all lots are made from: the seed and every line of the list."""
    return _digest(f"{seed}\n{listed(entries)}")


def ordered(seed: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries in the order of their lots. Pure: the same seed and entries give the same order everywhere."""
    entries = list(entries)
    key = key_of(seed, entries)
    return sorted(entries, key=lambda each: (lot(key, each), each.group))


def lot(key: str, entry: Entry) -> str:
    """The smallest of the entry's lots: a ticket more can only lower it."""
    return min(_digest(f"{key}:{entry.group}:{ticket}") for ticket in range(1, entry.tickets + 1))


def placed(order: Iterable[Entry], places: int, places_online: int | None = None) -> list[Entry]:
    """Those of the order that get places: each that still fits, so a single person may follow a family passed over.

    At most `places_online` go to people who entered by themselves (None: all); the rest waits for desk and phone.
    """
    winners = []
    online = places if places_online is None else places_online
    for entry in order:
        if entry.people <= places and (not entry.online or entry.people <= online):
            winners.append(entry)
            places -= entry.people
            online -= entry.people if entry.online else 0
    return winners


def entry_of(members: Sequence[Registration]) -> Entry:
    """A group's line, from those of its members who still want to come.

    Its tickets are the fewest that one of them has. So nobody gains by the company they choose: with anyone at all one
    has at most the tickets one has alone, and taking along a person who lost often helps nobody else.
    """
    first = members[0]
    return Entry(first.group, len(members), min(each.weight for each in members), first.channel == Channel.ONLINE)


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
    """How many tickets the person has in a lottery entered at `at` (rules.toml): one, and one for each draw lost within
    the declared months since they last got a place by lottery or were offered one, up to the declared most.

    Lotteries of activities that were called off count neither way.
    """
    declared = rules()["lottery"]
    on = localdate(at)
    past = (
        Registration.unscoped.filter(person=person, admission__policy=Policy.LOTTERY, rank__isnull=False)
        .filter(admission__draw__drawn_at__date__gte=months_before(on, declared["lost_months"]))
        .exclude(status=Status.CANCELLED)
        .order_by("-admission__draw__drawn_at")
    )
    lost = 0
    for won, status in past.values_list("won", "status"):
        if won or status in SERVED:
            break
        lost += 1
    return min(1 + lost, declared["weight_most"])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
