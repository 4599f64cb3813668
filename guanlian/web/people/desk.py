"""The desk: find a person by phone, ticket or a guest's name, see what awaits them here, and act for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localdate, localtime, now

from guanlian.accounts import phones
from guanlian.accounts.models import Person, Relation
from guanlian.booking.models import Reservation
from guanlian.network.venues import Venue
from guanlian.programme.activities import Activity
from guanlian.programme.activities import Status as Standing
from guanlian.programme.admission import Policy, Registration
from guanlian.web.people import agenda, desk_joining, reaching
from guanlian.web.people.reaching import desk_page, reach
from guanlian.web.portal import addresses
from guanlian.web.portal.showing import where_of
from guanlian.web.portal.words import clock, day_words

OPEN_MOST = 8


@desk_page
def desk(request: HttpRequest) -> HttpResponse:
    """The search; what it found."""
    words = addresses.words(request)
    found = reaching.find(request, words) if words else []
    today = localdate()
    context = {
        "section": "console:desk",
        "words": words,
        "people": [_card(person, today) for person in found],
    }
    return render(request, "web/people/desk.html", context)


@desk_page
def person(request: HttpRequest, code: str) -> HttpResponse:
    """One person: what awaits them at the halls in reach, and what can be done for them."""
    found = reaching.person_or_404(request, code)
    words = addresses.words(request)
    context = {
        "section": "console:desk",
        "person": found,
        "card": _card(found, localdate()),
        "guest": found.relation == Relation.GUEST,
        "tickets": [ticket_row(entry) for entry in reaching.tickets_of(request, found)],
        "reservations": [reservation_row(each) for each in reaching.reservations_of(request, found)],
        "words": words,
        "open_now": _open_now(request, found, words),
        "venues": _venues(request, found, words),
        "troupes": desk_joining.troupes(request, found, words),
        "belongs": desk_joining.belongs(request, found),
    }
    return render(request, "web/people/desk_person.html", context)


def _card(found: Person, today: Any) -> dict[str, Any]:
    """A person as the desk shows them: the number masked, the age instead of the birthday."""
    number = found.phone or (found.keeper.phone if found.keeper else "")
    return {
        "code": found.code,
        "name": agenda.name_of(found) if found.name else "",
        "relation": str(Relation(found.relation).label),
        "phone": phones.shown(number),
        "age": found.age_on(today),
        "hall": found.hall.name if found.hall else "",
        "href": reverse("console:desk_person", args=[found.code]),
    }


def ticket_row(entry: Registration) -> dict[str, Any]:
    """An entry as desk and slip show it."""
    activity = entry.admission.activity
    starts = localtime(activity.starts_at)
    return {
        "code": entry.code,
        "entry": entry,
        "title": activity.title,
        "when": f"{day_words(starts.date(), localdate())} {clock(starts)}",
        "day": starts,
        "where": where_of(activity, {}),
        "state": entry.get_status_display(),
        "lessons": activity.lessons,
        "href": _address("console:entries", activity.code, f"?for={entry.person.code}"),
    }


def reservation_row(each: Reservation) -> dict[str, Any]:
    """A reservation as desk and slip show it."""
    starts, ends = localtime(each.period.lower), localtime(each.period.upper)
    return {
        "code": each.code,
        "title": each.venue.name,
        "when": f"{day_words(starts.date(), localdate())} {clock(starts)}–{clock(ends)}",
        "day": starts,
        "where": each.venue.hall.name,
        "state": each.get_status_display(),
        "href": _address("console:booking", each.code),
    }


def _open_now(request: HttpRequest, found: Person, words: str) -> list[dict[str, Any]]:
    """Activities at halls in reach that take entries at the desk now, each with where one enters the person."""
    activities = Activity.objects.standing().within(reach(request).order_by().values("pk"))
    activities = (
        activities.filter(status=Standing.SCHEDULED, ends_at__gt=now(), admission__opens_at__lte=now())
        .exclude(admission__policy=Policy.WALK_IN)
        .exclude(admission__registrations__in=reaching.tickets_of(request, found).order_by().values("pk"))
        .select_related("hall", "place", "venue", "admission")
        .order_by("starts_at", "pk")
    )
    for word in words.split():
        activities = activities.filter(title__icontains=word)
    return [_open_row(activity, found) for activity in activities[:OPEN_MOST]]


def _open_row(activity: Activity, found: Person) -> dict[str, Any]:
    starts = localtime(activity.starts_at)
    return {
        "title": activity.title,
        "when": f"{day_words(starts.date(), localdate())} {clock(starts)}",
        "where": where_of(activity, {}),
        "left": activity.admission.left,
        "counted": activity.admission.policy == Policy.FIRST_COME,
        "policy": activity.admission.get_policy_display(),
        "href": _address("console:entries", activity.code, f"?for={found.code}")
        or _address("portal:activity", activity.code, f"?for={found.code}"),
    }


def _venues(request: HttpRequest, found: Person, words: str) -> list[dict[str, Any]]:
    """Venues at halls in reach, each with where one reserves it for the person; none while that page is not there."""
    venues = Venue.objects.standing().within(reach(request).order_by().values("pk"))
    venues = venues.filter(period__contains=localdate()).select_related("hall").order_by("hall__code", "code")
    for word in words.split():
        venues = venues.filter(name__icontains=word)
    rows = [
        {"name": venue.name, "hall": venue.hall.name, "href": _address("portal:book", venue.code, f"?for={found.code}")}
        for venue in venues[:OPEN_MOST]
    ]
    return [row for row in rows if row["href"]]


def _address(url_name: str, code: str, query: str = "") -> str:
    """The address of another room's page, or nothing where there is none."""
    try:
        return reverse(url_name, args=[code]) + query
    except NoReverseMatch:
        return ""
