"""The programme of the halls in reach: what waits for somebody, the week, every activity with its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_stubs_ext import StrOrPromise

from guanlian.accounts import scope
from guanlian.network.halls import Hall, HallQuerySet
from guanlian.programme import attention, finding, publishing
from guanlian.programme.models import Activity, ActivityQuerySet, Kind, Policy, Status
from guanlian.web import calendars
from guanlian.web.authoring.finding import step
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal import addresses, words
from guanlian.web.portal.addresses import changed

PAGE = 40
MOST_HALLS_AS_A_LIST = 80
SORTS = {"when": "starts_at", "title": "title", "hall": "hall__code", "entries": "taken"}
STATES = ("ahead", "draft", "submitted", "scheduled", "held", "cancelled")


@dataclass(frozen=True, slots=True)
class Row:
    """One activity as the list shows it."""

    activity: Activity
    when: str
    kind: StrOrPromise
    state: str
    tone: str
    entries: str
    href: str
    tickable: bool


@staff_page
@require_GET
def programme(request: HttpRequest) -> HttpResponse:
    """/console/programme/: within the person's halls, as the address asks."""
    today, halls = localdate(), reach(request)
    reviewed = scope.halls_for(request.user, "activity.review", today)
    mine = Activity.objects.standing().within(halls.order_by().values("pk"))
    hall = halls.filter(code=request.GET.get("hall", "")).first() if request.GET.get("hall") else None
    if hall is not None:
        mine = mine.filter(hall__in=Hall.objects.under([hall.pk], today).order_by().values("pk"))
    asked = _asked(request, mine, today, reviewed)
    page = addresses.page_of(request, attention.with_entries(asked).order_by(*_order(request)), PAGE)
    context = {
        "section": "console:programme",
        "page": page,
        "rows": [row(each, today) for each in page.object_list],
        "needs": _needs(request, mine, reviewed),
        "strip": _strip(request, mine, today),
        "states": addresses.options(request, "state", _state_choices(), _("不分状态")),
        "kinds": [(k, label, k == request.GET.get("kind")) for k, label in Kind.choices],
        "words": addresses.words(request),
        "hall": hall,
        "heads": _heads(request),
        "kept": [(n, request.GET[n]) for n in ("state", "need", "day", "sort") if request.GET.get(n)],
        "can_edit": scope.may_anywhere(request.user, "register.edit", today),
        "may_rule": scope.may_anywhere(request.user, "activity.review", today),
        "narrowed": any(request.GET.get(n) for n in ("q", "kind", "hall", "state", "need", "day")),
        "query": changed(request).partition("?")[2],
        **_hall_choice(halls),
    }
    return render(request, "web/authoring/programme.html", context)


def _asked(request: HttpRequest, found: ActivityQuerySet, today: date, reviewed: HallQuerySet) -> ActivityQuerySet:
    need = addresses.one_of(request, "need", attention.NEEDS)
    state = addresses.one_of(request, "state", STATES)
    day = addresses.a_day(request, "day")
    if need:
        found = attention.narrowed(found, need, by=request.user, reviewed=reviewed)  # type: ignore[arg-type]
    if day:
        found = found.on_days(day, day)
    elif not need and state in {"", "ahead", "scheduled"}:
        found = found.filter(ends_on__gte=today)
    if state in Status.values:
        found = found.filter(status=state)
    elif not need and not state and not day:
        found = found.exclude(status=Status.CANCELLED)
    kind = addresses.one_of(request, "kind", Kind.values)
    if kind:
        found = found.filter(kind=kind)
    for word in addresses.words(request).split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(hall__name__icontains=word)
            | Q(code__iexact=word)
            | Q(place_note__icontains=word)
        )
    return found


def _order(request: HttpRequest) -> list[str]:
    sort = request.GET.get("sort", "")
    path = SORTS.get(sort.lstrip("-"))
    if path is None:
        backwards = request.GET.get("state") in {"held", "cancelled"}
        return ["-starts_at" if backwards else "starts_at", "code"]
    return [f"-{path}" if sort.startswith("-") else path, "code"]


def _heads(request: HttpRequest) -> list[dict[str, Any]]:
    sort = request.GET.get("sort", "")
    labels = (("when", _("时间")), ("title", _("活动")), ("hall", _("馆")), ("", _("状态")), ("entries", _("报名")))
    made = []
    for name, label in labels:
        now_by = name and sort.lstrip("-") == name
        down = now_by and not sort.startswith("-")
        made.append(
            {
                "label": label,
                "href": changed(request, sort=f"-{name}" if down else name) if name else "",
                "sort": ("ascending" if down else "descending") if now_by else "",
                "number": name == "entries",
            }
        )
    return made


