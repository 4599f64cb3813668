"""The members of a household: added, changed, removed by the account that acts for them."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts import ahead, phones
from guanlian.accounts.ahead import StillExpected
from guanlian.accounts.households import ConsentMissing, needs_consent, self_of
from guanlian.accounts.models import Person, Relation, User
from guanlian.accounts.people import CONSENT_UNTIL
from guanlian.accounts.rules import rules
from guanlian.network.models import Hall

FAMILY = (Relation.CHILD, Relation.PARENT, Relation.SPOUSE, Relation.OTHER)


class NoSuchMember(LookupError):
    """The account acts for nobody with that code."""


class MemberRefused(Exception):
    """The member can't be kept so; the message says why and what to do next."""


class TooYoungAlone(MemberRefused):
    """A child keeps no account of its own."""

    def __init__(self) -> None:
        super().__init__(
            _("不满 %(age)s 周岁不能单独使用账号。请由父母或监护人登录，把您加为家人。") % {"age": CONSENT_UNTIL}
        )


class HouseholdFull(MemberRefused):
    """The account acts for as many people as it may."""

    def __init__(self, most: int) -> None:
        super().__init__(_("一个账号最多登记 %(most)s 位家人。不再需要的，可以先移出。") % {"most": most})


class NotBornYet(MemberRefused):
    """The birthday lies ahead."""

    def __init__(self) -> None:
        super().__init__(_("出生日期不能晚于今天，请核对。"))


@transaction.atomic
def add_member(
    *,
    user: User,
    relation: str,
    name: str,
    on: date,
    born_on: date | None = None,
    lives_at: Hall | None = None,
    guardian: str = "",
) -> Person:
    """Add somebody the account will act for. `guardian`: who consents, for a child below the age of consent.

    The same name, relation and birthday again is the same member. `on` is today (Asia/Shanghai). Raises MemberRefused,
    ConsentMissing (Personal Information Protection Law art. 31).
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # the form sent twice is one member
    household = list(Person.objects.of(user))
    for known in household:
        if (known.name, known.relation, known.born_on) == (name, relation, born_on):
            return known
    most = rules()["household"]["most"]
    if sum(person.relation != Relation.SELF for person in household) >= most:
        raise HouseholdFull(most)
    member = Person(keeper=user, relation=Relation(relation), name=name, added_on=on)
    return _keep(member, name=name, born_on=born_on, lives_at=lives_at, guardian=guardian, on=on)


@transaction.atomic
def change_member(
    *,
    user: User,
    code: str,
    name: str,
    on: date,
    relation: str = "",
    born_on: date | None = None,
    lives_at: Hall | None = None,
    guardian: str = "",
) -> Person:
    """Change what is known of a member or, where `code` is one's own, of oneself. An existing consent stays.

    Raises NoSuchMember, MemberRefused, ConsentMissing.
    """
    member = member_called(user=user, code=code, locked=True)
    if member.relation != Relation.SELF and relation:
        member.relation = Relation(relation)
    return _keep(member, name=name, born_on=born_on, lives_at=lives_at, guardian=guardian, on=on)


@transaction.atomic
def remove_member(*, user: User, code: str, on: date, releasing: bool = False) -> Person:
    """Take a member out of the household; what they registered and attended stays. Removing twice changes nothing.

    Refused while a place or a reservation awaits them, unless `releasing` gives those back first. Raises NoSuchMember,
    StillExpected, MemberRefused for oneself.
    """
    member = Person.unscoped.select_for_update().filter(keeper=user, code=code).first()
    if member is None:
        raise NoSuchMember(code)
    if member.relation == Relation.SELF:
        raise MemberRefused(_("账号本人不能移出；不再使用可以注销账号。"))
    if member.removed_at is not None:
        return member
    if releasing:
        ahead.release([member], by=user, on=on)
    things = ahead.things_of([member])
    if things:
        raise StillExpected(member.name, things)
    member.removed_at = now()
    member.save(update_fields=["removed_at"])
    return member


def member_called(*, user: User, code: str, locked: bool = False) -> Person:
    """The member of the account's household with that code, the owner included. Raises NoSuchMember."""
    self_of(user=user)
    found = Person.unscoped.filter(keeper=user, code=code, removed_at=None)
    member = (found.select_for_update(no_key=True) if locked else found.select_related("lives_at")).first()
    if member is None:
        raise NoSuchMember(code)
    return member


def guardian_of(*, user: User) -> str:
    """How the account's owner signs a consent, where they don't write another name."""
    return user.name or phones.shown(user.phone)


def _keep(member: Person, *, name: str, born_on: date | None, lives_at: Hall | None, guardian: str, on: date) -> Person:
    if born_on is not None and born_on > on:
        raise NotBornYet
    member.name, member.born_on, member.lives_at = name, born_on, lives_at
    if needs_consent(born_on, on):
        if member.relation == Relation.SELF:
            raise TooYoungAlone
        if guardian:
            member.consent_at, member.consent_by = now(), guardian[:60]
        elif member.consent_at is None:
            raise ConsentMissing(name)
    member.save()
    return member
