"""A draw as it is shown: each line of its list with lot and result, computed anew from what is published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Count

from guanlian.programme import drawing
from guanlian.programme.activities import Activity
from guanlian.programme.admission import Admission, Policy, Registration, Status
from guanlian.programme.lots import Draw

SCRIPT = Path(__file__).with_name("replay.py")  # handed out as it stands; tested as it is handed out


@dataclass(frozen=True, slots=True)
class Line:
    """One group of the list. `queue`: its place among those who did not win, None for winners."""

    rank: int
    group: str
    people: int
    tickets: int
    online: bool
    lot: str
    won: bool
    queue: int | None


def of_activity(code: str) -> Draw | None:
    """The draw of a public activity, with its admission and activity; None where nothing is drawn."""
    public = Activity.objects.public().filter(code=code)
    return (
        Draw.objects.filter(admission__activity__in=public, admission__policy=Policy.LOTTERY)
        .select_related("admission__activity__hall")
        .first()
    )


def lines(draw: Draw) -> list[Line]:
    """The list in the order of the lots, from seed and list alone. Empty before the draw."""
    if draw.drawn_at is None or draw.places is None:
        return []
    entries = drawing.read(draw.entries)
    key = drawing.key_of(draw.seed, entries)
    order = drawing.ordered(draw.seed, entries)
    winners = {each.group for each in drawing.placed(order, draw.places, draw.places_online)}
    shown: list[Line] = []
    queue = 0
    for rank, each in enumerate(order, start=1):
        won = each.group in winners
        queue += not won
        at = None if won else queue
        lot = drawing.lot(key, each)
        shown.append(Line(rank, each.group, each.people, each.tickets, each.online, lot, won, at))
    return shown


def key(draw: Draw) -> str:
    """What all lots of a draw are made from."""
    return drawing.key_of(draw.seed, drawing.read(draw.entries))


def entered(admission: Admission) -> tuple[int, int]:
    """How many groups and how many people have entered and did not withdraw."""
    found = Registration.unscoped.filter(admission=admission, status=Status.ENTERED)
    counted = found.aggregate(groups=Count("group", distinct=True), people=Count("pk"))
    return counted["groups"], counted["people"]


def own(admission: Admission, user: Any) -> dict[str, list[Registration]]:
    """The household's own entries by group; empty for who has not signed in."""
    if not user.is_authenticated:
        return {}
    found: dict[str, list[Registration]] = {}
    for each in Registration.objects.of(user).filter(admission=admission).select_related("person").order_by("pk"):
        found.setdefault(each.group, []).append(each)
    return found
