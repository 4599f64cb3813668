"""One clause across all halls of its tier: who meets it, by county, sorted and paged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanlian.assessment.counted import what_is_counted
from guanlian.assessment.evaluating import Result
from guanlian.assessment.judging import Status
from guanlian.assessment.noting import unit_of
from guanlian.assessment.packs import Clause
from guanlian.assessment.summarising import ancestors, by_area, count, network_sentence, until
from guanlian.network.halls import Tier
from guanlian.network.snapshot import HallThen
from guanlian.web.portal.addresses import Option, changed, one_of, options, page_of, words
from guanlian.web.portal.caching import public_page
from guanlian.web.standard import exporting, rows
from guanlian.web.standard.areas import areas_of, county_chart
from guanlian.web.standard.asking import Question, question, years
from guanlian.web.standard.city import City, city
from guanlian.web.standard.reading import definitions_of
from guanlian.web.standard.refusing import Unanswerable, answering
from guanlian.web.standard.spread import spread

PAGE = 50
SORTS = ("value", "name", "status")
# Worst first: what a person looks for when sorting by status.
WORST_FIRST = [s.value for s in (Status.UNMET, Status.AT_RISK, Status.AWAITING, Status.ON_TRACK, Status.MET)]


@dataclass(frozen=True, slots=True)
class Line:
    """One hall's result on the clause, its county and town, and where the figure opens."""

    hall: HallThen
    result: Result
    county: HallThen | None
    town: str
    href: str

    @property
    def target(self) -> Decimal | None:
        """The target where it is a figure to reach."""
        return None if self.result.clause.op == ">" and self.result.target == 0 else self.result.target


def lines(of: City, clause: Clause, asked: Question) -> list[Line]:
    """The results of every hall on `clause`, by code."""
    county_of, network = ancestors(of.evaluation, Tier.MAIN), of.evaluation.network
    found = []
    for card in of.evaluation.scorecards:
        result = next((r for r in card.results if r.clause.id == clause.id), None)
        if result is None:
            continue
        above = network.halls.get(card.hall.parent_id) if card.hall.parent_id else None
        town = above.name if above and above.tier == Tier.BRANCH else ""
        href = rows.figure_address(card.hall.code, clause.id, asked.query)
        found.append(Line(card.hall, result, county_of.get(card.hall.id), town, href))
    return found


def ordered(found: Sequence[Line], by: str, descending: bool) -> list[Line]:
    """`found` by value (the unreported last either way), name or status (the worst first)."""
    if by == "value":
        known = [line for line in found if line.result.value is not None]
        known.sort(key=lambda line: line.result.value or 0, reverse=descending)
        return known + [line for line in found if line.result.value is None]
    if by == "status":
        rank = {status: n for n, status in enumerate(WORST_FIRST)}
        return sorted(found, key=lambda line: rank.get(line.result.status.value, len(rank)), reverse=descending)
    return sorted(found, key=lambda line: line.hall.code, reverse=descending)


@public_page
@answering
def standard_clause(request: HttpRequest, clause: str) -> HttpResponse:
    """/standard/CLAUSE/: one clause across all halls of its tier."""
    asked = question(request)
    found = asked.pack.clause(clause)
    if found is None:
        raise Unanswerable(_("这个标准里没有条款“%(clause)s”。") % {"clause": clause[:60]})
    of = city(asked.pack, asked.year, asked.as_of)
    everyone = lines(of, found, asked)
    kept = _kept(request, everyone)
    kind = exporting.wanted(request)
    if kind:
        return exporting.answer(kind, _sheet(found, kept, asked))
    return render(request, "web/standard/clause.html", _context(request, found, of, everyone, kept, asked))


def _kept(request: HttpRequest, everyone: Sequence[Line]) -> list[Line]:
    county, status, said = request.GET.get("county", ""), request.GET.get("status", ""), words(request)
    kept = [
        line
        for line in everyone
        if (not county or (line.county is not None and line.county.code == county))
        and (not status or line.result.status == status)
        and (not said or said in line.hall.name or said in line.town)
    ]
    by = one_of(request, "sort", SORTS) or "name"
    return ordered(kept, by, request.GET.get("order") == "desc")


def _context(
    request: HttpRequest, clause: Clause, of: City, everyone: list[Line], kept: list[Line], asked: Question
) -> dict[str, Any]:
    evaluation, counts = of.evaluation, count(line.result for line in everyone)
    counties = by_area(evaluation, Tier.MAIN, clause=clause.id)
    return {
        "asked": asked,
        "section": "portal:standard",
        "clause": clause,
        "place": rows.place_of(clause, asked.pack),
        "unit": unit_of(clause),
        "counted": what_is_counted(clause),
        "definitions": definitions_of(asked.pack, clause),
        "until": until(asked.year, evaluation.as_of),
        "sentence": network_sentence(counts, halls=len(everyone)),
        "counts": counts,
        "stretches": rows.stretches(counts, changed(request, status=None)),
        "made_at": of.made_at,
        "page": page_of(request, kept, PAGE),
        "kept": len(kept),
        "columns": _columns(request),
        "county_options": options(request, "county", [(h.code, h.name) for h, _counts in counties], _("全市")),
        "status_options": _statuses(request, everyone),
        "searched": words(request),
        "chart": county_chart(counties),
        "areas": areas_of(counties, lambda hall: changed(request, county=hall.code)),
        "spread": spread([line.result for line in everyone], unit_of(clause)),
        "several_counties": clause.tier in (Tier.BRANCH, Tier.SUBBRANCH),
        "years": years(request, asked.year),
        "exports": exporting.options(request),
    }


def _statuses(request: HttpRequest, everyone: Sequence[Line]) -> list[Option]:
    there = {line.result.status for line in everyone}
    return options(request, "status", [(s.value, s.label) for s in Status if s in there], _("全部"))


def _columns(request: HttpRequest) -> list[dict[str, Any]]:
    """The table's heads, those that sort as links."""
    by, order = one_of(request, "sort", SORTS) or "name", request.GET.get("order", "")

    def head(label: str, name: str = "", number: bool = False) -> dict[str, Any]:
        if not name:
            return {"label": label, "href": "", "sort": "", "number": number}
        now = by == name
        flipped = "desc" if now and order != "desc" else None
        sort = ("descending" if order == "desc" else "ascending") if now else ""
        return {
            "label": label,
            "href": changed(request, sort=name, order=flipped),
            "sort": sort,
            "number": number,
        }

    return [head(_("馆"), "name"), head(_("数值"), "value"), head(_("进度")), head(_("状态"), "status")]


def _sheet(clause: Clause, kept: Sequence[Line], asked: Question) -> exporting.Sheet:
    columns = [
        ("hall", _("馆代码")),
        ("name", _("馆名")),
        ("county", _("县（市、区）")),
        ("town", _("镇（街道）")),
        ("value", _("数值")),
        ("target", _("目标")),
        ("unit", _("单位")),
        ("status", _("状态")),
        ("records", _("记录数")),
    ]
    body = (
        [
            line.hall.code,
            line.hall.name,
            line.county.name if line.county else "",
            line.town,
            line.result.value,
            line.result.target,
            unit_of(clause),
            line.result.status.label,
            line.result.records,
        ]
        for line in kept
    )
    return exporting.Sheet(f"{clause.id} {asked.year}", columns, body)
