"""Who answers for something at a hall: those nearest to it who hold the right."""

from __future__ import annotations

from datetime import date

from guanlian.accounts.capabilities import roles_with
from guanlian.accounts.models import RoleAssignment, User
from guanlian.network.halls import Hall


def answering_for(hall: Hall, capability: str, on: date, *, besides: User | None = None) -> list[User]:
    """The active accounts with `capability` at `hall` on the day `on`, else those of the first hall above it that has
    somebody other than `besides`. Empty where nobody has it."""
    holders = RoleAssignment.objects.filter(role__in=roles_with(capability), period__contains=on, user__is_active=True)
    if besides is not None:
        holders = holders.exclude(user=besides)
    by_hall: dict[int, list[User]] = {}
    above = Hall.objects.above(hall.pk, on)
    for role in holders.filter(hall__in=above).select_related("user").order_by("pk"):
        by_hall.setdefault(role.hall_id, []).append(role.user)
    nearest = sorted(by_hall, key=lambda pk: -len(Hall.objects.above(pk, on)))
    return list(dict.fromkeys(by_hall[nearest[0]])) if nearest else []
