"""What machines ask a site for: robots.txt, sitemap.xml, the icon."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control

from guanlian import network
from guanlian.community.models import Troupe
from guanlian.network.halls import Hall
from guanlian.programme.models import Activity
from guanlian.web.navigation import href_of
from guanlian.web.portal.notice import absolute

PAGES = (
    "portal:home", "portal:halls", "portal:map", "portal:activities", "portal:trainings", "portal:venues",
    "portal:menu", "portal:troupes", "portal:digital", "portal:standard", "portal:accessibility", "portal:privacy",
    "portal:open_data",
)  # fmt: skip
RECENT = timedelta(days=180)
MOST = 40_000  # addresses; the protocol allows 50,000
OUTLINES = Path(network.__file__).parent / "data" / "jiaxing-counties.geojson"
ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' rx='4' fill='#b8402c'/>"
    "<path d='M5 19q5.5-7 11 0t11 0M5 25q5.5-5 11 0t11 0M8 14q8-11 16 0' fill='none' stroke='#fff' "
    "stroke-width='2.2'/></svg>"
)


@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by machines; the staff's pages, sign-in and searches may not."""
    lines = ["User-agent: *", "Disallow: /console/", "Disallow: /accounts/", "Disallow: /search/", "Disallow: /near/"]
    lines.append(f"Sitemap: {absolute(reverse('portal:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every hall of today's network, its troupes, and the activities of the last half year and ahead."""
    today = timezone.localdate()
    halls = Hall.objects.filter(links__period__contains=today).values_list("code", flat=True)
    activities = Activity.objects.public().filter(begins_on__gte=today - RECENT).order_by("-starts_at")
    troupes = Troupe.objects.standing().everywhere(because="troupes are public").order_by("code")
    paths = [href for name in PAGES if (href := href_of(name))]
    paths += [f"/halls/{code}/" for code in halls]
    paths += [f"/troupes/{code}/" for code in troupes.values_list("code", flat=True)]
    paths += [f"/activities/{code}/" for code in activities.values_list("code", flat=True)[:MOST]]
    context = {"addresses": [absolute(path) for path in paths[:MOST]]}
    return render(request, "web/portal/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@cache_control(public=True, max_age=86400)
def icon(request: HttpRequest) -> HttpResponse:
    """The chop, as a drawing."""
    return HttpResponse(ICON, content_type="image/svg+xml")


@cache_control(public=True, max_age=86400)
def outlines(request: HttpRequest) -> HttpResponse:
    """The outlines of the counties, as GeoJSON (data/jiaxing-counties.geojson)."""
    return HttpResponse(OUTLINES.read_bytes(), content_type="application/geo+json")
