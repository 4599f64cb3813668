"""How long a rotation of the whole city takes: 72 officers and whoever is free at the main halls; and whether the plan
is the best there is, held against the assignment problem's own algorithm in the same run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from time import perf_counter

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from ortools.graph.python import linear_sum_assignment

from guanlian.accounts.models import User
from guanlian.network.halls import Hall, HallLink, Tier
from guanlian.network.venues import Art
from guanlian.staffing import rounds, weighing
from guanlian.staffing.models import Need, Post, Secondment, StaffMember
from guanlian.staffing.rotating import Pair, plan
from guanlian.staffing.rules import rules

COUNTIES, TOWNS, SPARE = 7, 72, 12  # of each main hall, people besides its officers
BEFORE, DAY, SEED = date(2023, 3, 1), date(2025, 3, 1), 26
SINCE = DateRange(date(2020, 1, 1), None)


@dataclass(frozen=True)
class Found:
    """What was found; seconds by the wall clock. `bound`: the least cost by the assignment algorithm, in points."""

    branches: int
    people: int
    pairs: int
    whole: float
    solving: float
    assigning: float
    cost: int
    bound: int
    proven: bool
    same_again: bool


@transaction.atomic
def measure() -> Found:
    """Make a city, let the central hall draft a rotation, solve the same question twice and once by assignment."""
    central = _city(Random(SEED))
    by = User.objects.create(username="bench-rotation", is_superuser=True)
    began = perf_counter()
    made = rounds.make_round(hall=central, day=DAY, by=by, on=DAY)
    whole = perf_counter() - began
    asked = weighing.question(central, DAY, made.weights)
    declared = rules()["rotation"]
    vacant = made.weights["vacant"]
    limits = {"vacant": vacant, "seconds": declared["seconds"], "seed": declared["seed"]}
    began = perf_counter()
    solved = plan(asked.pairs, asked.branches, **limits)
    solving = perf_counter() - began
    began = perf_counter()
    bound = least_by_assignment(asked.pairs, list(asked.branches), vacant)
    assigning = perf_counter() - began
    again = plan(asked.pairs, asked.branches, **limits)
    return Found(
        len(asked.branches), len(asked.people), len(asked.pairs), whole, solving, assigning,
        solved.cost, bound, solved.proven, again.sent == solved.sent,
    )  # fmt: skip


def least_by_assignment(pairs: list[Pair], branches: list[int], vacant: int) -> int:
    """The least cost by OR-Tools' algorithm for the assignment problem: another way to the same number. Each branch has
    a stand-in of its own, who costs `vacant`; a person who stays at home meets one of the rows added for that."""
    people = sorted({pair.person for pair in pairs})
    column = {person: n for n, person in enumerate(people)}
    row = {branch: n for n, branch in enumerate(branches)}
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    for pair in pairs:
        solver.add_arc_with_cost(row[pair.branch], column[pair.person], pair.cost)
    for n in range(len(branches)):
        solver.add_arc_with_cost(n, len(people) + n, vacant)
    for spare in range(len(people)):
        for right in range(len(people) + len(branches)):
            solver.add_arc_with_cost(len(branches) + spare, right, 0)
    assert solver.solve() == solver.OPTIMAL
    return solver.optimal_cost()


def _city(chance: Random) -> Hall:
    """1 central, 7 main and 72 branch halls on the map, an officer at each branch until the day, needs at a third."""
    central = _hall("1", Tier.CENTRAL, None, chance)
    for c in range(COUNTIES):
        main = _hall(f"2{c}", Tier.MAIN, central, chance)
        towns = [_hall(f"3{n:02d}", Tier.BRANCH, main, chance) for n in range(c, TOWNS, COUNTIES)]
        for n, town in enumerate([*towns, *[None] * SPARE]):
            member = StaffMember.unscoped.create(hall=main, name=f"{c}-{n}", speciality=chance.choice(Art.values))
            Post.unscoped.create(hall=main, member=member, period=SINCE)
            if town is not None:
                Secondment.unscoped.create(
                    hall=main, member=member, to_hall=town, direction="down", period=DateRange(BEFORE, DAY)
                )
            if town is not None and n % 3 == 0:
                speciality = chance.choice(Art.values)
                Need.unscoped.create(hall=town, why="专长", wanted_from=DAY, speciality=speciality)
    return central


def _hall(number: str, tier: Tier, parent: Hall | None, chance: Random) -> Hall:
    hall = Hall.objects.create(
        code=f"88{number}",
        name=f"{tier.label}{number}",
        area_name=number,
        place_kind=Hall.Place.TOWN_STATION,
        longitude=Decimal(f"{120.3 + chance.random():.6f}"),
        latitude=Decimal(f"{30.3 + chance.random() * 0.7:.6f}"),
    )
    HallLink.objects.create(hall=hall, tier=tier, parent=parent, period=SINCE)
    return hall
