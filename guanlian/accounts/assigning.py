"""Giving and ending roles."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.capabilities import Capability, grants
from guanlian.accounts.models import Role, RoleAssignment, User
from guanlian.network.halls import Hall, HallLink


class RoleRefused(Exception):
    """The role can't be given or ended; the message says why and what to do next."""


class MoreThanOnesOwn(RoleRefused):
    """Nobody gives rights that they don't hold at that hall themselves."""


class WrongTier(RoleRefused):
    """The role isn't held at halls of that tier."""


class AlreadyHolding(RoleRefused):
    """The person holds a role at that hall in that time."""


class PeriodWrong(RoleRefused):
    """The role would end before it begins."""


@transaction.atomic
def assign_role(
    *, user: User, role: str, hall: Hall, since: date, until: date | None = None, by: User, on: date
) -> RoleAssignment:
    """`user` holds `role` at `hall` from `since` until just before `until` (None: without end).

    `by` decides on the day `on`. Raises NotYours, MoreThanOnesOwn, WrongTier, PeriodWrong or AlreadyHolding.
    """
    given = Role(role)
    scope.require(by, Capability.ROLES_ASSIGN, hall, on)
    _refuse_more_than_own(given, hall, by, on)
    _refuse_wrong_tier(given, hall, since)
    if until is not None and until <= since:
        raise PeriodWrong(_("结束日期要晚于开始日期。"))
    try:
        with transaction.atomic():
            return RoleAssignment.objects.create(user=user, role=given, hall=hall, period=DateRange(since, until))
    except IntegrityError as clash:
        raise AlreadyHolding(
            _("“%(who)s”在这段时间已在“%(hall)s”任职。请先结束原来的任职，或改选日期。")
            % {"who": user, "hall": hall.name}
        ) from clash


@transaction.atomic
def end_role(*, assignment: RoleAssignment, ends_on: date, by: User, on: date) -> RoleAssignment:
    """The role is held no longer from the day `ends_on`. One that would have begun later is never held at all.

    Who may give the role may end it; `by` decides on the day `on`. Raises NotYours, MoreThanOnesOwn or PeriodWrong.
    """
    held = RoleAssignment.objects.select_for_update(of=("self",)).select_related("hall").get(pk=assignment.pk)
    scope.require(by, Capability.ROLES_ASSIGN, held.hall, on)
    _refuse_more_than_own(Role(held.role), held.hall, by, on)
    begins, ends = held.period.lower, held.period.upper
    if held.period.isempty or (ends is not None and ends <= ends_on):
        raise PeriodWrong(_("这项任职在此之前已经结束，不能延后。如需续任，请重新任命。"))
    held.period = DateRange(begins, ends_on) if begins is None or begins < ends_on else DateRange(empty=True)
    held.save(update_fields=["period"])
    return held


def roles_to_give(by: User, hall: Hall, on: date) -> list[Role]:
    """The roles that `by` can give at `hall` on the day `on`: the choices of a form."""
    if not scope.may(by, Capability.ROLES_ASSIGN, hall, on):
        return []
    tier = _tier(hall, on)
    return [
        role for role, grant in grants().items() if tier in grant.tiers and grant.capabilities <= _own(by, hall, on)
    ]


def _refuse_more_than_own(role: Role, hall: Hall, by: User, on: date) -> None:
    lacking = grants()[role].capabilities - _own(by, hall, on)
    if lacking:
        names = "、".join(sorted(str(Capability(c).label) for c in lacking))
        raise MoreThanOnesOwn(
            _("“%(role)s”包含您自己没有的权限（%(names)s），请由上级馆任命。") % {"role": role.label, "names": names}
        )


def _refuse_wrong_tier(role: Role, hall: Hall, on: date) -> None:
    tier = _tier(hall, on)
    if tier not in grants()[role].tiers:
        raise WrongTier(_("“%(hall)s”当日不设“%(role)s”，请另选馆或角色。") % {"hall": hall.name, "role": role.label})


def _own(person: User, hall: Hall, on: date) -> frozenset[Capability]:
    """What `person` may do at `hall` on the day `on`."""
    if person.is_superuser:
        return frozenset(Capability)
    above = Hall.objects.above(hall.pk, on).order_by().values("pk")
    held = scope.roles_of(person, on).filter(hall__in=above).values_list("role", flat=True)
    return frozenset().union(*(grants()[Role(role)].capabilities for role in held))


def _tier(hall: Hall, on: date) -> str | None:
    return HallLink.objects.filter(hall=hall, period__contains=on).values_list("tier", flat=True).first()
