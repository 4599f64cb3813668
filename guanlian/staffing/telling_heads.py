"""What staffing tells those concerned about the head of a branch."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from guanlian.accounts.models import User
from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Topic
from guanlian.messaging.telling import News, tell
from guanlian.staffing.heads import Appointment

declare(
    Kind(
        "head.proposed",
        Topic.WORK,
        _("请出具意见：%(hall)s馆长人选"),
        _("%(hall)s提名%(name)s（%(basis)s）任分馆馆长，请县级文化部门出具意见。"),
    ),
    Kind(
        "head.advised",
        Topic.WORK,
        _("意见已出具：%(hall)s馆长人选"),
        _("对%(name)s任%(hall)s馆长，县级文化部门意见：%(opinion)s。可以办理聘任了。"),
    ),
    Kind(
        "head.appointed",
        Topic.WORK,
        _("已聘任：%(hall)s馆长"),
        _("%(name)s（%(basis)s）自%(since)s起任%(hall)s馆长。"),
    ),
    Kind(
        "head.ended",
        Topic.WORK,
        _("任职结束：%(hall)s馆长"),
        _("%(name)s自%(until)s起不再任%(hall)s馆长：%(why)s。"),
    ),
    Kind(
        "head.declined",
        Topic.WORK,
        _("未予聘任：%(hall)s馆长人选"),
        _("%(name)s未予聘任为%(hall)s馆长：%(why)s。"),
        channels=(),
    ),
    Kind(
        "head.taken_back",
        Topic.WORK,
        _("提名已撤回：%(hall)s馆长人选"),
        _("%(hall)s撤回了对%(name)s的提名：%(why)s。不用再出具意见。"),
        channels=(),
    ),
)


def tell_of(what: str, appointment: Appointment, users: Iterable[User]) -> None:
    """Tell each of `users` once that `what` happened to the procedure."""
    period = appointment.period
    words = {
        "hall": appointment.hall.name,
        "name": appointment.member.name,
        "basis": appointment.get_basis_display(),
        "opinion": appointment.get_opinion_display() if appointment.opinion else "",
        "why": appointment.closed_why,
        "since": period.lower if period else None,
        "until": period.upper if period else None,
    }
    about = f"/console/heads/{appointment.hall.code}/"
    kind = f"head.{what}"
    tell(
        News(kind=kind, user=each, params=words, about=about, key=f"{kind}:{appointment.code}:{each.pk}")
        for each in users
    )
