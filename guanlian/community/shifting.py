"""Shifts of an activity: opened, changed, called off by the hall that organises it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.answering import answering_for
from guanlian.accounts.models import User
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.rules import rules
from guanlian.community.shifts import OPEN, Service, Shift, Stands
from guanlian.messaging.kinds import Between
from guanlian.messaging.telling import News, tell

RIGHT = "volunteer.manage"


@transaction.atomic
def open_shift(
    *,
    activity: Any,
    by: User,
    on: date,
    task: str,
    starts_at: datetime,
    ends_at: datetime,
    wanted: int,
    skills: Sequence[str] = (),
    min_age: int | None = None,
    needs_insurance: bool = False,
) -> Shift:
    """Say that the activity (an `Activity`, not over) needs `wanted` volunteers for a task.

    Raises NotYours, Refused.
    """
    scope.require(by, RIGHT, activity.hall, on)
    if activity.status in {"cancelled", "held"} or activity.withdrawn_at is not None or activity.ends_at <= now():
        raise refusals.ActivityOver
    made = Shift(hall=activity.hall, activity=activity, made_by=by)
    _fill(made, task, starts_at, ends_at, wanted, skills, min_age, needs_insurance)
    made.save()
    return made


@transaction.atomic
def change_shift(
    *,
    code: str,
    by: User,
    on: date,
    task: str,
    starts_at: datetime,
    ends_at: datetime,
    wanted: int,
    skills: Sequence[str] = (),
    min_age: int | None = None,
    needs_insurance: bool = False,
) -> Shift:
    """Change a shift that has not begun; who is invited or confirmed is told of other times.

    Raises NotYours, NoSuchShift, ShiftOver, BadTimes, FewerThanConfirmed, Overlaps.
    """
    found = locked(code)
    scope.require(by, RIGHT, found.hall, on)
    if found.called_off_at is not None or found.starts_at <= now():
        raise refusals.ShiftOver
    if wanted < found.confirmed:
        raise refusals.FewerThanConfirmed(found.confirmed)
    before = (found.starts_at, found.ends_at)
    _fill(found, task, starts_at, ends_at, wanted, skills, min_age, needs_insurance)
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            found.save()
    except IntegrityError as taken:
        raise refusals.Overlaps(_("已定的人里有人")) from taken
    if before != (found.starts_at, found.ends_at):
        _tell_open(found, "shift.moved")
    return found


@transaction.atomic
def call_off(*, code: str, by: User, on: date, why: str) -> Shift:
    """The shift is not needed any more; everybody who was in it is told why. Raises NotYours, NoReason, ShiftOver."""
    found = locked(code)
    scope.require(by, RIGHT, found.hall, on)
    if not why.strip():
        raise refusals.NoReason
    if found.called_off_at is not None or found.starts_at <= now():
        raise refusals.ShiftOver
    with pghistory.context(user=by.pk, why=why.strip()):
        _off(found, why)
    return found


def call_off_all(*, activity: Any, why: str) -> None:
    """The activity does not take place: none of its shifts that lie ahead does. For the room that knows activities."""
    for each in ahead_of(activity).select_for_update(of=("self",)):
        _off(each, why)


def ahead_of(activity: Any) -> QuerySet[Shift]:
    """The shifts of the activity that stand and lie ahead."""
    found = Shift.unscoped.filter(activity=activity, called_off_at=None, starts_at__gt=now())
    return found.select_related("hall", "activity").order_by("pk")


@transaction.atomic
def follow(*, activity: Any, by: timedelta | None, where: str = "") -> None:
    """The activity was moved: so are its shifts that lie ahead, by as much, and whoever is in them is told.

    `by` is None where the move doesn't tell how shifts move (a course, another length): then, and where somebody would
    serve in two places, a shift stays and those who look after volunteers are asked to see to it. `where`: the new
    place, if it is another. For the room that knows activities.
    """
    ahead = list(ahead_of(activity).select_for_update(of=("self",)))
    stayed = [each for each in ahead if by != timedelta() and not (by and _moved(each, by))]
    for each in ahead if where else ():
        _tell_open(each, "shift.place_moved", where=where)
    if stayed:
        about = f"/console/programme/{activity.code}/shifts/"
        tell(
            News(kind="shift.to_check", user=user, params={"title": activity.title, "n": len(stayed)}, about=about)
            for user in answering_for(activity.hall, RIGHT, localdate())
        )


def _moved(shift: Shift, by: timedelta) -> bool:
    """Whether the shift could be moved; if so it is, and those in it are told."""
    shift.starts_at, shift.ends_at = shift.starts_at + by, shift.ends_at + by
    if shift.starts_at <= now():
        return False
    try:
        with transaction.atomic():
            shift.save(update_fields=["starts_at", "ends_at"])
    except IntegrityError:
        return False
    _tell_open(shift, "shift.moved")
    return True


@transaction.atomic
def remind() -> int:
    """Remind once of each settled service that begins within the declared hours; who settled within them knows well
    enough. One that was moved is reminded of anew. Returns how many were looked at; for the worker."""
    hours, at = timedelta(hours=rules()["volunteers"]["remind_hours"]), now()
    soon = Service.unscoped.filter(
        status=Stands.CONFIRMED,
        volunteer__person__isnull=False,
        shift__starts_at__gt=at,
        shift__starts_at__lte=at + hours,
        shift__called_off_at=None,
    ).select_related("shift__activity", "shift__hall", "volunteer__person__keeper")
    due = [each for each in soon.order_by("pk") if each.shift.starts_at - (each.answered_at or each.made_at) > hours]
    tell(
        News(
            kind="shift.reminder",
            person=each.volunteer.person,
            params=words_of(each.shift, each),
            about="/me/volunteering/",
            key=f"shift.reminder:{each.code}:{each.shift.starts_at:%Y%m%d%H%M}",
        )
        for each in due
    )
    return len(due)


def locked(code: str) -> Shift:
    """The shift with that code, locked: whoever asks for a place in it waits. Raises NoSuchShift."""
    found = Shift.unscoped.select_for_update(of=("self",)).select_related("hall", "activity").filter(code=code).first()
    if found is None:
        raise refusals.NoSuchShift(code)
    return found


def words_of(shift: Shift, service: Service) -> dict[str, Any]:
    """What messages about a service say."""
    return {
        "name": service.volunteer.name,
        "title": shift.activity.title,
        "task": shift.task,
        "when": Between(shift.starts_at, shift.ends_at),
        "hall": shift.hall.name,
    }


def _off(shift: Shift, why: str) -> None:
    shift.called_off_at, shift.called_off_why = now(), why.strip()[:200]
    shift.save(update_fields=["called_off_at", "called_off_why"])
    _tell_open(shift, "shift.called_off", why=shift.called_off_why)
    for each in Service.unscoped.filter(shift=shift, status__in=OPEN):
        each.move_to(Stands.CANCELLED)
        each.why = shift.called_off_why
        each.save(update_fields=["status", "why"])


def _tell_open(shift: Shift, kind: str, **more: Any) -> None:
    found = Service.unscoped.filter(shift=shift, status__in=OPEN).select_related("volunteer__person__keeper")
    tell(
        News(
            kind=kind,
            person=each.volunteer.person,
            params=words_of(shift, each) | more,
            about="/me/volunteering/",
        )
        for each in found
        if each.volunteer.person is not None
    )


def _fill(
    shift: Shift,
    task: str,
    starts_at: datetime,
    ends_at: datetime,
    wanted: int,
    skills: Sequence[str],
    min_age: int | None,
    needs_insurance: bool,
) -> None:
    most = rules()["volunteers"]["shift_hours_most"]
    if ends_at <= starts_at:
        raise refusals.BadTimes(_("结束须晚于开始。"))
    if ends_at - starts_at > timedelta(hours=most):
        raise refusals.BadTimes(_("一个班次最长 %s 小时，更长的请分成几班。") % most)
    if starts_at <= now():
        raise refusals.BadTimes(_("班次须在将来，请核对日期和时间。"))
    shift.task, shift.starts_at, shift.ends_at, shift.wanted = task.strip()[:120], starts_at, ends_at, wanted
    shift.skills, shift.min_age, shift.needs_insurance = list(skills), min_age, needs_insurance
