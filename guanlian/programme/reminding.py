"""Reminders a day ahead, with a link that gives the place back in one press.

Of a course only lessons that break its rhythm are reminded: the first, the one after a pause, one that was moved.
Whoever goes every Tuesday needs no message each Monday.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from guanlian.kernel.clock import moment
from guanlian.messaging.telling import News, tell
from guanlian.programme import meeting, releasing
from guanlian.programme.activities import Activity
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import LIVE, Registration, Status
from guanlian.programme.rules import rules
from guanlian.programme.sessions import Session

_SIGNER = Signer(salt="guanlian.give_back", sep=".")
RUNNING = (ActivityStatus.SCHEDULED, ActivityStatus.HELD)


class LinkOver(Exception):
    """The link leads nowhere: it is not ours, or what it gave back has begun."""


def remind() -> int:
    """Remind everybody who has a place in a session that begins within the declared hours, once; for the worker.

    Nobody who registered within those hours is reminded of what they have just done. Two workers take different
    sessions; a reminder's key says which one it is of. Returns how many were told.
    """
    at = moment()
    until = at + timedelta(hours=rules()["reminder"]["hours_before"])
    _make_sessions(at, until)
    placed = Registration.unscoped.filter(admission__activity=OuterRef("activity"), status=Status.PLACED)
    soon = Session.objects.filter(
        Exists(placed),
        starts_at__range=(at, until),
        called_off_at=None,
        activity__withdrawn_at=None,
        activity__status__in=RUNNING,
    )
    return sum(_remind(pk, at) for pk in soon.order_by("starts_at", "pk").values_list("pk", flat=True))


def _make_sessions(at: datetime, until: datetime) -> None:
    """An activity without listed sessions is one."""
    bare = Activity.objects.everywhere(because="whoever has a place anywhere is reminded").filter(
        starts_at__range=(at, until), sessions=None, status=ActivityStatus.SCHEDULED, admission__taken__gt=0
    )
    for activity in bare:
        meeting.sessions_of(activity)


@transaction.atomic
def _remind(session: int, at: datetime) -> int:
    locked = Session.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    held = locked.filter(pk=session).select_related("activity__hall", "activity__place", "venue").first()
    if held is None or held.starts_at <= at:
        return 0
    sessions = list(held.activity.sessions.filter(called_off_at=None))
    if not breaks_the_rhythm(held.starts_at, [each.starts_at for each in sessions]):
        return 0
    since = held.starts_at - timedelta(hours=rules()["reminder"]["hours_before"])
    placed = Registration.unscoped.filter(
        admission__activity=held.activity_id, status=Status.PLACED, entered_at__lt=since
    ).select_related("person__keeper")
    return len(tell([_news(each, held) for each in placed.order_by("pk")]))


def breaks_the_rhythm(starts: datetime, all_starts: Sequence[datetime]) -> bool:
    """Whether the session at `starts` comes otherwise than after the usual interval; the first one always does."""
    ordered = sorted(all_starts)
    at = ordered.index(starts)
    if at == 0:
        return True
    intervals = Counter(later - earlier for earlier, later in zip(ordered, ordered[1:], strict=False))
    usual, times = min(intervals.items(), key=lambda pair: (-pair[1], pair[0]))
    return starts - ordered[at - 1] != usual or times == 1


def link(registration: Registration, session: Session) -> str:
    """The address on the site that gives this one ticket back until the session begins; whoever has it may."""
    return f"/give-back/{_SIGNER.sign(f'{registration.code}.{session.number}')}/"


def linked(token: str) -> tuple[Registration, Session]:
    """The ticket and the session that a link was made for. Raises LinkOver where it is not ours, or has begun."""
    try:
        code, _dot, number = _SIGNER.unsign(token).rpartition(".")
    except BadSignature as fault:
        raise LinkOver from fault
    found = (
        Registration.unscoped.filter(code=code).select_related("person__keeper", "admission__activity__hall").first()
    )
    session = Session.objects.filter(activity__admission__registrations__code=code, number=number).first()
    if found is None or session is None or session.starts_at <= moment() or found.person.keeper is None:
        raise LinkOver
    return found, session


def give_back(*, token: str) -> Registration:
    """Give back the ticket of the link, as its household would. Twice changes nothing. Raises LinkOver."""
    found, _session = linked(token)
    assert found.person.keeper is not None
    if found.status in LIVE:
        releasing.release(code=found.code, by=found.person.keeper, on=localdate(moment()))
        found.refresh_from_db()
    return found


def _news(registration: Registration, session: Session) -> News:
    activity = session.activity
    params = {
        "name": registration.person.name,
        "title": activity.title,
        "when": session.starts_at,
        "where": " ".join(filter(None, [(activity.place or activity.hall).name, str(session.venue or "")])),
        "phone": activity.hall.phone,
    }
    own = registration.person.keeper_id is not None
    return News(
        kind="reminder.session" if own else "reminder.by_phone",
        person=registration.person,
        params=params,
        about=link(registration, session) if own else activity.get_absolute_url(),
        key=f"reminder:{registration.code}:{session.number}:{session.starts_at:%Y%m%d%H%M}",
    )
