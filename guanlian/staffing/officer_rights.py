"""What an officer with an account may do at the branch, for as long as the term lasts: the role follows the term."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from guanlian.accounts.assigning import AlreadyHolding, assign_role, end_role
from guanlian.accounts.models import Role, RoleAssignment, User
from guanlian.staffing.models import Secondment


def give(secondment: Secondment, by: User, on: date, *, since: date | None = None) -> None:
    """The officer's role at the branch from `since` (None: the term's first day) to its end. Who holds a role there
    already keeps that one instead. Raises what `assign_role` raises."""
    user = secondment.member.user
    if user is None or secondment.direction != Secondment.Direction.DOWN:
        return
    first, until = since or secondment.period.lower, secondment.period.upper
    with suppress(AlreadyHolding):
        assign_role(
            user=user, role=Role.SECONDED_OFFICER, hall=secondment.to_hall, since=first, until=until, by=by, on=on
        )


def cut(secondment: Secondment, until: date, by: User, on: date) -> None:
    """The officer's role at the branch is held no longer from `until`."""
    user = secondment.member.user
    if user is None or secondment.direction != Secondment.Direction.DOWN:
        return
    held = RoleAssignment.objects.filter(
        user=user, hall=secondment.to_hall, role=Role.SECONDED_OFFICER, period__overlap=secondment.period
    )
    for each in held:
        if each.period.upper is None or each.period.upper > until:
            end_role(assignment=each, ends_on=until, by=by, on=on)
