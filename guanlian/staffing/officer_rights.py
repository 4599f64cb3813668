"""What an officer with an account may do at the branch, for as long as the term lasts.

That no role outlasts its term, the database sees to (right_guards).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from guanlian.accounts.assigning import AlreadyHolding, assign_role
from guanlian.accounts.models import Role, User
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
