"""What troupes keep about people: their requests to join and their memberships; and which of them go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Right
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import ahead, forgetting
from guanlian.accounts.models import Person, User
from guanlian.accounts.own_data import Part, moment, register
from guanlian.community import belonging, joining, leading
from guanlian.community.models import Joining, JoiningStatus, TroupeMember


def _waiting(people: Sequence[Person]) -> QuerySet[Joining]:
    found = Joining.objects.everywhere(because="a person's own requests").filter(person__in=people)
    return found.filter(status=JoiningStatus.ASKED).select_related("troupe").order_by("asked_at", "pk")


def _things(people: Sequence[Person]) -> list[ahead.Thing]:
    """Requests that wait, and memberships that go on: somebody is expected at rehearsals."""
    asked = [
        ahead.Thing(_("%(troupe)s：入队申请等答复") % {"troupe": each.troupe.name}, "/me/troupes/")
        for each in _waiting(people)
    ]
    belongs = [
        ahead.Thing(_("%(troupe)s：在队") % {"troupe": each.troupe.name}, "/me/troupes/")
        for each in leading.memberships(people, localdate())
        if leading.exists_on(each.troupe, localdate())
    ]
    return asked + belongs


def _release(people: Sequence[Person], by: User, on: date) -> None:
    for request in _waiting(people):
        joining.withdraw(code=request.code, by=by, on=on)
    belonging.end_all(people, on)


def _used_since(at: datetime) -> QuerySet:
    """Who asked, or belonged to a troupe, since the moment."""
    belonged = TroupeMember.unscoped.filter(
        Q(period__endswith__gt=localdate(at)) | Q(period__upper_inf=True), person__isnull=False
    )
    asked = Joining.unscoped.filter(asked_at__gte=at)
    return belonged.order_by().values("person").union(asked.order_by().values("person"))


def _forget(people: list[Person]) -> None:
    """Names on the roll and words of requests. The roll keeps that somebody was a member, for the years it counted."""
    TroupeMember.unscoped.filter(person__in=people).update(
        name=Concat(Value("队员 "), Right(F("code"), 4)), leader_public=False
    )
    Joining.unscoped.filter(person__in=people).update(message="", consent_by="")
    Joining.unscoped.filter(person__in=people).exclude(status=JoiningStatus.ASKED).update(why="")


def _export(user: User) -> dict[str, Any]:
    asked = Joining.unscoped.filter(person__keeper=user).select_related("troupe", "person").order_by("asked_at", "pk")
    belongs = TroupeMember.unscoped.filter(person__keeper=user).select_related("troupe", "person").order_by("pk")
    return {
        "requests": [
            {
                "code": each.code,
                "troupe": each.troupe.name,
                "person": each.person.code,
                "message": each.message,
                "consent_by": each.consent_by or None,
                "asked_at": moment(each.asked_at),
                "status": each.status,
                "answered_at": moment(each.decided_at),
                "answer": each.why,
            }
            for each in asked
        ],
        "memberships": [
            {
                "code": each.code,
                "troupe": each.troupe.name,
                "person": each.person.code if each.person else None,
                "name": each.name,
                "leader": each.leader,
                "name_is_public": each.leader_public,
                "from": each.period.lower.isoformat() if each.period.lower else None,
                "until": each.period.upper.isoformat() if each.period.upper else None,
                "withdrawn": each.is_withdrawn,
            }
            for each in belongs
        ],
    }


ahead.register(ahead.Room("troupes", _things, _release, _used_since))
forgetting.also(_forget)
register(Part("troupes", _export))
