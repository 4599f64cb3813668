"""The first page: what is on this week, what a person may look for, and the four doors."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guanlian.assessment import packs
from guanlian.community.models import Troupe
from guanlian.delivery.models import MenuItem
from guanlian.network.directory import Directory, Entry, directory_on
from guanlian.network.halls import Tier
from guanlian.network.venues import Venue
from guanlian.programme import finding
from guanlian.programme.finding import Wish
from guanlian.programme.models import Kind
from guanlian.web import calendars
from guanlian.web.navigation import href_of
from guanlian.web.portal.addresses import a_day
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.nearby import chosen_county
from guanlian.web.portal.showing import shown, with_places
from guanlian.web.portal.words import day_words

CARDS = 8
OPEN_TO_ALL = "the portal shows what every hall offers"


@public_page(alike=True)
def home(request: HttpRequest) -> HttpResponse:
    """This week in the network, or in the county that was chosen; `day` chooses a day of it."""
    today = timezone.localdate()
    directory = directory_on(today)
    county = chosen_county(request, directory)
    context = {
        "tiers": _tiers(directory),
        "county": county,
        **_week(request, today, county),
        **doors(today),
    }
    return render(request, "web/portal/home.html", context)


def _tiers(directory: Directory) -> dict[str, int]:
    """How many halls of each tier there are."""
    return {tier: len(directory.of_tier(tier)) for tier in (Tier.CENTRAL, Tier.MAIN, Tier.BRANCH, Tier.SUBBRANCH)}


def _week(request: HttpRequest, today: date, county: Entry | None) -> dict[str, Any]:
    """The week strip, its sum, and the cards of the chosen day."""
    window = finding.week_of(today)
    activities = finding.matching(Wish(under=county.id if county else None), today)
    counts = finding.counts_by_day(activities, window)
    wanted = a_day(request, "day")
    day = wanted if wanted and wanted in window else _first_with(counts, today)
    strip = calendars.week(
        start=window.first,
        counts=counts,
        href=lambda d: f"{reverse('portal:home')}?day={d}#day",
        today=today,
        selected=day,
    )
    of_day = with_places(finding.beginning_in(activities, finding.Window(day, day)))
    scope = f"&county={county.code}" if county else ""
    return {
        "week_total": sum(counts.values()),
        "week_href": f"{reverse('portal:activities')}?when=week{scope}",
        "strip": strip,
        "day_words": day_words(day, today),
        "day_total": counts.get(day, 0),
        "day_href": f"{reverse('portal:activities')}?day={day}{scope}",
        "cards": shown(of_day[:CARDS], today),
    }


def _first_with(counts: dict[date, int], today: date) -> date:
    """Today, or the next day of the week on which something begins."""
    return min((day for day, n in counts.items() if n and day >= today), default=today)


def doors(today: date) -> dict[str, Any]:
    """The figures on the four doors."""
    items = MenuItem.objects.standing().everywhere(because=OPEN_TO_ALL)
    items = items.filter(menu__year=today.year, menu__withdrawn_at=None, menu__published_on__lte=today)
    troupes = Troupe.objects.standing().everywhere(because=OPEN_TO_ALL)
    troupes = troupes.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=today))
    venues = Venue.objects.standing().everywhere(because=OPEN_TO_ALL).filter(period__contains=today, bookable=True)
    return {
        "venues": venues.count(),
        "year": today.year,
        **items.aggregate(items=Count("pk"), exhibitions=Count("pk", filter=Q(kind=Kind.EXHIBITION))),
        **troupes.aggregate(troupes=Count("pk"), recruiting=Count("pk", filter=Q(recruiting=True))),
        "clauses": len(packs.current().clauses),
        "standard_href": href_of("portal:standard"),
    }
