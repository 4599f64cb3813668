"""What was served: marked at the desk after the shift, corrected with a reason, added up from the records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.inviting import both
from guanlian.community.rules import rules, star_of
from guanlian.community.shifting import RIGHT, locked
from guanlian.community.shifts import Service, Shift, Stands
from guanlian.community.volunteers import Volunteer

SERVED = ExpressionWrapper(F("came_to") - F("came_from"), output_field=DurationField())


@dataclass(frozen=True, slots=True)
class Served:
    """What the records add up to. `minutes` is whole; `hours` with one decimal is for reading."""

    minutes: int
    times: int
    first: date | None
    last: date | None

    @property
    def hours(self) -> float:
        """Hours with one decimal, cut off: nobody reads more than was served."""
        return self.minutes * 10 // 60 / 10

    @property
    def star(self) -> int:
        """The star grade by the declared rule, 0 to 5."""
        return star_of(self.minutes)


@transaction.atomic
def mark_came(
    *, code: str, by: User, on: date, came_from: datetime | None = None, came_to: datetime | None = None, why: str = ""
) -> Service:
    """Record that a confirmed volunteer came: for the whole shift, or from `came_from` to `came_to`. What was recorded
    before is corrected with a reason only. Raises NotYours, NotOpen, NotYetOver, BadTimes, NoReason."""
    shift, held = both(code)
    scope.require(by, RIGHT, shift.hall, on)
    if shift.starts_at > now():
        raise refusals.NotYetOver
    first, last = came_from or shift.starts_at, came_to or shift.ends_at
    _check_times(first, last)
    _correcting(held, why)
    if held.status != Stands.CAME:
        held.move_to(Stands.CAME)
    held.came_from, held.came_to, held.acted_by, held.why = first, last, by, why.strip()[:200]
    try:
        with transaction.atomic(), pghistory.context(user=by.pk, why=why.strip() or _("登记到岗")):
            held.save()
    except IntegrityError as twice:
        raise refusals.Overlaps(held.volunteer.name) from twice
    return held


@transaction.atomic
def mark_absent(*, code: str, by: User, on: date, why: str = "") -> Service:
    """Record that a confirmed volunteer did not come; nothing follows from it but that no hours are counted.

    Raises NotYours, NotOpen, NotYetOver; NoReason where it corrects a record.
    """
    shift, held = both(code)
    scope.require(by, RIGHT, shift.hall, on)
    if shift.starts_at > now():
        raise refusals.NotYetOver
    _correcting(held, why)
    if held.status != Stands.ABSENT:
        held.move_to(Stands.ABSENT)
    held.came_from = held.came_to = None
    held.acted_by, held.why = by, why.strip()[:200]
    with pghistory.context(user=by.pk, why=why.strip() or _("登记未到")):
        held.save()
    return held


@transaction.atomic
def mark_all(*, shift: str, by: User, on: date) -> list[Service]:
    """Record that all who are confirmed and not yet marked came for the whole shift. Raises NotYours, NotYetOver."""
    found = locked(shift)
    scope.require(by, RIGHT, found.hall, on)
    if found.starts_at > now():
        raise refusals.NotYetOver
    open_ones = Service.unscoped.filter(shift=found, status=Stands.CONFIRMED).order_by("pk")
    return [mark_came(code=code, by=by, on=on) for code in list(open_ones.values_list("code", flat=True))]


@transaction.atomic
def add_who_came(*, shift: str, who: str, by: User, on: date) -> Service:
    """Record that a volunteer of the hall (their code, or the name where only one has it) came unplanned, for the whole
    shift; one more is then wanted where all places were taken. Raises NotYours, NotYetOver, WhoIsMeant, Overlaps."""
    found = locked(shift)
    scope.require(by, RIGHT, found.hall, on)
    if found.called_off_at is not None or found.starts_at > now():
        raise refusals.NotYetOver
    volunteer = _named(found, who.strip())
    held = Service.unscoped.filter(shift=found, volunteer=volunteer).first()
    if held is not None and held.status in {Stands.CONFIRMED, Stands.CAME, Stands.ABSENT}:
        return mark_came(code=held.code, by=by, on=on, why=_("补登到岗"))
    if found.left == 0:
        found.wanted += 1
        found.save(update_fields=["wanted"])
    if held is None:
        held = Service(shift=found, volunteer=volunteer, status=Stands.CONFIRMED)
    else:
        if held.status in {Stands.DECLINED, Stands.CANCELLED}:
            held.move_to(Stands.INVITED)
            held.save()
        held.move_to(Stands.CONFIRMED)
    held.acted_by, held.answered_at = by, now()
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as twice:
        raise refusals.Overlaps(volunteer.name) from twice
    return mark_came(code=held.code, by=by, on=on, why=_("补登到岗"))


def _named(shift: Shift, who: str) -> Volunteer:
    there = Volunteer.objects.on(localdate(shift.starts_at)).within([shift.hall_id])
    found = list(there.filter(Q(code=who.upper()) | Q(name=who))[:2]) if who else []
    if len(found) != 1:
        raise refusals.WhoIsMeant(who, bool(found))
    return found[0]


def served(services: QuerySet[Service], *, by_moment: datetime | None = None) -> Served:
    """What those of `services` that came add up to; ended until `by_moment` where given."""
    came = services.filter(status=Stands.CAME)
    if by_moment is not None:
        came = came.filter(came_to__lte=by_moment)
    row = came.aggregate(total=Sum(SERVED), times=Count("pk"), first=Min("came_from"), last=Max("came_to"))
    return _served(row)


def served_by(volunteers: Iterable[Volunteer]) -> dict[int, Served]:
    """For each volunteer what they served, by key, in one statement."""
    rows = (
        Service.unscoped.filter(volunteer__in=list(volunteers), status=Stands.CAME)
        .order_by()
        .values("volunteer")
        .annotate(total=Sum(SERVED), times=Count("pk"), first=Min("came_from"), last=Max("came_to"))
    )
    return {row["volunteer"]: _served(row) for row in rows}


def with_minutes(found: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
    """The volunteers, each with `time_served` (a duration) from their records."""
    came = Q(services__status=Stands.CAME)
    whole = ExpressionWrapper(F("services__came_to") - F("services__came_from"), output_field=DurationField())
    return found.annotate(time_served=Coalesce(Sum(whole, filter=came), timedelta(0)))


def _served(row: Any) -> Served:
    total = row["total"] or timedelta(0)
    return Served(
        minutes=int(total.total_seconds()) // 60,
        times=row["times"],
        first=localdate(row["first"]) if row["first"] else None,
        last=localdate(row["last"]) if row["last"] else None,
    )


def _correcting(held: Service, why: str) -> None:
    if held.status in {Stands.CAME, Stands.ABSENT}:
        if not why.strip():
            raise refusals.NoReason
    elif held.status != Stands.CONFIRMED:
        raise refusals.NotOpen


def _check_times(first: datetime, last: datetime) -> None:
    most = rules()["volunteers"]["shift_hours_most"]
    if last <= first:
        raise refusals.BadTimes(_("离岗须晚于到岗。"))
    if last - first > timedelta(hours=most):
        raise refusals.BadTimes(_("一次服务最长 %s 小时，请核对到岗和离岗时间。") % most)
