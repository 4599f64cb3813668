"""Saying something to a hall: a complaint or a wish, with an account or without; and one's own, with their answers."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.kernel.states import IllegalMove
from guanlian.network.directory import directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.programme import opinions
from guanlian.programme.models import Activity, Opinion
from guanlian.programme.rules import rules

DAY = 24 * 60 * 60  # seconds


class SayForm(forms.Form):
    """What somebody says. `website` is a trap: people don't see it, programs fill it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("您想"),
        choices=[
            ("wish", gettext_lazy("提一个心愿（想要的活动、课程、场地）")),
            ("complaint", gettext_lazy("提意见或投诉")),
        ],
        widget=forms.RadioSelect,
        initial="wish",
    )
    hall = forms.ModelChoiceField(
        label=gettext_lazy("说给哪个馆"), queryset=Hall.objects.none(), to_field_name="code", empty_label=None
    )
    text = forms.CharField(
        label=gettext_lazy("您想说的"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("请写下您想说的话。")},
    )
    contact = forms.CharField(
        label=gettext_lazy("您的电话"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("想听答复就留一个；不留也可以。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    activity = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, halls: list[Hall], known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["hall"]
        field.queryset = Hall.objects.filter(pk__in=[each.pk for each in halls]).order_by("code")
        if known:
            del self.fields["contact"]


@never_cache
def say(request: HttpRequest) -> HttpResponse:
    """/say/: write it; `hall` and `activity` in the address say what it is about, `text` begins it."""
    activity = _activity(request)
    hall = _hall(request, activity)
    known = request.user.is_authenticated
    start = {
        "hall": hall.code if hall else None,
        "kind": "complaint" if request.GET.get("kind") == "complaint" else "wish",
        "text": request.GET.get("text", "")[:200],
        "key": uuid.uuid4().hex,
        "activity": activity.code if activity else "",
    }
    form = SayForm(request.POST or None, initial=start, halls=_choices(hall), known=known)
    context = {"form": form, "activity": activity, "hall": hall, "days": rules()["opinions"]["answer_days"]}
    if request.method != "POST":
        return render(request, "web/attending/say.html", context)
    if not form.is_valid():
        return render(request, "web/attending/say.html", context, status=422)
    if form.cleaned_data["website"]:  # a program: it is thanked, and nothing is kept
        return render(request, "web/attending/said.html", {"opinion": None})
    if not known and _too_often(request):
        why = _("今天从这里已经收到好几件。请登录后再写，或打馆里的电话。")
        return render(request, "web/attending/say.html", context | {"why": why}, status=429)
    given = form.cleaned_data
    made = opinions.say(
        hall=given["hall"],
        kind=given["kind"],
        text=given["text"],
        on=localdate(),
        by=request.user if isinstance(request.user, User) else None,
        contact=given.get("contact", ""),
        activity=activity if activity and activity.hall_id == given["hall"].pk else None,
        key=given["key"],
    )
    if known:
        messages.success(request, _("收到了，%(day)s前答复您。") % {"day": f"{made.due_on:%Y-%m-%d}"})
        return redirect("portal:wishes")
    request.session["said"] = made.code
    return redirect("portal:said")


@never_cache
def said(request: HttpRequest) -> HttpResponse:
    """Thanks to somebody without an account, once."""
    made = Opinion.unscoped.filter(code=request.session.pop("said", "")).select_related("hall").first()
    return render(request, "web/attending/said.html", {"opinion": made}) if made else redirect("portal:say")


@login_required
@never_cache
def wishes(request: HttpRequest) -> HttpResponse:
    """/me/opinions/: what one said, and the answers."""
    return _wishes(request)


def _wishes(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    assert isinstance(request.user, User)
    own = Opinion.objects.of(request.user).select_related("hall", "activity").order_by("-made_at", "-pk")
    context = {"opinions": list(own), "refusal": refusal, "today": localdate()}
    return render(request, "web/attending/wishes.html", context, status=status)


@login_required
@require_POST
def ask_again(request: HttpRequest, code: str) -> HttpResponse:
    """The answer was not enough: ask once more."""
    assert isinstance(request.user, User)
    try:
        opinions.ask_again(code=code, why=request.POST.get("why", ""), by=request.user, on=localdate())
    except opinions.NotYours as missing:
        raise Http404 from missing
    except (opinions.Refused, IllegalMove) as refusal:
        return _wishes(request, refusal=str(refusal), status=409)
    messages.success(request, _("已追问，馆里会再答复。"))
    return redirect("portal:wishes")


@login_required
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Say it no longer."""
    assert isinstance(request.user, User)
    try:
        opinions.take_back(code=code, by=request.user)
    except opinions.NotYours as missing:
        raise Http404 from missing
    except opinions.Refused as refusal:
        return _wishes(request, refusal=str(refusal), status=409)
    messages.success(request, _("已撤回。"))
    return redirect("portal:wishes")


def _activity(request: HttpRequest) -> Activity | None:
    code = request.POST.get("activity") or request.GET.get("activity", "")
    return Activity.objects.public().filter(code=code).select_related("hall").first() if code else None


def _hall(request: HttpRequest, activity: Activity | None) -> Hall | None:
    if activity is not None:
        return activity.hall
    code = request.POST.get("hall") or request.GET.get("hall", "")
    return Hall.objects.filter(code=code).first() if code else None


def _choices(hall: Hall | None) -> list[Hall]:
    """The halls offered: the one meant with those above it, and the city's and the counties'."""
    today = localdate()
    directory = directory_on(today)
    ids = [entry.id for tier in (Tier.CENTRAL, Tier.MAIN) for entry in directory.of_tier(tier)]
    if hall is not None:
        ids += (
            [hall.pk, *(entry.id for entry in directory.path(hall.pk))] if hall.pk in directory.entries else [hall.pk]
        )
    return list(Hall.objects.filter(pk__in=ids))


def _too_often(request: HttpRequest) -> bool:
    """Whether more came from this address today than people write; the address itself is not kept."""
    mark = hashlib.sha256(f"{localdate()}:{request.META.get('REMOTE_ADDR', '')}".encode()).hexdigest()[:20]
    cache.add(f"said:{mark}", 0, DAY)
    return cache.incr(f"said:{mark}") > rules()["opinions"]["a_day"]
