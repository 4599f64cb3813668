"""What the room keeps about an account: the staff file, the posts and the secondments of its owner."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from guanlian.accounts.models import User
from guanlian.accounts.own_data import Part, register
from guanlian.staffing.models import Post, Secondment, StaffMember


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
    }


def objection(user: User, on: date) -> str | None:
    """Who is in post or seconded, on the day or later, keeps the account: hand over first."""
    running = Q(period__upper_inf=True) | Q(period__endswith__gt=on)
    mine = Q(member__user=user, withdrawn_at=None) & running
    sent = Secondment.unscoped.filter(mine).select_related("to_hall").first()
    if sent is not None:
        said = {"hall": sent.to_hall.name, "what": sent.get_direction_display()}
        return _("您在“%(hall)s”%(what)s任期未满，办理结束后才能注销。请联系派出的馆。") % said
    post = Post.unscoped.filter(mine).select_related("hall").first()
    if post is not None:
        return _("您在“%(hall)s”在岗，离任登记后才能注销。请联系该馆。") % {"hall": post.hall.name}
    return None


def forget(user: User) -> None:
    """The staff file stays with the hall, no longer tied to the account."""
    StaffMember.unscoped.filter(user=user).update(user=None)


def _span(period: Any) -> dict[str, str | None]:
    return {"from": period.lower.isoformat(), "until": period.upper.isoformat() if period.upper else None}


register(Part("staff", export, objection, forget))
