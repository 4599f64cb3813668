"""Outside organisations apply, are checked and approved by two persons of the hall, keep their offers, and end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts import phones, scope
from guanlian.accounts.answering import answering_for
from guanlian.accounts.models import User
from guanlian.community import credit_codes
from guanlian.community.providers import LIVING, Offer, Offered, Provider, ProviderMember, Standing
from guanlian.kernel.states import IllegalMove
from guanlian.messaging.telling import News, tell
from guanlian.network.models import Hall

RIGHT = "provider.decide"
OFFER_FIELDS = ("kind", "title", "description", "minutes", "audiences", "needs", "price_note")


class Refused(Exception):
    """A step about an organisation can't be taken; the message says why and what to do next."""


class BadCreditCode(Refused):
    """The code isn't one: wrong signs, or its check sign doesn't fit."""

    def __init__(self) -> None:
        super().__init__(_("统一社会信用代码不对：应是 18 位，照营业执照或登记证书核对，末位是校验码。"))


class AlreadyApplied(Refused):
    """The same organisation waits or is approved already."""

    def __init__(self) -> None:
        super().__init__(_("这家单位已申请或已批准。请用当时的账号在“我的供给”里看；换了经办人，请联系受理的馆。"))


class NoReason(Refused):
    """A refusal or an ending without a reason."""

    def __init__(self) -> None:
        super().__init__(_("请写明原因，申请单位会看到。"))


class NotNow(Refused):
    """The organisation stands where this step can't be taken: somebody took it meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("这一步现在办不了：可能同事刚办过。请看最新状态。"))


class SamePerson(Refused):
    """Who applied, belongs to the organisation, or checked it can't be the next person."""

    def __init__(self) -> None:
        super().__init__(_("须由另一个人来办：申请、核对和批准不能是同一个人。"))


class NotApproved(Refused):
    """Only an approved organisation offers."""

    def __init__(self) -> None:
        super().__init__(_("批准后才能公开供给，现在可以先存草稿。"))


class NoSuchProvider(LookupError):
    """No organisation in reach has that code."""


class NoSuchOffer(LookupError):
    """The account may edit no offer with that code."""


@transaction.atomic
def apply(
    *,
    hall: Hall,
    by: User,
    on: date,
    name: str,
    kind: str,
    credit_code: str,
    contact_name: str,
    contact_phone: str,
    introduction: str,
    licence: str = "",
) -> Provider:
    """Ask the hall to let the organisation provide; `by` may edit it from now on. `contact_phone` is E.164.

    Raises BadCreditCode, AlreadyApplied.
    """
    number = credit_codes.normalise(credit_code)
    if not credit_codes.is_valid(number):
        raise BadCreditCode
    made = Provider(hall=hall, name=name.strip(), kind=kind, credit_code=number, licence=licence.strip())
    made.introduction, made.applied_by, made.applied_at = introduction.strip(), by, now()
    made.seal(contact_name.strip(), contact_phone)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        raise AlreadyApplied from twice
    ProviderMember.objects.create(provider=made, user=by)
    words = {"name": made.name, "hall": hall.name}
    tell(
        News(kind="provider.applied", user=each, params=words, about=_console(made))
        for each in answering_for(hall, RIGHT, on, besides=by)
    )
    return made


@transaction.atomic
def check(*, code: str, by: User, on: date, note: str = "") -> Provider:
    """Say that code, licence and contact were checked; another person then approves.

    Raises NotYours, NotNow, SamePerson.
    """
    found = _locked(code)
    scope.require(by, RIGHT, found.hall, on)
    _not_theirs(found, by)
    _move(found, Standing.CHECKED)
    found.checked_by, found.checked_at, found.checked_note = by, now(), note.strip()[:200]
    _save(found, by, _("核对"))
    tell(
        News(kind="provider.checked", user=each, params={"name": found.name}, about=_console(found))
        for each in answering_for(found.hall, RIGHT, on, besides=by)
        if each != by
    )
    return found


@transaction.atomic
def approve(*, code: str, by: User, on: date) -> Provider:
    """Let the organisation provide: by another person than who checked. Raises NotYours, NotNow, SamePerson."""
    found = _locked(code)
    scope.require(by, RIGHT, found.hall, on)
    _not_theirs(found, by)
    if found.checked_by_id == by.pk:
        raise SamePerson
    _move(found, Standing.APPROVED)
    found.approved_by, found.approved_at = by, now()
    _save(found, by, _("批准"))
    _tell_members(found, "provider.approved")
    return found


