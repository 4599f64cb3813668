"""What a hall's staff see of absences, restrictions and appeals: what is due first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from guanlian.programme import restricting
from guanlian.programme.conduct import Absence, Appeal, AppealStatus, Restriction
from guanlian.programme.sessions import Session

RECENT = 60  # days
Halls = Any  # a QuerySet of halls


@dataclass(frozen=True, slots=True)
class Due:
    """An appeal that waits for its answer."""

    appeal: Appeal
    restriction: Restriction
    absences: list[Absence]
    days_left: int


def appeals_due(halls: Halls, on: date) -> list[Due]:
    """The appeals that wait, the first to be answered first."""
    waiting = Appeal.objects.filter(status=AppealStatus.OPEN, restriction__hall__in=halls)
    found = list(waiting.select_related("restriction__person", "restriction__hall").order_by("due_on", "pk"))
    absences = _absences_of([each.restriction_id for each in found])
    return [Due(each, each.restriction, absences[each.restriction_id], (each.due_on - on).days) for each in found]


def find_appeal(halls: Halls, person: str) -> Appeal | None:
    """The appeal of the person with that code that waits at one of `halls`."""
    waiting = Appeal.objects.filter(status=AppealStatus.OPEN, restriction__hall__in=halls)
    found = waiting.filter(restriction__person__code=person).select_related("restriction__person", "restriction__hall")
    return found.order_by("due_on", "pk").first()


def absences_of(restriction: Restriction) -> list[Absence]:
    """The absences that it stands on, the oldest first."""
    return _absences_of([restriction.pk])[restriction.pk]


def sessions(halls: Halls, on: date) -> Any:
    """Sessions of the last days at which somebody was absent, the latest first, each with how many absences it has and
    how many of them are not excused."""
    missed = Absence.unscoped.filter(session=OuterRef("pk"))
    return (
        Session.objects.filter(
            Exists(missed), activity__hall__in=halls, starts_at__date__gt=on - timedelta(days=RECENT)
        )
        .annotate(
            missed=Count("absences", distinct=True),
            open=Count("absences", filter=Q(absences__excused_why=""), distinct=True),
            came=Count("attendances", distinct=True),
        )
        .select_related("activity__hall")
        .order_by("-starts_at", "pk")
    )


def absences_at(found: list[Session]) -> dict[int, list[Absence]]:
    """The absences of those sessions, by the session's key."""
    every: dict[int, list[Absence]] = defaultdict(list)
    rows = Absence.unscoped.filter(session__in=found).select_related("registration__person")
    for each in rows.order_by("registration__person__name", "pk"):
        every[each.session_id].append(each)
    return every


def in_force(halls: Halls, on: date) -> list[Restriction]:
    """The restrictions in force, the next to end first, each with `last` (day) and `which` (its absences)."""
    running = Restriction.objects.within(halls).in_force(on).select_related("person", "hall")
    found = list(running.order_by("period", "pk"))
    absences = _absences_of([each.pk for each in found])
    for each in found:
        each.last = restricting.last_day(each)  # type: ignore[attr-defined]
        each.which = absences[each.pk]  # type: ignore[attr-defined]
    return found


def _absences_of(restrictions: list[int]) -> dict[int, list[Absence]]:
    links = Restriction.absences.through.objects.filter(restriction__in=restrictions).select_related(
        "absence__session__activity", "absence__registration"
    )
    found: dict[int, list[Absence]] = defaultdict(list)
    for link in links.order_by("absence__on", "absence"):
        found[link.restriction_id].append(link.absence)
    return found
