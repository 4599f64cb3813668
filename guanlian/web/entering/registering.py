"""Registering on the site: the form says who of the household can take part; posted, it takes the places."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guanlian.accounts import households
from guanlian.accounts.models import Person, User
from guanlian.programme import refusals, registering
from guanlian.programme.models import Activity
from guanlian.programme.refusals import Refused

KEPT = ("person", "answer", "waiting", "key")


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    """The form; posted, the entry. Whoever isn't signed in signs in first and finds what they chose."""
    sent = request.POST if request.method == "POST" else request.GET
    if not request.user.is_authenticated:
        return HttpResponseRedirect(sign_in_address(request.path, sent))
    if request.method == "GET":
        return _form(request, code)
    user = cast(User, request.user)
    people = chosen(user, sent.getlist("person"))
    try:
        made = registering.register(
            activity=code,
            people=people,
            by=user,
            on=localdate(),
            key=sent.get("key", ""),
            answer=sent.get("answer", "").strip(),
            waiting=sent.get("waiting") == "1",
        )
    except Refused as refusal:
        return _form(request, code, refusal=refusal, status=409)
    return HttpResponseRedirect(made[0].get_absolute_url(), status=303)


def chosen(user: User, codes: list[str]) -> list[Person]:
    """The members of the household with these codes; 404 where one is another's."""
    if not codes:
        return []
    found = list(Person.objects.of(user).filter(code__in=codes))
    if len(found) != len(set(codes)):
        raise Http404
    return found


def sign_in_address(path: str, sent: QueryDict) -> str:
    """Signing in by phone, and then back to `path` with what was chosen."""
    kept = urlencode([(name, value) for name in KEPT for value in sent.getlist(name)])
    back = f"{path}?{kept}" if kept else path
    return f"{reverse('account_request_login_code')}?{urlencode({'next': back})}"


def _form(request: HttpRequest, code: str, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    user = cast(User, request.user)
    activity = Activity.objects.public().filter(code=code).select_related("hall", "admission").first()
    if activity is None:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    context = {
        "activity": activity,
        "household": households.household_of(user=user),
        "chosen": sent.getlist("person"),
        "key": sent.get("key") or uuid4().hex,
        "answer": sent.get("answer", ""),
        "refusal": refusal,
        "can_wait": isinstance(refusal, refusals.Full) and refusal.waiting,
    }
    return render(request, "web/entering/register.html", context, status=status)
