"""Closing the roll: what was taken at the door becomes the number of participants, which the standard counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pghistory
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import get_current_timezone, now
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.accounts.recording import RecordRefused
from guanlian.holds.holding import ResourceTaken
from guanlian.programme import recording
from guanlian.programme.activities import Activity, Status
from guanlian.programme.meeting import sessions_of
from guanlian.programme.sessions import Attendance, Headcount, Session
from guanlian.programme.taking_part import participants


class CannotClose(Exception):
    """The roll can't be closed now; the message says why and what to do."""


class NoReason(Exception):
    """A roll is opened again without saying why."""

    def __init__(self) -> None:
        super().__init__(_("请写明重新打开的原因。"))


@transaction.atomic
def close(*, session: Session, by: User, on: date) -> Activity:
    """Close the session's roll; closing twice changes nothing. Raises NotYours, CannotClose, and what recording does.

    The participants of the activity follow (taking_part.participants). A figure that staff entered themselves stands.
    With the last open roll a scheduled activity was held.
    """
    scope.require(by, "registration.act", session.activity.hall, on)
    sessions, held = _locked(session)
    if held.roll_closed_at:
        return held.activity
    if held.called_off_at:
        raise CannotClose(_("这一次已取消，没有签到可结束。"))
    if now() < held.starts_at:
        raise CannotClose(_("还没有开始，不能结束签到。"))
    if len(sessions) == 1 and not _taken([held]):
        raise CannotClose(_("没有签到，也没有清点人数。请先记下人数，或在活动台账确认举办。"))
    return _close(sessions, held, by)


@transaction.atomic
def reopen(*, session: Session, why: str, by: User, on: date) -> Session:
    """Open a closed roll again to correct it. The record keeps its figure until it is closed anew. Raises NotYours."""
    scope.require(by, "registration.act", session.activity.hall, on)
    if not why.strip():
        raise NoReason
    _sessions, held = _locked(session)
    if held.roll_closed_at:
        with pghistory.context(why=why.strip()[:200], user=by.pk):
            held.roll_closed_at = None
            held.save(update_fields=["roll_closed_at"])
    return held


@contextmanager
def following(*, session: Session, by: User | None) -> Iterator[None]:
    """Around taking something at the door: where the roll is closed, what arrives late is counted all the same."""
    yield
    if Session.objects.filter(pk=session.pk, roll_closed_at__isnull=False).exists():
        with transaction.atomic():
            _write(*_locked(session), by, why=_("离线签到补传"))


def close_overdue(*, today: date) -> int:
    """Close the rolls of sessions that ended before `today` where something was taken. Returns how many; for the
    worker. What is refused for one (a record that staff must look at) does not hold up the others."""
    midnight = datetime.combine(today, time.min, get_current_timezone())
    overdue = open_rolls(ended_before=midnight).filter(ends_at__gte=midnight - timedelta(days=30))
    closed = 0
    for each in list(overdue.select_related("activity__hall").order_by("starts_at", "pk")):
        try:
            with transaction.atomic():
                sessions, held = _locked(each)
                if held.roll_closed_at is None and held.called_off_at is None:
                    _close(sessions, held, None)
                    closed += 1
        except (RecordRefused, ResourceTaken):
            continue
    return closed


def open_rolls(*, ended_before: datetime) -> QuerySet[Session]:
    """Sessions that are over, where something was taken and the roll was never closed."""
    return Session.objects.filter(
        Q(Exists(Attendance.unscoped.filter(session=OuterRef("pk"))))
        | Q(Exists(Headcount.objects.filter(session=OuterRef("pk")))),
        ends_at__lt=ended_before,
        roll_closed_at=None,
        called_off_at=None,
        activity__status__in=[Status.SCHEDULED, Status.HELD],
        activity__withdrawn_at=None,
    )


def _locked(session: Session) -> tuple[list[Session], Session]:
    """Every session of the activity, locked in one order: two rolls of it close one after the other."""
    sessions_of(session.activity)
    locked = Session.objects.select_for_update(of=("self",)).select_related("activity__hall")
    sessions = list(locked.filter(activity=session.activity_id).order_by("pk"))
    return sessions, next(each for each in sessions if each.pk == session.pk)


def _close(sessions: list[Session], held: Session, by: User | None) -> Activity:
    held.roll_closed_at = now()
    held.save(update_fields=["roll_closed_at"])
    return _write(sessions, held, by, why=_("签到结束"))


def _write(sessions: list[Session], held: Session, by: User | None, *, why: str) -> Activity:
    """Let the record follow the closed rolls. A held record whose figure no roll ever gave was given it by staff, and
    keeps it."""
    activity = Activity.unscoped.select_related("hall").get(pk=held.activity_id)
    people = participants(activity, [each for each in sessions if each.roll_closed_at])
    if people is None:
        return activity
    ours = {None, *(each.figure for each in sessions)}
    if activity.status == Status.HELD and activity.participants not in ours:
        return activity
    held.figure = people
    held.save(update_fields=["figure"])
    if activity.status == Status.SCHEDULED and _all_done(sessions):
        return recording.confirm_held(activity=activity, participants=people, by=by)
    return recording.correct(activity=activity, values={"participants": people}, by=by, why=why)


def _all_done(sessions: list[Session]) -> bool:
    """Every session had its roll closed, was called off, or is over with nothing taken."""
    rest = [each for each in sessions if each.roll_closed_at is None and each.called_off_at is None]
    return all(each.ends_at < now() for each in rest) and not _taken(rest)


def _taken(sessions: list[Session]) -> bool:
    """Whether anything was taken at one of them."""
    where = {"session__in": sessions}
    return bool(sessions) and (
        Attendance.unscoped.filter(**where).exists() or Headcount.objects.filter(**where).exists()
    )
