"""Absences: who had a place in a session and neither came nor gave it back in time; which of them count.

Noted only where tickets were read at the door and the roll was closed, some hours later, so that a scanner that had no
network can report first. Never for a session that was called off, for who came without a place, or for who registered
before the time was changed: they were told, and need not have known.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.kernel.clock import moment
from guanlian.messaging.telling import News, tell
from guanlian.programme import restricting
from guanlian.programme.activities import Activity
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import Policy, Registration, Status
from guanlian.programme.conduct import Absence
from guanlian.programme.counted import lessons_come, that_count, with_meetings
from guanlian.programme.refusals import moment as in_words
from guanlian.programme.rules import rules
from guanlian.programme.sessions import Attendance, Session

ActivityEvent = Activity.pgh_event_model  # type: ignore[attr-defined]
RegistrationEvent = Registration.pgh_event_model  # type: ignore[attr-defined]


class NothingToExcuse(Exception):
    """None of the absences named is there for the person to excuse."""

    def __init__(self) -> None:
        super().__init__(_("没有找到可以免计的缺席：可能已经免计，或不在您管理的馆。"))


def note() -> int:
    """Note the absences of every session whose roll was closed long enough ago, once. Returns how many are new.

    A session whose roll is closed anew is gone through anew. Two workers at once take different sessions.
    """
    noted = sum(_note(session) for session in _due())
    _forgive_who_came()
    return noted


@transaction.atomic
def excuse(*, tickets: Collection[tuple[str, int]], why: str, by: User, on: date) -> list[Absence]:
    """Have absences not count, each named by ticket code and number of the session, with the reason (illness, weather);
    restrictions that stood on them are lifted.

    `on` is today, for the rights (restriction.decide at the session's hall): what lies elsewhere is not found. Excusing
    twice changes nothing. Raises NothingToExcuse.
    """
    named = Q(pk__in=())
    for code, number in tickets:
        named |= Q(registration__code=code, session__number=number)
    return _excuse(named, why, by, on)


@transaction.atomic
def excuse_session(*, activity: str, number: int, why: str, by: User, on: date) -> list[Absence]:
    """Have all absences of one session not count (a storm, a road that was closed). As `excuse`."""
    return _excuse(Q(session__activity__code=activity, session__number=number), why, by, on)


def _excuse(named: Q, why: str, by: User, on: date) -> list[Absence]:
    halls = scope.halls_for(by, "restriction.decide", on)
    found = (
        Absence.objects.within(halls.order_by().values("pk"))
        .filter(named, excused_why="")
        .select_for_update(of=("self",))
        .select_related("registration")
    )
    fresh = list(found.order_by("pk"))
    if not fresh:
        raise NothingToExcuse
    for each in fresh:
        each.excused_why = why.strip()[:200]
    Absence.unscoped.bulk_update(fresh, ["excused_why"])
    restricting.reconsider(people={each.registration.person_id for each in fresh}, why=why.strip())
    return fresh


def _due() -> list[int]:
    """Sessions whose roll was closed `noted_hours` ago or earlier, where tickets were read, not gone through since."""
    until = moment() - timedelta(hours=rules()["absence"]["noted_hours"])
    read = Attendance.unscoped.filter(session=OuterRef("pk"))
    closed = Session.objects.filter(roll_closed_at__lte=until, called_off_at=None, activity__withdrawn_at=None)
    closed = closed.filter(Q(absences_noted_at=None) | Q(absences_noted_at__lt=F("roll_closed_at")))
    closed = closed.exclude(activity__status=ActivityStatus.CANCELLED).filter(Exists(read))
    return list(closed.order_by("starts_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def _note(session: int) -> int:
    locked = Session.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    held = locked.filter(pk=session).select_related("activity__hall").first()
    closed = held.roll_closed_at if held is not None else None
    if held is None or closed is None or (held.absences_noted_at and held.absences_noted_at >= closed):
        return 0  # another worker has it, or had it
    missing = list(missing_from(held))
    day = localdate(held.starts_at)
    known = set(Absence.unscoped.filter(session=held).values_list("registration", flat=True))
    fresh = [Absence(session=held, registration=each, on=day) for each in missing if each.pk not in known]
    Absence.unscoped.bulk_create(fresh)
    held.absences_noted_at = moment()
    held.save(update_fields=["absences_noted_at"])
    tell(_news(held, fresh))
    return len(fresh)


def missing_from(session: Session) -> QuerySet[Registration]:
    """Those who had a place in the session when it began, and neither came nor gave it back in time."""
    in_time = session.starts_at - timedelta(hours=rules()["absence"]["release_hours"])
    was_placed = RegistrationEvent.objects.filter(pgh_obj=OuterRef("pk"), status=Status.PLACED)
    came = Attendance.unscoped.filter(session=session, registration=OuterRef("pk"))
    had = Q(status=Status.PLACED, since__lt=in_time) | (
        Q(status=Status.RELEASED, decided_at__gt=in_time, entered_at__lt=in_time)
        & (Exists(was_placed) | Q(admission__policy=Policy.FIRST_COME, waiting_since=None))
    )
    then = ActivityEvent.objects.filter(pgh_obj=session.activity_id, pgh_created_at__lte=OuterRef("entered_at"))
    known = Subquery(then.order_by("-pgh_id").values("starts_at")[:1])
    found = (
        Registration.unscoped.filter(admission__activity=session.activity_id)
        .annotate(since=Coalesce("decided_at", "entered_at"), knew=known)
        .filter(had, ~Exists(came))
        .filter(Q(knew=None) | Q(knew=session.activity.starts_at))
        .select_related("person__keeper")
        .order_by("pk")
    )
    return found.filter(entered_at__gt=session.moved_at) if session.moved_at else found


def _forgive_who_came() -> None:
    """Whoever turns out to have come (a scanner reported late) was not absent."""
    came = Attendance.unscoped.filter(session=OuterRef("session"), registration=OuterRef("registration"))
    wrong = Absence.unscoped.filter(Exists(came), excused_why="")
    why = _("签到记录后来补到，不算缺席")
    people = set(wrong.values_list("registration__person", flat=True))
    if people:
        with transaction.atomic():
            wrong.update(excused_why=why)
            restricting.reconsider(people=people, why=why)


def _news(session: Session, fresh: list[Absence]) -> list[News]:
    """A single session's absence is told at once; a course's when it counts, with the question whether to go on."""
    if not fresh:
        return []
    activity, declared = session.activity, rules()["absence"]
    registrations = [each.registration_id for each in fresh]
    all_of_them = with_meetings(Absence.unscoped.filter(registration__in=registrations))
    counting = {each.pk for each in that_count(all_of_them, lessons_come(registrations))}
    params = {
        "title": activity.title,
        "day": in_words(session.starts_at),
        "window": str(declared["window_days"]),
        "many": str(declared["many"]),
        "days": str(declared["restricted_days"]),
        "running": str(declared["course_running"]),
        "hall": activity.hall.name,
    }
    course = activity.sessions.count() > 1
    return [
        News(
            kind="absence.course" if course else "absence.noted",
            person=each.registration.person,
            params=params | {"name": each.registration.person.name},
            about=each.registration.get_absolute_url() if course else "/me/conduct/",
            key=f"absence:{each.registration.code}:{session.number}",
        )
        for each in fresh
        if each.pk in counting
    ]
