"""Opinions for staff: what is due first; answer, pass on, take down for somebody, give out as a file."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from guanlian.accounts import phones, scope
from guanlian.accounts.models import User
from guanlian.kernel.states import IllegalMove
from guanlian.kernel.windows import Window
from guanlian.network.halls import Hall, HallLink
from guanlian.programme import answering, opinions
from guanlian.programme.models import Opinion, OpinionStatus
from guanlian.programme.voices import OpinionQuerySet
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal.addresses import a_day, changed, one_of, page_of
from guanlian.web.standard import exporting

RIGHT = "opinion.answer"
STATES = ("open", "late", "in_time", "answered", "all")


class TakenDown(forms.Form):
    """What staff write down for somebody at the desk or on the telephone."""

    kind = forms.ChoiceField(
        label=gettext_lazy("种类"), choices=Opinion.Kind.choices, widget=forms.RadioSelect, initial="wish"
    )
    hall = forms.ModelChoiceField(label=gettext_lazy("馆"), queryset=Hall.objects.none(), to_field_name="code")
    text = forms.CharField(label=gettext_lazy("内容"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))
    contact = forms.CharField(
        label=gettext_lazy("联系方式"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("称呼和电话，答复时用；不留也可以"),
    )
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, halls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["hall"]
        field.queryset = halls.order_by("code")


def asked(request: HttpRequest) -> tuple[OpinionQuerySet, dict[str, Any]]:
    """The opinions that the address asks for, within reach, and what it asks."""
    today, halls = localdate(), reach(request, RIGHT)
    state = one_of(request, "state", STATES) or "open"
    kind = one_of(request, "kind", Opinion.Kind.values)
    hall = halls.filter(code=request.GET.get("hall", "")).first()
    inside = halls.order_by().values("pk")
    found = answering.with_lateness(Opinion.objects.within(inside), today)
    if hall is not None:
        found = found.filter(hall__in=Hall.objects.under([hall.pk], today).order_by().values("pk"))
    if kind:
        found = found.filter(kind=kind)
    first, last = a_day(request, "from"), a_day(request, "to")
    if first and last and first <= last:
        found = answering.said_in(found, Window(first, last))
    if state == "open":
        found = found.filter(status=OpinionStatus.OPEN)
    elif state == "answered":
        found = found.filter(status=OpinionStatus.ANSWERED)
    elif state == "in_time":
        found = found.filter(status=OpinionStatus.ANSWERED, late=0)
    elif state == "late":
        found = found.filter(late=1)
    return found, {"state": state, "kind": kind, "hall": hall}


@staff_page
def index(request: HttpRequest) -> HttpResponse:
    """/console/opinions/: what waits for an answer, the most urgent first."""
    require_anywhere(request, RIGHT)
    found, question = asked(request)
    found = answering.due_first(found.select_related("hall", "activity", "by"))
    if kind := exporting.wanted(request):
        return exporting.answer(kind, _sheet(found))
    page = page_of(request, found)
    today = localdate()
    states = [("open", _("待答复")), ("late", _("逾期")), ("answered", _("已答复")), ("all", _("全部"))]
    mine = Opinion.objects.within(reach(request, RIGHT).order_by().values("pk")).filter(status=OpinionStatus.OPEN)
    context = {
        "section": "console:opinions",
        "page": page,
        "rows": [(each, _due_words(each, today)) for each in page.object_list],
        "question": question,
        "open": mine.count(),
        "late": mine.filter(due_on__lt=today).count(),
        "states": [(label, changed(request, state=name), name == question["state"]) for name, label in states],
        "kinds": [(_("全部"), changed(request, kind=None), not question["kind"])]
        + [(label, changed(request, kind=name), name == question["kind"]) for name, label in Opinion.Kind.choices],
        "exports": exporting.options(request),
        "more": reach(request, RIGHT).count() > 1,
    }
    return render(request, "web/attending/opinions.html", context)


def _due_words(opinion: Opinion, today: date) -> str:
    """How it stands with the day of the answer."""
    if opinion.status != OpinionStatus.OPEN:
        return str(opinion.get_status_display())
    days = (opinion.due_on - today).days
    if days < 0:
        return _("逾期 %(n)s 天") % {"n": -days}
    return _("今天到期") if days == 0 else _("%(day)s前") % {"day": f"{opinion.due_on:%m-%d}"}


def _sheet(found: OpinionQuerySet) -> exporting.Sheet:
    """Without telephones and names: a file travels."""
    columns = [
        ("code", _("编号")), ("hall", _("馆")), ("kind", _("种类")), ("made", _("提交日期")), ("text", _("内容")),
        ("status", _("状态")), ("due", _("答复期限")), ("answered", _("答复日期")), ("answer", _("答复")),
    ]  # fmt: skip
    rows = (
        (o.code, o.hall.name, str(o.get_kind_display()), localtime(o.made_at).date(), o.text,
         str(o.get_status_display()), o.due_on, localtime(o.answered_at).date() if o.answered_at else None, o.answer)
        for o in found
    )  # fmt: skip
    return exporting.Sheet(_("意见和心愿"), columns, rows)


def find(request: HttpRequest, code: str) -> Opinion:
    """The opinion, if its hall is within reach; else 404."""
    found = (
        Opinion.objects.within(reach(request, RIGHT).order_by().values("pk"))
        .select_related("hall", "activity", "by", "answered_by", "taken_down_by")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    return found


@staff_page
def one(request: HttpRequest, code: str) -> HttpResponse:
    """/console/opinions/<code>/: read it, answer it."""
    found = find(request, code)
    if request.method != "POST":
        return _one(request, found)
    assert isinstance(request.user, User)
    try:
        opinions.answer(code=code, text=request.POST.get("text", ""), by=request.user, on=localdate())
    except (opinions.Refused, IllegalMove) as refusal:
        return _one(request, find(request, code), refusal=str(refusal), status=409)
    if found.by_id:
        messages.success(request, _("已答复，对方会收到通知。"))
    else:
        messages.success(request, _("答复已存。请打电话告诉对方。"))
    return redirect("console:opinions")


def _one(request: HttpRequest, found: Opinion, *, refusal: str = "", status: int = 200) -> HttpResponse:
    assert isinstance(request.user, User)
    today = localdate()
    context = {
        "section": "console:opinions",
        "o": found,
        "due": _due_words(found, today),
        "late": found.status == OpinionStatus.OPEN and found.due_on < today,
        "phone": phones.shown(found.by.phone) if found.by and found.by.phone else found.contact,
        "receivers": opinions.receivers(request.user, found.hall, today) if found.status == OpinionStatus.OPEN else [],
        "moves": _moves(found),
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "web/attending/opinion.html", context, status=status)


def _moves(found: Opinion) -> list[dict[str, Any]]:
    """Where it was passed, and why."""
    events = found.events.filter(pgh_context__metadata__has_key="why")  # type: ignore[attr-defined]
    return [
        {
            "day": localtime(event.pgh_created_at).date(),
            "hall": event.hall,
            "why": event.pgh_context.metadata["why"],
        }
        for event in events.select_related("pgh_context", "hall").order_by("pgh_id")
    ]


@staff_page
@require_POST
def transfer(request: HttpRequest, code: str) -> HttpResponse:
    """Pass it to another hall."""
    assert isinstance(request.user, User)
    found = find(request, code)
    to = Hall.objects.filter(code=request.POST.get("to", "")).first()
    if to is None:
        return _one(request, found, refusal=_("请选择转给哪个馆。"), status=422)
    try:
        opinions.transfer(code=code, to=to, why=request.POST.get("why", ""), by=request.user, on=localdate())
    except opinions.Refused as refusal:
        return _one(request, find(request, code), refusal=str(refusal), status=409)
    messages.success(request, _("已转给%(hall)s。") % {"hall": to.name})
    return redirect("console:opinions")


@staff_page
def new(request: HttpRequest) -> HttpResponse:
    """Take one down for somebody at the desk or on the telephone."""
    require_anywhere(request, RIGHT)
    assert isinstance(request.user, User)
    halls = reach(request, RIGHT)
    start = {"key": uuid.uuid4().hex, "hall": request.GET.get("hall") or halls.order_by("code").first().code}  # type: ignore[union-attr]
    form = TakenDown(request.POST or None, initial=start, halls=halls)
    context = {"section": "console:opinions", "form": form}
    if request.method != "POST":
        return render(request, "web/attending/opinion_new.html", context)
    if not form.is_valid():
        return render(request, "web/attending/opinion_new.html", context, status=422)
    made = opinions.take_down(staff=request.user, on=localdate(), **form.cleaned_data)
    messages.success(
        request, _("已登记 %(code)s，%(day)s前答复。") % {"code": made.code, "day": f"{made.due_on:%Y-%m-%d}"}
    )
    return redirect("console:opinions")


@staff_page
def halls(request: HttpRequest) -> HttpResponse:
    """/console/opinions/halls/: how the halls below answer; each figure opens its opinions."""
    require_anywhere(request, RIGHT)
    today = localdate()
    first = a_day(request, "from") or today - timedelta(days=365)
    last = a_day(request, "to") or today
    last = max(first, last)
    tops, below = _tops(request, today)
    inside = Opinion.objects.within(reach(request, RIGHT).order_by().values("pk"))
    found = answering.standings(answering.said_in(inside, Window(first, last)), below, tops, today)
    base = f"{reverse('console:opinions')}?from={first}&to={last}"
    rows = [
        {"s": each, "href": {state: f"{base}&hall={each.hall.code}&state={state}" for state in STATES}}
        for each in found
    ]
    context = {"section": "console:opinions", "rows": rows, "from": first, "to": last}
    return render(request, "web/attending/opinions_halls.html", context)


def _tops(request: HttpRequest, today: date) -> tuple[list[Hall], dict[int, Hall]]:
    """The halls in which the person's reach divides (their own, and those right below), and for every hall within
    reach the one of them that it belongs to."""
    mine = {each.pk: each for each in scope.top_halls(request.user, today)}
    links = HallLink.objects.filter(period__contains=today, hall__in=reach(request, RIGHT).order_by().values("pk"))
    parents = dict(links.values_list("hall_id", "parent_id"))
    heads = [pk for pk, parent in parents.items() if pk in mine or parent in mine]
    named = {each.pk: each for each in Hall.objects.filter(pk__in=heads).order_by("code")}
    below: dict[int, Hall] = {}
    for pk in parents:
        at: int | None = pk
        while at is not None and at not in named:
            at = parents.get(at)
        if at is not None:
            below[pk] = named[at]
    return list(named.values()), below
