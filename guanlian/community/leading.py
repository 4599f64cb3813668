"""Who acts for a troupe: its leaders, by the accounts of their households, and the staff who look after troupes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from guanlian.accounts import scope
from guanlian.accounts.answering import answering_for
from guanlian.accounts.models import Person, User
from guanlian.community.models import Troupe, TroupeMember
from guanlian.community.refusals import NoSuchTroupe, NotYourTroupe

RIGHT = "troupe.manage"
MINE = "a person's own troupes and those that they lead"


def leads(user: User | AnonymousUser, troupe: Troupe, on: date) -> bool:
    """Whether somebody of the account's household leads the troupe on the day `on`."""
    if not user.is_authenticated or not user.is_active or not exists_on(troupe, on):
        return False
    return leaders_of(troupe, on).filter(person__keeper_id=user.pk).exists()


def may_lead(user: User | AnonymousUser, troupe: Troupe, on: date) -> bool:
    """Whether the account acts for the troupe: as a leader, or with troupe.manage at its hall."""
    return leads(user, troupe, on) or scope.may(user, RIGHT, troupe.hall, on)


def require_lead(user: User, troupe: Troupe, on: date) -> None:
    """Do nothing where `may_lead`; else raise NotYourTroupe."""
    if not may_lead(user, troupe, on):
        raise NotYourTroupe


def leaders_of(troupe: Troupe, on: date) -> QuerySet[TroupeMember]:
    """The leaders with an account on the day `on`."""
    standing = members_of(troupe, on).filter(leader=True, person__keeper__is_active=True, person__removed_at=None)
    return standing.select_related("person__keeper")


def members_of(troupe: Troupe, on: date) -> QuerySet[TroupeMember]:
    """Everybody on the roll on the day `on`, leaders first."""
    found = TroupeMember.objects.standing().everywhere(because="of one troupe, for those who act for it")
    found = found.filter(troupe=troupe, period__contains=on)
    return found.select_related("person__keeper").order_by("-leader", "period", "name", "pk")


def memberships(people: Iterable[Person], on: date) -> QuerySet[TroupeMember]:
    """The memberships of `people` that run on the day `on` or begin later."""
    found = TroupeMember.objects.standing().everywhere(because=MINE)
    ahead = Q(period__endswith__gt=on) | Q(period__upper_inf=True)
    found = found.filter(ahead, person__in=list(people), period__isempty=False)
    return found.select_related("troupe__hall", "person__keeper").order_by("troupe", "pk")


def led_by(user: User, on: date) -> QuerySet[Troupe]:
    """The troupes that somebody of the account's household leads on the day `on`."""
    led = TroupeMember.objects.standing().everywhere(because=MINE)
    led = led.filter(person__keeper=user, person__removed_at=None, leader=True, period__contains=on)
    return existing(on).filter(pk__in=led.order_by().values("troupe")).select_related("hall").order_by("name", "pk")


def existing(on: date) -> QuerySet[Troupe]:
    """Troupes that exist on the day `on`."""
    found = Troupe.objects.standing().everywhere(because="troupes are public, their members are not")
    return found.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=on), founded_on__lte=on)


def exists_on(troupe: Troupe, on: date) -> bool:
    """The same of one troupe that was read already."""
    over = troupe.dissolved_on is not None and troupe.dissolved_on <= on
    return troupe.withdrawn_at is None and troupe.founded_on <= on and not over


def troupe_called(code: str, on: date, *, locked: bool = False) -> Troupe:
    """The troupe with that code, if it exists on the day `on`. Raises NoSuchTroupe."""
    found = existing(on).select_related("hall").filter(code=code)
    troupe = (found.select_for_update(of=("self",), no_key=True) if locked else found).first()
    if troupe is None:
        raise NoSuchTroupe(code)
    return troupe


def answering(troupe: Troupe, on: date) -> list[User]:
    """Whom to tell about the troupe: its leaders' accounts, else the staff who look after it."""
    accounts = [row.person.keeper for row in leaders_of(troupe, on) if row.person and row.person.keeper]
    return list(dict.fromkeys(accounts)) or answering_for(troupe.hall, RIGHT, on)
