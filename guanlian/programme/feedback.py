"""Feedback: two taps after attending, words if one likes; results for the hall in which nobody is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts.models import User
from guanlian.messaging.telling import News, tell
from guanlian.programme.activities import Activity
from guanlian.programme.admission import Registration
from guanlian.programme.rules import rules
from guanlian.programme.sessions import Attendance
from guanlian.programme.voices import Feedback, Mood, Point

TEXT_LENGTH = 500


class NotYours(LookupError):
    """No such ticket in the person's household."""


class NotNow(Exception):
    """Feedback can't be given for this ticket now; the message says why."""


@dataclass(frozen=True, slots=True)
class Results:
    """What those who attended an activity thought. `shown`: enough answered for the rest to be shown at all."""

    answers: int
    least: int
    moods: list[tuple[str, int]] = field(default_factory=list)
    points: list[tuple[str, int]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def shown(self) -> bool:
        """Whether nobody can be recognised."""
        return self.answers >= self.least


def ticket_of(*, code: str, user: User) -> Registration:
    """The household's ticket with that code. Raises NotYours."""
    found = (
        Registration.objects.of(user)
        .select_related("person", "admission__activity__hall", "admission__activity__venue")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise NotYours(code)
    return found


def require_open(ticket: Registration, at: datetime) -> None:
    """Raise NotNow unless whoever has the ticket attended, not too long ago."""
    came = Attendance.unscoped.filter(registration=ticket)
    if not came.exists():
        raise NotNow(_("到场以后才能评价。到场了却打不开，请在意见和心愿里告诉我们。"))
    last = came.aggregate(last=Max("session__ends_at"))["last"]
    if at > last + timedelta(days=rules()["feedback"]["open_days"]):
        raise NotNow(_("评价已经截止。还有话说，请写在意见和心愿里。"))


def give(*, code: str, by: User, mood: int, points: Sequence[str] = (), text: str | None = None) -> Feedback:
    """Keep what somebody thought, or change it; `text` None leaves the words as they are. Raises NotYours, NotNow."""
    ticket = ticket_of(code=code, user=by)
    require_open(ticket, now())
    values: dict[str, object] = {"mood": Mood(mood), "points": [each for each in Point.values if each in set(points)]}
    if text is not None:
        values["text"] = text.strip()[:TEXT_LENGTH]
    kept, _made = Feedback.unscoped.update_or_create(registration=ticket, defaults=values)
    return kept


def results(activity: Activity) -> Results:
    """The distribution and the words; with fewer answers than the rule asks for, only their number. Two statements."""
    given = list(
        Feedback.unscoped.filter(registration__admission__activity=activity).values_list("mood", "points", "text")
    )
    least = rules()["feedback"]["least_answers"]
    if len(given) < least:
        return Results(len(given), least)
    moods = [mood for mood, _points, _text in given]
    points = [point for _mood, chosen, _text in given for point in chosen]
    return Results(
        len(given),
        least,
        [(str(each.label), moods.count(each)) for each in Mood],
        [(str(each.label), points.count(each)) for each in Point],
        sorted(text for _mood, _points, text in given if text),  # by the words: the order of arrival would tell who
    )


def invite(*, at: datetime) -> int:
    """Ask those who attended what they thought, once: some hours after the end, not later than some days, waking hours
    only (the outbox sees to those). Returns how many were asked; for the worker."""
    declared = rules()["feedback"]
    over = at - timedelta(hours=declared["ask_after_hours"])
    came = Attendance.unscoped.filter(registration=OuterRef("pk"))
    asked = (
        Registration.unscoped.filter(Exists(came))
        .filter(
            admission__activity__ends_at__lte=over,
            admission__activity__ends_at__gt=over - timedelta(days=declared["ask_within_days"]),
            admission__activity__withdrawn_at=None,
            feedback=None,
            person__keeper__isnull=False,
        )
        .select_related("person__keeper", "admission__activity")
        .order_by("pk")
    )
    return len(tell([_invitation(each) for each in asked], at=at))


def _invitation(ticket: Registration) -> News:
    return News(
        kind="feedback.invited",
        person=ticket.person,
        params={"name": ticket.person.name, "title": ticket.admission.activity.title},
        about=f"/me/tickets/{ticket.code}/feedback/",
        key=f"feedback:{ticket.code}",
    )
