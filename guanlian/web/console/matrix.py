"""Halls and clauses of one tier, side by side: within the person's reach, sorted, filtered, paged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from guanlian.accounts import scope
from guanlian.assessment.evaluating import Result, Scorecard
from guanlian.assessment.judging import Status
from guanlian.assessment.noting import title_of, unit_of
from guanlian.assessment.packs import Clause
from guanlian.assessment.summarising import Counts, ancestors, count, hall_sentence, network_sentence, until
from guanlian.network.halls import Tier
from guanlian.network.snapshot import HallThen
from guanlian.web.console.access import staff_page
from guanlian.web.console.entering import own_halls
from guanlian.web.portal.addresses import Option, changed, one_of, options, page_of, words
from guanlian.web.standard import exporting, rows
from guanlian.web.standard.areas import areas_of, county_chart
from guanlian.web.standard.asking import Question, category_of, question, years
from guanlian.web.standard.city import City, at_present
from guanlian.web.standard.refusing import Unanswerable, answering

PAGE = 40
SUMMARY_TIERS = (Tier.SUBBRANCH, Tier.BRANCH, Tier.MAIN, Tier.CENTRAL)


@dataclass(frozen=True, slots=True)
class Cell:
    """A result in the matrix, and where it opens."""

    result: Result
    unit: str
    href: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A hall with its results in the order of the columns."""

    hall: HallThen
    href: str
    counts: Counts
    sentence: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """A clause as a column: its head sorts, its foot sums."""

    clause: Clause
    title: str
    sort_href: str
    sort: str
    counts: Counts
    href: str


@dataclass(frozen=True)
class View:
    """What the address asks of the matrix."""

    tier: str
    county: str
    category: str
    status: str
    only: str
    sort: str
    descending: bool
    words: str


@staff_page
@answering
def matrix(request: HttpRequest) -> HttpResponse:
    """/console/matrix/: halls × clauses of a tier in the person's reach."""
    today, asked = localdate(), question(request)
    if not scope.may_anywhere(request.user, "matrix.view", today):
        return render(request, "403.html", status=403)
    reach = set(scope.halls_for(request.user, "matrix.view", today).values_list("code", flat=True))
    of = at_present(asked.pack, asked.year, asked.as_of, reach)
    mine = of.evaluation.scorecards
    if not mine:
        raise Unanswerable(_("%(year)s 年您的范围内没有要评的馆。") % {"year": asked.year})
    view = _view(request, mine, asked)
    clauses = [c for c in asked.pack.of_tier(view.tier) if not view.category or c.category == view.category]
    cards = [card for card in mine if card.hall.tier == view.tier]
    kept = _ordered(_kept(cards, view, of, clauses), view)
    kind = exporting.wanted(request)
    if kind:
        return exporting.answer(kind, _sheet(kept, clauses, view, asked))
    return render(request, "web/console/matrix.html", _context(request, of, mine, cards, kept, clauses, view, asked))


def _view(request: HttpRequest, mine: Sequence[Scorecard], asked: Question) -> View:
    there = {card.hall.tier for card in mine}
    tiers = [tier for tier in SUMMARY_TIERS if tier in there]
    return View(
        tier=one_of(request, "tier", tiers) or tiers[0],
        county=request.GET.get("county", ""),
        category=one_of(request, "category", asked.pack.categories),
        status=one_of(request, "status", [s.value for s in Status]),
        only=one_of(request, "only", ["open"]),
        sort=request.GET.get("sort", ""),
        descending=request.GET.get("order") == "desc",
        words=words(request),
    )


def _kept(cards: Sequence[Scorecard], view: View, of: City, clauses: Sequence[Clause]) -> list[Scorecard]:
    """The halls that the filters leave; a status is looked for among the columns shown."""
    network, wanted = of.evaluation.network, {clause.id for clause in clauses}
    kept = []
    for card in cards:
        shown = [r for r in card.results if r.clause.id in wanted]
        above = {hall.code for hall in network.path(card.hall.id)}
        if view.county and view.county not in above:
            continue
        if view.status and not any(r.status == view.status for r in shown):
            continue
        if view.only and not count(shown).open:
            continue
        if view.words and view.words not in card.hall.name:
            continue
        kept.append(card)
    return kept


def _ordered(cards: list[Scorecard], view: View) -> list[Scorecard]:
    """By a clause's value (the unreported last), by name, or by how much is open (the default, most first)."""
    if view.sort == "name":
        return sorted(cards, key=lambda card: card.hall.code, reverse=view.descending)
    by_clause = {card.hall.id: next((r for r in card.results if r.clause.id == view.sort), None) for card in cards}
    if view.sort and any(by_clause.values()):
        known = [c for c in cards if (r := by_clause[c.hall.id]) is not None and r.value is not None]
        silent = [c for c in cards if c not in known]
        return sorted(known, key=lambda c: _value(by_clause[c.hall.id]), reverse=view.descending) + silent
    return sorted(cards, key=lambda card: (-count(card.results).open, card.hall.code))


def _value(result: Result | None) -> Any:
    return result.value if result is not None else 0


