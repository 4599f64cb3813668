"""What shows that a troupe is at work: its rehearsals and its performances.

The measure `troupes.active` counts these, and the pages list them: both start from the two queries here. A room booked
for a troupe becomes a rehearsal when somebody checks in (`booking.arriving`), so no booking is counted beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from guanlian.booking.models import Reservation
from guanlian.booking.models import Status as Booked
from guanlian.community.models import Rehearsal, Troupe
from guanlian.kernel.windows import months_before
from guanlian.programme.activities import Activity, Status


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days that are looked at: after `since`, up to `on` (that day included)."""

    since: date
    on: date

    @classmethod
    def before(cls, on: date, months: int) -> Stretch:
        """The `months` months before the day `on`."""
        return cls(months_before(on, months), on)


def rehearsals(stretch: Stretch, troupes: Any) -> QuerySet:
    """Recorded rehearsals of `troupes` (keys, or an OuterRef)."""
    found = Rehearsal.unscoped.filter(held_on__gt=stretch.since, held_on__lte=stretch.on, withdrawn_at=None)
    return _of(found, "troupe", troupes)


def performances(stretch: Stretch, troupes: Any) -> QuerySet:
    """Activities that took place and in which they performed."""
    found = Activity.unscoped.filter(
        begins_on__gt=stretch.since, begins_on__lte=stretch.on, status=Status.HELD, withdrawn_at=None
    )
    return _of(found, "troupes", troupes)


def times_at_work(stretch: Stretch) -> Any:
    """How often a troupe was at work, as an expression over troupes."""
    me = OuterRef("pk")
    return _number(rehearsals(stretch, me), "troupe") + _number(performances(stretch, me), "troupes")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One time that a troupe was at work. `record`: a Rehearsal or an Activity; `booked`: the room it had reserved."""

    day: date
    record: Any
    performed: bool = False
    booked: Reservation | None = None


def evidence(troupe: Troupe, stretch: Stretch) -> list[Evidence]:
    """Every time that counts, the latest first; as many as `times_at_work` says. Three statements."""
    mine = [troupe.pk]
    used = Reservation.unscoped.filter(troupe=troupe, status=Booked.USED).select_related("venue__hall")
    booked = {localdate(row.period.lower): row for row in used.order_by("-period")}
    rehearsed = rehearsals(stretch, mine).select_related("venue__hall", "hall")
    performed = performances(stretch, mine).select_related("hall", "place", "venue")
    found = [Evidence(row.held_on, row, booked=booked.get(row.held_on)) for row in rehearsed]
    found += [Evidence(row.begins_on, row, performed=True) for row in performed]
    return sorted(found, key=lambda each: (each.day, each.performed, each.record.pk), reverse=True)


def _of(found: QuerySet, path: str, troupes: Any) -> QuerySet:
    if isinstance(troupes, OuterRef):
        return found.filter(**{path: troupes})
    assert isinstance(troupes, Iterable)
    return found.filter(**{f"{path}__in": troupes})


def _number(rows: QuerySet, key: str) -> Coalesce:
    """How many `rows` there are, as a subquery; `key` is what they share."""
    numbered = rows.order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbered, output_field=IntegerField()), 0)
