"""What staff do for people: enter them at the desk or on the telephone, give a place back, decide reviewed entries."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts import households
from guanlian.accounts.households import ConsentMissing
from guanlian.accounts.models import Person, User
from guanlian.accounts.scope import NotYours
from guanlian.programme import deciding, registering, releasing, tickets
from guanlian.programme.admission import Channel, Registration
from guanlian.programme.deciding import Decision
from guanlian.programme.models import Activity
from guanlian.programme.refusals import Refused
from guanlian.web.entering import desk
from guanlian.web.entering.entries import activity_page, page_of


@activity_page
@require_POST
def enter(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Enter the ticked members of a household, or a guest, with the places that are kept for desk and phone too."""
    by, on = cast(User, request.user), localdate()
    channel = request.POST.get("channel", "")
    if channel not in {Channel.DESK, Channel.PHONE}:
        raise Http404
    try:
        people = _people(request, activity, by)
        if people is None:
            return page_of(request, activity, status=422)
        made = registering.register(
            activity=activity.code,
            people=people,
            by=by,
            on=on,
            channel=channel,
            key=request.POST.get("key", ""),
            answer=request.POST.get("answer", "").strip(),
            waiting=request.POST.get("waiting") == "1",
        )
    except NotYours as no:
        raise PermissionDenied(str(no)) from no
    except (Refused, ConsentMissing) as refusal:
        return page_of(request, activity, status=409, refusal=refusal, can_wait=getattr(refusal, "waiting", False))
    codes = _("、").join(tickets.spaced(each.code) for each in made)
    said = {"name": _names(made), "state": made[0].get_status_display(), "codes": codes}
    messages.success(request, _("%(name)s：%(state)s。票码 %(codes)s，请抄给本人。") % said)
    return _back(activity)


def _people(request: HttpRequest, activity: Activity, by: User) -> list[Person] | None:
    """Those to enter; None where the guest's form needs another look."""
    named = desk.person_called(request.POST.get("for", ""))
    if named is not None:
        codes = set(request.POST.getlist("person"))
        return [person for person in desk.household_of(named) if person.code in codes]
    form = desk.GuestForm(request.POST)
    if not form.is_valid():
        return None
    return [households.enter_guest(hall=activity.hall, by=by, on=localdate(), **form.cleaned_data)]


@activity_page
@require_POST
def give_back(request: HttpRequest, activity: Activity, ticket: str) -> HttpResponse:
    """Give an entry back for the person, who is told; what comes free goes to the waiting list."""
    found = Registration.objects.within([activity.hall_id]).filter(code=ticket, admission__activity=activity)
    if not found.exists():
        raise Http404
    try:
        given = releasing.release(
            code=ticket, by=cast(User, request.user), on=localdate(), why=request.POST.get("why", "")
        )
    except releasing.NotYours as no:
        raise PermissionDenied from no
    except Refused as refusal:
        return page_of(request, activity, status=409, refusal=refusal)
    if given:
        messages.success(request, _("已为%(name)s退掉，并告知本人。") % {"name": _names(given)})
    return _back(activity)


@activity_page
@require_POST
def decide(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Admit, put on the waiting list or decline the ticked entries: all of them or none."""
    try:
        decision = Decision(request.POST.get("do", ""))
    except ValueError as no:
        raise Http404 from no
    try:
        decided = deciding.decide(
            activity=activity.code,
            codes=request.POST.getlist("code"),
            decision=decision,
            by=cast(User, request.user),
            on=localdate(),
            why=request.POST.get("why", ""),
        )
    except NotYours as no:
        raise PermissionDenied(str(no)) from no
    except Refused as refusal:
        ticked = request.POST.getlist("code")
        return page_of(request, activity, status=409, refusal=refusal, ticked=ticked, why=request.POST.get("why", ""))
    messages.success(request, _("已办理 %(n)s 人，结果都通知了本人。") % {"n": len(decided)})
    return _back(activity)


def _names(entries: list[Registration]) -> str:
    return _("、").join(each.person.name or _("（未填姓名）") for each in entries)


def _back(activity: Activity) -> HttpResponse:
    return HttpResponseRedirect(reverse("console:entries", args=[activity.code]), status=303)
