"""The sessions of an activity as lines: when, where, which are called off, which are over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate, localtime

from guanlian.programme.models import Activity
from guanlian.web.portal.words import clock, full_day


@dataclass(frozen=True, slots=True)
class Lesson:
    """One session as shown. `off`: why it is called off; `came`: whether the ticket was read there."""

    number: int
    day: str
    clock: str
    where: str
    off: str
    called_off: bool
    over: bool
    next: bool
    came: bool


def of(activity: Activity, at: datetime, came: Collection[int] = ()) -> list[Lesson]:
    """The sessions in order where there are several; none where the activity is one session."""
    rows = list(activity.sessions.select_related("venue").order_by("number"))
    if len(rows) < 2:
        return []
    today = localdate(at)
    ahead = next((row.pk for row in rows if row.ends_at > at and row.called_off_at is None), None)
    return [
        Lesson(
            number=row.number,
            day=full_day(localdate(row.starts_at), today),
            clock=f"{clock(localtime(row.starts_at))}–{clock(localtime(row.ends_at))}",
            where=row.venue.name if row.venue and row.venue_id != activity.venue_id else "",
            off=row.called_off_why,
            called_off=row.called_off_at is not None,
            over=row.ends_at <= at,
            next=row.pk == ahead,
            came=row.pk in came,
        )
        for row in rows
    ]
