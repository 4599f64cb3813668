"""Opening a figure: the exact records behind it, through the same QuerySet that counted them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from guanlian.assessment.evaluating import (
    Evaluation,
    Result,
    asked,
    by_month,
    counts_below,
    evaluate,
    judged_months,
)
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
    """A result opened. `weeks_left_out`: weeks not judged since a closure was announced ahead; `least_week`: the
    ordinary week that was judged, with its hours; `months`: each judged month's figure, where every month counts."""

    hall: HallThen
    path: list[HallThen]
    result: Result
    evaluation: Evaluation
    behind: list[Behind]
    below: list[Below]
    weeks_left_out: list[Window]
    least_week: tuple[Decimal, Window] | None
    months: list[tuple[Window, Decimal]]


def explain(pack: Pack, hall_code: str, clause_id: str, year: int, *, as_of: date | None = None) -> Explanation:
    """The records behind the hall's figure on the clause. Raises NoSuchResult, NotYetBegun."""
    evaluation = evaluate(pack, year, as_of=as_of, halls=[hall_code], clauses=[clause_id])
    cards = [card for card in evaluation.scorecards if card.results]
    if not cards:
        raise NoSuchResult(f"{hall_code} {clause_id} {year}")
    hall, result = cards[0].hall, cards[0].results[0]
    left_out, least = _weeks(result.clause, hall, evaluation)
    return Explanation(
        hall=hall,
        path=evaluation.network.path(hall.id),
        result=result,
        evaluation=evaluation,
        behind=records_behind(result.clause, hall, evaluation),
        below=_below(result.clause, hall, evaluation),
        weeks_left_out=left_out,
        least_week=least,
        months=_months(result.clause, hall, evaluation),
    )


def records_behind(clause: Clause, hall: HallThen, evaluation: Evaluation) -> list[Behind]:
    """The records of each of the clause's parts that count for the hall, or for those below that it asks about."""
    halls: Collection[int] = [hall.id]
    if clause.across is not None:
        halls = asked(clause.across, evaluation.network, hall)
    span = evaluation.span
    if clause.every == "month":
        span = replace(span, window=Window(span.window.first, judged_months(span)[-1].last))
    found = []
    for part in clause.parts:
        records = part.measure.records(span, part.where, halls)
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


def _weeks(
    clause: Clause, hall: HallThen, evaluation: Evaluation
) -> tuple[list[Window], tuple[Decimal, Window] | None]:
    """The weeks left out, and the one judged."""
    if clause.window != "week":
        return [], None
    calendar = calendars(evaluation.span, [hall.id]).get(hall.id)
    if calendar is None:
        return [], None
    weeks = evaluation.span.window.weeks()
    return calendar.weeks_left_out(weeks), calendar.least_week(weeks)


def _months(clause: Clause, hall: HallThen, evaluation: Evaluation) -> list[tuple[Window, Decimal]]:
    if clause.every != "month":
        return []
    figures = by_month(clause, evaluation.span, [hall.id])
    return [(month, tallies[hall.id].value or Decimal(0)) for month, tallies in figures]
