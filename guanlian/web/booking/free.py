"""What is free across the city: which kind of room, near me or in a place, when, for how many people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from math import cos, hypot, radians
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.booking import finding, reading
from guanlian.booking.finding import Found, Part
from guanlian.network.directory import Directory, Entry, directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.network.venues import Venue, VenueKind
from guanlian.programme.voices import Unmet
from guanlian.web.attending.noticing import nothing_found
from guanlian.web.booking import words
from guanlian.web.booking.week import book_address
from guanlian.web.navigation import href_of
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.nearby import KM_A_DEGREE
from guanlian.web.portal.words import day_words

MINUTES = (60, 90, 120, 180)
MOST_PEOPLE = 999
DAYS_AHEAD = 30
OTHER_DAYS = 7
OTHER_PLACES = 4
PARTS = {
    "": (gettext_lazy("全天"), time(0), time(23, 59)),
    "morning": (gettext_lazy("上午"), time(0), time(12)),
    "afternoon": (gettext_lazy("下午"), time(12), time(18)),
    "evening": (gettext_lazy("晚上"), time(18), time(23, 59)),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for. `area`: a county or a town; `point`: (longitude, latitude), kept nowhere."""

    day: date
    part: Part
    kind: str
    people: int | None
    step_free: bool
    area: Entry | None
    point: tuple[float, float] | None


@public_page(alike=True)
def free(request: HttpRequest) -> HttpResponse:
    """Venues that are free so; in a constant number of statements, however many there are."""
    today = localdate()
    directory = directory_on(today)
    looked = _looked(request, directory, today)
    venues = _venues(looked, directory)
    ordered = _ordered(venues, looked, directory)
    found = finding.free_on([venue for venue, _km in ordered], looked.day, looked.part)
    km = {venue.pk: far for venue, far in ordered}
    page = addresses.page_of(request, found)
    prefetch_related_objects([each.venue for each in page.object_list], "hall")
    context: dict[str, Any] = {
        "page": page,
        "total": len(found),
        "rows": [_row(each, km[each.venue.pk], directory) for each in page.object_list],
        "looked": looked,
        "when": day_words(looked.day, today),
        **_asked(request, looked, directory, today),
    }
    if not found:
        words_of = _in_words(looked)
        nothing_found(request, words_of, _hall(looked), kind=Unmet.Kind.VENUE)
        context |= _instead(request, looked, directory, venues)
    response = render(request, "web/booking/free.html", context)
    if looked.point is not None:
        response["Cache-Control"] = "private, no-store"
    return response


def _looked(request: HttpRequest, directory: Directory, today: date) -> Looked:
    day = addresses.a_day(request, "day") or today
    area = directory.by_code.get(request.GET.get("area", ""))
    minutes = addresses.a_number(request, "minutes", 600)
    return Looked(
        day=min(max(day, today), today + timedelta(days=DAYS_AHEAD)),
        part=_part(request, minutes if minutes in MINUTES else MINUTES[0]),
        kind=addresses.one_of(request, "kind", VenueKind.values),
        people=addresses.a_number(request, "people", MOST_PEOPLE),
        step_free=request.GET.get("step_free") == "1",
        area=area if area and area.tier in {Tier.MAIN, Tier.BRANCH} else None,
        point=_point(request),
    )


def _part(request: HttpRequest, minutes: int) -> Part:
    """A part of the day by name, or by its own times."""
    try:
        begins, ends = (time.fromisoformat(request.GET[name]) for name in ("from", "to"))
    except (KeyError, ValueError):
        begins, ends = PARTS[addresses.one_of(request, "part", PARTS)][1:]
    return Part(begins, ends, minutes) if begins < ends else Part(time(0), time(23, 59), minutes)


def _point(request: HttpRequest) -> tuple[float, float] | None:
    try:
        longitude, latitude = float(request.GET["lng"]), float(request.GET["lat"])
    except (KeyError, ValueError):
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None


def _venues(looked: Looked, directory: Directory) -> list[Venue]:
    # All of the city's: their halls are read for the page's alone.
    found = reading.venues_with_rules().select_related(None).select_related("rule")
    found = found.filter(bookable=True, period__contains=looked.day)
    if looked.kind:
        found = found.filter(kind=looked.kind)
    if looked.people:
        found = found.filter(capacity__gte=looked.people)
    if looked.step_free:
        found = found.filter(step_free=True)
    rows = list(found.order_by("hall__code", "code"))
    if looked.area is not None:
        inside = {entry.id for entry in directory.under(looked.area.id)}
        return [venue for venue in rows if venue.hall_id in inside]
    return [venue for venue in rows if venue.hall_id in directory.entries]


def _ordered(venues: list[Venue], looked: Looked, directory: Directory) -> list[tuple[Venue, float | None]]:
    """The nearest first where a point is given, else in order of place."""
    if looked.point is None:
        return [(venue, None) for venue in venues]
    pairs = [(venue, distance(directory.entries[venue.hall_id], looked.point)) for venue in venues]
    return sorted(pairs, key=lambda pair: (pair[1] is None, pair[1] or 0, pair[0].code))


