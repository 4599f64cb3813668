"""The roll of one shift: who is in it, whom to invite, who came from when until when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.community import inviting, serving
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.models import Service, Shift
from guanlian.community.shifts import Stands
from guanlian.web.console.access import reach, staff_page
from guanlian.web.volunteering.activity import RIGHT, find_shift
from guanlian.web.volunteering.forms import HoursForm
from guanlian.web.volunteering.words import MARKS, arts, hours_words, parts, shift_shown

MOST = 30  # volunteers offered for inviting


@staff_page
def shift(request: HttpRequest, code: str) -> HttpResponse:
    """/console/volunteers/shifts/<code>/."""
    return _page(request, find_shift(request, code))


@staff_page
@require_POST
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Ask those who are ticked."""
    found = find_shift(request, code)
    chosen = request.POST.getlist("volunteer")
    if not chosen:
        return _page(request, found, refusal=_("请先勾选要邀请的人。"), status=422)
    try:
        made = inviting.invite(shift=code, volunteers=chosen, by=cast(User, request.user), on=localdate())
    except refusals.NoSuchVolunteer as unknown:
        raise Http404 from unknown
    except refusals.Refused as refusal:
        return _page(request, found, refusal=str(refusal), status=409)
    n = len(made)
    messages.success(request, ngettext("已邀请 %(n)s 人。", "已邀请 %(n)s 人。", n) % {"n": n})
    return redirect("console:shift", code=code)


@staff_page
@require_POST
def all_came(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody who is confirmed and not marked came for the whole shift."""
    found = find_shift(request, code)
    try:
        done = serving.mark_all(shift=code, by=cast(User, request.user), on=localdate())
    except refusals.Refused as refusal:
        return _page(request, found, refusal=str(refusal), status=409)
    n = len(done)
    messages.success(request, ngettext("已登记 %(n)s 人到岗。", "已登记 %(n)s 人到岗。", n) % {"n": n})
    return redirect("console:shift", code=code)


@staff_page
@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody came who was not on the roll."""
    found = find_shift(request, code)
    who = request.POST.get("who", "")
    try:
        done = serving.add_who_came(shift=code, who=who, by=cast(User, request.user), on=localdate())
    except refusals.Refused as refusal:
        return _page(request, found, refusal=str(refusal), status=409)
    messages.success(request, f"{done.volunteer.name}：{Stands(done.status).label}")
    return redirect("console:shift", code=code)


@staff_page
@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm, decline, let go, came, did not come: what `do` says about one volunteer's part."""
    found = _service(request, code)
    do = ACTS.get(request.POST.get("do", ""))
    form = HoursForm(request.POST)
    if do is None or not form.is_valid():
        return _page(request, found.shift, refusal=_("请核对到岗和离岗时间。"), status=422)
    try:
        done = do(found, form, {"code": code, "by": cast(User, request.user), "on": localdate()})
    except refusals.Refused as refusal:
        return _page(request, found.shift, refusal=str(refusal), status=409)
    messages.success(request, f"{found.volunteer.name}：{Stands(done.status).label}")
    return redirect("console:shift", code=found.shift.code)


def _came(found: Service, form: HoursForm, named: dict[str, Any]) -> Service:
    first, last = form.moments(localdate(found.shift.starts_at))
    return serving.mark_came(**named, came_from=first, came_to=last, why=form.cleaned_data["why"])


Act = Callable[[Service, HoursForm, dict[str, Any]], Service]
ACTS: dict[str, Act] = {
    "confirm": lambda found, form, named: inviting.confirm(**named),
    "decline": lambda found, form, named: inviting.decline(**named, why=form.cleaned_data["why"]),
    "release": lambda found, form, named: inviting.release(**named, why=form.cleaned_data["why"]),
    "came": _came,
    "absent": lambda found, form, named: serving.mark_absent(**named, why=form.cleaned_data["why"]),
}


def _service(request: HttpRequest, code: str) -> Service:
    halls = reach(request, RIGHT).order_by().values("pk")
    found = Service.objects.within(halls).filter(code=code).select_related("volunteer", "shift__activity__hall").first()
    if found is None:
        raise Http404
    found.shift = find_shift(request, found.shift.code)
    return found


def _page(request: HttpRequest, found: Shift, *, refusal: str = "", status: int = 200) -> HttpResponse:
    everybody = Service.unscoped.filter(shift=found).select_related("volunteer__person", "acted_by")
    rows = [_row(each) for each in everybody.order_by("volunteer__name", "pk")]
    shown = shift_shown(found)
    open_for_people = found.called_off_at is None and not shown["begun"]
    context = {
        "section": "console:volunteers",
        "shift": found,
        "row": shown,
        "activity": found.activity,
        "rows": rows,
        "part": found.part.label,
        "unmarked": sum(row["service"].status == Stands.CONFIRMED for row in rows) if shown["begun"] else 0,
        "asked": sum(row["service"].status == Stands.ASKED for row in rows),
        "candidates": [_candidate(each) for each in inviting.candidates(found, MOST)] if open_for_people else [],
        "open": open_for_people,
        "most": MOST,
        "moved": _outside(found),
        "refusal": refusal,
    }
    return render(request, "web/volunteering/console/shift.html", context, status=status)


def _row(each: Service) -> dict[str, Any]:
    first, last = each.came_from or each.shift.starts_at, each.came_to or each.shift.ends_at
    return {
        "service": each,
        "volunteer": each.volunteer,
        "mark": MARKS.get(Stands(each.status), ""),
        "hours": hours_words(each.minutes),
        "from": localtime(first).strftime("%H:%M"),
        "to": localtime(last).strftime("%H:%M"),
        "marked": each.status in {Stands.CAME, Stands.ABSENT},
        "by_phone": each.volunteer.person is None,
    }


def _candidate(each: inviting.Candidate) -> dict[str, Any]:
    return {"of": each, "arts": arts(each.volunteer.skills), "parts": parts(each.volunteer.availability)}


def _outside(found: Shift) -> bool:
    """Whether the activity was moved and the shift did not follow."""
    first, last = localdate(found.activity.starts_at), localdate(found.activity.ends_at)
    return not first <= localdate(found.starts_at) <= last
