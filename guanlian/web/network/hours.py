"""Publishing a hall's week of opening hours: fill in, see the weekly hours, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.accounts import reshaping, scope
from guanlian.network import openness, scheduling
from guanlian.network.halls import Hall
from guanlian.network.opening import OpeningHours
from guanlian.web.console.access import staff_page
from guanlian.web.network.forms import SLOTS, Hours, tomorrow
from guanlian.web.portal.words import week_rows


@staff_page
def hours(request: HttpRequest, code: str) -> HttpResponse:
    """The week of the hall with that code; `step` in the form is preview or confirm."""
    hall = get_object_or_404(Hall, code=code)
    today = timezone.localdate()
    scope.require(request.user, "hours.edit", hall, today)
    now = openness.of_hall(hall.pk, today).week(today)
    form = Hours(request.POST) if request.method == "POST" else Hours(initial=_initial(hall))
    context: dict[str, Any] = {
        "hall": hall,
        "form": form,
        "now": week_rows(now),
        "hours_now": openness.hours_a_week(now) if now else None,
    }
    status = 200
    if request.method == "POST" and form.is_valid():
        week, since = form.week(), form.cleaned_data["since"]
        try:
            scheduling.check(hall=hall, week=week, since=since)
            if request.POST.get("step") == "confirm":
                reshaping.publish_week(by=request.user, hall=hall, week=week, since=since)  # type: ignore[arg-type]
                words = {"hall": hall.name, "day": since.isoformat()}
                messages.success(request, _("“%(hall)s”的新开放时间自 %(day)s 起执行。") % words)
                return redirect(hall)
            context |= {"preview": True, "hours_then": scheduling.weekly_hours(week)}
        except scheduling.Refused as refusal:
            context["refusal"], status = str(refusal), 409
    return render(request, "web/network/hours.html", context, status=status)


def _initial(hall: Hall) -> dict[str, Any]:
    """The week in force, to start from, from tomorrow on."""
    today = timezone.localdate()
    found: dict[str, Any] = {"since": tomorrow(today)}
    taken = dict.fromkeys(range(7), 0)
    rows = OpeningHours.objects.standing().within([hall.pk]).filter(period__contains=today).order_by("opens")
    for row in rows:
        slot = taken[row.weekday]
        if slot < SLOTS:
            found |= {f"opens_{row.weekday}_{slot}": row.opens, f"closes_{row.weekday}_{slot}": row.closes}
            taken[row.weekday] += 1
    return found
