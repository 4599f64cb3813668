"""The work journal: a month of what a person did in the system, read from the records, with their own notes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrOrPromise

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.coordination.models import Support
from guanlian.delivery.models import Delivery
from guanlian.kernel.windows import Window
from guanlian.programme.models import Activity
from guanlian.staffing import journaling
from guanlian.staffing.models import JournalNote, Post, StaffMember
from guanlian.staffing.post_refusals import Refused
from guanlian.web.console.access import staff_page

OWN = "a person's own journal holds what they themselves recorded, wherever it was"


@dataclass(frozen=True)
class Done:
    """One thing done on a day: what, its kind in words, and where it opens."""

    text: str
    kind: StrOrPromise
    href: str = ""


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def journal(request: HttpRequest) -> HttpResponse:
    """One's own."""
    assert isinstance(request.user, User)
    if request.method == "POST":
        return _note(request, request.user)
    return _page(request, journaling.own_file(request.user), request.user, own=True)


@staff_page
def journal_of(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody else's, for those who see the staff files of their hall."""
    member = StaffMember.unscoped.filter(code=code, withdrawn_at=None).select_related("hall", "user").first()
    if member is None:
        raise Http404
    scope.require(request.user, "staff.view", member.hall, localdate())
    return _page(request, member, member.user, own=False)


def _note(request: HttpRequest, by: User) -> HttpResponse:
    day = None
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        messages.error(request, _("请选日期。"))
    if day is not None:
        try:
            written = journaling.note(by=by, day=day, text=request.POST.get("text", ""), on=localdate())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已记下。") if written else _("这一天的笔记已划去。"))
    month = f"?month={day:%Y-%m}" if day else ""
    return redirect(f"{request.path}{month}")


def _page(request: HttpRequest, member: StaffMember | None, user: User | None, *, own: bool) -> HttpResponse:
    today = localdate()
    month = _month(request, today)
    days: dict[date, list[Done]] = defaultdict(list)
    if user is not None:
        for day, done in _done(user, month):
            days[day].append(done)
    notes = {}
    if member is not None:
        rows = JournalNote.objects.within([member.hall_id]).filter(member=member, day__range=(month.first, month.last))
        notes = {row.day: row.text for row in rows}
    every = sorted({*days, *notes}, reverse=True)
    before = month.first - timedelta(days=1)
    after = month.last + timedelta(days=1)
    context = {
        "section": "console:journal" if own else "console:establishment",
        "own": own,
        "member": member,
        "month": month.first,
        "days": [(day, days.get(day, []), notes.get(day, "")) for day in every],
        "count": sum(len(each) for each in days.values()),
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}" if after <= today else "",
        "today": today,
        "chosen": min(month.last, today),
    }
    return render(request, "web/posts/journal.html", context)


def _month(request: HttpRequest, today: date) -> Window:
    """The month in the address, this one without one; never a later one."""
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = today.replace(day=1)
    first = min(max(first, date(2015, 1, 1)), today.replace(day=1))
    return next(each for each in Window.of_year(first.year).months() if each.first == first)


def _done(user: User, month: Window) -> list[tuple[date, Done]]:
    """What the account recorded as done in the month: activities run, guidance given, deliveries."""
    days = (month.first, month.last)
    held = Activity.objects.standing().everywhere(because=OWN).held().filter(recorded_by=user, begins_on__range=days)
    found: list[tuple[date, Any]] = [
        (each.begins_on, Done(each.title, each.get_kind_display(), each.get_absolute_url()))
        for each in held.order_by("starts_at")
    ]
    given = Support.objects.standing().everywhere(because=OWN).filter(recorded_by=user, given_on__range=days)
    found += [
        (each.given_on, Done(f"{each.receiver.name}：{each.subject}", each.get_kind_display()))
        for each in given.select_related("receiver").order_by("pk")
    ]
    # What arrived where the person works is theirs to receive, whoever sent it.
    here = Post.unscoped.filter(member__user=user, withdrawn_at=None, period__overlap=month.as_range())
    sent = Delivery.objects.standing().filter(
        Q(recorded_by=user) | Q(receiver__in=here.values("hall_id")),
        planned_on__range=days,
        status__in=["delivered", "confirmed"],
    )
    sent = sent.everywhere(because=OWN)
    found += [
        (each.planned_on, Done(f"{each.receiver.name}：{each.item.title}", _("配送")))
        for each in sent.select_related("receiver", "item").order_by("pk")
    ]
    return found
