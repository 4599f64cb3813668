"""Evaluating a standard: every clause of every hall, from the records, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from guanlian.assessment.judging import Status, judge
from guanlian.assessment.packs import Across, Clause, Pack, Part
from guanlian.kernel.measures import How, Span, Tally
from guanlian.kernel.windows import Window
from guanlian.network.snapshot import HallThen, Network, network_on


class NotYetBegun(ValueError):
    """The year asked about begins after the as-of date."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a hall stands on a clause. `forecast`: the value expected at the window's end, while it is open."""

    clause: Clause
    value: Decimal | None
    target: Decimal | None
    status: Status
    records: int
    forecast: Decimal | None = None
    planned: int = 0

    @property
    def gap(self) -> Decimal:
        """What is missing to the target, in the clause's unit; 0 where nothing is."""
        if self.target is None:
            return Decimal(0)
        return max(self.target - (self.value or 0), Decimal(0))


@dataclass(frozen=True)
class Scorecard:
    """A hall's results, in the standard's order."""

    hall: HallThen
    results: list[Result]

    def with_status(self, *statuses: Status) -> list[Result]:
        """The results that have one of `statuses`."""
        return [result for result in self.results if result.status in statuses]


@dataclass(frozen=True)
class Evaluation:
    """The results of a standard for a year, as of a day."""

    pack: Pack
    year: int
    as_of: date
    span: Span
    network: Network
    scorecards: list[Scorecard]


def span_of(year: int, as_of: date | None = None) -> tuple[Span, Network, date]:
    """The stretch of `year` up to `as_of` (default: its last day, or today while it runs), and the network then.

    Raises NotYetBegun where the year begins after `as_of`.
    """
    whole = Window.of_year(year)
    as_of = as_of or min(whole.last, localdate())
    if as_of < whole.first:
        raise NotYetBegun(year)
    part = whole.until(as_of)
    network = network_on(part.last)
    return Span(part, part.last, successors=network.successors), network, as_of


def evaluate(
    pack: Pack,
    year: int,
    *,
    as_of: date | None = None,
    halls: Collection[str] | None = None,
    clauses: Collection[str] | None = None,
) -> Evaluation:
    """Every clause of `pack` for the halls of `year` (only those with codes in `halls`, only `clauses`, where given).

    The number of statements depends on the pack's clauses, never on the number of halls. Raises NotYetBegun.
    """
    span, network, as_of = span_of(year, as_of)
    over = Window.of_year(year).is_over(as_of)
    chosen = [hall for hall in network.halls.values() if halls is None or hall.code in halls]
    found: dict[int, list[Result]] = {hall.id: [] for hall in chosen}
    for clause in pack.clauses:
        judged = [hall for hall in chosen if hall.tier == clause.tier]
        if judged and (clauses is None or clause.id in clauses):
            for hall_id, result in _judged(clause, span, network, judged, over).items():
                found[hall_id].append(result)
    cards = [Scorecard(hall, found[hall.id]) for hall in chosen if hall.tier in pack.tiers]
    order = {tier: number for number, tier in enumerate(pack.tiers)}
    cards.sort(key=lambda card: (order[card.hall.tier], card.hall.code))
    return Evaluation(pack, year, as_of, span, network, cards)


def _judged(clause: Clause, span: Span, network: Network, halls: list[HallThen], over: bool) -> dict[int, Result]:
    """The verdict on one clause for `halls`."""
    now = figures(clause, span, network, halls)
    ahead = {} if over else _planned(clause, span, network, halls)
    targets = _targets(clause, span, halls)
    results = {}
    for hall in halls:
        figure = now[hall.id]
        if figure is NOT_ASKED:
            results[hall.id] = Result(clause, None, targets[hall.id], Status.NOT_APPLICABLE, 0)
            continue
        planned = ahead.get(hall.id, Tally(None, 0))
        forecast = None if over else _forecast(clause, span, figure.value, planned.value)
        status = judge(
            figure.value, targets[hall.id], op=clause.op, over=over, lasting=clause.lasting, forecast=forecast
        )
        results[hall.id] = Result(
            clause, figure.value, targets[hall.id], status, figure.records, forecast, planned.records
        )
    return results


NOT_ASKED = Tally(None, -1)


def figures(clause: Clause, span: Span, network: Network, halls: Iterable[HallThen]) -> dict[int, Tally]:
    """Each hall's figure on `clause`: NOT_ASKED where no hall stands below that the clause could ask about."""
    if clause.across is not None:
        return _coverage(clause, clause.across, span, network, halls)
    ids = [hall.id for hall in halls]
    if clause.every == "month":
        return _least_month(clause, span, ids)
    return _sum_of_parts(clause.parts, span, ids)