def _context(
    request: HttpRequest,
    of: City,
    mine: Sequence[Scorecard],
    cards: Sequence[Scorecard],
    kept: list[Scorecard],
    clauses: Sequence[Clause],
    view: View,
    asked: Question,
) -> dict[str, Any]:
    page = page_of(request, kept, PAGE)
    page.object_list = [_row(card, clauses, asked) for card in page.object_list]
    everything = count(r for card in cards for r in card.results)
    areas = _areas(of, cards)
    return {
        "section": "console:matrix",
        "asked": asked,
        "halls": own_halls(request),
        "view": view,
        "page": page,
        "kept": len(kept),
        "columns": _columns(request, clauses, cards, view, asked),
        "name_sort": changed(request, sort="name", order=None if view.sort != "name" or view.descending else "desc"),
        "open_sort": changed(request, sort=None, order=None),
        "until": until(asked.year, of.evaluation.as_of),
        "sentence": network_sentence(everything, halls=len(cards)),
        "made_at": of.made_at,
        "tier_options": _tiers(request, mine, view),
        "status_options": options(request, "status", [(s.value, s.label) for s in Status], _("全部")),
        "category_options": _categories(request, cards, asked),
        "county_options": _places(request, of, cards),
        "only_href": changed(request, only=None if view.only else "open"),
        "chart": county_chart(areas) if len(areas) > 1 else None,
        "areas": areas_of(areas, lambda hall: changed(request, county=hall.code)),
        "with_map": len(areas) > 1 and areas[0][0].tier == Tier.MAIN,
        "years": years(request, asked.year),
        "exports": exporting.options(request),
    }


def _row(card: Scorecard, clauses: Sequence[Clause], asked: Question) -> MatrixRow:
    results = {r.clause.id: r for r in card.results}
    cells = [Cell(results[c.id], unit_of(c), rows.figure_address(card.hall.code, c.id, asked.query)) for c in clauses]
    counts = count(card.results)
    return MatrixRow(card.hall, rows.hall_address(card.hall.code, asked.query), counts, hall_sentence(counts), cells)


def _columns(
    request: HttpRequest, clauses: Sequence[Clause], cards: Sequence[Scorecard], view: View, asked: Question
) -> list[Column]:
    sorted_out: dict[str, list[Result]] = {}
    for card in cards:
        for result in card.results:
            sorted_out.setdefault(result.clause.id, []).append(result)
    found = []
    for clause in clauses:
        now = view.sort == clause.id
        href = changed(request, sort=clause.id, order="desc" if now and not view.descending else None)
        sort = ("descending" if view.descending else "ascending") if now else ""
        counts = count(sorted_out.get(clause.id, []))
        found.append(Column(clause, title_of(clause), href, sort, counts, rows.clause_address(clause.id, asked.query)))
    return found


def _areas(of: City, cards: Sequence[Scorecard]) -> list[tuple[HallThen, Counts]]:
    """The share met by county, or by town where all halls are of one county."""
    for tier in (Tier.MAIN, Tier.BRANCH):
        area_of = ancestors(of.evaluation, tier)
        found: dict[HallThen, list[Result]] = {}
        for card in cards:
            if card.hall.id in area_of:
                found.setdefault(area_of[card.hall.id], []).extend(card.results)
        if len(found) > 1:
            return sorted(((hall, count(results)) for hall, results in found.items()), key=lambda pair: pair[0].code)
    return []


def _tiers(request: HttpRequest, mine: Sequence[Scorecard], view: View) -> list[Option]:
    there = {card.hall.tier for card in mine}
    return [
        Option(Tier(tier).label, changed(request, tier=tier, sort=None, category=None), tier == view.tier, tier)
        for tier in SUMMARY_TIERS
        if tier in there
    ]


def _categories(request: HttpRequest, cards: Sequence[Scorecard], asked: Question) -> list[Option]:
    there = dict.fromkeys(r.clause.category for card in cards[:1] for r in card.results)
    return options(request, "category", [(c, category_of(asked.pack, c)) for c in there], _("全部"))


def _places(request: HttpRequest, of: City, cards: Sequence[Scorecard]) -> list[Option]:
    """The counties and towns above the halls shown, to look at one alone."""
    network, there = of.evaluation.network, {}
    for card in cards:
        for hall in network.path(card.hall.id)[1:-1]:
            there[hall.code] = hall
    choices: list[tuple[str, StrOrPromise]] = [
        (code, ("　" if there[code].tier == Tier.BRANCH else "") + there[code].name) for code in sorted(there)
    ]
    return options(request, "county", choices, _("全部"))


def _sheet(cards: Sequence[Scorecard], clauses: Sequence[Clause], view: View, asked: Question) -> exporting.Sheet:
    """The matrix as a table: for each clause its value and its status."""
    columns: list[tuple[str, StrOrPromise]] = [("hall", _("馆代码")), ("name", _("馆名")), ("open", _("待补条数"))]
    for clause in clauses:
        columns += [(clause.id, title_of(clause)), (f"{clause.id}.status", _("状态"))]
    lines = []
    for card in cards:
        results = {r.clause.id: r for r in card.results}
        line: list[Any] = [card.hall.code, card.hall.name, count(card.results).open]
        for clause in clauses:
            line += [results[clause.id].value, results[clause.id].status.label]
        lines.append(line)
    return exporting.Sheet(f"{Tier(view.tier).label} {asked.year}", columns, lines)
