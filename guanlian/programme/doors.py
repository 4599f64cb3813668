"""The door of a session: which one is on, who may stand at it, and the short list that a device keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.kernel.fields import ShanghaiDate
from guanlian.programme.activities import Activity, ActivityQuerySet
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import TAKING, Registration, Status
from guanlian.programme.meeting import sessions_of
from guanlian.programme.readings import Reading
from guanlian.programme.refusals import moment
from guanlian.programme.rules import rules
from guanlian.programme.sessions import Attendance, Headcount, Session

LISTED = (*TAKING, Status.WAITING, Status.RELEASED, Status.LAPSED)
LAST_DIGITS = 4


class DoorShut(Exception):
    """Nothing can be taken at this door now; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One ticket as the door knows it. `party`: those who came together have the same; `place`: it gives a place."""

    code: str
    name: str
    last: str
    party: str
    place: bool
    at: datetime | None
    device: str = ""


def session_at(activity: Activity, now: datetime, number: int | None = None) -> tuple[list[Session], Session]:
    """The activity's sessions, and the one meant: that with the `number`, else today's, the next, or the last."""
    sessions = sessions_of(activity)
    for each in sessions:
        if each.number == number:
            return sessions, each
    standing = [each for each in sessions if each.called_off_at is None] or sessions
    today = localdate(now)
    on_today = [each for each in standing if localdate(each.starts_at) <= today <= localdate(each.ends_at)]
    ahead = [each for each in on_today if each.ends_at >= now] or on_today
    ahead = ahead or [each for each in standing if each.starts_at > now]
    return sessions, ahead[0] if ahead else standing[-1]


def require_open(session: Session, *, by: User, on: date, now: datetime) -> None:
    """Raise unless `by` may take who comes to this session at `now`: NotYours, DoorShut."""
    activity = session.activity
    scope.require(by, "registration.act", activity.hall, on)
    if activity.withdrawn_at or activity.status not in {ActivityStatus.SCHEDULED, ActivityStatus.HELD}:
        raise DoorShut(_("这场活动没有发布或已取消，不能签到。"))
    if session.called_off_at:
        raise DoorShut(_("这一次已取消（%(why)s），不能签到。") % {"why": session.called_off_why})
    declared = rules()["door"]
    opens = session.starts_at - timedelta(hours=declared["early_hours"])
    if now < opens:
        raise DoorShut(_("%(when)s起可以签到。") % {"when": moment(opens)})
    if now > session.ends_at + timedelta(days=declared["late_days"]):
        raise DoorShut(_("这一次结束已久，签到已停。人数有误，请在活动台账更正。"))


def listed(session: Session) -> list[Listed]:
    """Who may come with a ticket, those who came included: in order of name. Two statements."""
    came = {
        row["registration"]: row
        for row in Attendance.unscoped.filter(session=session).values("registration", "at", "device")
    }
    tickets = (
        Registration.unscoped.filter(admission__activity=session.activity_id)
        .filter(Q(status__in=LISTED) | Q(pk__in=came))
        .annotate(own=F("person__phone"), keepers=F("person__keeper__phone"), who=F("person__name"))
        .order_by("who", "pk")
    )
    return [
        Listed(
            code=ticket.code,
            name=ticket.who or _("未留姓名"),
            last=(ticket.own or ticket.keepers or "")[-LAST_DIGITS:],
            party=ticket.group,
            place=ticket.status in TAKING,
            at=came[ticket.pk]["at"] if ticket.pk in came else None,
            device=came[ticket.pk]["device"] if ticket.pk in came else "",
        )
        for ticket in tickets
    ]


def changed_since(session: Session, moment: datetime) -> list[tuple[str, datetime | None, str]]:
    """What devices reported since `moment` (server's clock): ticket, when it came (None: undone), the device."""
    touched = Reading.unscoped.filter(session=session, reported_at__gte=moment).values("registration")
    came = Attendance.unscoped.filter(session=session, registration=OuterRef("pk"))
    rows = Registration.unscoped.filter(pk__in=touched).annotate(
        came=Subquery(came.values("at")[:1]), whose=Subquery(came.values("device")[:1])
    )
    return list(rows.order_by("pk").values_list("code", "came", "whose"))


def headcount(session: Session) -> int:
    """How many were counted by hand at the session; never below none."""
    return max(Headcount.objects.filter(session=session).aggregate(n=Sum("people"))["n"] or 0, 0)


def around(*, by: User, on: date, now: datetime) -> ActivityQuerySet:
    """Activities within reach that are on `on`, or are over with something taken and a roll still open; in order of
    time, each with how many came (`came`) and were counted (`counted`)."""
    halls = scope.halls_for(by, "registration.act", on)
    open_roll = Session.objects.filter(roll_closed_at=None, called_off_at=None, ends_at__lt=now)
    taken = open_roll.filter(Q(attendances__isnull=False) | Q(headcounts__isnull=False))
    return (
        Activity.objects.standing()
        .within(halls)
        .filter(status__in=[ActivityStatus.SCHEDULED, ActivityStatus.HELD])
        .filter(_on(on) | Q(pk__in=taken.values("activity")))
        .annotate(came=Count("sessions__attendances", distinct=True))
        .order_by("starts_at", "code")
    )


def _on(day: date) -> Q:
    """Activities with a session on `day`; of those whose sessions nobody listed, the ones that begin on it or, being
    one session, last over it. Which day a course without listed lessons meets, nobody knows: its own page has its door.
    """
    meets = Session.objects.annotate(first=ShanghaiDate("starts_at"), last=ShanghaiDate("ends_at"))
    meeting = meets.filter(first__lte=day, last__gte=day, called_off_at=None)
    unlisted = Q(sessions=None, begins_on__lte=day, ends_on__gte=day) & (Q(lessons=1) | Q(begins_on=day))
    return Q(pk__in=meeting.values("activity")) | unlisted
