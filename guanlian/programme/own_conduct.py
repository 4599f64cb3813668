"""What the no-show rules keep about a person: taken out with their data, and what they wrote erased with them."""

from __future__ import annotations

from typing import Any

from guanlian.accounts import own_data
from guanlian.accounts.models import User
from guanlian.programme.conduct import Absence, Appeal, Restriction


def export(user: User) -> dict[str, Any]:
    """Absences, restrictions and appeals of the household, as JSON values."""
    absences = Absence.objects.of(user).select_related("session__activity", "registration").order_by("pk")
    restrictions = Restriction.objects.of(user).select_related("hall", "person").order_by("pk")
    appeals = {each.restriction_id: each for each in Appeal.objects.filter(restriction__person__keeper=user)}
    return {
        "absences": [
            {"on": f"{each.on}", "activity": each.session.activity.code, "ticket": each.registration.code,
             "excused_why": each.excused_why}
            for each in absences
        ],
        "restrictions": [
            {"person": each.person.code, "hall": each.hall.code, "from": f"{each.period.lower}",
             "until": f"{each.period.upper}", "lifted_why": each.lifted_why, "appeal": _appeal(appeals.get(each.pk))}
            for each in restrictions
        ],
    }  # fmt: skip


def forget(user: User) -> None:
    """What the person wrote goes; days and numbers stay, without a name."""
    Appeal.objects.filter(restriction__person__keeper=user).update(text="")


def _appeal(appeal: Appeal | None) -> dict[str, Any] | None:
    if appeal is None:
        return None
    return {"text": appeal.text, "status": appeal.status, "answer": appeal.answer, "due_on": f"{appeal.due_on}"}


own_data.register(own_data.Part("conduct", export, forget=forget))
