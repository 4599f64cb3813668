"""A hall's page: whether it is open, what it offers and what is on; as it is, or as it was on a day (`on`)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.community.models import Troupe
from guanlian.network import openness
from guanlian.network.directory import Directory, directory_on, last_link
from guanlian.network.halls import Hall, Tier
from guanlian.network.opening import PublicHoliday
from guanlian.network.publicity import IdentityMark, ServiceItem, ServiceNotice
from guanlian.network.venues import Venue, VenueKind
from guanlian.programme import finding
from guanlian.programme.models import Activity, ActivityQuerySet, Participation
from guanlian.web.portal import addresses, words
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.showing import shown, with_places
from guanlian.web.posts.public import people_of

COMING, PAST, TROUPES = 6, 4, 6
PUBLIC = "what a hall makes public is for everyone"


@dataclass(frozen=True)
class Publicity:
    """The three publicities of a hall on a day (三公开): hours, services, content; and the mark it carries."""

    hours: list[tuple[str, str]]
    weekly_hours: Any
    changes: list[tuple[str, str]]
    services: list[ServiceItem]
    notice: ServiceNotice | None
    mark: IdentityMark | None


@public_page(alike=True)
def hall(request: HttpRequest, code: str) -> HttpResponse:
    """The hall with that code; 404 where there never was one."""
    found = get_object_or_404(Hall, code=code)
    today = timezone.localdate()
    day = addresses.a_day(request, "on") or today
    directory = directory_on(day)
    entry = directory.entries.get(found.pk)
    if entry is None:
        return _not_then(request, found, day, today)
    now = timezone.now()
    path = directory.path(found.pk)
    published = openness.of_hall(found.pk, day)
    context = {
        "hall": found,
        "address": settings.PUBLIC_URL.rstrip("/") + found.get_absolute_url(),
        "entry": entry,
        "tier": Tier(entry.tier).label,
        "path": [(above.name, above.href) for above in path[:-1]],
        "above": path[-2] if len(path) > 1 else None,
        "day": day,
        "past_day": day if day != today else None,
        "state": _state(published, now) if day == today else None,
        "holiday": PublicHoliday.objects.filter(day=day, is_workday=False).first(),
        "publicity": publicity(found, day, today, published),
        "venues": venues_of(found, day),
        "below": _below(directory, found.pk),
        "standing_year": min(day, today).year,
        "people": people_of(found, directory, day),
        **_programme(found, day),
        **_troupes(found, day),
    }
    return render(request, "web/portal/hall.html", context)


def _state(published: openness.Published, now: datetime) -> dict[str, Any]:
    state = published.at(now)
    return {"words": words.state_words(state, now), "open": state.is_open, "known": state.known}


def publicity(found: Hall, day: date, today: date, published: openness.Published) -> Publicity:
    """What `found` makes public on `day`, in five statements; `published`: its hours, read already."""
    week = published.week(day)
    services = ServiceItem.objects.standing().within([found.pk]).filter(period__contains=day).order_by("name")
    notices = ServiceNotice.objects.standing().within([found.pk]).filter(period__contains=day)
    marks = IdentityMark.objects.standing().within([found.pk]).filter(period__contains=day)
    return Publicity(
        hours=words.week_rows(week),
        weekly_hours=openness.hours_a_week(week) if week else None,
        changes=_changes(found, day, today),
        services=list(services),
        notice=notices.first(),
        mark=marks.first(),
    )


def _changes(found: Hall, day: date, today: date) -> list[tuple[str, str]]:
    """Closures and days with other hours that are still ahead: (when, what)."""
    closures, days = openness.changes_ahead(found.pk, day)
    told = []
    for closure in closures:
        when = words.period_words(closure.period.lower, closure.period.upper, today)
        where = closure.venue.name if closure.venue else ""
        told.append((when, _("%(where)s因%(reason)s关闭") % {"where": where or _("全馆"), "reason": closure.reason}))
    for row in days:
        times = words.times_words(((row.opens, row.closes),) if row.opens and row.closes else ())
        told.append((words.full_day(row.day, today), f"{times}（{row.reason}）" if row.reason else times))
    return told


def venues_of(found: Hall, day: date) -> QuerySet[Venue]:
    """The venues of a hall in use on `day`."""
    return Venue.objects.standing().within([found.pk]).filter(period__contains=day).order_by("kind", "name")


def _below(directory: Directory, hall_id: int) -> dict[str, Any]:
    """The halls directly below, and how many of each tier stand below in all."""
    all_below = [entry for entry in directory.under(hall_id) if entry.id != hall_id]
    counts = Counter(entry.tier for entry in all_below)
    return {
        "halls": directory.children[hall_id],
        "counts": [(Tier(tier).label, counts[tier]) for tier in Tier.values if counts[tier]],
    }


def activities_of(found: Hall) -> ActivityQuerySet:
    """Public activities that the hall organises, has a part in, or is the place of."""
    # A union of two short lists, each from its index; an OR over the two would read every activity.
    part = Participation.objects.filter(hall=found).order_by().values("activity_id")
    here = Activity.objects.public().filter(place=found).order_by().values("pk")
    return Activity.objects.public().filter(pk__in=part.union(here))


def _programme(found: Hall, day: date) -> dict[str, Any]:
    activities = with_places(activities_of(found))
    coming = list(finding.still_ahead(activities, day)[:COMING])
    running = list(finding.under_way(activities, day)[:COMING])
    past = list(activities.filter(ends_on__lt=day, status="held").order_by("-starts_at")[:PAST])
    cards = shown([*running, *coming, *past], day)
    ahead = len(running) + len(coming)
    return {"coming": cards[:ahead], "past": cards[ahead:]}


def _troupes(found: Hall, day: date) -> dict[str, Any]:
    troupes = Troupe.objects.standing().within([found.pk]).filter(founded_on__lte=day)
    troupes = troupes.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=day)).order_by("-recruiting", "name")
    return {"troupes": troupes[:TROUPES], "troupes_total": troupes.count()}


def _not_then(request: HttpRequest, found: Hall, day: date, today: date) -> HttpResponse:
    """A hall that isn't in the network on `day`: not yet, merged, or closed. Says so and leads on."""
    last = last_link(found)
    if last is None:
        raise Http404
    first = found.links.order_by("period").values_list("period", flat=True).first()
    successor = last.successor
    today_link = successor.links.filter(period__contains=today).first() if successor else None
    context = {
        "hall": found,
        "day": day,
        "past_day": day if day != today else None,
        "not_yet": first is not None and day < first.lower,
        "since": first.lower if first else None,
        "until": last.period.upper,
        "last_day": date.fromordinal(last.period.upper.toordinal() - 1) if last.period.upper else None,
        "last": last,
        "tier": Tier(last.tier).label,
        "successor": successor,
        "successor_tier": Tier(today_link.tier).label if today_link else "",
    }
    return render(request, "web/portal/hall_past.html", context)


def kinds_of(venues: QuerySet[Venue]) -> list[str]:
    """The kinds of space among `venues`, in words, each once, in the order of the standard."""
    have = {venue.kind for venue in venues}
    return [str(VenueKind(kind).label) for kind in VenueKind.values if kind in have]
