"""The staff's page of the network: halls in reach, what each still lacks, changes fixed for later."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.network.directory import Blanks, Directory, Entry, blanks, directory_on
from guanlian.network.halls import HallLink, Tier
from guanlian.network.publicity import IdentityMark
from guanlian.web.console.access import staff_page
from guanlian.web.portal import addresses
from guanlian.web.portal.halls import TIERS

ROWS = 40
LACKS = ("no_hours", "no_notice", "no_mark", "no_venue")


@staff_page
def network(request: HttpRequest) -> HttpResponse:
    """The halls at which the person may look at the network, with filters in the address."""
    today = timezone.localdate()
    directory = directory_on(today)
    mine = set(scope.halls_for(request.user, "network.view", today).values_list("pk", flat=True))
    editable = set(scope.halls_for(request.user, "network.edit", today).values_list("pk", flat=True))
    hours = set(scope.halls_for(request.user, "hours.edit", today).values_list("pk", flat=True))
    lacking = _lacking(blanks(today), mine, today)
    lack = addresses.one_of(request, "lack", LACKS)
    tier = addresses.one_of(request, "tier", TIERS)
    words = addresses.words(request)
    among = mine & lacking[lack] if lack else mine
    if tier:
        among = among & {e.id for e in directory.of_tier(tier)}
    found = directory.matching(words, among)
    page = addresses.page_of(request, found, ROWS)
    context = {
        "rows": [_row(directory, entry, lacking, editable, hours) for entry in page.object_list],
        "page": page,
        "total": len(found),
        "all": len(mine & directory.entries.keys()),
        "words": words,
        "lack": lack,
        "lacks": _lacks(request, lacking, lack),
        "tiers": addresses.options(request, "tier", [(t.value, t.label) for t in TIERS], _("各级")),
        "ahead": _ahead(mine, today),
        "may_change": bool(editable),
        "kept": [(name, request.GET[name]) for name in ("lack", "tier") if request.GET.get(name)],
        "clear": reverse("console:network") if request.GET else "",
    }
    return render(request, "web/network/overview.html", context)


def _lacking(missing: Blanks, mine: set[int], today: date) -> dict[str, set[int]]:
    marked = IdentityMark.objects.standing().within(list(mine)).filter(period__contains=today)
    unmarked = mine - set(marked.values_list("hall_id", flat=True))
    return {
        "no_hours": mine & missing.no_hours, "no_notice": mine & missing.no_notice,
        "no_venue": mine & missing.no_venue, "no_mark": unmarked,
    }  # fmt: skip


def _lacks(request: HttpRequest, lacking: dict[str, set[int]], chosen: str) -> list[dict[str, Any]]:
    words = {
        "no_hours": _("没有公布开放时间"), "no_notice": _("没有服务公示"),
        "no_mark": _("没有挂统一标识"), "no_venue": _("没有登记场地"),
    }  # fmt: skip
    return [
        {"label": words[name], "count": len(lacking[name]), "href": addresses.changed(request, lack=name),
         "selected": name == chosen}
        for name in LACKS
    ]  # fmt: skip


def _row(
    directory: Directory, entry: Entry, lacking: dict[str, set[int]], editable: set[int], hours: set[int]
) -> dict[str, Any]:
    return {
        "hall": entry,
        "tier": Tier(entry.tier).label,
        "parent": directory.entries.get(entry.parent_id or 0),
        **{name: entry.id in lacking[name] for name in LACKS},
        "may_change": entry.id in editable,
        "may_set_hours": entry.id in hours,
    }


def _ahead(mine: set[int], today: date) -> list[HallLink]:
    """Links that end or begin after today: changes fixed for later."""
    later = HallLink.objects.filter(hall__in=mine).select_related("hall", "parent", "successor")
    return list(later.filter(period__startswith__gt=today).order_by("period")) + list(
        later.filter(period__endswith__gt=today, successor__isnull=False).order_by("period__endswith")
    )
