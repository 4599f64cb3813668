"""Troupes as the standard asks for them: whether one is stable and regularly active, and which halls have too few.

The numbers are the pack's: the parameters of the clause for villages, and every clause that counts troupes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from guanlian.assessment import packs
from guanlian.assessment.evaluating import Evaluation, Result, evaluate
from guanlian.community.models import Troupe
from guanlian.kernel.windows import months_before
from guanlian.network.halls import Tier
from guanlian.programme import at_work

MEASURE = "troupes."
ACTIVE = "troupes.active"


@dataclass(frozen=True, slots=True)
class Asked:
    """'Stable and regularly active' as the pack defines it: months old, times at work, in how many months."""

    months_old: int
    events: int
    events_months: int

    def stretch(self, on: date) -> at_work.Stretch:
        """The days that are looked at when it is judged on the day `on`."""
        return at_work.Stretch.before(on, self.events_months)

    def with_times(self, found: QuerySet[Troupe], on: date) -> QuerySet[Troupe]:
        """Troupes with `times_at_work`: the figure that the measure counts by."""
        return found.annotate(times_at_work=at_work.times_at_work(self.stretch(on)))

    def stable_on(self, on: date) -> date:
        """The latest day of founding with which a troupe is old enough on the day `on`."""
        return months_before(on, self.months_old)


def asked() -> Asked:
    """The definition in the current pack: the strictest clause that asks for active troupes."""
    wheres = [
        part.where
        for clause in packs.current().clauses
        for part in clause.parts
        if part.measure.name == ACTIVE and "months_old_min" in part.where
    ]
    strictest: Any = max(wheres, key=lambda where: where["events_min"])
    return Asked(strictest["months_old_min"], strictest["events_min"], strictest["events_months"])


@dataclass(frozen=True, slots=True)
class Need:
    """One clause about troupes with the verdicts of the halls it asks; those that lack first."""

    clause: packs.Clause
    rows: list[tuple[Any, Result]]

    @property
    def reached(self) -> int:
        """How many halls reach the number."""
        return sum(1 for _hall, result in self.rows if not lacks(result))

    @property
    def lacking(self) -> list[tuple[Any, Result]]:
        """The halls that don't, the emptiest first."""
        return [row for row in self.rows if lacks(row[1])]


def lacks(result: Result) -> bool:
    """Whether the hall is short of the number today, whatever the year may still bring."""
    return result.target is not None and (result.value is None or result.value < result.target)


def needs(halls: list[str], on: date, *, tiers: tuple[str, ...] = tuple(Tier.values)) -> list[Need]:
    """Every clause about troupes for the halls with these codes, on the day `on`; upper tiers first."""
    pack = packs.current()
    clauses = [c for c in pack.clauses if c.tier in tiers and all(p.measure.name.startswith(MEASURE) for p in c.parts)]
    found: Evaluation = evaluate(pack, on.year, as_of=on, halls=halls, clauses=[c.id for c in clauses])
    rows: dict[str, list[tuple[Any, Result]]] = {c.id: [] for c in clauses}
    for card in found.scorecards:
        for result in card.results:
            rows[result.clause.id].append((card.hall, result))
    for each in rows.values():
        each.sort(key=lambda row: (row[1].value or 0, row[0].code))
    return [Need(clause, rows[clause.id]) for clause in clauses if rows[clause.id]]
