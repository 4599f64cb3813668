"""The city's standard: every clause with what it counts and how all halls stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from guanlian.assessment.counted import what_is_counted
from guanlian.assessment.judging import Status
from guanlian.assessment.noting import title_of, unit_of
from guanlian.assessment.packs import Clause, Pack
from guanlian.assessment.summarising import Counts, by_area, by_clause, count, network_sentence, until
from guanlian.network.halls import Tier
from guanlian.web.portal.addresses import Option, one_of, options, words
from guanlian.web.portal.caching import public_page
from guanlian.web.standard import exporting, rows
from guanlian.web.standard.areas import areas_of, county_chart
from guanlian.web.standard.asking import Question, category_of, pack_options, question, years
from guanlian.web.standard.city import City, city
from guanlian.web.standard.reading import definitions_of, readings_of
from guanlian.web.standard.refusing import answering


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause with how all halls stand on it."""

    clause: Clause
    title: str
    category: str
    counted: str
    target: object
    unit: str
    counts: Counts
    stretches: list[rows.Stretch]
    href: str


@dataclass(frozen=True, slots=True)
class TierPart:
    """The clauses of one tier."""

    tier: str
    label: StrOrPromise
    halls: int
    counts: Counts
    lines: list[ClauseLine]


@public_page
@answering
def standard(request: HttpRequest) -> HttpResponse:
    """/standard/: the whole standard and how the whole network stands on it."""
    asked = question(request)
    of = city(asked.pack, asked.year, asked.as_of)
    kind = exporting.wanted(request)
    if kind:
        return exporting.answer(kind, _sheet(request, of, asked))
    return render(request, "web/standard/overview.html", _context(request, of, asked))


def _context(request: HttpRequest, of: City, asked: Question) -> dict[str, Any]:
    evaluation = of.evaluation
    everything = count(r for card in evaluation.scorecards for r in card.results)
    counties = by_area(evaluation, Tier.MAIN)
    parts = _parts(request, of, asked)
    return {
        "asked": asked,
        "section": "portal:standard",
        "until": until(asked.year, evaluation.as_of),
        "sentence": network_sentence(everything, halls=len(evaluation.scorecards)),
        "counts": everything,
        "made_at": of.made_at,
        "parts": parts,
        "shown": sum(len(part.lines) for part in parts),
        "chart": county_chart(counties),
        "areas": areas_of(counties, lambda hall: rows.hall_address(hall.code, asked.query)),
        "years": years(request, asked.year),
        "packs": pack_options(request, asked.pack),
        "exports": exporting.options(request),
        "tier_options": options(request, "tier", [(t, Tier(t).label) for t in asked.pack.tiers], _("各级")),
        "category_options": _categories(request, asked.pack),
        "status_options": options(request, "status", [(s.value, s.label) for s in Status], _("全部")),
        "searched": words(request),
        "definitions": definitions_of(asked.pack),
        "readings": readings_of(asked.pack),
    }


def _categories(request: HttpRequest, pack: Pack) -> list[Option]:
    return options(request, "category", [(c, category_of(pack, c)) for c in pack.categories], _("全部"))


def _kept(request: HttpRequest, pack: Pack, found: dict[str, Counts]) -> list[Clause]:
    """The clauses that the filters leave: by tier, category, words, and whether any hall has the status."""
    tier = one_of(request, "tier", pack.tiers)
    category = one_of(request, "category", pack.categories)
    status = one_of(request, "status", [s.value for s in Status])
    said = words(request).lower()
    return [
        clause
        for clause in pack.clauses
        if clause.id in found
        and (not tier or clause.tier == tier)
        and (not category or clause.category == category)
        and (not status or found[clause.id].of(status))
        and (not said or said in f"{clause.text} {clause.title} {clause.title_en} {clause.id}".lower())
    ]


def _parts(request: HttpRequest, of: City, asked: Question) -> list[TierPart]:
    counts = by_clause(of.evaluation)
    kept = _kept(request, asked.pack, counts)
    judged: dict[str, int] = {}
    for card in of.evaluation.scorecards:
        judged[card.hall.tier] = judged.get(card.hall.tier, 0) + 1
    return [
        TierPart(tier, Tier(tier).label, judged.get(tier, 0), _sum(counts, lines), _lines(lines, counts, asked))
        for tier in asked.pack.tiers
        if (lines := [clause for clause in kept if clause.tier == tier])
    ]


def _sum(counts: dict[str, Counts], clauses: Sequence[Clause]) -> Counts:
    total = {status.value: sum(counts[c.id].of(status.value) for c in clauses) for status in Status}
    return Counts(**total)


def _lines(clauses: Sequence[Clause], counts: dict[str, Counts], asked: Question) -> list[ClauseLine]:
    return [
        ClauseLine(
            clause=clause,
            title=title_of(clause),
            category=category_of(asked.pack, clause.category),
            counted=what_is_counted(clause),
            target=None if clause.op == ">" else clause.target,
            unit=unit_of(clause),
            counts=counts[clause.id],
            stretches=rows.stretches(counts[clause.id], rows.clause_address(clause.id, asked.query)),
            href=rows.clause_address(clause.id, asked.query),
        )
        for clause in clauses
    ]


def _sheet(request: HttpRequest, of: City, asked: Question) -> exporting.Sheet:
    """Every result of the clauses shown."""
    kept = {clause.id for clause in _kept(request, asked.pack, by_clause(of.evaluation))}
    status = one_of(request, "status", [s.value for s in Status])
    lines = (
        row
        for card in of.evaluation.scorecards
        for row, result in zip(rows.result_rows([card]), card.results, strict=True)
        if result.clause.id in kept and (not status or result.status == status)
    )
    return exporting.Sheet(f"{asked.pack.id} {asked.year}", rows.result_columns(), lines)