def _state_choices() -> list[tuple[str, StrOrPromise]]:
    ahead: list[tuple[str, StrOrPromise]] = [("ahead", _("今天起"))]
    return ahead + [(s.value, s.label) for s in Status]


def _needs(request: HttpRequest, mine: ActivityQuerySet, reviewed: HallQuerySet) -> list[dict[str, Any]]:
    """What needs somebody, each as a link that narrows the list to it."""
    counted = attention.needs(mine, by=request.user, reviewed=reviewed)  # type: ignore[arg-type]
    labels = {
        "review": _("等我审核"),
        "decide": _("报名待审核录取"),
        "confirm": _("办完未确认"),
        "roll": _("签到未截止"),
        "drafts": _("搁了一周以上的草稿"),
    }
    base, on = reverse("console:programme"), request.GET.get("need")
    hall = f"&hall={request.GET['hall']}" if request.GET.get("hall") else ""
    return [
        {"label": labels[need], "count": n, "href": f"{base}?need={need}{hall}", "on": need == on}
        for need, n in counted.items()
    ]


def _strip(request: HttpRequest, mine: ActivityQuerySet, today: date) -> dict[str, Any]:
    """The week of the chosen day, and the weeks beside it."""
    day = addresses.a_day(request, "day")
    week = finding.week_of(day or today)
    counts = finding.counts_by_day(mine.exclude(status=Status.CANCELLED), week)
    step_ = timedelta(days=7)
    return {
        "days": calendars.week(
            start=week.first,
            counts=counts,
            href=lambda d: changed(request, day=None if d == day else str(d), need=None, state=None),
            today=today,
            selected=day,
        ),
        "previous": changed(request, day=str((day or today) - step_), need=None, state=None),
        "next": changed(request, day=str((day or today) + step_), need=None, state=None),
    }


def _hall_choice(halls: HallQuerySet) -> dict[str, Any]:
    total = halls.count()
    as_list = total <= MOST_HALLS_AS_A_LIST
    return {"halls": list(halls.order_by("code")[:1500]) if total > 1 else [], "halls_as_list": as_list}


def row(activity: Activity, today: date) -> Row:
    """An activity with its state in words, how many are in, and whether it can be ticked for publication."""
    state, tone = state_of(activity, today)
    return Row(
        activity=activity,
        when=words.when_words(activity.starts_at, activity.ends_at, activity.lessons, today),
        kind=Kind(activity.kind).label,
        state=state,
        tone=tone,
        entries=entries_of(activity),
        href=reverse("console:activity", args=[activity.code]),
        tickable=activity.status == Status.DRAFT and activity.ends_at > now(),
    )


def state_of(activity: Activity, today: date) -> tuple[str, str]:
    """The state in a word or two, and how it is marked."""
    if activity.status != Status.SCHEDULED:
        tones = {Status.DRAFT: "draft", Status.SUBMITTED: "waits", Status.HELD: "done", Status.CANCELLED: "off"}
        return str(Status(activity.status).label), tones[Status(activity.status)]
    if activity.ends_at < now():
        return _("待确认已举办"), "waits"
    if activity.begins_on <= today <= activity.ends_on and activity.lessons == 1:
        return _("今天"), "on"
    admission = getattr(activity, "admission", None)
    if admission is not None and admission.places and admission.taken >= admission.places:
        return _("已满"), "full"
    return str(Status.SCHEDULED.label), "on"


def entries_of(activity: Activity) -> str:
    """Places taken of those there are, and how many wait; empty where nobody registers."""
    admission = getattr(activity, "admission", None)
    if admission is None or admission.policy == Policy.WALK_IN:
        return ""
    taken = f"{admission.taken}/{admission.places}"
    waiting = getattr(activity, "waiting", 0)
    return _("%(taken)s · 候补 %(n)s") % {"taken": taken, "n": waiting} if waiting else taken


@staff_page
@require_POST
def publish_many(request: HttpRequest) -> HttpResponse:
    """Publish (or submit) the ticked drafts: all of them, or none where one is refused."""
    require_anywhere(request, "register.edit")
    today = localdate()
    ids = scope.halls_for(request.user, "register.edit", today).order_by().values("pk")
    codes = request.POST.getlist("code")[:PAGE]
    found = list(
        Activity.objects.standing().within(ids).filter(code__in=codes, status=Status.DRAFT).select_related("hall")
    )
    if not found:
        messages.warning(request, _("请先勾选草稿。"))
    else:
        step(
            request,
            lambda: publishing.publish_all(activities=found, by=request.user, on=today),  # type: ignore[arg-type]
            _("已办理 %s 场。") % len(found),
        )
    query = request.POST.get("query", "")[:500]
    return redirect(reverse("console:programme") + (f"?{query}" if query else ""))
