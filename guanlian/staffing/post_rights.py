"""The role of an account that goes with a post: given and ended on the same days, where the person has an account.

A person holds one role at a hall at a time: the new one takes the place of the one before.
"""

from __future__ import annotations

from datetime import date

from guanlian.accounts import assigning
from guanlian.accounts.models import Role, RoleAssignment, User
from guanlian.network.halls import Hall
from guanlian.staffing import officer_rights
from guanlian.staffing.models import Secondment, StaffMember


def give(*, member: StaffMember, role: str, hall: Hall, since: date, by: User, on: date) -> RoleAssignment | None:
    """The account of `member` holds `role` at `hall` from `since`. Raises NotYours and RoleRefused."""
    if member.user is None or not member.user.is_active:
        return None
    for held in RoleAssignment.objects.filter(user=member.user, hall=hall, period__contains=since):
        if held.role == role:
            return held
        assigning.end_role(assignment=held, ends_on=since, by=by, on=on)
    return assigning.assign_role(user=member.user, role=role, hall=hall, since=since, by=by, on=on)


def end(*, member: StaffMember, hall: Hall, ends_on: date, by: User, on: date) -> None:
    """The account is the head of `hall` no longer from `ends_on`; an officer still seconded there is one again.

    Raises NotYours and RoleRefused.
    """
    if member.user is None:
        return
    headed = RoleAssignment.objects.filter(user=member.user, role=Role.BRANCH_HEAD, hall=hall)
    for held in headed.filter(period__contains=ends_on):
        assigning.end_role(assignment=held, ends_on=ends_on, by=by, on=on)
        still = seconded_to(member, hall, ends_on)
        if still is not None:
            officer_rights.give(still, by, on, since=ends_on)


def seconded_to(member: StaffMember, hall: Hall, on: date) -> Secondment | None:
    """The secondment by which `member` is the officer of the branch `hall` on the day `on`."""
    return Secondment.unscoped.filter(
        member=member, to_hall=hall, direction=Secondment.Direction.DOWN, period__contains=on, withdrawn_at=None
    ).first()
