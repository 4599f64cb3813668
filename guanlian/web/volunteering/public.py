"""What everybody sees of volunteering: where help is wanted, one shift, a certificate to check."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.community import certifying, inviting
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.models import Service, Shift, Volunteer
from guanlian.community.rules import rules
from guanlian.community.shifts import OPEN
from guanlian.network.directory import directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.network.venues import Art
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.volunteering.words import hours_words, shift_shown, shifts_shown, stars_words

PAGE = 20


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """What volunteering is, and the shifts that still want somebody, by place, skill and day."""
    today = localdate()
    directory = directory_on(today)
    county = directory.by_code.get(request.GET.get("county", ""))
    county = county if county and county.tier == Tier.MAIN else None
    found = Shift.objects.public().open(now())
    if county:
        inside = Hall.objects.under([county.id], today).order_by().values("pk")
        found = found.filter(Q(activity__place__in=inside) | Q(activity__place=None, hall__in=inside))
    if art := addresses.one_of(request, "art", Art.values):
        found = found.filter(Q(skills__contains=[art]) | Q(skills=[]))
    if day := addresses.a_day(request, "day"):
        found = found.alias(day=TruncDate("starts_at", tzinfo=get_current_timezone())).filter(day=day)
    words = addresses.words(request)
    for word in words.split():
        found = found.filter(
            Q(task__icontains=word)
            | Q(activity__title__icontains=word)
            | Q(hall__name__icontains=word)
            | Q(activity__place__name__icontains=word)
        )
    rows = found.select_related("activity__hall", "activity__place", "activity__venue", "hall")
    page = addresses.page_of(request, rows.order_by("starts_at", "pk"), PAGE)
    context = {
        "page": page,
        "rows": shifts_shown(page.object_list, today),
        "total": page.paginator.count,
        "arts": addresses.options(request, "art", Art.choices, _("全部")),
        "counties": [(c.code, c.area, c == county) for c in directory.of_tier(Tier.MAIN)],
        "day": day,
        "today": today,
        "words": words,
        "kept": [(name, request.GET[name]) for name in ("art",) if request.GET.get(name)],
        "filtered": bool(county or art or day or words),
        "clear": reverse("portal:volunteering") if request.GET else "",
        "stars": [(stars_words(each["star"]), each["hours"]) for each in rules()["stars"]],
        "consent_until": rules()["volunteers"]["consent_until"],
    }
    return render(request, "web/volunteering/index.html", context)


@public_page
def shift(request: HttpRequest, code: str) -> HttpResponse:
    """One shift, and for those of the household who are volunteers of the hall the button to offer themselves."""
    return _page(request, _find(code))


@login_required
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Offer to serve in the shift."""
    found = _find(code)
    try:
        made = inviting.ask(shift=code, person=request.POST.get("person", ""), by=cast(User, request.user))
    except refusals.Refused as refusal:
        return _page(request, found, refusal=str(refusal), status=409)
    messages.success(request, _("%(name)s已应征，馆里答复后会告诉您。") % {"name": made.volunteer.name})
    return redirect("portal:my_volunteering")


@public_page
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Whether there is a certificate with that code, and what it says; the holder's name half hidden."""
    checked = certifying.check(code=code)
    context = {
        "code": code,
        "checked": checked,
        "printed": hours_words(checked.certificate.minutes) if checked else "",
        "current": hours_words(checked.now.minutes) if checked else "",
    }
    return render(request, "web/volunteering/certificate.html", context, status=200 if checked else 404)


@public_page
def find_certificate(request: HttpRequest) -> HttpResponse:
    """The code typed by hand."""
    code = "".join(request.GET.get("code", "").split())[:24].replace("/", "")
    if code:
        return redirect("portal:certificate", code=code.upper())
    return render(request, "web/volunteering/certificate.html", {"code": "", "checked": None})


def _find(code: str) -> Shift:
    found = Shift.objects.public().filter(code=code)
    shift = found.select_related("hall", "activity__hall", "activity__place", "activity__venue").first()
    if shift is None:
        raise Http404
    return shift


def _page(request: HttpRequest, found: Shift, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "row": shift_shown(found),
        "shift": found,
        "activity": found.activity,
        "mine": _mine(request, found),
        "refusal": refusal,
        "full": found.left == 0,
    }
    return render(request, "web/volunteering/shift.html", context, status=status)


def _mine(request: HttpRequest, found: Shift) -> list[tuple[Volunteer, Service | None]]:
    """Those of the household who are volunteers of the hall that day, each with their part in the shift."""
    if not request.user.is_authenticated:
        return []
    assert isinstance(request.user, User)
    people = list(Volunteer.objects.on(localdate(found.starts_at)).of(request.user).filter(hall=found.hall))
    parts = Service.unscoped.filter(shift=found, volunteer__in=people, status__in=OPEN)
    known = {each.volunteer_id: each for each in parts}
    return [(each, known.get(each.pk)) for each in people]
