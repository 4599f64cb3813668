"""The map of the network and its coverage: where halls stand, what is missing where, residents for each venue."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.network.directory import Blanks, CountyCover, Directory, Entry, blanks, cover, directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.network.venues import VenueKind
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.halls import TIERS, found_halls, read

LACKS = ("no_village_hall", "no_venue", "no_notice", "no_hours")
SHOWN_BLANKS = 60  # rows of a page


def lack_words() -> dict[str, str]:
    """What a hall may lack, in words."""
    return {
        "no_village_hall": _("没有礼堂或多功能厅的村（社区）"),
        "no_venue": _("没有登记场地的馆"),
        "no_notice": _("没有服务公示的馆"),
        "no_hours": _("没有公布开放时间的馆"),
    }


@public_page
def network_map(request: HttpRequest) -> HttpResponse:
    """The map with its filters, the counties' supply, and the blank spots (`lack` lists one sort of them)."""
    now = timezone.now()
    directory = directory_on(timezone.localdate(now))
    asked = read(request, directory)
    covered = cover(directory)
    missing = blanks(directory.day)
    lack = addresses.one_of(request, "lack", LACKS)
    found = _listed(directory, missing, lack) if lack else found_halls(directory, asked, now)
    return render(
        request,
        "web/portal/map.html",
        {
            "asked": asked,
            "lack": lack,
            "lack_title": lack_words().get(lack, ""),
            "found": len(found),
            "areas": _areas(covered),
            "points": [_point(entry) for entry in found if entry.longitude is not None],
            "geo_url": reverse("portal:outlines"),
            "covered": covered,
            "blanks": _counts(request, missing, lack),
            "page": addresses.page_of(request, [_row(directory, e) for e in found], SHOWN_BLANKS) if lack else None,
            "made_up": Hall.objects.filter(precision=Hall.Precision.MADE_UP).exists(),
            "tier_options": addresses.options(request, "tier", [(t.value, t.label) for t in TIERS], _("各级")),
            "kinds": [(value, label, value == asked.kind) for value, label in VenueKind.choices],
        },
    )


def _areas(covered: list[CountyCover]) -> list[dict[str, Any]]:
    return [
        {"name": c.county.area, "value": c.residents_per_venue, "href": f"/halls/?county={c.county.code}",
         "note": _("%(n)s 个馆，%(m)s 处场地") % {"n": c.halls, "m": c.venues}}
        for c in covered
    ]  # fmt: skip


def _point(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name, "note": str(Tier(entry.tier).label), "href": entry.href,
        "lng": float(entry.longitude or 0), "lat": float(entry.latitude or 0),
    }  # fmt: skip


def _counts(request: HttpRequest, missing: Blanks, chosen: str) -> list[dict[str, Any]]:
    words = lack_words()
    return [
        {"name": name, "label": words[name], "count": len(getattr(missing, name)), "selected": name == chosen,
         "href": addresses.changed(request, lack=name) + "#blanks"}
        for name in LACKS
    ]  # fmt: skip


def _listed(directory: Directory, missing: Blanks, lack: str) -> list[Entry]:
    wanted = getattr(missing, lack)
    return [entry for entry in directory.entries.values() if entry.id in wanted]


def _row(directory: Directory, entry: Entry) -> dict[str, Any]:
    path = directory.path(entry.id)
    return {
        "hall": entry,
        "tier": Tier(entry.tier).label,
        "path": " · ".join(above.area for above in path[1:-1]),
        "ask": path[-2] if len(path) > 1 else None,
    }
