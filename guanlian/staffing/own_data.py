"""What the room keeps about an account: the staff file with posts, secondments, appointments, appraisals and notes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from guanlian.accounts.models import User
from guanlian.accounts.own_data import Part, moment, register
from guanlian.staffing.heads import SERVED
from guanlian.staffing.models import Appointment, Appraisal, JournalNote, Post, Secondment, StaffMember


def export(user: User) -> dict[str, Any] | None:
    """One's own staff file, as JSON values; None for who isn't staff."""
    member = StaffMember.unscoped.filter(user=user).select_related("hall").first()
    if member is None:
        return None
    return {
        "code": member.code,
        "name": member.name,
        "hall": member.hall.code,
        "speciality": member.speciality,
        "posts": [
            {"hall": post.hall.code, "role": post.role, **_span(post.period)}
            for post in Post.unscoped.filter(member=member, withdrawn_at=None).select_related("hall").order_by("pk")
        ],
        "secondments": [
            {"direction": each.direction, "to": each.to_hall.code, "purpose": each.purpose, **_span(each.period)}
            for each in Secondment.unscoped.filter(member=member, withdrawn_at=None)
            .select_related("to_hall")
            .order_by("pk")
        ],
        "appointments": [
            {"hall": each.hall.code, "status": each.status, **_span(each.period)}
            for each in Appointment.unscoped.filter(member=member).select_related("hall").order_by("proposed_at")
        ],
        "appraisals": [
            {"year": said.year, "hall": said.hall.code, "text": said.text, "conclusion": said.conclusion,
             "written_at": moment(said.written_at)}
            for said in Appraisal.unscoped.filter(member=member).select_related("hall").order_by("year", "hall__code")
        ],
        "journal": [
            {"day": note.day.isoformat(), "text": note.text}
            for note in JournalNote.unscoped.filter(member=member).order_by("day")
        ],
    }  # fmt: skip


def objection(user: User, on: date) -> str | None:
    """Who is in post, seconded or head of a branch, on the day or later, keeps the account: hand over first."""
    running = Q(period__upper_inf=True) | Q(period__endswith__gt=on)
    mine = Q(member__user=user, withdrawn_at=None) & running
    sent = Secondment.unscoped.filter(mine).select_related("to_hall").first()
    if sent is not None:
        said = {"hall": sent.to_hall.name, "what": sent.get_direction_display()}
        return _("您在“%(hall)s”%(what)s任期未满，办理结束后才能注销。请联系派出的馆。") % said
    head = Appointment.unscoped.filter(running, member__user=user, status__in=SERVED).select_related("hall").first()
    if head is not None:
        return _("您是“%(hall)s”馆长，任职结束后才能注销。请联系该馆。") % {"hall": head.hall.name}
    post = Post.unscoped.filter(mine).select_related("hall").first()
    if post is not None:
        return _("您在“%(hall)s”在岗，离任登记后才能注销。请联系该馆。") % {"hall": post.hall.name}
    return None


def forget(user: User) -> None:
    """One's own notes go with the account. The staff file stays with the hall, no longer tied to it."""
    JournalNote.unscoped.filter(member__user=user).delete()
    StaffMember.unscoped.filter(user=user).update(user=None)


def _span(period: Any) -> dict[str, str | None]:
    first, until = (period.lower, period.upper) if period else (None, None)
    return {"from": first.isoformat() if first else None, "until": until.isoformat() if until else None}


register(Part("staff", export, objection, forget))
