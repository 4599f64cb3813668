"""One branch: who is there, who was, what is asked and proposed, and what can be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.network.halls import Hall
from guanlian.staffing import asking, officers, proposing
from guanlian.staffing.models import Need
from guanlian.staffing.refusals import Refused
from guanlian.web.console.access import staff_page
from guanlian.web.staffing.finding import ASK, MANAGE, NAMES, SEE, branch_called, need_called
from guanlian.web.staffing.forms import NeedForm


@staff_page
def branch(request: HttpRequest, code: str) -> HttpResponse:
    """/console/officers/CODE/."""
    return _page(request, branch_called(request, code, SEE))


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for an officer."""
    hall, today = branch_called(request, code, ASK), localdate()
    assert isinstance(request.user, User)
    [line] = officers.lines([hall], today)
    wanted = line.officer.period.upper if line.officer and line.officer.period.upper else today
    form = NeedForm(request.POST or None, initial={"wanted_from": wanted})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask(hall=hall, by=request.user, on=today, **form.cleaned_data)
            messages.success(request, _("需求已送到总馆，安排好会通知您。"))
            return redirect("console:officer_branch", hall.code)
        except Refused as why:
            refusal = str(why)
    status = 409 if refusal else 422 if form.errors else 200
    context = {"section": "console:officers", "hall": hall, "line": line, "form": form, "refusal": refusal}
    return render(request, "web/staffing/ask.html", context, status=status)


@staff_page
@require_POST
def withdraw_need(request: HttpRequest, code: str) -> HttpResponse:
    """Take an open need back."""
    need = need_called(request, code, ASK)
    assert isinstance(request.user, User)
    try:
        asking.withdraw_need(need=need, by=request.user, on=localdate())
    except Refused as why:
        return _page(request, need.hall, refusal=str(why), status=409)
    messages.success(request, _("需求已撤回，总馆会知道。"))
    return redirect("console:officer_branch", need.hall.code)


def _page(request: HttpRequest, hall: Hall, *, refusal: str = "", status: int = 200) -> HttpResponse:
    today = localdate()
    [line] = officers.lines([Hall.objects.on(today).get(pk=hall.pk)], today)
    main = proposing.main_hall_of(hall, today)
    context: dict[str, Any] = {
        "section": "console:officers",
        "hall": hall,
        "main": main,
        "line": line,
        "today": today,
        "history": officers.history(hall),
        "up_need": Need.objects.within([hall.pk]).filter(status="open", direction="up").first(),
        "past": Need.objects.within([hall.pk]).exclude(status="open").order_by("-asked_at")[:5],
        "names": scope.may(request.user, NAMES, hall, today),
        "may_ask": scope.may(request.user, ASK, hall, today),
        "may_manage": main is not None and scope.may(request.user, MANAGE, main, today),
        "refusal": refusal,
    }
    return render(request, "web/staffing/branch.html", context, status=status)
