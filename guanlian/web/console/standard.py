"""The person's hall on the standard, in the staff's frame, and the statements it makes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guanlian.accounts import scope
from guanlian.assessment.models import Statement
from guanlian.assessment.noting import title_of
from guanlian.assessment.packs import Clause
from guanlian.assessment.stating import Refused, draft, state
from guanlian.kernel.windows import Window
from guanlian.network.halls import Hall
from guanlian.web.console.access import staff_page
from guanlian.web.console.entering import hall_in_view, own_halls
from guanlian.web.console.forms import StatementForm
from guanlian.web.standard import exporting, rows
from guanlian.web.standard.asking import Question, question
from guanlian.web.standard.hall import parts, sheet, standing
from guanlian.web.standard.refusing import Unanswerable, answering


@staff_page
@answering
def standard(request: HttpRequest) -> HttpResponse:
    """/console/standard/: how the hall stands on its clauses."""
    hall = hall_in_view(request)
    asked = question(request)
    now = standing(hall.code, asked)
    kind = exporting.wanted(request)
    if kind:
        return exporting.answer(kind, sheet(now, asked))
    shown = parts(request, now, asked) | {"section": "console:standard", "halls": own_halls(request)}
    return render(request, "web/console/standard.html", shown)


@staff_page
@answering
@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, code: str, clause: str) -> HttpResponse:
    """/console/statement/HALL/CLAUSE/?year=: state how the hall stands on a clause that nothing counts."""
    hall = get_object_or_404(Hall, code=code)
    asked = question(request)
    found = asked.pack.clause(clause)
    if found is None or found.basis != "attested":
        raise Unanswerable(_("这一条由台账自动计数，不需要写情况说明。"))
    scope.require(request.user, "statement.make", hall, localdate())
    form = StatementForm(request.POST or None, initial=_initial(hall, found, asked))
    if request.method == "POST" and form.is_valid():
        try:
            _state(request, hall, found, asked, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("说明已记下，计入 %(year)s 年。") % {"year": asked.year})
            return HttpResponseRedirect(rows.figure_address(hall.code, found.id, asked.query))
    return render(
        request,
        "web/console/statement.html",
        {
            "form": form,
            "hall": hall,
            "clause": found,
            "title": title_of(found),
            "asked": asked,
            "back": rows.hall_address(hall.code, asked.query),
            "section": "console:standard",
        },
    )


def _state(request: HttpRequest, hall: Hall, clause: Clause, asked: Question, form: StatementForm) -> None:
    given = form.cleaned_data
    state(
        hall=hall,
        clause=clause,
        year=asked.year,
        holds=given["holds"] == "yes",
        text=given["text"],
        by=request.user,
        on=localdate(),
    )


def _initial(hall: Hall, clause: Clause, asked: Question) -> dict[str, str]:
    """What the hall said before, else what its records suggest."""
    said = Statement.objects.standing().within([hall.pk]).filter(clause=clause.id, year=asked.year).first()
    if said is not None:
        return {"text": said.text, "holds": "yes" if said.holds else "no"}
    suggested = draft(hall=hall, year=asked.year, on=min(localdate(), Window.of_year(asked.year).last))
    return {"text": suggested.text, "holds": "yes" if suggested.holds else "no"}
