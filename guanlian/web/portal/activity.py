"""An activity's page: what, when, where, by whom, how to take part, and where its record counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from guanlian.network import openness
from guanlian.network.halls import Hall
from guanlian.programme import finding
from guanlian.programme.models import Activity, Audience, Feature, Kind, Participation, Status
from guanlian.web.entering import lessons
from guanlian.web.entering.panel import panel_of
from guanlian.web.portal import words
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.counting import clauses_of
from guanlian.web.portal.notice import absolute, qr
from guanlian.web.portal.showing import INTERNAL, place_words, shown, towns_of, where_of, with_places
from guanlian.web.volunteering.words import help_wanted

SIMILAR = 4


def panel(request: HttpRequest, code: str) -> str:
    """How to take part, with what the person has already; empty where the activity is no longer public."""
    found = with_places(Activity.objects.public()).filter(code=code).first()
    if found is None:
        return ""
    return render_to_string(
        "web/entering/panel.html", {"activity": found, "panel": panel_of(found, request.user)}, request
    )


@public_page(alike=True, own={"panel": panel})
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """The public activity with that code; 404 for drafts and withdrawn records."""
    found = with_places(Activity.objects.public()).select_related("brand").filter(code=code).first()
    if found is None:
        raise Http404
    today = timezone.localdate()
    place = found.place or found.hall
    similar = finding.similar(found, today, most=SIMILAR)
    context = {
        "activity": found,
        "kind": Kind(found.kind).label,
        "when": words.when_words(found.starts_at, found.ends_at, found.lessons, today),
        "day": words.full_day(found.begins_on, today),
        "last_day": words.full_day(found.ends_on, today) if found.ends_on != found.begins_on else "",
        "clock": f"{words.clock(found.starts)}–{words.clock(timezone.localtime(found.ends_at))}",
        "where": where_of(found, towns_of([place.pk], today)),
        "place": place,
        "places": place_words(found)[0],
        "panel": panel_of(found, request.user),
        "lessons": lessons.of(found, timezone.now()),
        "cancelled": found.status == Status.CANCELLED,
        "over": found.ends_at < timezone.now(),
        "internal": bool(INTERNAL & set(found.audiences)),
        "audiences": [Audience(a).label for a in found.audiences],
        "features": [Feature(f).label for f in found.features],
        "halls": _halls(found),
        "troupes": found.troupes(manager="unscoped").filter(withdrawn_at=None),
        "hours": _hours(found.hall, today),
        "counts": clauses_of(found) if found.status == Status.HELD else [],
        "similar": shown(similar, today),
        "shifts": help_wanted(found, today),
        "qr": qr(absolute(found.get_absolute_url())),
        "address": absolute(found.get_absolute_url()),
    }
    return render(request, "web/portal/activity.html", context)


def _halls(found: Activity) -> list[dict[str, Any]]:
    """The halls with a part in it, by role, the organiser first."""
    rows = Participation.objects.filter(activity=found).select_related("hall").order_by("hall__code")
    by_role: dict[str, list[Hall]] = {}
    for row in rows:
        by_role.setdefault(row.role, []).append(row.hall)
    return [
        {"role": Participation.Role(role).label, "halls": by_role[role]}
        for role in Participation.Role.values
        if role in by_role
    ]


def _hours(hall: Hall, today: date) -> dict[str, Any]:
    """When the hall's desk can be reached."""
    published = openness.of_hall(hall.pk, today)
    now = timezone.now()
    return {"rows": words.week_rows(published.week(today)), "now": words.state_words(published.at(now), now)}
