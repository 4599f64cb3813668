"""One search for halls and villages, activities, venues, courses and troupes; results grouped by kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guanlian.network.directory import directory_on
from guanlian.network.venues import Art, Venue, VenueKind
from guanlian.programme import finding
from guanlian.programme.finding import Wish
from guanlian.programme.models import ActivityQuerySet, Kind
from guanlian.web.attending import noticing
from guanlian.web.portal import addresses
from guanlian.web.portal.activities import LEARNING
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.halls import hall_rows
from guanlian.web.portal.showing import shown, with_places
from guanlian.web.portal.troupes import existing

EACH = 6


@dataclass(frozen=True)
class Group:
    """What was found of one kind: the first few, how many there are, where all of them stand."""

    rows: Any
    total: int
    href: str


@public_page(alike=True)
def search(request: HttpRequest) -> HttpResponse:
    """Everything that holds all the words; nothing is looked for where there are none."""
    words = addresses.words(request)
    context: dict[str, Any] = {"words": words}
    if words:
        today = timezone.localdate()
        groups = {
            "halls": _halls(words, today),
            "activities": _activities(words, today, "portal:activities", tuple(k for k in Kind if k not in LEARNING)),
            "trainings": _activities(words, today, "portal:trainings", LEARNING),
            "venues": _venues(words, today),
            "troupes": _troupes(words, today),
        }
        context |= groups | {"total": sum(group.total for group in groups.values())}
        if not context["total"]:
            noticing.nothing_found(request, words)
    return render(request, "web/portal/search.html", context)


def _all(name: str, words: str, **more: str) -> str:
    return f"{reverse(name)}?{urlencode({'q': words, **more})}"


def _halls(words: str, today: date) -> Group:
    directory = directory_on(today)
    found = directory.matching(words)
    return Group(hall_rows(directory, found[:EACH]), len(found), _all("portal:halls", words))


def _activities(words: str, today: date, name: str, kinds: tuple[str, ...]) -> Group:
    """Those ahead and under way; where there are none, those that are over."""
    everything = finding.matching(Wish(words=words, kinds=tuple(kinds)), today)
    ahead: ActivityQuerySet = everything.filter(ends_on__gte=today).order_by("starts_at", "code")
    total = ahead.count()
    if total:
        return Group(shown(with_places(ahead)[:EACH], today), total, _all(name, words))
    over = everything.filter(ends_on__lt=today).order_by("-starts_at", "code")
    return Group(shown(with_places(over)[:EACH], today), over.count(), _all(name, words, when="past"))


def _venues(words: str, today: date) -> Group:
    found = Venue.objects.standing().everywhere(because="venues are public").filter(period__contains=today)
    kinds = [value for value, label in VenueKind.choices if words in str(label)]
    condition = Q(kind__in=kinds)
    by_words = Q()
    for word in words.split():
        by_words &= Q(name__icontains=word) | Q(hall__name__icontains=word)
    found = found.filter(condition | by_words).select_related("hall").order_by("code")
    rows = [(venue, VenueKind(venue.kind).label) for venue in found[:EACH]]
    href = _all("portal:venues", words) if not kinds else f"{reverse('portal:venues')}?kind={kinds[0]}"
    return Group(rows, found.count(), href)


def _troupes(words: str, today: date) -> Group:
    found = existing(today).select_related("hall").order_by("-recruiting", "name", "code")
    for word in words.split():
        arts = [value for value, label in Art.choices if word in str(label)]
        found = found.filter(Q(name__icontains=word) | Q(hall__name__icontains=word) | Q(art__in=arts))
    return Group([(t, Art(t.art).label) for t in found[:EACH]], found.count(), _all("portal:troupes", words))
