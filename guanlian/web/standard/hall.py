"""A hall's standard: its clauses with their figures, what can be done today, and the halls below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.assessment.advice import advise
from guanlian.assessment.evaluating import Evaluation, Scorecard, evaluate
from guanlian.assessment.judging import Status
from guanlian.assessment.summarising import Counts, count, hall_sentence, until
from guanlian.assessment.today import tasks
from guanlian.kernel.windows import Window
from guanlian.network.halls import Hall, HallLink, Tier
from guanlian.network.snapshot import HallThen
from guanlian.web.portal.caching import public_page
from guanlian.web.standard import exporting, rows
from guanlian.web.standard.asking import Question, question, years
from guanlian.web.standard.city import City, at_present, city
from guanlian.web.standard.doing import Doing, doings
from guanlian.web.standard.refusing import Unanswerable, answering


@dataclass(frozen=True)
class Standing:
    """How one hall stands: the hall, its card, and the evaluation of it and the halls below."""

    hall: Hall
    then: HallThen
    card: Scorecard
    path: list[HallThen]
    evaluation: Evaluation
    below: City

    @property
    def counts(self) -> Counts:
        """The counts of the hall's own results."""
        return count(self.card.results)


def standing(code: str, asked: Question) -> Standing:
    """How the hall with `code` stands. Raises Unanswerable where it wasn't in the network of that year."""
    hall = Hall.objects.filter(code=code).first()
    if hall is None:
        raise Unanswerable(_("没有代码为 %(code)s 的馆。") % {"code": code})
    of = _with_those_below(hall, asked)
    evaluation = of.evaluation
    card = next((card for card in evaluation.scorecards if card.hall.code == code), None)
    if card is None:
        words = {"hall": hall.name, "year": asked.year}
        raise Unanswerable(_("%(year)s 年的网络里没有“%(hall)s”。换一个年份看看。") % words)
    path = evaluation.network.path(card.hall.id)
    return Standing(hall, card.hall, card, path, evaluation, of)


def _with_those_below(hall: Hall, asked: Question) -> City:
    """The hall and all below it, as the records stand now. For the hall of the whole city: the city's evaluation."""
    day = Window.of_year(asked.year).until(asked.as_of or localdate()).last
    if not HallLink.objects.filter(hall=hall, period__contains=day, parent__isnull=False).exists():
        return city(asked.pack, asked.year, asked.as_of)
    below = Hall.objects.under([hall.pk], day).values_list("code", flat=True)
    return at_present(asked.pack, asked.year, asked.as_of, list(below))


def a_year_ago(here: Standing, asked: Question) -> dict[str, Decimal]:
    """The figures of the same day last year, of clauses that are still counting up and not met yet."""
    as_of = here.evaluation.as_of
    if Window.of_year(asked.year).is_over(as_of):
        return {}
    counting = [r.clause.id for r in here.card.results if r.clause.lasting and r.status is not Status.MET]
    if not counting:
        return {}
    day = as_of.replace(year=as_of.year - 1, day=28 if (as_of.month, as_of.day) == (2, 29) else as_of.day)
    then = evaluate(asked.pack, asked.year - 1, as_of=day, halls=[here.hall.code], clauses=counting)
    return {r.clause.id: r.value for card in then.scorecards for r in card.results if r.value is not None}


def to_do(request: HttpRequest, here: Standing, asked: Question, *, at_most: int = 2) -> list[Doing]:
    """What the person can do here today; nothing for who has no right to, or about another year."""
    today = localdate()
    if here.evaluation.as_of != today or not scope.may(request.user, "register.edit", here.hall, today):
        return []
    advice = advise(here.card, here.evaluation)
    return doings(tasks(hall=here.hall, advice=advice, today=today), here.hall, asked.year)[:at_most]


def parts(request: HttpRequest, here: Standing, asked: Question) -> dict[str, Any]:
    """What the public page and the console's both show."""
    status = request.GET.get("status", "")
    shown = rows.rows(here.card, here.evaluation, asked.query, a_year_ago(here, asked))
    kept: Sequence[rows.Row] = [row for row in shown if status in ("", row.status)]
    return {
        "asked": asked,
        "hall": here.hall,
        "tier": Tier(here.then.tier).label,
        "crumbs": rows.crumbs(here.path, asked.query),
        "until": until(asked.year, here.evaluation.as_of),
        "sentence": hall_sentence(here.counts),
        "rows": kept or shown,
        "below": rows.below(here.below.evaluation, here.then, asked.query),
        "below_at": here.below.made_at,
        "years": years(request, asked.year),
        "exports": exporting.options(request),
        "doings": to_do(request, here, asked),
    }


@public_page
@answering
def hall_standard(request: HttpRequest, code: str) -> HttpResponse:
    """/halls/CODE/standard/: how a hall stands on its clauses."""
    asked = question(request)
    here = standing(code, asked)
    kind = exporting.wanted(request)
    if kind:
        return exporting.answer(kind, sheet(here, asked))
    return render(request, "web/standard/hall.html", parts(request, here, asked) | {"section": "portal:standard"})


def sheet(here: Standing, asked: Question) -> exporting.Sheet:
    """The hall's results as a table to give out."""
    name = f"{here.hall.name} {asked.year}"
    return exporting.Sheet(name, rows.result_columns(), rows.result_rows([here.card]))