def _sum_of_parts(parts: Iterable[Part], span: Span, halls: Collection[int]) -> dict[int, Tally]:
    """The figures of a clause's parts, added; a part that wasn't reported adds nothing."""
    total = {hall: Tally(None, 0) for hall in halls}
    for part in parts:
        silent = _silence(part)
        tallies = part.measure.tally(span, part.where, halls)
        for hall in halls:
            tally, so_far = tallies.get(hall, silent), total[hall]
            if tally.value is not None:
                total[hall] = Tally((so_far.value or Decimal(0)) + tally.value, so_far.records + tally.records)
    return total


def _silence(part: Part) -> Tally:
    """What a hall without records says: nought, or nothing at all."""
    missing = part.measure.silent_is_missing or part.measure.how is How.SHARE
    return Tally(None if missing else Decimal(0), 0)


def judged_months(span: Span) -> list[Window]:
    """The months that count; a month under way is left out while an earlier one is there to judge."""
    months = span.window.months()
    if len(months) > 1 and (months[-1].last + timedelta(days=1)).day != 1:
        months.pop()
    return months


def by_month(clause: Clause, span: Span, halls: Collection[int]) -> list[tuple[Window, dict[int, Tally]]]:
    """The figures of each judged month."""
    return [(month, _sum_of_parts(clause.parts, span.month(month), halls)) for month in judged_months(span)]


def _least_month(clause: Clause, span: Span, halls: Collection[int]) -> dict[int, Tally]:
    """The figure of the weakest month."""
    months = [figures for _month, figures in by_month(clause, span, halls)]
    return {
        hall: Tally(
            min(month[hall].value or Decimal(0) for month in months),
            sum(month[hall].records for month in months),
        )
        for hall in halls
    }


def asked(across: Across, network: Network, hall: HallThen) -> list[int]:
    """The halls that a clause asks about when `hall` is judged: those below it of the clause's tier."""
    if across.tier == "all":
        return [hall.id, *(below.id for below in network.under(hall.id))]
    return [below.id for below in network.under(hall.id) if below.tier == across.tier]


def counts_below(
    clause: Clause, across: Across, span: Span, network: Network, halls: Iterable[HallThen]
) -> dict[int, dict[int, int]]:
    """For each judged hall, the number of records of each hall below that the clause asks about."""
    below = {hall.id: asked(across, network, hall) for hall in halls}
    everyone = sorted({child for children in below.values() for child in children})
    counts: dict[int, dict[int, int]] = {hall: dict.fromkeys(children, 0) for hall, children in below.items()}
    for part in clause.parts:
        if across.from_judged_hall:
            by_source = part.measure.tally_by_source(span, part.where, everyone)
            for hall, children in below.items():
                for child in children:
                    counts[hall][child] += by_source.get((child, hall), 0)
        else:
            tallies = part.measure.tally(span, part.where, everyone)
            for hall, children in below.items():
                for child in children:
                    counts[hall][child] += tallies[child].records if child in tallies else 0
    return counts


def _coverage(
    clause: Clause, across: Across, span: Span, network: Network, halls: Iterable[HallThen]
) -> dict[int, Tally]:
    """Per cent of the halls below that reach `at_least`."""
    found = {}
    for hall, children in counts_below(clause, across, span, network, halls).items():
        if not children:
            found[hall] = NOT_ASKED
            continue
        reached = sum(1 for number in children.values() if number >= across.at_least)
        found[hall] = Tally(Decimal(100 * reached) / len(children), sum(children.values()))
    return found


def _planned(clause: Clause, span: Span, network: Network, halls: list[HallThen]) -> dict[int, Tally]:
    """What is scheduled between the as-of day and the year's end, where the clause's measures know plans."""
    if clause.across is not None or clause.every or not all(p.measure.foresees for p in clause.parts):
        return {}
    end = Window.of_year(span.window.first.year).last
    rest = Window(span.on + timedelta(days=1), end)
    return _sum_of_parts(clause.parts, replace(span, window=rest, planned=True), [hall.id for hall in halls])


def _forecast(clause: Clause, span: Span, value: Decimal | None, planned: Decimal | None) -> Decimal | None:
    """The value expected at the window's end: what is there and scheduled, or the pace so far, whichever is more."""
    if value is None or not clause.lasting or clause.across is not None:
        return value
    days = Window.of_year(span.window.first.year).days
    pace = value * days / span.window.days
    return max(value + (planned or 0), pace)


def _targets(clause: Clause, span: Span, halls: Collection[HallThen]) -> dict[int, Decimal | None]:
    """Each hall's target; by band where the clause says so."""
    if clause.target_by is None:
        return {hall.id: clause.target for hall in halls}
    by = clause.target_by
    known = by.part.measure.tally(span, by.part.where, [hall.id for hall in halls])
    return {hall.id: by.target(known[hall.id].value if hall.id in known else None) for hall in halls}
