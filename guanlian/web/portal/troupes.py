"""Troupes: which there are, which take new members, when they meet. Members' names are never public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.community import belonging, following, leading
from guanlian.community.leading import existing
from guanlian.community.models import Joining, JoiningStatus, Rehearsal, Troupe, TroupeMember
from guanlian.network.directory import directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.network.venues import Art
from guanlian.programme import finding
from guanlian.programme.models import Activity
from guanlian.web.people import agenda
from guanlian.web.people.agenda import name_of
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.showing import shown, with_places

PUBLIC = "troupes are public, their members are not"
A_YEAR = timedelta(days=365)
SHOWN = 12
REHEARSALS = 4  # booked ones that the page tells of


@public_page
def troupes(request: HttpRequest) -> HttpResponse:
    """Troupes that match the address; those that take new members first."""
    today = timezone.localdate()
    directory = directory_on(today)
    county = directory.by_code.get(request.GET.get("county", ""))
    county = county if county and county.tier == Tier.MAIN else None
    towns = directory.children[county.id] if county else []
    town = next((each for each in towns if each.code == request.GET.get("town")), None)
    found = existing(today)
    if area := town or county:
        found = found.filter(hall__in=Hall.objects.under([area.id], today).order_by().values("pk"))
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
        "towns": [(t.code, t.area, t == town) for t in towns if t.tier == Tier.BRANCH],
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
        "leaders": [row.name for row in leading.leaders_of(found, today) if row.leader_public],
        "joining": _joining(request, found, today),
        "rehearsals": _rehearsals(found),
        "followed": request.user.is_authenticated and following.follows(user=request.user, troupe=found),
        "coming": shown(ahead[:SHOWN], today),
        "past": shown(past[:SHOWN], today),
    }
    return render(request, "web/portal/troupe.html", context)


def _rehearsals(troupe: Troupe) -> list[agenda.DayOf]:
    """When and where it rehearses next, as far as rooms are booked."""
    now = timezone.now()
    items = [item for item in agenda.of_these([troupe], now)[troupe.pk] if item.rehearsal]
    return agenda.by_day(items[:REHEARSALS], timezone.localdate(now))


def _joining(request: HttpRequest, troupe: Troupe, today: Any) -> dict[str, Any]:
    """How whoever looks at the page stands to the troupe: names of their own household only."""
    if not request.user.is_authenticated:
        return {}
    user = request.user
    waiting = Joining.objects.of(user).filter(troupe=troupe, status=JoiningStatus.ASKED)
    belongs = belonging.household_in_troupes(user, today).filter(troupe=troupe)
    return {
        "waiting": [name_of(each.person) for each in waiting.select_related("person")],
        "belongs": [each.name for each in belongs],
        "leads": leading.leads(user, troupe, today),
    }


def _count(model: Any, **wanted: Any) -> Any:
    rows = model.objects.for_counting().filter(troupe=OuterRef("pk"), **wanted).order_by()
    return Coalesce(Subquery(rows.values("troupe").annotate(n=Count("pk")).values("n")), 0)
