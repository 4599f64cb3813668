"""A hall that merged in July: its whole year counts for the hall that took over; the year before stays its own."""

from __future__ import annotations

from datetime import date

from guanlian.assessment import packs
from guanlian.assessment.evaluating import evaluate
from guanlian.network import restructuring
from tests.factories import SmallNetwork, make_activity

JULY = date(2025, 7, 1)


def _figures(year: int, clause: str) -> dict[str, int]:
    evaluation = evaluate(packs.load("jiaxing-2015"), year, as_of=date(year, 12, 31), clauses=[clause])
    return {card.hall.code: int(r.value or 0) for card in evaluation.scorecards for r in card.results}


def test_records_from_before_the_merger_count_for_the_hall_that_took_over(network: SmallNetwork) -> None:
    pack = packs.load("jiaxing-2015")
    clause = next(
        c.id
        for c in pack.clauses
        if c.tier == "branch" and c.across is None and [p.measure.name for p in c.parts] == ["activities.held"]
    )
    gone, heir = network.branches[:2]
    for hall in (gone, heir):
        make_activity(hall, on=date(2024, 3, 1), participants=800, audiences=["public"])
        make_activity(hall, on=date(2025, 3, 1), participants=800, audiences=["public"])
    before = _figures(2024, clause)

    restructuring.carry_out(restructuring.plan_merge(hall=gone, into=heir, on=JULY), basis="")

    assert _figures(2024, clause) == before
    after = _figures(2025, clause)
    assert gone.code not in after
    assert after[heir.code] == 2 * before[heir.code]
    assert before[heir.code] > 0
