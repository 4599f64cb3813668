"""Venues of the whole network: by kind, place, size, step-free way in, and open in the evening."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.network import openness
from guanlian.network.directory import directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.network.opening import OpeningHours
from guanlian.network.venues import Venue, VenueKind
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.showing import towns_of
from guanlian.web.portal.words import state_words

SIZES = (30, 100, 300)  # people
EVENING = time(20)  # a hall open until then or later on some weekday
MOST_PEOPLE = 99_999


@public_page(alike=True)
def venues(request: HttpRequest) -> HttpResponse:
    """Venues in use today that match the address."""
    now = timezone.now()
    today = timezone.localdate(now)
    directory = directory_on(today)
    county = directory.by_code.get(request.GET.get("county", ""))
    county = county if county and county.tier == Tier.MAIN else None
    size = addresses.a_number(request, "people", MOST_PEOPLE)
    found = Venue.objects.standing().everywhere(because="venues are public").filter(period__contains=today)
    if county:
        found = found.filter(hall__in=Hall.objects.under([county.id], today).order_by().values("pk"))
    if kind := addresses.one_of(request, "kind", VenueKind.values):
        found = found.filter(kind=kind)
    if size:
        found = found.filter(capacity__gte=size)
    if step_free := request.GET.get("step_free") == "1":
        found = found.filter(step_free=True)
    if evening := request.GET.get("evening") == "1":
        late = OpeningHours.objects.for_counting().filter(
            hall=OuterRef("hall"), closes__gte=EVENING, period__contains=today
        )
        found = found.filter(Exists(late))
    for word in addresses.words(request).split():
        found = found.filter(hall__name__icontains=word) | found.filter(name__icontains=word)
    found = found.select_related("hall").order_by(F("capacity").desc(nulls_last=True), "code")
    page = addresses.page_of(request, found)
    context = {
        "page": page,
        "rows": _rows(list(page.object_list), now),
        "total": page.paginator.count,
        "words": addresses.words(request),
        "kind_options": addresses.options(request, "kind", VenueKind.choices, _("全部")),
        "counties": [(c.code, c.area, c == county) for c in directory.of_tier(Tier.MAIN)],
        "sizes": [(n, n == size) for n in SIZES],
        "step_free": step_free,
        "evening": evening,
        "step_free_href": addresses.changed(request, step_free=None if step_free else 1),
        "evening_href": addresses.changed(request, evening=None if evening else 1),
        "kept": [(name, request.GET[name]) for name in ("kind", "step_free", "evening") if request.GET.get(name)],
        "clear": reverse("portal:venues") if request.GET else "",
    }
    return render(request, "web/portal/venues.html", context)


def _rows(found: list[Venue], now: Any) -> list[dict[str, Any]]:
    """Venues with their hall's town and state, in four statements."""
    today = timezone.localdate(now)
    halls = {venue.hall_id for venue in found}
    towns = towns_of(list(halls), today)
    published = openness.published(halls, today, openness.last_looked_at(today))
    return [
        {
            "venue": venue,
            "kind": VenueKind(venue.kind).label,
            "town": towns.get(venue.hall_id, ""),
            "state": state_words(published.get(venue.hall_id, openness.Published()).at(now), now),
        }
        for venue in found
    ]
