"""A person's own data: taken out whole, or erased.

Rooms above add what they keep about a person with `register` (in their AppConfig.ready); this room doesn't know them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from guanlian.accounts import ahead, calendar_links, forgetting
from guanlian.accounts.models import Person, RoleAssignment, User
from guanlian.kernel.fields import new_code


class CannotErase(Exception):
    """The account can't be erased now; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one room keeps about a person.

    `export` gives it as JSON values; `objection` says why the account can't be erased on a day, or None; `forget` takes
    the link to the person away.
    """

    name: str
    export: Callable[[User], Any]
    objection: Callable[[User, date], str | None] = lambda user, on: None
    forget: Callable[[User], None] = lambda user: None


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add what a room keeps; again under the same name replaces it."""
    _parts[part.name] = part


def export(user: User) -> dict[str, Any]:
    """All that the product keeps about `user`, as JSON values. Times are Asia/Shanghai."""
    return {"exported_at": moment(now())} | {name: part.export(user) for name, part in _parts.items()}


@transaction.atomic
def erase(*, user: User, on: date, releasing: bool = False) -> None:
    """Take everything personal out of the account and close it for good; records of halls stay, without the name.

    `releasing` first gives back the places and reservations that still await the household. Erasing twice changes
    nothing. Raises CannotErase.
    """
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.erased_at is not None:
        return
    if releasing:
        ahead.release(_household(held), by=held, on=on)
    for part in _parts.values():
        objection = part.objection(held, on)
        if objection:
            raise CannotErase(objection)
    for part in _parts.values():
        part.forget(held)
    user.refresh_from_db()


def _export_account(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "name": user.name,
        "phone": user.phone,
        "phone_verified": user.phone_verified,
        "email": user.email,
        "joined_at": moment(user.date_joined),
        "last_sign_in_at": moment(user.last_login),
        "second_factor_since": [
            moment(made) for made in Authenticator.objects.filter(user=user).values_list("created_at", flat=True)
        ],
        "providers": list(SocialAccount.objects.filter(user=user).values("provider", "uid")),
    }


def _object_to_account(user: User, on: date) -> str | None:
    if user.is_demo:
        return _("演示账号供大家共用，不能注销。")
    if user.is_superuser:
        return _("系统管理员账号不能自行注销，请由另一位系统管理员办理。")
    return None


def _forget_account(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.emailaddress_set.all().delete()  # type: ignore[attr-defined]
    user.username = new_code("erased", 12)
    user.name = user.email = ""
    user.phone, user.phone_verified = None, False
    user.is_active, user.last_login, user.erased_at = False, None, now()
    user.set_unusable_password()  # ends every session, which is signed with the password
    user.save()


def _export_roles(user: User) -> list[dict[str, Any]]:
    return [
        {
            "role": held.role,
            "hall": held.hall.code,
            "from": held.period.lower.isoformat() if held.period.lower else None,
            "until": held.period.upper.isoformat() if held.period.upper else None,
        }
        for held in RoleAssignment.objects.filter(user=user, period__isempty=False)
        .select_related("hall")
        .order_by("pk")
    ]


def _object_to_roles(user: User, on: date) -> str | None:
    running = RoleAssignment.objects.filter(user=user, period__endswith__gt=on) | RoleAssignment.objects.filter(
        user=user, period__upper_inf=True
    )
    held = running.select_related("hall").first()
    if held is None:
        return None
    return _("您在“%(hall)s”任%(role)s，任职结束后才能注销。请联系该馆或其上级馆。") % {
        "hall": held.hall.name,
        "role": held.get_role_display(),
    }


def _export_calendar(user: User) -> dict[str, Any] | None:
    link = calendar_links.link_of(user=user)
    return {"made_at": moment(link.made_at), "with_troupes": link.with_troupes} if link else None


def _household(user: User) -> list[Person]:
    return list(Person.objects.of(user))


def _export_household(user: User) -> list[dict[str, Any]]:
    everybody = Person.unscoped.filter(keeper=user).select_related("lives_at").order_by("pk")
    return [
        {
            "code": person.code,
            "relation": person.relation,
            "name": person.name,
            "born_on": person.born_on.isoformat() if person.born_on else None,
            "lives_at": person.lives_at.area_name if person.lives_at else None,
            "added_on": person.added_on.isoformat(),
            "consent_by": person.consent_by or None,
            "consent_at": moment(person.consent_at),
            "removed_at": moment(person.removed_at),
        }
        for person in everybody
    ]


def _object_to_household(user: User, on: date) -> str | None:
    things = ahead.things_of(_household(user))
    if not things:
        return None
    return str(ahead.StillExpected(user.name, things)) + _("请先放弃它们，或勾选一并放弃。")


def _forget_household(user: User) -> None:
    forgetting.anonymise(list(Person.unscoped.filter(keeper=user)))


def moment(when: Any) -> str | None:
    """A moment as the export writes it: Asia/Shanghai, to the second."""
    return localtime(when).isoformat(timespec="seconds") if when else None


register(Part("household", _export_household, _object_to_household, _forget_household))
register(Part("account", _export_account, _object_to_account, _forget_account))
register(Part("roles", _export_roles, _object_to_roles))
register(Part("calendar", _export_calendar, forget=lambda user: calendar_links.revoke(user=user)))
