"""Coverage: which villages, towns and counties have the troupes that the standard asks for, and which lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from guanlian.assessment import troupes as standard
from guanlian.assessment.noting import title_of, unit_of
from guanlian.network.directory import Directory, directory_on
from guanlian.network.halls import Tier
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal import addresses

RIGHT = "register.view"
FIRST = 12  # halls listed of each clause at once
A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """One clause on the page. `rows`: (name, place, result, address); `page` where one clause is listed whole."""

    need: standard.Need
    title: str
    unit: str
    tier: Any
    total: int
    lacking: int
    rows: list[tuple[str, str, Any, str]]
    page: Page | None
    everything: str


@staff_page
def coverage(request: HttpRequest) -> HttpResponse:
    """Every clause about troupes for the halls in reach, or for one of them with what stands below it."""
    require_anywhere(request, RIGHT)
    today = localdate()
    directory = directory_on(today)
    mine = set(reach(request, RIGHT).values_list("pk", flat=True))
    chosen = directory.by_code.get(request.GET.get("hall", ""))
    chosen = chosen if chosen is not None and chosen.id in mine else None
    halls = [e for e in (directory.under(chosen.id) if chosen else directory.entries.values()) if e.id in mine]
    found = standard.needs([hall.code for hall in halls], today)
    only = request.GET.get("clause", "")
    needs = [need for need in found if need.clause.id == only] or found
    areas = [e for e in directory.entries.values() if e.id in mine and e.tier in {Tier.MAIN, Tier.BRANCH}]
    context = {
        "section": "console:troupes",
        "needs": [_shown(request, need, directory, whole=len(needs) == 1 and bool(only)) for need in needs],
        "hall": chosen,
        "areas": [(area, area == chosen) for area in areas] if len(areas) > 1 else [],
        "only": only,
        "every_clause": addresses.changed(request, clause=None),
        "today": today,
    }
    return render(request, "web/troupes/coverage.html", context)


def _shown(request: HttpRequest, need: standard.Need, directory: Directory, *, whole: bool) -> Shown:
    lacking = need.lacking
    page = Paginator(lacking, A_PAGE).get_page(request.GET.get("page")) if whole else None
    rows = list(page.object_list) if page else lacking[:FIRST]
    return Shown(
        need=need,
        title=title_of(need.clause),
        unit=unit_of(need.clause),
        tier=Tier(need.clause.tier).label,
        total=len(need.rows),
        lacking=len(lacking),
        rows=[_row(need, hall, result, directory) for hall, result in rows],
        page=page,
        everything=addresses.changed(request, clause=need.clause.id) if not whole and len(lacking) > FIRST else "",
    )


def _row(need: standard.Need, hall: Any, result: Any, directory: Directory) -> tuple[str, str, Any, str]:
    """The hall, where it lies, its figure, and the troupes (or the villages below) behind it."""
    name = "console:troupe_coverage" if need.clause.across else "console:troupes"
    place = " · ".join(entry.area for entry in directory.path(hall.id)[1:-1])
    return hall.name, place, result, f"{reverse(name)}?hall={hall.code}"
