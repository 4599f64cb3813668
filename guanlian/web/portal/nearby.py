"""What is near: the county a person chose (a cookie), or the place their browser tells once (kept nowhere)."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, radians

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from guanlian.network import openness
from guanlian.network.directory import Directory, Entry, directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.programme import finding
from guanlian.programme.finding import Wish
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.showing import shown, with_places
from guanlian.web.portal.words import state_words
from guanlian.web.preferences import COUNTY_COOKIE

A_YEAR = 365 * 24 * 60 * 60  # seconds
NEAREST = 12  # halls shown
KM_A_DEGREE = 111.32  # kilometres, of latitude


@dataclass(frozen=True, slots=True)
class Near:
    """A hall and how far it is, in kilometres as the crow flies."""

    hall: Entry
    km: float


def chosen_county(request: HttpRequest, directory: Directory) -> Entry | None:
    """The county a person chose; None where they chose none or it is no longer there."""
    entry = directory.by_code.get(request.COOKIES.get(COUNTY_COOKIE, ""))
    return entry if entry is not None and entry.tier == Tier.MAIN else None


def nearest(directory: Directory, longitude: float, latitude: float, most: int = NEAREST) -> list[Near]:
    """The `most` halls nearest to a point, the nearest first; halls without a location are left out."""
    east = KM_A_DEGREE * cos(radians(latitude))
    found = [
        Near(e, hypot((float(e.longitude) - longitude) * east, (float(e.latitude) - latitude) * KM_A_DEGREE))
        for e in directory.entries.values()
        if e.longitude is not None and e.latitude is not None
    ]
    return sorted(found, key=lambda near: near.km)[:most]


@public_page
def near(request: HttpRequest) -> HttpResponse:
    """What is near: choose a county (kept in a cookie), or give a point and see the nearest halls."""
    directory = directory_on(timezone.localdate())
    county = directory.by_code.get(request.GET.get("county", ""))
    if county is not None and county.tier == Tier.MAIN:
        return _chosen(request, county)
    point, chosen = _point(request), chosen_county(request, directory)
    context: dict[str, object] = {
        "counties": [(c, c == chosen) for c in directory.of_tier(Tier.MAIN)],
        "point": point,
        "made_up": Hall.objects.filter(precision=Hall.Precision.MADE_UP).exists(),
        "next": _next(request),
    }
    if point is not None:
        context |= _around(directory, *point)
    response = render(request, "web/portal/near.html", context)
    if point is not None:
        response["Cache-Control"] = "private, no-store"
    return response


def _chosen(request: HttpRequest, county: Entry) -> HttpResponse:
    response = HttpResponseRedirect(_next(request))
    response.set_cookie(
        COUNTY_COOKIE, county.code, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe else "/"


def _point(request: HttpRequest) -> tuple[float, float] | None:
    try:
        longitude, latitude = float(request.GET["lng"]), float(request.GET["lat"])
    except (KeyError, ValueError):
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None


def _around(directory: Directory, longitude: float, latitude: float) -> dict[str, object]:
    """The nearest halls with their state now, and what takes place there next."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = nearest(directory, longitude, latitude)
    ids = [n.hall.id for n in found]
    published = openness.published(ids, today, openness.last_looked_at(today))
    activities = finding.still_ahead(finding.matching(Wish(), today), today).filter(hall__in=ids)
    return {
        "halls": [
            (n.hall, f"{n.km:.1f}", state_words(published[n.hall.id].at(now), now), Tier(n.hall.tier).label)
            for n in found
        ],
        "activities": shown(with_places(activities)[:8], today),
    }
