"""Evaluations that many people ask for at once, kept for as long as no record changes.

The whole city's takes seconds to compute. Visitors may be shown one that is up to a minute old, and the page says from
when; who works on the records is always shown the present state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from guanlian.assessment.evaluating import Evaluation, Result, Scorecard, evaluate
from guanlian.assessment.judging import Status
from guanlian.assessment.packs import Pack
from guanlian.kernel import ledger
from guanlian.kernel.measures import Span
from guanlian.kernel.windows import Window
from guanlian.network.snapshot import HallThen, Network

FRESH = timedelta(seconds=60)
KEPT = 5 * 60  # seconds for which an old answer is given to everybody else while one request computes a new one
COMPUTING = 60  # seconds after which another may try


@dataclass(frozen=True)
class City:
    """The evaluation of the whole network, and when it was made (Asia/Shanghai clock time is shown on pages)."""

    evaluation: Evaluation
    made_at: datetime


def city(pack: Pack, year: int, as_of: date | None = None) -> City:
    """The evaluation of `pack` for `year`: the present one, or one at most a minute old.

    While one request computes, the others are given the former answer, for five minutes at most. Raises NotYetBegun.
    """
    key = _key(pack, year, as_of)
    kept = cache.get(key)
    if kept is not None and (_still_true(kept) or _young(kept) or not _mine_to_compute(key)):
        return _thawed(pack, kept)
    return _compute(key, pack, year, as_of, None)


def at_present(pack: Pack, year: int, as_of: date | None, halls: Collection[str]) -> City:
    """The evaluation of `halls` (their codes) as the records stand at this moment. Raises NotYetBegun."""
    key = _key(pack, year, as_of, sorted(halls))
    kept = cache.get(key)
    return _thawed(pack, kept) if kept is not None and _still_true(kept) else _compute(key, pack, year, as_of, halls)


def _compute(key: str, pack: Pack, year: int, as_of: date | None, halls: Collection[str] | None) -> City:
    made_at, stands_at = timezone.now(), ledger.now_at()  # before the records are read: a later change must show
    evaluation = evaluate(pack, year, as_of=as_of, halls=halls)
    cache.set(key, _frozen(evaluation, made_at) | {"ledger": stands_at}, KEPT)
    cache.delete(f"{key}:computing")
    return City(evaluation, made_at)


def _still_true(kept: dict[str, Any]) -> bool:
    return bool(kept["ledger"] == ledger.now_at())


def _young(kept: dict[str, Any]) -> bool:
    return timezone.now() - kept["made_at"] < FRESH


def _key(pack: Pack, year: int, as_of: date | None, halls: Sequence[str] = ()) -> str:
    which = hashlib.sha256(",".join(halls).encode()).hexdigest()[:16] if halls else "all"
    return f"city:{pack.id}:{year}:{as_of or ''}:{timezone.localdate()}:{which}"


def _mine_to_compute(key: str) -> bool:
    return bool(cache.add(f"{key}:computing", True, COMPUTING))


def _frozen(evaluation: Evaluation, made_at: datetime) -> dict[str, Any]:
    """Plain values only: a clause is named by its id, since measures hold functions."""
    return {
        "made_at": made_at,
        "year": evaluation.year,
        "as_of": evaluation.as_of,
        "span": (evaluation.span.window.first, evaluation.span.window.last, evaluation.span.on),
        "successors": evaluation.network.successors,
        "halls": [(h.id, h.code, h.name, h.tier, h.parent_id) for h in evaluation.network.halls.values()],
        "cards": [
            (
                card.hall.id,
                [
                    (r.clause.id, r.value, r.target, r.status.value, r.records, r.forecast, r.planned)
                    for r in card.results
                ],
            )
            for card in evaluation.scorecards
        ],
    }


def _thawed(pack: Pack, kept: dict[str, Any]) -> City:
    first, last, on = kept["span"]
    network = Network(on, [HallThen(*hall) for hall in kept["halls"]], kept["successors"])
    clauses = {clause.id: clause for clause in pack.clauses}
    statuses = {status.value: status for status in Status}
    cards = [
        Scorecard(
            network.halls[hall_id],
            [Result(clauses[c], v, t, statuses[s], n, f, p) for c, v, t, s, n, f, p in results],
        )
        for hall_id, results in kept["cards"]
    ]
    span = Span(Window(first, last), on, successors=network.successors)
    return City(Evaluation(pack, kept["year"], kept["as_of"], span, network, cards), kept["made_at"])
