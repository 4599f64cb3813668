"""What staffing keeps about an account: its staff file with posts, appointments, appraisals and journal notes."""

from __future__ import annotations

from typing import Any

from guanlian.accounts.models import User
from guanlian.accounts.own_data import Part, moment, register
from guanlian.staffing.models import Appointment, Appraisal, JournalNote, Post, StaffMember


def export(user: User) -> dict[str, Any] | None:
    """The person's staff file, None where there is none."""
    member = StaffMember.unscoped.filter(user=user).select_related("hall").first()
    if member is None:
        return None
    posts = Post.unscoped.filter(member=member, withdrawn_at=None).select_related("hall").order_by("period")
    heads = Appointment.unscoped.filter(member=member).select_related("hall").order_by("proposed_at")
    said = Appraisal.unscoped.filter(member=member).select_related("hall").order_by("year", "hall__code")
    return {
        "code": member.code,
        "hall": member.hall.name,
        "name": member.name,
        "posts": [{"hall": p.hall.name, "role": p.role, **_days(p.period)} for p in posts],
        "appointments": [{"hall": a.hall.name, "status": a.status, **_days(a.period)} for a in heads],
        "appraisals": [
            {"year": a.year, "hall": a.hall.name, "text": a.text, "conclusion": a.conclusion,
             "written_at": moment(a.written_at)}
            for a in said
        ],
        "journal": [
            {"day": n.day.isoformat(), "text": n.text}
            for n in JournalNote.unscoped.filter(member=member).order_by("day")
        ],
    }  # fmt: skip


def forget(user: User) -> None:
    """One's own notes go with the account; posts and appraisals are the halls' records."""
    JournalNote.unscoped.filter(member__user=user).delete()


def _days(period: Any) -> dict[str, str | None]:
    first, end = (period.lower, period.upper) if period else (None, None)
    return {"from": first.isoformat() if first else None, "until": end.isoformat() if end else None}


register(Part("staff_file", export, forget=forget))