@transaction.atomic
def refuse(*, code: str, by: User, on: date, why: str) -> Provider:
    """Refuse an application, with the reason that it reads. Raises NotYours, NotNow, NoReason, SamePerson."""
    return _close(code, by, on, why, Standing.REFUSED, "provider.refused")


@transaction.atomic
def end(*, code: str, by: User, on: date, why: str) -> Provider:
    """End an approval; its offers end with it. Raises NotYours, NotNow, NoReason, SamePerson."""
    found = _close(code, by, on, why, Standing.ENDED, "provider.ended")
    for each in Offer.unscoped.select_for_update().filter(provider=found).exclude(status=Offered.ENDED):
        each.move_to(Offered.ENDED)
        each.save(update_fields=["status"])
    return found


@transaction.atomic
def keep_offer(
    *, provider: str, by: User, values: Mapping[str, Any], areas: Iterable[Hall] = (), code: str = ""
) -> Offer:
    """Write a new offer as a draft, or change the one with `code`. `values` by the names in OFFER_FIELDS.

    Raises NoSuchProvider, NoSuchOffer, NotNow for an offer that ended.
    """
    home = Provider.objects.of(by).filter(code=provider, status__in=LIVING).first()
    if home is None:
        raise NoSuchProvider(provider)
    offer = _own_offer(code, by) if code else Offer(provider=home)
    if offer.provider_id != home.pk:
        raise NoSuchOffer(code)
    if offer.status == Offered.ENDED:
        raise NotNow
    for name in OFFER_FIELDS:
        setattr(offer, name, values.get(name, getattr(offer, name)))
    with pghistory.context(user=by.pk):
        offer.save()
        offer.areas.set(areas)
    return offer


@transaction.atomic
def move_offer(*, code: str, by: User, to: str) -> Offer:
    """Offer it publicly, pause it, or end it. Raises NoSuchOffer, NotApproved, NotNow."""
    offer = _own_offer(code, by)
    status = Offered(to)
    if offer.status == status:
        return offer
    if status == Offered.OFFERED:
        if Provider.unscoped.select_for_update(no_key=True).get(pk=offer.provider_id).status != Standing.APPROVED:
            raise NotApproved
        offer.offered_at = now()
    try:
        offer.move_to(status)
    except IllegalMove as illegal:
        raise NotNow from illegal
    with pghistory.context(user=by.pk):
        offer.save()
    return offer


def contact_shown(provider: Provider, *, whole: bool) -> tuple[str, str]:
    """Name and telephone of the contact: the telephone whole, or with its middle hidden."""
    name, phone = provider.contact
    return name, phone.removeprefix("+86") if whole else phones.shown(phone)


def _close(code: str, by: User, on: date, why: str, status: Standing, kind: str) -> Provider:
    found = _locked(code)
    scope.require(by, RIGHT, found.hall, on)
    if not why.strip():
        raise NoReason
    _not_theirs(found, by)
    _move(found, status)
    found.closed_by, found.closed_at, found.why = by, now(), why.strip()[:200]
    _save(found, by, found.why)
    _tell_members(found, kind)
    return found


def _locked(code: str) -> Provider:
    found = Provider.unscoped.select_for_update(of=("self",)).select_related("hall").filter(code=code).first()
    if found is None:
        raise NoSuchProvider(code)
    return found


def _own_offer(code: str, by: User) -> Offer:
    mine = Offer.unscoped.filter(provider__members__user=by, code=code).values("pk")
    found = Offer.unscoped.select_for_update(of=("self",)).select_related("provider").filter(pk__in=mine).first()
    if found is None:
        raise NoSuchOffer(code)
    return found


def _not_theirs(provider: Provider, by: User) -> None:
    if provider.applied_by_id == by.pk or ProviderMember.objects.filter(provider=provider, user=by).exists():
        raise SamePerson


def _move(provider: Provider, status: Standing) -> None:
    try:
        provider.move_to(status)
    except IllegalMove as illegal:
        raise NotNow from illegal


def _save(provider: Provider, by: User, why: str) -> None:
    with pghistory.context(user=by.pk, why=why):
        provider.save()


def _tell_members(provider: Provider, kind: str) -> None:
    words = {"name": provider.name, "hall": provider.hall.name, "why": provider.why}
    tell(
        News(kind=kind, user=each.user, params=words, about="/me/providing/")
        for each in ProviderMember.objects.filter(provider=provider).select_related("user")
    )


def _console(provider: Provider) -> str:
    return f"/console/providers/{provider.code}/"
