"""What the programme keeps about people: their entries, attendances, feedback, opinions; and what still awaits them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from guanlian.accounts import ahead, forgetting
from guanlian.accounts.models import Person, User
from guanlian.accounts.own_data import Part, moment, register
from guanlian.kernel.clock import Now
from guanlian.programme import releasing
from guanlian.programme.admission import LIVE, Registration
from guanlian.programme.conduct import Absence, Appeal, Restriction
from guanlian.programme.sessions import Attendance
from guanlian.programme.voices import Feedback, Opinion


def awaiting(people: Sequence[Person]) -> QuerySet[Registration]:
    """Entries of `people` that live, for activities that are not over."""
    found = Registration.unscoped.filter(person__in=people, status__in=LIVE, admission__activity__ends_at__gt=Now())
    return found.select_related("admission__activity", "person").order_by("admission__activity__starts_at", "pk")


def _things(people: Sequence[Person]) -> list[ahead.Thing]:
    return [
        ahead.Thing(
            _("%(when)s “%(title)s”：%(name)s，%(state)s")
            % {
                "when": localtime(entry.admission.activity.starts_at).strftime("%Y-%m-%d %H:%M"),
                "title": entry.admission.activity.title,
                "name": entry.person.name or _("本人"),
                "state": entry.get_status_display(),
            },
            entry.get_absolute_url(),
        )
        for entry in awaiting(people)
    ]


def _release(people: Sequence[Person], by: User, on: date) -> None:
    for code in list(awaiting(people).values_list("code", flat=True)):
        releasing.release(code=code, by=by, on=on)


def _used_since(at: datetime) -> QuerySet:
    """Whose entry is of, or whose activity ended after, the moment."""
    recent = Q(entered_at__gte=at) | Q(admission__activity__ends_at__gte=at)
    return Registration.unscoped.filter(recent).order_by().values("person")


def _forget_words(people: list[Person]) -> None:
    """What people answered in their own words names them as surely as their name."""
    entries = Registration.unscoped.filter(person__in=people)
    entries.exclude(answer="").update(answer="")
    Feedback.unscoped.filter(registration__person__in=people).exclude(text="").update(text="")
    Appeal.objects.filter(restriction__person__in=people).exclude(text="").update(text="")


def _export(user: User) -> dict[str, Any]:
    entries = Registration.unscoped.filter(person__keeper=user).select_related("admission__activity", "person")
    came = Attendance.unscoped.filter(registration__person__keeper=user).select_related("session", "registration")
    missed = Absence.unscoped.filter(registration__person__keeper=user).select_related("registration")
    barred = Restriction.unscoped.filter(person__keeper=user).select_related("person", "appeal")
    said = Feedback.unscoped.filter(registration__person__keeper=user).select_related("registration")
    opinions = Opinion.unscoped.filter(by=user).select_related("hall")
    return {
        "entries": [_entry(each) for each in entries.order_by("entered_at", "pk")],
        "attendances": [
            {"ticket": each.registration.code, "session": each.session.number, "at": moment(each.at), "way": each.way}
            for each in came.order_by("at", "pk")
        ],
        "absences": [
            {"ticket": each.registration.code, "on": each.on.isoformat(), "excused": each.excused_why or None}
            for each in missed.order_by("on", "pk")
        ],
        "restrictions": [_restriction(each) for each in barred.order_by("pk")],
        "feedback": [
            {"ticket": each.registration.code, "mood": each.mood, "points": each.points, "text": each.text}
            for each in said.order_by("pk")
        ],
        "opinions": [_opinion(each) for each in opinions.order_by("made_at", "pk")],
    }


def _entry(entry: Registration) -> dict[str, Any]:
    activity = entry.admission.activity
    return {
        "ticket": entry.code,
        "person": entry.person.code,
        "activity": activity.code,
        "title": activity.title,
        "starts_at": moment(activity.starts_at),
        "entered_at": moment(entry.entered_at),
        "channel": entry.channel,
        "status": entry.status,
        "answer": entry.answer or None,
        "why": entry.why or None,
    }


def _restriction(each: Restriction) -> dict[str, Any]:
    appeal = getattr(each, "appeal", None)
    return {
        "person": each.person.code,
        "from": each.period.lower.isoformat(),
        "until": each.period.upper.isoformat(),
        "lifted_at": moment(each.lifted_at),
        "appeal": appeal.text if appeal else None,
        "answer": appeal.answer if appeal else None,
    }


def _opinion(each: Opinion) -> dict[str, Any]:
    return {
        "code": each.code,
        "hall": each.hall.name,
        "kind": each.kind,
        "text": each.text,
        "made_at": moment(each.made_at),
        "answer": each.answer or None,
        "answered_at": moment(each.answered_at),
    }


def _forget(user: User) -> None:
    """Opinions stay with their answers, as letters without a sender."""
    Opinion.unscoped.filter(by=user).update(by=None, contact="")


ahead.register(ahead.Room("programme", _things, _release, _used_since))
forgetting.also(_forget_words)
register(Part("programme", _export, forget=_forget))
