"""The steps of a branch head's appointment: propose, advise, appoint, decline, take back, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts.assigning import RoleRefused
from guanlian.accounts.models import User
from guanlian.network.halls import Hall
from guanlian.staffing import appointing
from guanlian.staffing.heads import Appointment
from guanlian.staffing.post_refusals import Refused
from guanlian.web.console.access import staff_page
from guanlian.web.posts.forms import AdviseForm, AppointForm, EndForm, ProposeForm, WhyForm
from guanlian.web.posts.heads import candidates, find_branch, page_of


@require_POST
@staff_page
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Name somebody."""
    hall = find_branch(request, code, appointing.PROPOSE)
    form = ProposeForm(request.POST, members=candidates(request, hall), prefix="propose")

    def act(by: User) -> str:
        data = form.cleaned_data
        made = appointing.propose(
            branch=hall, member=form.members[data["member"]], basis=data["basis"], grounds=data["grounds"],
            by=by, on=localdate(),
        )  # fmt: skip
        return _("已提名%s，县级文化部门会收到请出具意见的消息。") % made.member.name

    return _done(request, hall, "propose", form, act)


@require_POST
@staff_page
def advise(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Give the county's opinion."""
    hall = find_branch(request, code, appointing.ADVISE)
    held, form = _find(hall, number), AdviseForm(request.POST, prefix="advise")

    def act(by: User) -> str:
        appointing.advise(appointment=held, by=by, on=localdate(), **form.cleaned_data)
        return _("意见已记入，提名人会收到消息。")

    return _done(request, hall, "advise", form, act)


@require_POST
@staff_page
def appoint(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Appoint."""
    hall = find_branch(request, code, appointing.PROPOSE)
    held, form = _find(hall, number), AppointForm(request.POST, prefix="appoint")

    def act(by: User) -> str:
        data = form.cleaned_data
        until = data["last"] + timedelta(days=1) if data["last"] else None
        appointing.appoint(
            appointment=held, since=data["since"], until=until, despite=data["despite"],
            succeeding=data["succeeding"], by=by, on=localdate(),
        )  # fmt: skip
        return _("已聘任，%s 起任职。") % data["since"].isoformat()

    return _done(request, hall, "appoint", form, act)


@require_POST
@staff_page
def decline(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Don't appoint after the opinion."""
    hall = find_branch(request, code, appointing.PROPOSE)
    held, form = _find(hall, number), WhyForm(request.POST, prefix="decline")

    def act(by: User) -> str:
        appointing.decline(appointment=held, why=form.cleaned_data["why"], by=by, on=localdate())
        return _("已记为未聘任。可以另提人选。")

    return _done(request, hall, "decline", form, act)


@require_POST
@staff_page
def take_back(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Take the proposal back."""
    hall = find_branch(request, code, appointing.PROPOSE)
    held, form = _find(hall, number), WhyForm(request.POST, prefix="take_back")

    def act(by: User) -> str:
        appointing.take_back(appointment=held, why=form.cleaned_data["why"], by=by, on=localdate())
        return _("提名已撤回。可以另提人选。")

    return _done(request, hall, "take_back", form, act)


@require_POST
@staff_page
def end(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """End the head's time in post."""
    hall = find_branch(request, code, appointing.PROPOSE)
    held, form = _find(hall, number), EndForm(request.POST, prefix="end")

    def act(by: User) -> str:
        data = form.cleaned_data
        appointing.end(appointment=held, ends_on=data["ends_on"], why=data["why"], by=by, on=localdate())
        return _("已办理，从 %s 起不再任馆长。") % data["ends_on"].isoformat()

    return _done(request, hall, "end", form, act)


def _find(hall: Hall, number: str) -> Appointment:
    found = Appointment.objects.within([hall.pk]).filter(code=number).first()
    if found is None:
        raise Http404
    return found


def _done(request: HttpRequest, hall: Hall, name: str, form: forms.Form, act: Callable[[User], str]) -> HttpResponse:
    """Take the step, or show the page again with what is wrong."""
    assert isinstance(request.user, User)
    if not form.is_valid():
        return page_of(request, hall, status=422, forms={name: form})
    try:
        said = act(request.user)
    except (Refused, RoleRefused) as refusal:
        return page_of(request, hall, refusal=str(refusal), status=409, forms={name: form})
    messages.success(request, said)
    return redirect("console:branch_head", hall.code)
