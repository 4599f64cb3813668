"""Unmet demand as planners read it: each kind one query, which counts, lists and exports the same rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from guanlian.kernel.clock import Now
from guanlian.kernel.windows import Window
from guanlian.network.halls import HallQuerySet
from guanlian.programme.admission import TAKING, Registration, Status
from guanlian.programme.answering import said_in
from guanlian.programme.voices import Opinion, OpinionStatus, Unmet

KINDS: dict[str, StrOrPromise] = {
    "lost": _("没有摇中"),
    "waiting": _("候补没有等到"),
    "full": _("满员被拒"),
    "search": _("没有搜到"),
    "venue": _("没有空场地"),
    "wish": _("写来的心愿"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which unmet demand: at `halls`, on the days of `window`. `everywhere`: also what named no hall."""

    halls: HallQuerySet
    window: Window
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Line:
    """So many on a day at a hall: an activity's, or what was looked for."""

    day: Any
    hall: str
    words: str
    number: int
    activity: str = ""
    kind: str = ""


@dataclass
class Found:
    """The figures of each kind, by month, and what stands out."""

    totals: dict[str, int] = field(default_factory=dict)
    months: dict[str, list[int]] = field(default_factory=dict)
    classes: list[tuple[str, str, str, int]] = field(default_factory=list)  # title, code, kind, number
    words: list[tuple[str, int]] = field(default_factory=list)


def _entries(asked: Asked) -> QuerySet[Registration]:
    """Entries of activities of the halls that begin in the window and did not end in a place."""
    return (
        Registration.objects.within(asked.halls.order_by().values("pk"))
        .filter(admission__activity__begins_on__range=(asked.window.first, asked.window.last))
        .filter(admission__activity__withdrawn_at=None)
        .exclude(status__in=TAKING)
        .exclude(status__in=[Status.RELEASED, Status.CANCELLED])
    )


def _lost(asked: Asked) -> QuerySet[Registration]:
    """Lost a draw and got no place afterwards either."""
    return _entries(asked).filter(won=False)


def _waited(asked: Asked) -> QuerySet[Registration]:
    """Waited until it was over; those who had lost a draw are counted there."""
    over = Q(status=Status.WAITING, admission__activity__ends_at__lt=Now()) | Q(status=Status.UNPLACED)
    return _entries(asked).filter(over, waiting_since__isnull=False).exclude(won=False)


def _noted(asked: Asked, kind: str) -> QuerySet[Unmet]:
    here = Q(hall__in=asked.halls.order_by().values("pk"))
    return Unmet.objects.everywhere(because="narrowed to the halls right here, or to no hall at all").filter(
        here | Q(hall=None) if asked.everywhere else here, kind=kind, on__range=(asked.window.first, asked.window.last)
    )


def _wishes(asked: Asked) -> Any:
    """Wishes that stand, each with the day on which it was said (`said_on`)."""
    said = said_in(Opinion.objects.within(asked.halls.order_by().values("pk")), asked.window)
    return said.filter(kind=Opinion.Kind.WISH).exclude(status=OpinionStatus.TAKEN_BACK)


def lines(asked: Asked, kind: str) -> list[Line]:
    """The rows behind the figure of `kind`, the latest first; their numbers add up to it. One statement."""
    if kind in {"lost", "waiting"}:
        rows = (
            (_lost if kind == "lost" else _waited)(asked)
            .order_by()
            .values(
                day=F("admission__activity__begins_on"),
                hall=F("admission__activity__hall__name"),
                words=F("admission__activity__title"),
                activity=F("admission__activity__code"),
                kind=F("admission__activity__kind"),
            )
            .annotate(number=Count("pk"))
            .order_by("-day", "activity")
        )
        return [Line(**row) for row in rows]
    if kind == "wish":
        wishes = _wishes(asked).order_by("-said_on", "pk").values_list("said_on", "hall__name", "code")
        return [Line(day, hall, code, 1) for day, hall, code in wishes]
    noted = (
        _noted(asked, kind)
        .order_by("-on", "-number", "pk")
        .values_list("on", "hall__name", "words", "number", "activity__title", "activity__code", "activity__kind")
    )
    return [
        Line(day, hall or "", words or title or "", number, code or "", kinds or "")
        for day, hall, words, number, title, code, kinds in noted
    ]


def found(asked: Asked, *, most: int) -> Found:
    """All kinds; the `most` frequent classes and words. One statement a kind."""
    result = Found()
    months = [(each.first.year, each.first.month) for each in asked.window.months()]
    classes: Counter[tuple[str, str, str]] = Counter()
    words: Counter[str] = Counter()
    for kind in KINDS:
        rows = lines(asked, kind)
        by_month: Counter[tuple[int, int]] = Counter()
        for row in rows:
            by_month[row.day.year, row.day.month] += row.number
            if row.activity:
                classes[row.words, row.activity, row.kind] += row.number
            elif kind in {"search", "venue"}:
                words[row.words] += row.number
        result.totals[kind] = sum(row.number for row in rows)
        result.months[kind] = [by_month[month] for month in months]
    result.classes = [(*key, number) for key, number in classes.most_common(most)]
    result.words = words.most_common(most)
    return result
