"""The shifts of one activity, as its organiser opens, changes and calls them off."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.community import shifting
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.models import Shift
from guanlian.programme.models import Activity, Status
from guanlian.web.console.access import reach, staff_page
from guanlian.web.volunteering.forms import ShiftForm, as_initial
from guanlian.web.volunteering.words import shifts_shown

RIGHT = "volunteer.manage"


@staff_page
def shifts(request: HttpRequest, code: str) -> HttpResponse:
    """/console/programme/<code>/shifts/: the shifts, and the form for one more."""
    found = _activity(request, code)
    form = ShiftForm(request.POST or None, initial=_first(found))
    refusal, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = shifting.open_shift(activity=found, by=cast(User, request.user), on=localdate(), **form.values)
            except refusals.Refused as why:
                refusal, status = str(why), 409
            else:
                messages.success(request, _("班次已公开。接着可以邀请合适的志愿者。"))
                return redirect("console:shift", code=made.code)
        else:
            status = 422
    every = Shift.unscoped.filter(activity=found)
    every = every.select_related("activity__hall", "activity__place", "activity__venue", "hall")
    context = {
        "section": "console:programme",
        "activity": found,
        "rows": shifts_shown(every.order_by("starts_at", "pk"), localdate()),
        "form": form,
        "refusal": refusal,
        "may_open": found.status not in {Status.CANCELLED, Status.HELD} and found.ends_at > now(),
    }
    return render(request, "web/volunteering/console/activity.html", context, status=status)


@staff_page
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a shift that has not begun."""
    found = find_shift(request, code)
    form = ShiftForm(request.POST or None, initial=as_initial(found))
    refusal, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            try:
                shifting.change_shift(code=code, by=cast(User, request.user), on=localdate(), **form.values)
            except refusals.Refused as why:
                refusal, status = str(why), 409
            else:
                messages.success(request, _("班次已改。时间有变的，已告诉班里的人。"))
                return redirect("console:shift", code=code)
        else:
            status = 422
    context = {"section": "console:volunteers", "shift": found, "form": form, "refusal": refusal}
    return render(request, "web/volunteering/console/shift_edit.html", context, status=status)


@staff_page
@require_POST
def call_off(request: HttpRequest, code: str) -> HttpResponse:
    """The shift is not needed any more."""
    find_shift(request, code)
    try:
        shifting.call_off(code=code, by=cast(User, request.user), on=localdate(), why=request.POST.get("why", ""))
    except refusals.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("班次已取消，班里的人都已告知。"))
    return redirect("console:shift", code=code)


def find_shift(request: HttpRequest, code: str) -> Shift:
    """The shift with that code, of the halls in reach; else 404."""
    halls = reach(request, RIGHT).order_by().values("pk")
    found = Shift.objects.within(halls).filter(code=code)
    shift = found.select_related("hall", "activity__hall", "activity__place", "activity__venue").first()
    if shift is None:
        raise Http404
    return shift


def _activity(request: HttpRequest, code: str) -> Activity:
    halls = reach(request, RIGHT).order_by().values("pk")
    found = Activity.objects.within(halls).filter(code=code, withdrawn_at=None).select_related("hall").first()
    if found is None:
        raise Http404
    return found


def _first(activity: Activity) -> dict[str, Any]:
    """A shift as long as the activity's first day."""
    starts, ends = localtime(activity.starts_at), localtime(activity.ends_at)
    return {"day": starts.date(), "begins": starts.time(), "ends": ends.time(), "wanted": 2}
