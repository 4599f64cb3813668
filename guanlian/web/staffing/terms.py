"""One term: longer, over (a secondment up with its report), or on to another branch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guanlian.accounts.models import User
from guanlian.staffing import proposing, terms
from guanlian.staffing.models import Secondment
from guanlian.staffing.procedure import Direction
from guanlian.staffing.refusals import Refused, last_day
from guanlian.web.console.access import staff_page
from guanlian.web.staffing.finding import term_called
from guanlian.web.staffing.forms import EndForm, MoveForm, RenewForm, ReportForm
from guanlian.web.staffing.officers import county_branches

Step = Callable[[Secondment, User, dict[str, Any]], str]


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def term(request: HttpRequest, code: str) -> HttpResponse:
    """/console/officers/terms/CODE/."""
    found = term_called(request, code)
    assert isinstance(request.user, User)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do and do not in STEPS:
        raise Http404
    forms, refusal = _forms(found, request.POST if do else None, do), ""
    if do and do in forms and forms[do].is_valid():
        try:
            messages.success(request, STEPS[do](found, request.user, forms[do].cleaned_data))
            return redirect("console:officer_term", found.code)
        except Refused as why:
            refusal = str(why)
    over = terms.ended(found)
    context = {
        "section": "console:officers",
        "term": found,
        "last": last_day(found),
        "over": over,
        "reviews": found.reviews.select_related("decided_by"),
        "forms": {} if over else forms,
        "chosen": do,
        "refusal": refusal,
    }
    wrong = bool(do and do in forms and forms[do].errors)
    return render(request, "web/staffing/term_page.html", context, status=409 if refusal else 422 if wrong else 200)


def _forms(found: Secondment, sent: Any, do: str) -> dict[str, Any]:
    """The forms of what can be done, the one that was sent with what was sent."""
    today, last = localdate(), last_day(found)
    after = (last or today) + timedelta(days=1)
    down = found.direction == Direction.DOWN
    usual = {"last": proposing.last_of_term(after)} if down else {}
    bound = {name: sent if name == do else None for name in STEPS}
    end = EndForm if down else ReportForm
    made: dict[str, Any] = {
        "renew": RenewForm(bound["renew"], initial=usual, auto_id="renew_%s"),
        "end": end(bound["end"], initial={"last": last or today}, auto_id="end_%s"),
    }
    if down:
        branches = county_branches(found.hall).exclude(pk=found.to_hall_id)
        given = usual | {"first": after, "purpose": found.purpose}
        made["move"] = MoveForm(bound["move"], initial=given, halls=branches, auto_id="move_%s")
    return made


def _renew(found: Secondment, by: User, data: dict[str, Any]) -> str:
    terms.renew(secondment=found, by=by, on=localdate(), **data)
    return _("任期延到 %(last)s，本人和分馆会收到消息。") % {"last": data["last"]}


def _end(found: Secondment, by: User, data: dict[str, Any]) -> str:
    terms.end(secondment=found, by=by, on=localdate(), **data)
    return _("任期到 %(last)s 结束，已通知有关的人。") % {"last": data["last"]}


def _move(found: Secondment, by: User, data: dict[str, Any]) -> str:
    made = terms.move(secondment=found, by=by, on=localdate(), **data)
    return _("现在的任期按期结束；到“%(hall)s”的提名已提出，须另一人同意。") % {"hall": made.to_hall.name}


STEPS: dict[str, Step] = {"renew": _renew, "end": _end, "move": _move}
