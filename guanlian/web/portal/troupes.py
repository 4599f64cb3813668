"""Troupes: which there are, which take new members, when they meet. Members' names are never public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.community import following
from guanlian.community.models import Rehearsal, Troupe, TroupeMember
from guanlian.network.directory import directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.network.venues import Art
from guanlian.programme import finding
from guanlian.programme.models import Activity
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.showing import shown, with_places

PUBLIC = "troupes are public, their members are not"
A_YEAR = timedelta(days=365)
SHOWN = 12


def existing(today: Any) -> QuerySet:
    """Troupes that exist on the day."""
    found = Troupe.objects.standing().everywhere(because=PUBLIC).filter(founded_on__lte=today)
    return found.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=today))


@public_page
def troupes(request: HttpRequest) -> HttpResponse:
    """Troupes that match the address; those that take new members first."""
    today = timezone.localdate()
    directory = directory_on(today)
    county = directory.by_code.get(request.GET.get("county", ""))
    county = county if county and county.tier == Tier.MAIN else None
    found = existing(today)
    if county:
        found = found.filter(hall__in=Hall.objects.under([county.id], today).order_by().values("pk"))
    if art := addresses.one_of(request, "art", Art.values):
        found = found.filter(art=art)
    if recruiting := request.GET.get("recruiting") == "1":
        found = found.filter(recruiting=True)
    words = addresses.words(request)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(hall__name__icontains=word) | Q(meets__icontains=word))
    page = addresses.page_of(request, found.select_related("hall").order_by("-recruiting", "name", "code"))
    context = {
        "page": page,
        "rows": [(troupe, Art(troupe.art).label) for troupe in page.object_list],
        "total": page.paginator.count,
        "words": words,
        "arts": addresses.options(request, "art", Art.choices, _("全部")),
        "counties": [(c.code, c.area, c == county) for c in directory.of_tier(Tier.MAIN)],
        "recruiting": recruiting,
        "recruiting_href": addresses.changed(request, recruiting=None if recruiting else 1),
        "kept": [(name, request.GET[name]) for name in ("art", "recruiting") if request.GET.get(name)],
        "clear": reverse("portal:troupes") if request.GET else "",
    }
    return render(request, "web/portal/troupes.html", context)


@public_page
def troupe(request: HttpRequest, code: str) -> HttpResponse:
    """The troupe with that code."""
    today = timezone.localdate()
    counts = {
        "members_now": _count(TroupeMember, period__contains=today),
        "rehearsed": _count(Rehearsal, held_on__gt=today - A_YEAR, held_on__lte=today),
    }
    found = (
        Troupe.objects.standing()
        .everywhere(because=PUBLIC)
        .select_related("hall")
        .annotate(**counts)
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    played = Activity.objects.public().filter(troupes=found)
    ahead = with_places(finding.still_ahead(played.exclude(status="cancelled"), today))
    past = with_places(played.filter(status="held").order_by("-starts_at"))
    context = {
        "troupe": found,
        "art": Art(found.art).label,
        "role": Troupe.Role(found.role).label,
        "dissolved": found.dissolved_on is not None and found.dissolved_on <= today,
        "played": played.filter(status="held", begins_on__gt=today - A_YEAR).count(),
        "followed": request.user.is_authenticated and following.follows(user=request.user, troupe=found),
        "coming": shown(ahead[:SHOWN], today),
        "past": shown(past[:SHOWN], today),
    }
    return render(request, "web/portal/troupe.html", context)


def _count(model: Any, **wanted: Any) -> Any:
    rows = model.objects.for_counting().filter(troupe=OuterRef("pk"), **wanted).order_by()
    return Coalesce(Subquery(rows.values("troupe").annotate(n=Count("pk")).values("n")), 0)
