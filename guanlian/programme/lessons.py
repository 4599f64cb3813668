"""The lessons of a course: laid out by a rule, and each moved, called off or added by itself.

Times are aware; the activity begins with its first standing lesson and ends with its last. Lessons of a public activity
hold their venue, and everyone who entered is told what changes. Raises NotYours, DateTaken, NoReason and Refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.accounts.recording import NoReason
from guanlian.holds.models import Hold
from guanlian.messaging.kinds import Between
from guanlian.network.models import Venue
from guanlian.programme import announcing
from guanlian.programme.activities import Activity, Status
from guanlian.programme.admission import LIVE, Registration
from guanlian.programme.changes import Untold
from guanlian.programme.sessions import Session
from guanlian.programme.timetable import MOST_LESSONS
from guanlian.programme.venues import settle_holds


class Refused(Exception):
    """The lessons can't be changed so; the message says why and what to do next."""


class LessonsStand(Refused):
    """People have entered, or came to a lesson: the whole timetable isn't thrown over any more."""

    def __init__(self) -> None:
        super().__init__(_("已有人报名或签到，课表不能整份重排。请逐次改期、取消或加课，会通知每一户。"))


class TooMany(Refused):
    """No lessons, or more than one run can have."""

    def __init__(self) -> None:
        super().__init__(_("课次须在 1 到 %s 次之间，请改规则。") % MOST_LESSONS)


class LessonOver(Refused):
    """A lesson that has begun, or was called off, stays as it was."""

    def __init__(self) -> None:
        super().__init__(_("这一次已经开始或已取消，不能再改。可以加一次课。"))


class LastOne(Refused):
    """Calling off the only lesson left would leave nothing."""

    def __init__(self) -> None:
        super().__init__(_("只剩这一次了。要全部不办，请取消整个活动。"))


@dataclass(frozen=True, slots=True)
class Time:
    """When and where one lesson is."""

    starts_at: datetime
    ends_at: datetime
    venue: Venue | None = None


def lay_out(*, activity: Activity, times: Sequence[Time], by: User, on: date) -> list[Session]:
    """Give the activity these lessons in place of those it has. Raises LessonsStand, TooMany."""
    if not 1 <= len(times) <= MOST_LESSONS:
        raise TooMany
    with _changing(activity, by, on, _("排课")) as held:
        if _stands(held):
            raise LessonsStand
        old = list(held.sessions.all())
        Hold.objects.filter(pk__in=[s.hold_id for s in old if s.hold_id], released_at=None).update(released_at=now())
        held.sessions.all().delete()
        made = [
            Session(activity=held, number=n, starts_at=each.starts_at, ends_at=each.ends_at, venue=each.venue)
            for n, each in enumerate(sorted(times, key=lambda t: t.starts_at), 1)
        ]
        Session.objects.bulk_create(made)
        if len(made) == 1:
            Activity.unscoped.filter(pk=held.pk).update(lessons=1)
    return made


def move(*, session: Session, to: Time, why: str, by: User, on: date) -> Session:
    """Put one lesson to another time or place; everyone who entered is told old and new."""
    _require_ahead(session)
    if (to.starts_at, to.ends_at, to.venue) == (session.starts_at, session.ends_at, session.venue):
        return session
    old = _where_and_when(session)
    with _changing(session.activity, by, on, why, needs_reason=True) as held:
        session.starts_at, session.ends_at, session.venue = to.starts_at, to.ends_at, to.venue
        session.save(update_fields=["starts_at", "ends_at", "venue"])
        _tell(held, "lesson.moved", session, old=old, new=_where_and_when(session), why=why.strip())
    return session


def call_off(*, session: Session, why: str, by: User, on: date) -> Session:
    """One lesson does not take place; its venue is free, everyone who entered is told. Raises LastOne."""
    _require_ahead(session)
    with _changing(session.activity, by, on, why, needs_reason=True) as held:
        standing = held.sessions.filter(called_off_at=None).exclude(pk=session.pk)
        if not standing.exists():
            raise LastOne
        session.called_off_at, session.called_off_why = now(), why.strip()[:200]
        session.save(update_fields=["called_off_at", "called_off_why"])
        _tell(held, "lesson.called_off", session, old=_where_and_when(session), why=session.called_off_why)
    return session


def add(*, activity: Activity, time: Time, why: str, by: User, on: date) -> Session:
    """One lesson more, such as one that makes up for another. Everyone who entered is told."""
    with _changing(activity, by, on, why, needs_reason=activity.status == Status.SCHEDULED) as held:
        if not held.sessions.exists():
            Session.objects.create(
                activity=held, number=1, starts_at=held.starts_at, ends_at=held.ends_at, venue=held.venue
            )
        if held.sessions.filter(called_off_at=None).count() >= MOST_LESSONS:
            raise TooMany
        number = (held.sessions.aggregate(most=Max("number"))["most"] or 0) + 1
        made = Session.objects.create(
            activity=held, number=number, starts_at=time.starts_at, ends_at=time.ends_at, venue=time.venue
        )
        _tell(held, "lesson.added", made, new=_where_and_when(made), why=why.strip())
    return made


@contextmanager
def _changing(activity: Activity, by: User, on: date, why: str, *, needs_reason: bool = False) -> Iterator[Activity]:
    """One transaction with the activity locked: afterwards it follows its lessons, and they hold their venues."""
    scope.require(by, "register.edit", activity.hall, on)
    if needs_reason and not why.strip():
        raise NoReason
    with transaction.atomic(), pghistory.context(user=by.pk, why=why.strip()):
        held = Activity.unscoped.select_for_update(of=("self",)).select_related("hall").get(pk=activity.pk)
        told_before = Untold.objects.filter(activity=held).exists()
        yield held
        follow(held)
        settle_holds([held])
        if not told_before:  # the lesson's own message says it better
            Untold.objects.filter(activity=held).delete()
    activity.refresh_from_db(fields=["starts_at", "ends_at", "lessons", "hold"])


def follow(activity: Activity) -> None:
    """The activity begins with its first standing lesson, ends with its last, and has as many as stand."""
    every = list(activity.sessions.all())
    standing = [each for each in every if each.called_off_at is None]
    if not standing:
        return
    values = {"starts_at": min(s.starts_at for s in standing), "ends_at": max(s.ends_at for s in standing)}
    if len(every) > 1:
        values["lessons"] = len(standing)  # type: ignore[assignment]
    changed = {name: value for name, value in values.items() if getattr(activity, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(activity, name, value)
        activity.save(update_fields=list(changed))


def _stands(activity: Activity) -> bool:
    entered = Registration.unscoped.filter(admission__activity=activity, status__in=LIVE).exists()
    return (
        entered
        or activity.sessions.filter(attendances__isnull=False).exists()
        or (activity.sessions.filter(roll_closed_at__isnull=False).exists())
    )


def _require_ahead(session: Session) -> None:
    if session.starts_at <= now() or session.called_off_at is not None:
        raise LessonOver


def _where_and_when(session: Session) -> list[Any]:
    place = session.venue.name if session.venue else session.activity.place_note
    return [Between(session.starts_at, session.ends_at), place]


def _tell(activity: Activity, kind: str, session: Session, **words: Any) -> None:
    if activity.status == Status.SCHEDULED and activity.withdrawn_at is None:
        announcing.tell_of_lesson(kind, session, **words)