def distance(hall: Entry, point: tuple[float, float]) -> float | None:
    """Kilometres as the crow flies; None where the hall's place isn't known."""
    if hall.longitude is None or hall.latitude is None:
        return None
    longitude, latitude = point
    east = KM_A_DEGREE * cos(radians(latitude))
    return hypot((float(hall.longitude) - longitude) * east, (float(hall.latitude) - latitude) * KM_A_DEGREE)


def _row(found: Found, km: float | None, directory: Directory) -> dict[str, Any]:
    calendar = found.calendar
    path = directory.path(found.venue.hall_id)
    return {
        "venue": found.venue,
        "hall": found.venue.hall,
        "kind": VenueKind(found.venue.kind).label,
        "place": " · ".join(entry.area for entry in path[1:-1]),
        "km": f"{km:.1f}" if km is not None else "",
        "approval": calendar.rule.approval,
        "free": [
            (
                words.span(s.starts_at, s.ends_at),
                book_address(calendar, s.starts_at, min(s.ends_at, s.starts_at + _usual(found))),
            )
            for s in found.free
        ],
    }


def _usual(found: Found) -> timedelta:
    return timedelta(minutes=min(found.calendar.rule.longest_minutes, 120))


def _asked(request: HttpRequest, looked: Looked, directory: Directory, today: date) -> dict[str, Any]:
    """What the form shows as chosen."""
    part = addresses.one_of(request, "part", PARTS)
    county = looked.area and directory.above(looked.area.id, Tier.MAIN)
    counties = directory.of_tier(Tier.MAIN)
    return {
        "kinds": [(k, label, k == looked.kind) for k, label in VenueKind.choices],
        "parts": [(k, PARTS[k][0], k == part) for k in PARTS],
        "minutes": [(n, n == looked.part.minutes) for n in MINUTES],
        "areas": [(c, c == looked.area, _towns(directory, c, looked, county)) for c in counties],
        "today": today,
        "last_day": today + timedelta(days=DAYS_AHEAD),
        "own_times": (request.GET.get("from", ""), request.GET.get("to", "")),
        "kept": [(n, request.GET[n]) for n in ("lat", "lng") if looked.point and n in request.GET],
        "everywhere": addresses.changed(request, lat=None, lng=None),
        "days": [
            (d, addresses.changed(request, day=d.isoformat()), d == looked.day, d == today)
            for d in (today + timedelta(days=n) for n in range(7))
        ],
        "asked": bool(request.GET),
    }


def _towns(directory: Directory, main: Entry, looked: Looked, county: Entry | None) -> list[tuple[Entry, bool]]:
    """The towns of the chosen county, so that one can choose more closely."""
    if county is None or county.id != main.id:
        return []
    return [(town, town == looked.area) for town in directory.children[main.id]]


def _in_words(looked: Looked) -> str:
    parts = [str(VenueKind(looked.kind).label) if looked.kind else _("场地")]
    if looked.people:
        parts.append(_("%(n)s 人") % {"n": looked.people})
    return " ".join(parts)


def _hall(looked: Looked) -> Hall | None:
    return Hall.objects.filter(pk=looked.area.id).first() if looked.area else None


def _instead(request: HttpRequest, looked: Looked, directory: Directory, venues: list[Venue]) -> dict[str, Any]:
    """Other days here, other places that day, and leaving a wish."""
    first = looked.day + timedelta(days=1)
    counted = finding.days_with_free(venues, first, first + timedelta(days=OTHER_DAYS - 1), looked.part)
    today = localdate()
    return {
        "other_times": _other_times(request, looked, venues),
        "other_days": [
            (day_words(day, today), addresses.changed(request, day=day.isoformat()), n)
            for day, n in sorted(counted.items())
        ],
        "other_places": _other_places(request, looked, directory),
        "wish": href_of("portal:say"),
    }


def _other_times(request: HttpRequest, looked: Looked, venues: list[Venue]) -> list[tuple[str, str, int]]:
    """The other parts of that day in which something is free."""
    calendars = finding.read(venues, looked.day)
    found = []
    for name in list(PARTS)[1:]:
        label, begins, ends = PARTS[name]
        part = Part(begins, ends, looked.part.minutes)
        free = sum(1 for calendar in calendars if finding.fit(calendar, looked.day, part))
        if free:
            found.append((str(label), addresses.changed(request, part=name, **{"from": None, "to": None}), free))
    return found


def _other_places(request: HttpRequest, looked: Looked, directory: Directory) -> list[tuple[str, str, int]]:
    """The towns nearest to the place where that day something is free."""
    if looked.area is None:
        return []
    wider = Looked(looked.day, looked.part, looked.kind, looked.people, looked.step_free, None, None)
    counted: dict[int, int] = {}
    for each in finding.free_on(_venues(wider, directory), looked.day, looked.part):
        town = directory.above(each.venue.hall_id, Tier.BRANCH) or directory.above(each.venue.hall_id, Tier.MAIN)
        if town is not None:
            counted[town.id] = counted.get(town.id, 0) + 1
    towns = [directory.entries[key] for key in counted]
    here = looked.area
    if here.longitude is not None and here.latitude is not None:
        point = (float(here.longitude), float(here.latitude))
        towns.sort(key=lambda town: (distance(town, point) is None, distance(town, point) or 0))
    found = towns[:OTHER_PLACES]
    return [(t.area, addresses.changed(request, area=t.code, lat=None, lng=None), counted[t.id]) for t in found]
