"""Lotteries of the demonstration: committed before entries open, drawn by the product's own arithmetic."""

from __future__ import annotations

from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Any

from guanlian.demo.admitting import DAY, Occasion
from guanlian.demo.citizens import Resident
from guanlian.demo.tables import code_of
from guanlian.demo.world import World, written
from guanlian.programme import drawing
from guanlian.programme.models import Draw
from guanlian.programme.rules import rules

if TYPE_CHECKING:
    from guanlian.demo.entries import Entries

# After entries have closed.
DRAWN_AFTER = 10


def seed_of(world: World, occasion: Occasion) -> str:
    """The seed of an occasion's lottery: of the demonstration's own seed, so that two loads are alike."""
    return sha256(f"{world.seed}|lottery|{occasion.activity}".encode()).hexdigest()


def commit(world: World, occasion: Occasion, **more: Any) -> None:
    """The draw's row: the commitment, the seed sealed when it is loaded; `more` once it is drawn."""
    seed = seed_of(world, occasion)
    world.tables[Draw].add(
        admission_id=occasion.admission,
        commitment=drawing.commitment_of(seed),
        committed_at=written(occasion.opens - 60),
        sealed=seed,
        **more,
    )


def is_drawn(occasion: Occasion) -> bool:
    """Whether `draw` has written the occasion's draw."""
    return occasion.plan == "drawn"


def weight(each: Resident, at: int) -> int:
    """Tickets of a person who enters at the stamp `at`: one, and one for each draw lost since the last one won."""
    lost = 0
    for drawn, won in reversed(each.draws):
        if drawn < at:
            if won:
                break
            lost += 1
    return min(1 + lost, rules()["lottery"]["weight_most"])


def draw(entries: Entries, occasion: Occasion, people: list[tuple[Resident, int]], dice: Random) -> None:
    """Draw now: winners are placed, the others wait in the order of their lots, or went without where it has begun."""
    world, drawn_at = entries.world, occasion.closes + DRAWN_AFTER
    start = len(entries.table.rows) + 1
    named = {code_of("TX", start + n, 10): (each, at, weight(each, at)) for n, (each, at) in enumerate(people)}
    hat = [drawing.Entry(group, 1, tickets) for group, (_each, _at, tickets) in named.items()]
    order = drawing.ordered(seed_of(world, occasion), hat)
    won = {entry.group for entry in drawing.placed(order, occasion.places)}
    ranks = {entry.group: rank for rank, entry in enumerate(order, 1)}
    waiting: dict[int, tuple[int, Resident]] = {}
    lost = "waiting" if occasion.is_ahead(world) else "unplaced"
    for group, (each, at, tickets) in named.items():
        status = "placed" if group in won else lost
        since = written(drawn_at) if status == "waiting" else None
        key = entries.enter(
            occasion,
            each,
            status,
            at,
            group=group,
            weight=tickets,
            rank=ranks[group],
            won=group in won,
            waiting_since=since,
            decided_at=written(drawn_at),
        )
        if status == "waiting":
            waiting[ranks[group]] = key, each
        each.draws.append((drawn_at, group in won))
    occasion.plan = "drawn"
    commit(
        world,
        occasion,
        seed=seed_of(world, occasion),
        entries=drawing.listed(hat),
        places=occasion.places,
        places_online=occasion.places,
        drawn_at=written(drawn_at),
    )
    if waiting and dice.random() < 0.4 and occasion.begins > entries.now + 3 * DAY:
        _offer(entries, occasion, waiting[min(waiting)], dice)


def _offer(entries: Entries, occasion: Occasion, first: tuple[int, Resident], dice: Random) -> None:
    """One winner has given up; the `first` of those who wait is asked, who has lost nothing then."""
    key, each = first
    if entries.give_up(occasion, dice):
        each.draws[-1] = (each.draws[-1][0], True)
        entries.table.set(key, status="offered", offered_until=written(entries.answer_by(dice)))
        entries.taken, entries.online = entries.taken + 1, entries.online + 1
