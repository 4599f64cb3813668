"""The directory of halls: by name, place, tier, kind of venue and whether open now; county, town, villages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.network import openness
from guanlian.network.directory import Directory, Entry, directory_on, halls_with_venue
from guanlian.network.halls import Hall, Tier
from guanlian.network.venues import VenueKind
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.words import state_words

TIERS = (Tier.CENTRAL, Tier.MAIN, Tier.BRANCH, Tier.SUBBRANCH)
FOUND_AT_ONCE = 60  # rows of a page of results


@dataclass
class Town:
    """A branch with the sub-branches below it."""

    hall: Entry
    villages: list[Entry] = field(default_factory=list)


@dataclass
class County:
    """A main hall with the branches below it; `villages` counts all sub-branches of the county."""

    hall: Entry
    href: str
    towns: list[Town]
    villages: int


@dataclass(frozen=True)
class Asked:
    """What the address asks of the directory."""

    words: str
    county: Entry | None
    town: Entry | None
    tier: str
    kind: str
    open_now: bool

    @property
    def narrowed(self) -> bool:
        """Whether a list of halls is asked for, rather than the tree."""
        return bool(self.words or self.tier or self.kind or self.open_now)


def read(request: HttpRequest, directory: Directory) -> Asked:
    """The address, read against the directory: what it doesn't know is not asked."""
    county = directory.by_code.get(request.GET.get("county", ""))
    town = directory.by_code.get(request.GET.get("town", ""))
    return Asked(
        words=addresses.words(request),
        county=county if county and county.tier == Tier.MAIN else None,
        town=town if town and town.tier == Tier.BRANCH else None,
        tier=addresses.one_of(request, "tier", TIERS),
        kind=addresses.one_of(request, "kind", VenueKind.values),
        open_now=request.GET.get("open") == "1",
    )


@public_page(alike=True)
def halls(request: HttpRequest) -> HttpResponse:
    """The tree of one county or of all, or the halls that match a search."""
    now = timezone.now()
    directory = directory_on(timezone.localdate(now))
    asked = read(request, directory)
    context: dict[str, Any] = {"asked": asked, "all": len(directory.entries), **_filters(request, directory, asked)}
    if asked.narrowed:
        found = found_halls(directory, asked, now)
        page = addresses.page_of(request, found, FOUND_AT_ONCE)
        context |= {"page": page, "rows": hall_rows(directory, list(page.object_list)), "total": len(found)}
    else:
        chosen = asked.county or (directory.above(asked.town.id, Tier.MAIN) if asked.town else None)
        context |= {
            "top": directory.of_tier(Tier.CENTRAL) if chosen is None else [],
            "counties": [
                _county(directory, c, asked.town) for c in directory.of_tier(Tier.MAIN) if chosen in (None, c)
            ],
            "whole": chosen is not None,
        }
    return render(request, "web/portal/halls.html", context)


def found_halls(directory: Directory, asked: Asked, now: Any) -> list[Entry]:
    """The halls that satisfy every part of what is asked."""
    among = {e.id for e in directory.under(root.id)} if (root := asked.town or asked.county) else None
    if asked.kind:
        among = _both(among, halls_with_venue(asked.kind, directory.day))
    if asked.open_now:
        everyone = Hall.objects.filter(links__period__contains=directory.day)
        among = _both(among, set(openness.open_at(everyone, now).values_list("pk", flat=True)))
    if asked.tier:
        among = _both(among, {e.id for e in directory.of_tier(asked.tier)})
    return directory.matching(asked.words, among)


def _both(one: set[int] | None, other: set[int]) -> set[int]:
    return other if one is None else one & other


def hall_rows(directory: Directory, entries: Collection[Entry]) -> list[dict[str, Any]]:
    """Halls as rows of a list: where they stand and whether they are open, in three statements."""
    now = timezone.now()
    today = timezone.localdate(now)
    ids = [entry.id for entry in entries]
    published = openness.published(ids, today, openness.last_looked_at(today))
    return [
        {
            "hall": entry,
            "tier": Tier(entry.tier).label,
            "path": " · ".join(above.area for above in directory.path(entry.id)[1:-1]),
            "state": state_words(published.get(entry.id, openness.Published()).at(now), now),
        }
        for entry in entries
    ]


def _county(directory: Directory, hall: Entry, only: Entry | None) -> County:
    towns = [
        Town(child, directory.children[child.id])
        for child in directory.children[hall.id]
        if child.tier == Tier.BRANCH and only in (None, child)
    ]
    below = sum(entry.tier == Tier.SUBBRANCH for entry in directory.under(hall.id))
    return County(hall, f"{reverse('portal:halls')}?county={hall.code}", towns, below)


def _filters(request: HttpRequest, directory: Directory, asked: Asked) -> dict[str, Any]:
    counties = [(c.code, c.area) for c in directory.of_tier(Tier.MAIN)]
    return {
        "county_options": addresses.options(request, "county", counties, _("全市")),
        "tier_options": addresses.options(request, "tier", [(t.value, t.label) for t in TIERS], _("各级")),
        "kinds": [(value, label, value == asked.kind) for value, label in VenueKind.choices],
        "open_href": addresses.changed(request, open=None if asked.open_now else 1),
        "clear": reverse("portal:halls") if asked.narrowed or asked.county or asked.town else "",
    }
