"""What community keeps about people who volunteer, and what still awaits them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _

from guanlian.accounts import ahead, forgetting
from guanlian.accounts.models import Person, User
from guanlian.accounts.own_data import Part, moment, register
from guanlian.community import inviting
from guanlian.community.providers import Provider, ProviderMember
from guanlian.community.shifts import Service, Stands
from guanlian.community.signing_up import end_registrations
from guanlian.community.volunteers import Certificate, SignUp, Volunteer


def awaiting(people: Sequence[Person]) -> QuerySet[Service]:
    """Confirmed services of `people` that have not begun."""
    found = Service.unscoped.filter(volunteer__person__in=people, status=Stands.CONFIRMED, shift__starts_at__gt=now())
    return found.select_related("shift__activity", "volunteer").order_by("shift__starts_at", "pk")


def _things(people: Sequence[Person]) -> list[ahead.Thing]:
    return [
        ahead.Thing(
            _("%(when)s 志愿服务：%(task)s（%(name)s）")
            % {
                "when": localtime(each.shift.starts_at).strftime("%Y-%m-%d %H:%M"),
                "task": each.shift.task,
                "name": each.volunteer.name,
            },
            "/me/volunteering/",
        )
        for each in awaiting(people)
    ]


def _release(people: Sequence[Person], by: User, on: date) -> None:
    for code in list(awaiting(people).values_list("code", flat=True)):
        inviting.release(code=code, by=by, on=on, why=_("本人不再参加"))


def _used_since(at: datetime) -> QuerySet:
    """Who signed up, or whose shift ended, after the moment."""
    recent = Q(sign_ups__made_at__gte=at) | Q(volunteering__services__shift__ends_at__gte=at)
    return Person.unscoped.filter(recent).order_by().values("pk")


def _forget_words(people: list[Person]) -> None:
    SignUp.unscoped.filter(person__in=people).exclude(message="", consent_by="").update(message="", consent_by="")
    end_registrations(people, localdate())


def _export(user: User) -> dict[str, Any]:
    asked = SignUp.unscoped.filter(person__keeper=user).select_related("person", "hall").order_by("pk")
    mine = Volunteer.unscoped.filter(person__keeper=user).select_related("person", "hall").order_by("pk")
    done = Service.unscoped.filter(volunteer__person__keeper=user).select_related("shift__activity", "volunteer")
    papers = Certificate.unscoped.filter(volunteer__person__keeper=user).order_by("pk")
    return {
        "sign_ups": [_sign_up(each) for each in asked],
        "registrations": [_registration(each) for each in mine],
        "services": [_service(each) for each in done.order_by("pk")],
        "certificates": [
            {"code": each.code, "minutes": each.minutes, "made_at": moment(each.made_at)} for each in papers
        ],
    }


def _sign_up(each: SignUp) -> dict[str, Any]:
    return {
        "code": each.code,
        "person": each.person.code,
        "hall": each.hall.name,
        "skills": each.skills,
        "availability": each.availability,
        "message": each.message or None,
        "consent_by": each.consent_by or None,
        "consent_at": moment(each.consent_at),
        "status": each.status,
        "made_at": moment(each.made_at),
        "why": each.why or None,
    }


def _registration(each: Volunteer) -> dict[str, Any]:
    return {
        "code": each.code,
        "hall": each.hall.name,
        "name": each.name,
        "from": each.period.lower.isoformat() if each.period.lower else None,
        "until": each.period.upper.isoformat() if each.period.upper else None,
        "insured_until": each.insured_until.isoformat() if each.insured_until else None,
    }


def _service(each: Service) -> dict[str, Any]:
    return {
        "code": each.code,
        "volunteer": each.volunteer.code,
        "activity": each.shift.activity.code,
        "task": each.shift.task,
        "starts_at": moment(each.shift.starts_at),
        "status": each.status,
        "came_from": moment(each.came_from),
        "came_to": moment(each.came_to),
        "why": each.why or None,
    }


ahead.register(ahead.Room("volunteers", _things, _release, _used_since))
forgetting.also(_forget_words)
register(Part("volunteering", _export))


def _export_providers(user: User) -> list[dict[str, Any]]:
    rows = ProviderMember.objects.filter(user=user).select_related("provider__hall").order_by("pk")
    return [
        {
            "code": each.provider.code,
            "name": each.provider.name,
            "hall": each.provider.hall.name,
            "status": each.provider.status,
            "contact": list(each.provider.contact),
            "since": moment(each.since),
            "offers": list(each.provider.offers.order_by("pk").values("code", "title", "status")),
        }
        for each in rows
    ]


def _forget_providers(user: User) -> None:
    """The organisation stays; whom to ask there goes with the account where nobody else edits it."""
    for each in ProviderMember.objects.filter(user=user).select_related("provider"):
        each.delete()
        if not each.provider.members.exists():
            Provider.unscoped.filter(pk=each.provider_id).update(sealed="")


register(Part("providers", _export_providers, forget=_forget_providers))
