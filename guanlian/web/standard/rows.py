"""Results as pages show them: clause rows, bars of statuses, the halls below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from guanlian.assessment.evaluating import Evaluation, Result, Scorecard
from guanlian.assessment.judging import Status
from guanlian.assessment.noting import note, title_of, unit_of
from guanlian.assessment.packs import Clause, Pack
from guanlian.assessment.summarising import Counts, count, share
from guanlian.network.halls import Tier
from guanlian.network.snapshot import HallThen
from guanlian.web.standard.asking import category_of


@dataclass(frozen=True, slots=True)
class Row:
    """A result as a clause row: see the component. `href` opens the records, `clause_href` the clause everywhere."""

    clause: Clause
    place: str
    value: Decimal | None
    unit: str
    target: Decimal | None
    status: str
    note: str
    href: str
    clause_href: str

    @property
    def title(self) -> str:
        """The clause's short name in the reader's language."""
        return title_of(self.clause)

    @property
    def text(self) -> str:
        """The clause for a list: the standard's own words, or in English its short name."""
        return self.clause.text if self.title == self.clause.title else self.title


@dataclass(frozen=True, slots=True)
class Stretch:
    """One part of a bar of statuses: how many, what share of the width in per cent, and where it opens."""

    status: str
    label: StrOrPromise
    number: int
    width: Decimal
    href: str


@dataclass(frozen=True, slots=True)
class BelowRow:
    """A hall below: how many of its clauses are met, and how many of those of the halls under it."""

    hall: HallThen
    tier: StrOrPromise
    counts: Counts
    under: Counts
    href: str


def figure_address(hall_code: str, clause_id: str, query: Mapping[str, str]) -> str:
    """Where a figure opens."""
    return f"{reverse('portal:figure', args=[hall_code, clause_id])}?{urlencode(query)}"


def hall_address(hall_code: str, query: Mapping[str, str]) -> str:
    """A hall's standard."""
    return f"{reverse('portal:hall_standard', args=[hall_code])}?{urlencode(query)}"


def clause_address(clause_id: str, query: Mapping[str, str]) -> str:
    """A clause across all halls."""
    return f"{reverse('portal:standard_clause', args=[clause_id])}?{urlencode(query)}"


def rows(
    card: Scorecard, evaluation: Evaluation, query: Mapping[str, str], before: Mapping[str, Decimal] | None = None
) -> list[Row]:
    """The clause rows of a hall. `before`: figures of a year ago by clause, where they are worth showing."""
    before = before or {}
    return [row(result, card.hall, evaluation, query, before.get(result.clause.id)) for result in card.results]


def row(
    result: Result, hall: HallThen, evaluation: Evaluation, query: Mapping[str, str], before: Decimal | None = None
) -> Row:
    """One result of `hall` as a clause row; `before`: the figure of a year ago."""
    return Row(
        clause=result.clause,
        place=place_of(result.clause, evaluation.pack),
        value=result.value,
        unit=unit_of(result.clause),
        target=_shown_target(result),
        status=result.status.value,
        note=note(result, hall, evaluation.network, before=before),
        href=figure_address(hall.code, result.clause.id, query),
        clause_href=clause_address(result.clause.id, query),
    )


def _shown_target(result: Result) -> Decimal | None:
    """The target as a figure; none where anything above nought is enough."""
    return None if result.clause.op == ">" and result.target == 0 else result.target


def place_of(clause: Clause, pack: Pack) -> str:
    """Where a clause stands in the standard: tier and category."""
    return f"{Tier(clause.tier).label} · {category_of(pack, clause.category)}"


def stretches(counts: Counts, address: str) -> list[Stretch]:
    """The parts of a bar, in the order of statuses; `address` gets the status as filter. Empty parts are left out."""
    joint = "&" if "?" in address else "?"
    return [
        Stretch(
            status.value,
            status.label,
            counts.of(status.value),
            share(counts.of(status.value), counts.total) or Decimal(0),
            f"{address}{joint}status={status.value}",
        )
        for status in Status
        if counts.of(status.value)
    ]


def below(evaluation: Evaluation, hall: HallThen, query: Mapping[str, str]) -> list[BelowRow]:
    """The halls directly below `hall` that were judged, those with most to do first."""
    results = {card.hall.id: card.results for card in evaluation.scorecards}
    found = []
    for card in evaluation.scorecards:
        if card.hall.parent_id == hall.id:
            under = [r for each in evaluation.network.under(card.hall.id) for r in results.get(each.id, ())]
            tier, href = Tier(card.hall.tier).label, hall_address(card.hall.code, query)
            found.append(BelowRow(card.hall, tier, count(card.results), count(under), href))
    return sorted(found, key=lambda row: (-row.counts.open, row.hall.code))


def crumbs(path: Sequence[HallThen], query: Mapping[str, str]) -> list[tuple[str, str]]:
    """The halls above the last of `path`, each leading to its standard."""
    return [(hall.name, hall_address(hall.code, query)) for hall in path[:-1]]


def result_columns() -> list[tuple[str, StrOrPromise]]:
    """The columns of exported results."""
    return [
        ("hall", _("馆代码")),
        ("name", _("馆名")),
        ("tier", _("层级")),
        ("clause", _("条款")),
        ("text", _("条文")),
        ("value", _("数值")),
        ("target", _("目标")),
        ("unit", _("单位")),
        ("status", _("状态")),
        ("records", _("记录数")),
    ]


def result_rows(cards: Iterable[Scorecard]) -> Iterable[list[object]]:
    """Results as rows of an export."""
    for card in cards:
        tier = Tier(card.hall.tier).label
        for r in card.results:
            yield [
                card.hall.code,
                card.hall.name,
                tier,
                r.clause.id,
                r.clause.text,
                r.value,
                r.target,
                unit_of(r.clause),
                r.status.label,
                r.records,
            ]
