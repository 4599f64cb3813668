"""A hall's standing on the standard, in short: its evaluation, kept for some seconds, and the rows worth seeing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanlian.assessment import packs
from guanlian.assessment.evaluating import NotYetBegun, Result, Scorecard, evaluate
from guanlian.assessment.judging import Status
from guanlian.network.halls import Tier

PACK = "jiaxing-2015"
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
    status: str
    note: str


@dataclass(frozen=True)
class Standing:
    """How many clauses a hall has, how many it meets, and the first rows. `year`: the year judged."""

    year: int
    total: int
    met: int
    rows: list[Row]
    href: str


def address(name: str, *arguments: str) -> str:
    """The address of that name, or nothing where that page does not exist yet."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def scorecard(code: str, year: int, day: date) -> Scorecard | None:
    """The hall's results for `year` as of `day`; None where the standard doesn't judge it then."""
    key = f"standing:{code}:{year}:{day}"
    kept = cache.get(key)
    if kept is None:
        try:
            cards = evaluate(packs.load(PACK), year, as_of=day, halls=[code]).scorecards
        except NotYetBegun:
            cards = []
        kept = cards[0] if cards else False
        cache.set(key, kept, KEPT_FOR)
    return kept or None


def standing(code: str, day: date) -> Standing | None:
    """The hall's standing in the year of `day`: what is missing first, then a few that are met."""
    card = scorecard(code, day.year, day)
    if card is None or not card.results:
        return None
    first = sorted(card.results, key=lambda result: URGENT.index(result.status))
    return Standing(
        year=day.year,
        total=len(card.results),
        met=len(card.with_status(Status.MET)),
        rows=[_row(result, code) for result in first[:ROWS]],
        href=address("portal:hall_standard", code),
    )


def _row(result: Result, code: str) -> Row:
    clause = result.clause
    english = (get_language() or "").startswith("en")
    return Row(
        text=clause.title_en if english else clause.text,
        place=f"{Tier(clause.tier).label} · {_(clause.category)}",
        value=result.value,
        unit=clause.unit_en if english else clause.unit,
        target=result.target,
        href=address("portal:figure", code, clause.id),
        status=result.status.value,
        note=_note(result, clause.unit_en if english else clause.unit),
    )


def _note(result: Result, unit: str) -> str:
    """What is missing and what is planned."""
    if result.status == Status.AWAITING:
        return _("尚无记录可算")
    parts = []
    if result.gap:
        parts.append(_("还差 %(gap)s %(unit)s") % {"gap": f"{result.gap.normalize():f}", "unit": unit})
    if result.planned:
        parts.append(_("另有 %(n)s 项已列入计划") % {"n": result.planned})
    return "；".join(parts)
