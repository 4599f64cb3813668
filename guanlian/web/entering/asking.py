"""The form of an entry: whom one can enter, who can't come and why, what is still to be told. Nothing typed is lost."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from guanlian.accounts import households
from guanlian.accounts.completing import CannotComplete
from guanlian.accounts.models import Relation, User
from guanlian.programme import choosing, refusals
from guanlian.programme.admission import Admission, Policy
from guanlian.programme.choosing import Choice, Choices
from guanlian.programme.models import Activity
from guanlian.programme.refusals import Full, Refused, Restricted
from guanlian.web.entering import words
from guanlian.web.entering.forms import missing_forms
from guanlian.web.portal.showing import place_words, towns_of, where_of, with_places
from guanlian.web.portal.words import when_words

ADULT = 18
KEPT = ("person", "answer", "waiting", "key")


def form_page(
    request: HttpRequest,
    code: str,
    *,
    refusal: Refused | None = None,
    problem: tuple[str, CannotComplete] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form as asked or as sent; where entries aren't open, the reason and what else one can do."""
    activity = with_places(Activity.objects.public()).filter(code=code).first()
    if activity is None:
        raise Http404
    household = households.household_of(user=cast(User, request.user))
    try:
        choices = choosing.choose(activity=code, people=household)
    except refusals.NoEntryNeeded as no:
        return render(request, "web/entering/closed.html", {"activity": activity, "why": no}, status=status)
    if choices.refusal is not None:
        why = refusal or choices.refusal
        return render(request, "web/entering/closed.html", {"activity": activity, "why": why}, status=status)
    today = localdate()
    context = {
        "activity": activity,
        "when": when_words(activity.starts_at, activity.ends_at, activity.lessons, today),
        "where": where_of(activity, towns_of([activity.place_id or activity.hall_id], today)),
        "places": place_words(activity),
        "conditions": words.conditions(choices.asked.admission, now()),
        "refusal": refusal,
        **_asked(request, choices, refusal, problem),
    }
    return render(request, "web/entering/register.html", context, status=status)


def _asked(
    request: HttpRequest, choices: Choices, refusal: Refused | None, problem: tuple[str, CannotComplete] | None
) -> dict[str, Any]:
    """The household's part of the form."""
    sent = request.POST if request.method == "POST" else request.GET
    admission = choices.asked.admission
    can = [choice for choice in choices.people if choice.can]
    ticked = sent.getlist("person") or [choice.person.code for choice in can if len(can) == 1]
    forms = missing_forms(can, admission, request.POST or None, ticked)
    if problem is not None and problem[0] in forms:
        forms[problem[0]].add_error(problem[1].field, str(problem[1]))
    waits = _waits(choices, can, refusal, asked=sent.get("waiting") == "1")
    kept = urlencode([(name, value) for name in KEPT for value in sent.getlist(name)])
    return {
        "rows": [(c, c.person.code in ticked, forms.get(c.person.code), _reason(c)) for c in choices.people],
        "nobody": not can,
        "room": choices.room,
        "waits": waits,
        "full": choices.full,
        "question": admission.question,
        "answer": sent.get("answer", ""),
        "key": sent.get("key") or uuid4().hex,
        "add_member": _add_member(f"{request.path}?{kept}", admission),
        "promise": _promise(admission.policy, waits=waits),
        "button": _button(admission.policy, waits=waits),
    }


def _add_member(back: str, admission: Admission) -> str:
    """The form that adds one of the family, which leads `back`; a child's where only children may come."""
    whom = {"as": Relation.CHILD} if admission.age_max is not None and admission.age_max < ADULT else {}
    return f"{reverse('portal:member_new')}?{urlencode(whom | {'next': back})}"


def _waits(choices: Choices, can: list[Choice], refusal: Refused | None, *, asked: bool) -> bool:
    """Whether the form leads to the waiting list: all is full, one asked for it, or nothing else is open to them."""
    if not choices.asked.admission.waiting_list:
        return False
    refused = isinstance(refusal, Full | Restricted) and refusal.waiting
    return choices.full or asked or refused or (bool(can) and all(choice.barred for choice in can))


def _reason(choice: Choice) -> str:
    """Why the person can't be ticked, or what is particular about them."""
    no = choice.refusal or choice.barred
    return str(no) if no else ""


def _promise(policy: str, *, waits: bool) -> str:
    """What pressing the button means, in one sentence."""
    if waits:
        return _("轮到时通知您，名额保留一段时间，等您确认；随时可以退出。")
    if policy == Policy.LOTTERY:
        return _("勾选的人一起登记，摇中就一起有名额。结果会通知您。")
    if policy == Policy.REVIEWED:
        return _("主办馆审核后通知您。")
    return _("勾选的人各占一个名额，要么都报上，要么都不占。来不了，请提前退掉，让给别人。")


def _button(policy: str, *, waits: bool) -> str:
    if waits:
        return _("加入候补")
    return _("登记摇号") if policy == Policy.LOTTERY else _("报名")
