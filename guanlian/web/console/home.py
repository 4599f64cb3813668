"""The staff's first page: what can be done today, then how things stand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from guanlian.accounts import scope
from guanlian.assessment.advice import OPEN, advise
from guanlian.assessment.showing import Shown, shown, with_what_is_shown
from guanlian.assessment.summarising import hall_sentence, until
from guanlian.assessment.today import What, tasks
from guanlian.network.halls import Hall, Tier
from guanlian.programme.models import Activity
from guanlian.web.console.access import staff_page
from guanlian.web.console.entering import hall_in_view, own_halls
from guanlian.web.posts.gaps import gaps
from guanlian.web.staffing.first import officers_first
from guanlian.web.standard import rows
from guanlian.web.standard.asking import Question, question
from guanlian.web.standard.doing import Doing, doings, new_record_address, register_address
from guanlian.web.standard.hall import Standing, standing
from guanlian.web.standard.refusing import answering

OPEN_ROWS = 6
BELOW_ROWS = 12
RECENT = 6


@staff_page
@answering
def home(request: HttpRequest) -> HttpResponse:
    """/console/: by what the person may do at their hall, not by the name of a role."""
    hall, today = hall_in_view(request), localdate()
    asked = question(request)
    now = standing(hall.code, asked)
    may_edit = scope.may(request.user, "register.edit", hall, today)
    village = now.then.tier == Tier.SUBBRANCH
    page = "web/console/home_village.html" if village and may_edit else "web/console/home.html"
    return render(request, page, _context(request, hall, now, asked, may_edit))


def _context(request: HttpRequest, hall: Hall, now: Standing, asked: Question, may_edit: bool) -> dict[str, Any]:
    today = localdate()
    every_row = rows.rows(now.card, now.evaluation, asked.query)
    open_rows = [row for row in every_row if row.status in OPEN]
    below = rows.below(now.below.evaluation, now.then, asked.query)
    return {
        "section": "console:home",
        "hall": hall,
        "halls": own_halls(request),
        "tier": Tier(now.then.tier).label,
        "until": until(asked.year, now.evaluation.as_of),
        "sentence": hall_sentence(now.counts),
        "counts": now.counts,
        "may_edit": may_edit,
        "doings": _doings(request, now, asked, hall) if may_edit else [],
        "rows": open_rows[:OPEN_ROWS],
        "all_rows": every_row,
        "more_open": max(len(open_rows) - OPEN_ROWS, 0),
        "below": [each for each in below if each.counts.open][:BELOW_ROWS],
        "below_total": len(below),
        "below_at": now.below.made_at,
        "recent": _recent(request),
        "new_activity": new_record_address("programme.Activity", hall.code),
        "activities": register_address("programme.Activity", hall=hall.code),
        "may_matrix": scope.may(request.user, "matrix.view", hall, today),
        "asked": asked,
        "gaps": gaps(request, hall),
    }


def _doings(request: HttpRequest, now: Standing, asked: Question, hall: Hall) -> list[Doing]:
    """Two at most; who sends officers reads first where one is missing or about to leave."""
    today = localdate()
    found = doings(tasks(hall=hall, advice=advise(now.card, now.evaluation), today=today), hall, asked.year)
    if scope.may(request.user, "secondment.manage", hall, today):
        first = officers_first(hall, today)
        found = [*([first] if first else []), *(each for each in found if each.task.what is not What.OFFICER)]
    return found[:2]


def _recent(request: HttpRequest) -> list[Shown]:
    """The activities last written down at the person's halls and below."""
    halls = scope.halls_for(request.user, "register.view", localdate()).order_by().values("pk")
    found = Activity.objects.standing().within(halls)
    return [shown(each) for each in with_what_is_shown(found).order_by("-pk")[:RECENT]]
