"""Where a record counts: the clauses whose figures it is behind, found by the measures themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import get_language

from guanlian.assessment import packs
from guanlian.assessment.evaluating import NotYetBegun, span_of
from guanlian.assessment.noting import title_of
from guanlian.network.snapshot import HallThen, Network
from guanlian.programme.models import Activity
from guanlian.web.standard.rows import figure_address

KEPT_FOR = 20  # seconds


@dataclass(frozen=True, slots=True)
class Counted:
    """A hall's clause that the record counts in."""

    hall: str
    clause: str
    text: str
    href: str


def clauses_of(activity: Activity) -> list[Counted]:
    """The clauses of the year that the activity counts in, for its halls and those above them.

    Each measure is asked whether the record is among its own; the answer is kept for `KEPT_FOR` seconds.
    """
    key = f"counted:{activity.code}:{get_language()}"
    kept = cache.get(key)
    if kept is None:
        kept = _clauses_of(activity)
        cache.set(key, kept, KEPT_FOR)
    return kept


def _clauses_of(activity: Activity) -> list[Counted]:
    try:
        span, network, _as_of = span_of(activity.begins_on.year)
    except NotYetBegun:
        return []
    counted_for: dict[str, set[int]] = {}
    found = []
    for clause in packs.current().clauses:
        for part in clause.parts:
            measure, key = part.measure, f"{part.measure.name}:{sorted(part.where.items())}"
            if key not in counted_for:
                counted = measure.select(span, **part.where)
                if counted.model is not Activity:
                    counted_for[key] = set()
                else:
                    rows = counted.filter(pk=activity.pk).order_by().values_list("counts_for", flat=True)
                    counted_for[key] = set(rows)
            found += [
                _counted(hall, clause, activity.begins_on.year)
                for hall in _judged(network, counted_for[key], clause, activity)
            ]
    return list(dict.fromkeys(found))


def _judged(network: Network, counted_for: set[int], clause: packs.Clause, activity: Activity) -> list[HallThen]:
    """The halls whose figure the record is behind: those it counts for, or, for a clause about those below, above."""
    own = [network.halls[h] for h in counted_for if h in network.halls]
    across = clause.across
    if across is None:
        return [hall for hall in own if hall.tier == clause.tier]
    asked = [hall for hall in own if across.tier in ("all", hall.tier)]
    above = {h.id: h for hall in asked for h in network.path(hall.id) if h.tier == clause.tier}
    return [h for h in above.values() if not across.from_judged_hall or h.id == activity.hall_id]


def _counted(hall: HallThen, clause: packs.Clause, year: int) -> Counted:
    return Counted(hall.name, clause.id, title_of(clause), figure_address(hall.code, clause.id, {"year": str(year)}))
