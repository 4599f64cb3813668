"""What a rotation weighs: which branches are due, who is free, and what each pair of them costs, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from guanlian.network.halls import Hall, HallQuerySet, Tier
from guanlian.staffing.candidates import Candidate, free_people, kilometres
from guanlian.staffing.models import Need, NeedStatus
from guanlian.staffing.officers import branches_in, lines
from guanlian.staffing.procedure import Direction
from guanlian.staffing.rotating import Pair

Weights = dict[str, int]
YEAR_DAYS = 365.25


@dataclass
class Question:
    """The branches that need somebody from the day, who could go, the pairs that are allowed and why they cost what
    they do. `parts` by (branch, person)."""

    branches: dict[int, Hall]
    people: dict[int, Candidate]
    parts: dict[tuple[int, int], dict[str, Any]]

    @property
    def pairs(self) -> list[Pair]:
        """The pairs as the solver takes them."""
        return [Pair(branch, person, part["cost"]) for (branch, person), part in self.parts.items()]


def question(hall: Hall, day: date, weights: Weights) -> Question:
    """What the rotation of `hall` on `day` asks: its county's branches, or every county's for the central hall. Only
    professional staff (业务人员) are sent."""
    below = Hall.objects.under([hall.pk], day)
    due = _due(below, day)
    mains = {
        main.pk: main for main in Hall.objects.of_tier(Tier.MAIN, day).filter(pk__in=below.order_by().values("pk"))
    }
    people = {pk: each for pk, each in free_people(list(mains), day).items() if each.professional}
    wanted = dict(
        Need.objects.within(list(due))
        .filter(status=NeedStatus.OPEN, direction=Direction.DOWN)
        .values_list("hall", "speciality")
    )
    parts: dict[tuple[int, int], dict[str, Any]] = {}
    for branch in due.values():
        county: Any = branch
        main = mains.get(county.parent_now)
        km = kilometres(main, branch) if main else None
        for key, each in people.items():
            if main is None or each.member.hall_id != main.pk or _last_there(each, branch):
                continue  # within one county, and never the same branch twice running
            parts[branch.pk, key] = _weighed(each, branch, wanted.get(branch.pk, ""), km, day, weights)
    return Question(due, people, parts)


def _due(halls: HallQuerySet, day: date) -> dict[int, Hall]:
    """Branches that have nobody on the day or later, and for whom nobody is proposed."""
    found = lines(branches_in(halls, day), day)
    free = [x.branch for x in found if x.officer is None and x.coming is None and x.proposal is None]
    return {branch.pk: branch for branch in sorted(free, key=lambda branch: branch.code)}


def _last_there(candidate: Candidate, branch: Hall) -> bool:
    return candidate.latest is not None and candidate.latest.to_hall_id == branch.pk


def _weighed(
    candidate: Candidate, branch: Hall, wanted: str, km: float | None, day: date, weights: Weights
) -> dict[str, Any]:
    """The parts of one pair and their sum."""
    there = next((t.period.upper for t in candidate.before if t.to_hall_id == branch.pk), None)
    before = candidate.latest.to_hall.area_name if candidate.latest else ""
    return weighed(wanted, candidate.member.speciality, km, before, there, day, weights)


def weighed(
    wanted: str, own: str, km: float | None, before: str, there_until: date | None, day: date, weights: Weights
) -> dict[str, Any]:
    """What it costs, in points, to send somebody whose speciality is `own` to a branch that asks for `wanted` (empty:
    nothing in particular), `km` away; who was last at `before`, and at this very branch until `there_until`."""
    mismatch = weights["mismatch"] if wanted and own != wanted else 0
    far = round(weights["per_km"] * km) if km is not None else 0
    again = 0
    if there_until is not None:
        years = (day - there_until).days / YEAR_DAYS
        again = round(weights["again"] * max(0.0, weights["again_years"] - years))
    return {
        "wanted": wanted,
        "own": own,
        "km": round(km) if km is not None else None,
        "before": before,
        "there_until": there_until.isoformat() if there_until else "",
        "points": {"mismatch": mismatch, "far": far, "again": again},
        "cost": mismatch + far + again,
    }
