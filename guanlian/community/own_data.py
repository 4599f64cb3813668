"""What community keeps about an account: the troupes it follows."""

from __future__ import annotations

from typing import Any

from guanlian.accounts.models import User
from guanlian.accounts.own_data import Part, moment, register
from guanlian.community.models import Follow


def export(user: User) -> list[dict[str, Any]]:
    """Every followed troupe and since when."""
    rows = Follow.objects.filter(user=user).select_related("troupe").order_by("since", "pk")
    return [{"troupe": row.troupe.code, "name": row.troupe.name, "since": moment(row.since)} for row in rows]


def forget(user: User) -> None:
    """Follow nothing."""
    Follow.objects.filter(user=user).delete()


register(Part("follows", export, forget=forget))
