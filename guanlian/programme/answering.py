"""How halls answer what is said to them: what is due, what is late, and how each hall below stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

from guanlian.kernel.fields import ShanghaiDate
from guanlian.kernel.windows import Window
from guanlian.network.models import Hall
from guanlian.programme.voices import OpinionQuerySet, OpinionStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """One hall with those below it: said in the window, answered by the day due, late (answered or not), still open."""

    hall: Hall
    said: int
    in_time: int
    late: int
    open: int


def with_lateness(opinions: OpinionQuerySet, today: date) -> OpinionQuerySet:
    """Each with `late`: answered after its day, or open past it."""
    answered = Coalesce(ShanghaiDate("answered_at"), Value(today))
    return opinions.annotate(
        late=Case(
            When(~Q(status=OpinionStatus.TAKEN_BACK) & Q(due_on__lt=answered), then=1),
            default=0,
            output_field=IntegerField(),
        )
    )


def due_first(opinions: OpinionQuerySet) -> OpinionQuerySet:
    """Open ones first, the most urgent at the head; then the answered ones, the latest first."""
    is_open = Case(When(status=OpinionStatus.OPEN, then=0), default=1, output_field=IntegerField())
    soonest = Case(When(status=OpinionStatus.OPEN, then=F("due_on")))
    return opinions.order_by(is_open, soonest.asc(nulls_last=True), "-made_at", "pk")


def said_in(opinions: OpinionQuerySet, window: Window) -> OpinionQuerySet:
    """Those said on the days of `window`, Asia/Shanghai."""
    return opinions.annotate(said_on=ShanghaiDate("made_at")).filter(said_on__range=(window.first, window.last))


def standings(opinions: OpinionQuerySet, below: dict[int, Hall], tops: list[Hall], today: date) -> list[Standing]:
    """How `tops` stand, each with its own subtree, those with most to catch up on first.

    `below`: for each hall's id the one of `tops` that it belongs to.
    """
    counted: Any = (
        with_lateness(opinions, today)
        .exclude(status=OpinionStatus.TAKEN_BACK)
        .order_by()
        .values("hall")
        .annotate(
            said=Count("pk"),
            in_time=Count("pk", filter=Q(status=OpinionStatus.ANSWERED, late=0)),
            tardy=Count("pk", filter=Q(late=1)),
            waiting=Count("pk", filter=Q(status=OpinionStatus.OPEN)),
        )
    )
    sums: dict[int, list[int]] = {}
    for row in counted:
        top = below.get(row["hall"])
        if top is not None:
            held = sums.setdefault(top.pk, [0, 0, 0, 0])
            for at, name in enumerate(("said", "in_time", "tardy", "waiting")):
                held[at] += row[name]
    found = [Standing(top, *sums.get(top.pk, [0, 0, 0, 0])) for top in tops]
    return sorted(found, key=lambda each: (-each.late, -each.open, -each.said, each.hall.code))
