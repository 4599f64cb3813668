"""Registering on the site: the form says who of the household can take part; posted, it takes the places."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode
from uuid import uuid4

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from guanlian.accounts import completing, households
from guanlian.accounts.models import Person, User
from guanlian.programme import choosing, finding, refusals, registering
from guanlian.programme.finding import Wish
from guanlian.programme.models import Activity
from guanlian.programme.refusals import Full, Refused
from guanlian.web.entering import unmet
from guanlian.web.entering.asking import KEPT, form_page
from guanlian.web.entering.forms import missing_forms
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.showing import shown, with_places
from guanlian.web.stencil import filled, place

OTHERS = 3  # similar ones with places, where this one is full
INCOMPLETE = (refusals.NobodyChosen, refusals.AnswerNeeded, refusals.BirthdayNeeded)


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    """The form; posted, the entry. Whoever isn't signed in signs in first and finds what they chose."""
    sent = request.POST if request.method == "POST" else request.GET
    if not request.user.is_authenticated:
        return HttpResponseRedirect(sign_in_address(request.path, sent))
    if request.method == "GET":
        return form_page(request, code)
    codes = sent.getlist("person")
    if _tells_more(sent, codes):
        refused = _complete(request, code, chosen(request.user, codes))
        if refused is not None:
            return refused
    return _enter(request, code, codes)


def _enter(request: HttpRequest, code: str, codes: list[str]) -> HttpResponse:
    """Take the places. Nothing is rendered where it goes well, and little where all are taken: many may come at one
    moment."""
    user, sent = cast(User, request.user), request.POST
    try:
        made = registering.register_own(
            activity=code,
            codes=codes,
            by=user,
            on=localdate(),
            key=sent.get("key", ""),
            answer=sent.get("answer", "").strip(),
            waiting=sent.get("waiting") == "1",
        )
    except refusals.NotYourHousehold:
        raise Http404 from None
    except Full as refusal:
        return _full(request, refusal)
    except Refused as refusal:
        return form_page(request, code, refusal=refusal, status=422 if isinstance(refusal, INCOMPLETE) else 409)
    return HttpResponseRedirect(made[0].get_absolute_url(), status=303)


def _full(request: HttpRequest, refusal: Full) -> HttpResponse:
    """All taken: one tap joins the waiting list with those who were chosen."""
    activity, people = refusal.activity, refusal.people
    unmet.note_full(activity)
    sent = request.POST
    kept = urlencode([(name, value) for name in KEPT for value in sent.getlist(name) if name != "key"])
    values = {
        "answer": sent.get("answer", ""),
        "key": sent.get("key") or uuid4().hex,
        "change": f"{request.path}?{kept}",
    }
    for n, person in enumerate(people):
        values |= {f"name{n}": person.name or _("本人"), f"code{n}": person.code}
    body = filled(
        request,
        "web/entering/full.html",
        of=(str(refusal), refusal.waiting, len(people)),
        context=lambda: {
            "activity": activity,
            "people": [{"name": place(f"name{n}"), "code": place(f"code{n}")} for n in range(len(people))],
            "refusal": refusal,
            "section": "portal:activities",
            **{name: place(name) for name in ("answer", "key", "change")},
        },
        **values,
    )
    return HttpResponse(body, status=409)


@public_page
@require_GET
def others(request: HttpRequest, code: str) -> HttpResponse:
    """Similar ones ahead that one can still get into, the nearest first: part of a page, or one of its own."""
    activity = Activity.objects.public().filter(code=code).first()
    if activity is None:
        raise Http404
    today = localdate()
    left = finding.still_ahead(finding.matching(Wish(kinds=(activity.kind,), places=True), today), today)
    near = finding.nearest_first(left.exclude(pk=activity.pk), activity, today)
    context = {"activity": activity, "rows": shown(with_places(near)[:OTHERS], today)}
    part = "web/entering/others_rows.html" if request.headers.get("HX-Request") else "web/entering/others.html"
    return render(request, part, context)


def chosen(user: User, codes: list[str]) -> list[Person]:
    """The members of the household with these codes; 404 where one is another's."""
    if not codes:
        return []
    found = households.members(user=user, codes=codes)
    if len(found) != len(set(codes)):
        raise Http404
    return found


def sign_in_address(path: str, sent: QueryDict) -> str:
    """Signing in by phone, and then back to `path` with what was chosen."""
    kept = urlencode([(name, value) for name in KEPT for value in sent.getlist(name)])
    back = f"{path}?{kept}" if kept else path
    return f"{reverse('account_request_login_code')}?{urlencode({'next': back})}"


def _tells_more(sent: QueryDict, codes: list[str]) -> bool:
    """Whether the form brought what was missing of somebody: only then is more read than the entry needs."""
    return any(f"{code}-" in name for code in codes for name in sent)


def _complete(request: HttpRequest, code: str, people: list[Person]) -> HttpResponse | None:
    """Keep what was told; the form again where it can't be kept."""
    user, ticked = cast(User, request.user), [person.code for person in people]
    try:
        choices = choosing.choose(activity=code, people=people)
    except Refused as refusal:
        return form_page(request, code, refusal=refusal, status=409)
    admission = choices.asked.admission
    forms = missing_forms(choices.people, admission, request.POST, ticked)
    if not all(form.is_valid() for form in forms.values()):
        return form_page(request, code, status=422)
    by_code = {person.code: person for person in people}
    try:
        with transaction.atomic():
            for person_code, form in forms.items():
                told = dict(form.cleaned_data)
                place = admission.residents_of if told.pop("lives_at", False) else None
                completing.complete(person=by_code[person_code], by=user, on=localdate(), lives_at=place, **told)
    except completing.CannotComplete as refusal:
        return form_page(request, code, problem=(person_code, refusal), status=422)
    return None
