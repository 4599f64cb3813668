"""Who could go, the proposal, a second person's consent, and taking post."""

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

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.staffing import candidates as finding_people
from guanlian.staffing import officers, proposing
from guanlian.staffing.models import Proposal, StaffMember
from guanlian.staffing.refusals import Refused
from guanlian.web.console.access import staff_page
from guanlian.web.staffing.finding import MANAGE, need_called, proposal_called
from guanlian.web.staffing.forms import DeclineForm, PostForm, TermForm


@staff_page
def candidates(request: HttpRequest, code: str) -> HttpResponse:
    """Whom the main hall could send to the branch that asks."""
    need, today = need_called(request, code, MANAGE), localdate()
    main = proposing.main_hall_of(need.hall, today)
    found = finding_people.candidates(need.hall, main, need.speciality, need.wanted_from, today) if main else []
    context = {
        "section": "console:officers",
        "need": need,
        "main": main,
        "found": found,
        "fitting": sum(each.fits for each in found),
        "km": found[0].km if found else None,
    }
    return render(request, "web/staffing/candidates.html", context)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, code: str, member: str) -> HttpResponse:
    """Propose one of them for a term."""
    need, today = need_called(request, code, MANAGE), localdate()
    assert isinstance(request.user, User)
    main = proposing.main_hall_of(need.hall, today)
    who = StaffMember.objects.standing().within([main.pk] if main else []).filter(code=member).first()
    if who is None:
        raise Http404
    first = max(need.wanted_from, today)
    given = {"first": first, "last": proposing.last_of_term(first), "purpose": _("驻点辅导、活动策划与联络")}
    form, refusal = TermForm(request.POST or None, initial=given), ""
    if request.method == "POST" and form.is_valid():
        try:
            made = proposing.propose(need=need, member=who, by=request.user, on=today, **form.cleaned_data)
            messages.success(request, _("已提名。须由另一位有权限的人同意，他们会收到消息。"))
            return redirect("console:officer_proposal", made.code)
        except Refused as why:
            refusal = str(why)
    context = {"section": "console:officers", "need": need, "who": who, "form": form, "refusal": refusal}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "web/staffing/propose.html", context, status=status)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, code: str) -> HttpResponse:
    """One proposal, and the step that is next."""
    found = proposal_called(request, code)
    forms: dict[str, Any] = {"decline": DeclineForm(), "take": PostForm(initial={"first": found.period.lower})}
    refusal = ""
    if request.method == "POST":
        do = request.POST.get("do", "")
        step = STEPS.get(do)
        if step is None:
            raise Http404
        form = forms[do] = FORMS[do](request.POST) if do in FORMS else None
        if form is None or form.is_valid():
            try:
                messages.success(request, step(request, found, form.cleaned_data if form else {}))
                return redirect("console:officer_proposal", found.code)
            except Refused as why:
                refusal = str(why)
                found.refresh_from_db()
    wrong = any(form is not None and form.errors for form in forms.values())
    return render(
        request,
        "web/staffing/proposal.html",
        _context(request, found) | {"forms": forms, "refusal": refusal},
        status=409 if refusal else 422 if wrong else 200,
    )


def _context(request: HttpRequest, found: Proposal) -> dict[str, Any]:
    today = localdate()
    assert isinstance(request.user, User)
    manages = scope.may(request.user, MANAGE, found.hall, today)
    return {
        "section": "console:officers",
        "proposal": found,
        "last": found.period.upper - timedelta(days=1),
        "steps": _steps(found),
        "may_consent": found.status == "proposed" and proposing.may_consent(found, request.user, today),
        "own": found.status == "proposed" and found.proposed_by == request.user,
        "may_take": found.status == "consented" and manages,
        "may_withdraw": found.status in ("proposed", "consented") and manages,
        "before": officers.terms_of(found.member)[:3],
        "consenting": proposing.consenting_hall(found),
        "line": getattr(found, "line", None),
    }


def _steps(found: Proposal) -> list[dict[str, Any]]:
    done = {"proposed": 1, "consented": 2, "in_post": 3}.get(found.status, 1)
    living = found.status in LIVING
    decided = found.decided_by if done > 1 else None
    notes = [str(found.proposed_by), str(decided or ""), ""]
    states = ["done" if n < done else "current" if n == done and living else "todo" for n in range(3)]
    words = [_("提名"), _("另一人同意"), _("到岗")]
    return [{"label": w, "state": s, "note": n} for w, s, n in zip(words, states, notes, strict=True)]


LIVING = ("proposed", "consented")
Step = Callable[[HttpRequest, Proposal, dict[str, Any]], str]


def _consent(request: HttpRequest, found: Proposal, data: dict[str, Any]) -> str:
    proposing.consent(proposal=found, by=_user(request), on=localdate())
    return _("已同意，本人和双方的馆会收到消息。到岗时在这里登记。")


def _decline(request: HttpRequest, found: Proposal, data: dict[str, Any]) -> str:
    proposing.decline(proposal=found, by=_user(request), on=localdate(), **data)
    return _("已写明不同意，提名的人会收到消息。需求仍在等安排。")


def _withdraw(request: HttpRequest, found: Proposal, data: dict[str, Any]) -> str:
    proposing.withdraw(proposal=found, by=_user(request), on=localdate())
    return _("提名已撤回。")


def _take(request: HttpRequest, found: Proposal, data: dict[str, Any]) -> str:
    made = proposing.take_post(proposal=found, by=_user(request), on=localdate(), **data)
    said = {"who": made.member.name, "day": made.period.lower}
    return _("“%(who)s”从 %(day)s 起到岗，评估从这天起计入。") % said


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


STEPS: dict[str, Step] = {"consent": _consent, "decline": _decline, "withdraw": _withdraw, "take": _take}
FORMS: dict[str, Any] = {"decline": DeclineForm, "take": PostForm}
