"""Opening a figure: the exact records behind it, through the same QuerySet that counted them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from guanlian.assessment.evaluating import Evaluation, Result, asked, counts_below, evaluate
from guanlian.assessment.packs import Clause, Pack
from guanlian.kernel.windows import Window
from guanlian.network.hours import calendars
from guanlian.network.snapshot import HallThen


class NoSuchResult(LookupError):
    """The hall isn't in the network of that day, or the clause isn't asked of its tier."""


@dataclass(frozen=True)
class Behind:
    """Records of one kind behind a figure; `label` says what they are."""

    label: str
    records: QuerySet


@dataclass(frozen=True)
class Below:
    """A hall below that the clause asks about: how many records it has, and whether that is enough."""

    hall: HallThen
    records: int
    reached: bool


@dataclass(frozen=True)
class Explanation:
    """A result opened. `weeks_left_out`: weeks not judged since a closure was announced ahead."""

    hall: HallThen
    path: list[HallThen]
    result: Result
    evaluation: Evaluation
    behind: list[Behind]
    below: list[Below]
    weeks_left_out: list[Window]


def explain(pack: Pack, hall_code: str, clause_id: str, year: int, *, as_of: date | None = None) -> Explanation:
    """The records behind the hall's figure on the clause. Raises NoSuchResult, NotYetBegun."""
    evaluation = evaluate(pack, year, as_of=as_of, halls=[hall_code], clauses=[clause_id])
    cards = [card for card in evaluation.scorecards if card.results]
    if not cards:
        raise NoSuchResult(f"{hall_code} {clause_id} {year}")
    hall, result = cards[0].hall, cards[0].results[0]
    return Explanation(
        hall=hall,
        path=evaluation.network.path(hall.id),
        result=result,
        evaluation=evaluation,
        behind=records_behind(result.clause, hall, evaluation),
        below=_below(result.clause, hall, evaluation),
        weeks_left_out=_weeks_left_out(result.clause, hall, evaluation),
    )


def records_behind(clause: Clause, hall: HallThen, evaluation: Evaluation) -> list[Behind]:
    """The records of each of the clause's parts that count for the hall, or for those below that it asks about."""
    halls: Collection[int] = [hall.id]
    if clause.across is not None:
        halls = asked(clause.across, evaluation.network, hall)
    found = []
    for part in clause.parts:
        records = part.measure.records(evaluation.span, part.where, halls)
        if clause.across is not None and clause.across.from_judged_hall:
            records = records.filter(hall=hall.id)
        found.append(Behind(part.measure.label, records))
    return found


def _below(clause: Clause, hall: HallThen, evaluation: Evaluation) -> list[Below]:
    across = clause.across
    if across is None:
        return []
    counts = counts_below(clause, across, evaluation.span, evaluation.network, [hall])[hall.id]
    halls = evaluation.network.halls
    return [Below(halls[child], number, number >= across.at_least) for child, number in counts.items()]


def _weeks_left_out(clause: Clause, hall: HallThen, evaluation: Evaluation) -> list[Window]:
    if clause.window != "week":
        return []
    calendar = calendars(evaluation.span, [hall.id]).get(hall.id)
    return calendar.weeks_left_out(evaluation.span.window.weeks()) if calendar else []
