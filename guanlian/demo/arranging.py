"""What is under way about officers: needs of branches, a proposal that waits for its second person, a draft of a
rotation."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from guanlian.demo.world import Place, World, span
from guanlian.network.models import Hall
from guanlian.network.venues import Art
from guanlian.staffing.candidates import kilometres
from guanlian.staffing.models import Need, Proposal, RotationLine, RotationRound, Secondment, StaffMember
from guanlian.staffing.proposing import last_of_term
from guanlian.staffing.rotating import Pair, plan
from guanlian.staffing.rules import rules
from guanlian.staffing.weighing import weighed

WHY = {
    "vacant": "原下派员已调回，村里的排练和展览缺人带。",
    "ending": "下派员任期将满，希望接上，不要断档。",
}
SPECIALITIES = [Art.DANCE, Art.OPERA, Art.CALLIGRAPHY, Art.PHOTOGRAPHY]


@dataclass
class Terms:
    """Of one main hall: where each officer was (branch, first day after), and until when each branch is served."""

    of_member: dict[int, list[tuple[Place, date]]] = field(default_factory=lambda: defaultdict(list))
    until: dict[int, date] = field(default_factory=dict)


def make(world: World) -> None:
    """Needs in every county; the proposal and the draft in the county of the story."""
    for hall in world.of_tier("main"):
        terms = _terms(world, hall)
        wanted = _needs(world, hall, terms)
        if hall is (world.story_village.parent or hall).parent:
            proposed = _proposal(world, hall, terms, wanted)
            _rotation(world, hall, terms, wanted, proposed)


def _terms(world: World, hall: Place) -> Terms:
    table, found = world.tables[Secondment], Terms()
    branches = {branch.id: branch for branch in hall.children}
    for key in range(1, len(table.rows) + 1):
        to = table.get(key, "to_hall_id")
        if table.get(key, "hall_id") != hall.id or table.get(key, "direction") != "down" or to not in branches:
            continue
        end = date.fromisoformat(table.get(key, "period")[1:-1].split(",")[1])
        found.of_member[table.get(key, "member_id")].append((branches[to], end))
        found.until[to] = max(end, found.until.get(to, end))
    return found


def _needs(world: World, hall: Place, terms: Terms) -> dict[int, tuple[int, str]]:
    """Open needs of branches that have nobody or are about to: by branch, the need's key and the speciality."""
    dice, found = world.dice("needs", hall.code), {}
    pressing = sorted(
        (branch for branch in hall.children if terms.until[branch.id] <= world.until + timedelta(days=85)),
        key=lambda branch: terms.until[branch.id],
    )
    for branch in pressing[:3]:
        until = terms.until[branch.id]
        speciality = str(dice.choice(SPECIALITIES))
        key = world.tables[Need].add(
            hall_id=branch.id,
            direction="down",
            speciality=speciality,
            why=WHY["vacant" if until <= world.until else "ending"],
            wanted_from=max(until, world.until),
            asked_by_id=world.clerks.get(branch.id),
            asked_at=world.recorded(world.until - timedelta(days=dice.randint(2, 20)), 600),
            status="open",
        )
        found[branch.id] = (key, speciality)
    return found


def _proposal(world: World, hall: Place, terms: Terms, wanted: dict[int, tuple[int, str]]) -> int | None:
    """The central hall proposes somebody who was never sent; the main hall's account can be the second person."""
    if not wanted or "jiaxing" not in world.accounts:
        return None
    branch_id, (need, _speciality) = next(iter(wanted.items()))
    first = max(terms.until[branch_id], world.until)
    world.tables[Proposal].add(
        need_id=need,
        direction="down",
        hall_id=hall.id,
        member_id=_fresh(hall)[0],
        to_hall_id=branch_id,
        period=span(first, last_of_term(first) + timedelta(days=1)),
        purpose="驻点辅导、活动策划与联络",
        liaison=True,
        proposed_by_id=world.accounts["jiaxing"],
        proposed_at=world.recorded(world.until - timedelta(days=1), 640),
        status="proposed",
    )
    return branch_id


def _fresh(hall: Place) -> list[int]:
    """Two professional people of the main hall who were never sent down."""
    return hall.staff[len(hall.children) + 1 : len(hall.children) + 3]


def _rotation(
    world: World, hall: Place, terms: Terms, wanted: dict[int, tuple[int, str]], proposed: int | None
) -> None:
    """A draft for the day on which the other terms end, as the solver proposes it."""
    day = max(end for end in terms.until.values())
    branches = {b.id: b for b in hall.children if b.id != proposed and terms.until[b.id] <= day}
    weights, declared = rules()["rotation"]["weights"], rules()["rotation"]
    parts = _parts(world, hall, terms, wanted, day, list(branches.values()))
    pairs = [Pair(branch, member, part["cost"]) for (branch, member), part in parts.items()]
    best = plan(pairs, branches, vacant=weights["vacant"], seconds=declared["seconds"], seed=declared["seed"])
    made = world.tables[RotationRound].add(
        hall_id=hall.id,
        on=day,
        status="draft",
        weights=json.dumps(weights),
        optimum=best.cost,
        proven=best.proven,
        seconds=0,
        made_by_id=world.clerks.get(hall.id),
        made_at=world.recorded(world.until - timedelta(days=3), 900),
    )
    for branch_id, who in best.sent.items():
        part = parts[branch_id, who] if who is not None else {}
        world.tables[RotationLine].add(
            round_id=made,
            branch_id=branch_id,
            member_id=who,
            fixed=False,
            parts=json.dumps(part, ensure_ascii=False),
            cost=part["cost"] if part else weights["vacant"],
        )


def _parts(
    world: World, hall: Place, terms: Terms, wanted: dict[int, tuple[int, str]], day: date, branches: list[Place]
) -> dict[tuple[int, int], dict[str, Any]]:
    """What each allowed pair costs, as the room of people weighs it."""
    members = [*(m for m, own in terms.of_member.items() if own[-1][1] <= day), _fresh(hall)[1]]
    found = {}
    for branch in branches:
        km = kilometres(_on_map(hall), _on_map(branch))
        asked = wanted.get(branch.id, (0, ""))[1]
        for member in members:
            own = terms.of_member.get(member, [])
            if own and own[-1][0] is branch:
                continue
            there = max((end for place, end in own if place is branch), default=None)
            speciality = str(world.tables[StaffMember].get(member, "speciality"))
            before = own[-1][0].area if own else ""
            weights = rules()["rotation"]["weights"]
            found[branch.id, member] = weighed(asked, speciality, km, before, there, day, weights)
    return found


def _on_map(place: Place) -> Hall:
    return Hall(longitude=Decimal(str(place.longitude)), latitude=Decimal(str(place.latitude)))
