"""A hall's standing on the standard, in short: how many clauses it meets, and the rows worth seeing first.

The evaluation takes longer than the rest of the hall's page, so the page asks for it apart, and it is kept for
some seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from guanlian.assessment import packs
from guanlian.assessment.evaluating import NotYetBegun, evaluate
from guanlian.assessment.judging import Status
from guanlian.assessment.noting import title_of
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.standard import rows as clause_rows

KEPT_FOR = 20  # seconds
ROWS = 5
URGENT = (Status.UNMET, Status.AT_RISK, Status.AWAITING, Status.ON_TRACK, Status.MET, Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Row:
    """A result as a clause row shows it."""

    text: str
    place: str
    value: object
    unit: str
    target: object
    href: str
    clause_href: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How many clauses a hall has, how many it meets, and the first rows. `year`: the year judged."""

    year: int
    total: int
    met: int
    rows: list[Row]
    href: str


def standing(code: str, day: date) -> Standing | None:
    """The hall's standing in the year of `day`, as of it: what is missing first. None where the standard doesn't
    judge the hall then."""
    key = f"standing:{code}:{day}:{get_language()}"
    kept = cache.get(key)
    if kept is None:
        kept = _standing(code, day) or False
        cache.set(key, kept, KEPT_FOR)
    return kept or None


def _standing(code: str, day: date) -> Standing | None:
    try:
        evaluation = evaluate(packs.current(), day.year, as_of=day, halls=[code])
    except NotYetBegun:
        return None
    card = next((card for card in evaluation.scorecards if card.results), None)
    if card is None:
        return None
    query = {"year": str(day.year)}
    first = sorted(card.results, key=lambda result: URGENT.index(result.status))[:ROWS]
    shown = [clause_rows.row(result, card.hall, evaluation, query) for result in first]
    return Standing(
        year=day.year,
        total=len(card.results),
        met=len(card.with_status(Status.MET)),
        rows=[
            Row(title_of(r.clause), r.place, r.value, r.unit, r.target, r.href, r.clause_href, r.status, str(r.note))
            for r in shown
        ],
        href=clause_rows.hall_address(code, query),
    )


@public_page
def hall_standing(request: HttpRequest, code: str) -> HttpResponse:
    """The part of the hall's page that says how it stands (`on`: as of that day); 404 where it isn't judged."""
    today = timezone.localdate()
    day = addresses.a_day(request, "on") or today
    found = standing(code, min(day, today))
    if found is None:
        raise Http404
    return render(request, "web/portal/standing.html", {"standing": found})
