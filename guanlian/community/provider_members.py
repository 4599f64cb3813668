"""Who acts for an outside organisation, and what they change of its entry themselves."""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.community.providers import LIVING, Provider, ProviderMember
from guanlian.community.providing import RIGHT, NoSuchProvider, NotNow, Refused


class NoSuchAccount(Refused):
    """No account has confirmed that number."""

    def __init__(self) -> None:
        super().__init__(_("没有用这个手机号的账号。请对方先用手机号登录一次，再来添加。"))


class LastOne(Refused):
    """A living organisation always has somebody who acts for it."""

    def __init__(self) -> None:
        super().__init__(_("这是最后一位经办人。请先添加接手的人，再移出。"))


@transaction.atomic
def describe(*, code: str, by: User, introduction: str, contact_name: str, contact_phone: str) -> Provider:
    """Change what the organisation says of itself and whom to ask (E.164); name, code and licence stay.

    Raises NoSuchProvider for who doesn't act for it, NotNow once it was refused or ended.
    """
    mine = Provider.objects.of(by).filter(code=code).values("pk")
    found = Provider.unscoped.select_for_update(of=("self",)).select_related("hall").filter(pk__in=mine).first()
    if found is None:
        raise NoSuchProvider(code)
    if found.status not in LIVING:
        raise NotNow
    found.introduction = introduction.strip()
    found.seal(contact_name.strip(), contact_phone)
    with pghistory.context(user=by.pk, why=_("本单位修改")):
        found.save(update_fields=["introduction", "sealed"])
    return found


@transaction.atomic
def add_member(*, code: str, phone: str, by: User, on: date) -> ProviderMember:
    """Let the account with exactly that number (E.164) act for the organisation too; by the hall that handles it, where
    the person says the number aloud. Twice is once. Raises NotYours, NoSuchProvider, NoSuchAccount, NotNow."""
    found = _locked(code)
    scope.require(by, RIGHT, found.hall, on)
    if found.status not in LIVING:
        raise NotNow
    account = User.objects.filter(phone=phone, phone_verified=True, is_active=True, erased_at=None).first()
    if account is None:
        raise NoSuchAccount
    member, _new = ProviderMember.objects.get_or_create(provider=found, user=account)
    return member


@transaction.atomic
def drop_member(*, code: str, member: int, by: User, on: date) -> None:
    """The account of the membership with that key acts for the organisation no longer; by the hall that handles it.

    Raises NotYours, NoSuchProvider, LastOne.
    """
    found = _locked(code)
    scope.require(by, RIGHT, found.hall, on)
    everybody = ProviderMember.objects.filter(provider=found)
    if not everybody.exclude(pk=member).exists():
        raise LastOne
    everybody.filter(pk=member).delete()


def _locked(code: str) -> Provider:
    found = Provider.unscoped.select_for_update(of=("self",)).select_related("hall").filter(code=code).first()
    if found is None:
        raise NoSuchProvider(code)
    return found
