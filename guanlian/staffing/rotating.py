"""Who goes where at the least cost: the rotation as a model for the solver. It knows no records, only keys, points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model


@dataclass(frozen=True, slots=True)
class Pair:
    """A person who may go to a branch, and what that costs in points. What is not a pair can't be."""

    branch: int
    person: int
    cost: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Who goes to each branch (None: nobody), the sum in points, whether no cheaper plan exists, and the seconds."""

    sent: dict[int, int | None]
    cost: int
    proven: bool
    seconds: float


class NoPlan(Exception):
    """What was fixed by hand can't be kept together."""


def plan(
    pairs: Iterable[Pair],
    branches: Iterable[int],
    *,
    vacant: int,
    seconds: float,
    seed: int,
    fixed: Mapping[int, int | None] | None = None,
) -> Plan:
    """One person a branch and one branch a person, at the least cost; a branch left without one costs `vacant`.

    `fixed` by branch: the person, or None for nobody. One worker and a fixed `seed`: the same question has the same
    answer. Looks for `seconds` at most. Raises NoPlan.
    """
    model = cp_model.CpModel()
    of_branch: dict[int, list[tuple[int | None, cp_model.IntVar]]] = {key: [] for key in sorted(branches)}
    of_person: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    costs: list[tuple[cp_model.IntVar, int]] = []
    for pair in sorted(pairs, key=lambda p: (p.branch, p.person)):
        taken = model.new_bool_var("")
        of_branch[pair.branch].append((pair.person, taken))
        of_person[pair.person].append(taken)
        costs.append((taken, pair.cost))
    for choices in of_branch.values():
        nobody = model.new_bool_var("")
        choices.append((None, nobody))
        costs.append((nobody, vacant))
        model.add_exactly_one(taken for _person, taken in choices)
    for several in of_person.values():
        model.add_at_most_one(several)
    for branch, person in (fixed or {}).items():
        kept = [taken for who, taken in of_branch[branch] if who == person]
        if not kept:
            raise NoPlan
        model.add(kept[0] == 1)
    model.minimize(sum(taken * cost for taken, cost in costs))
    return _solved(model, of_branch, seconds, seed)


def _solved(
    model: cp_model.CpModel,
    of_branch: Mapping[int, list[tuple[int | None, cp_model.IntVar]]],
    seconds: float,
    seed: int,
) -> Plan:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise NoPlan
    sent = {
        branch: next(person for person, taken in choices if solver.boolean_value(taken))
        for branch, choices in of_branch.items()
    }
    return Plan(sent, round(solver.objective_value), status == cp_model.OPTIMAL, solver.wall_time)
