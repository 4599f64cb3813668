"""A person's own data in this room: what they attended, thought and said."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime

from guanlian.accounts import own_data
from guanlian.accounts.models import User
from guanlian.accounts.own_data import Part
from guanlian.programme.sessions import Attendance
from guanlian.programme.voices import Feedback, Opinion, OpinionStatus


def _attendance(user: User) -> list[dict[str, Any]]:
    rows = Attendance.objects.of(user).select_related("registration__person", "session__activity").order_by("pk")
    return [
        {
            "ticket": row.registration.code,
            "person": row.registration.person.name,
            "activity": row.session.activity.title,
            "at": _moment(row.at),
        }
        for row in rows
    ]


def _feedback(user: User) -> list[dict[str, Any]]:
    rows = Feedback.objects.of(user).select_related("registration").order_by("pk")
    return [{"ticket": row.registration.code, "mood": row.mood, "points": row.points, "text": row.text} for row in rows]


def _opinions(user: User) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code,
            "hall": row.hall.code,
            "kind": row.kind,
            "text": row.text,
            "contact": row.contact,
            "status": row.status,
            "made_at": _moment(row.made_at),
            "answer": row.answer,
        }
        for row in Opinion.objects.of(user).select_related("hall").order_by("pk")
    ]


def _forget_feedback(user: User) -> None:
    Feedback.objects.of(user).update(text="")


def _forget_opinions(user: User) -> None:
    """Open ones are taken back; what was said and answered stays with the hall, without the person."""
    said = Opinion.objects.of(user)
    said.filter(status=OpinionStatus.OPEN).update(status=OpinionStatus.TAKEN_BACK)
    said.update(by=None, contact="")


def _moment(when: Any) -> str | None:
    return localtime(when).isoformat(timespec="seconds") if when else None


own_data.register(Part("attendance", _attendance))
own_data.register(Part("feedback", _feedback, forget=_forget_feedback))
own_data.register(Part("opinions", _opinions, forget=_forget_opinions))
