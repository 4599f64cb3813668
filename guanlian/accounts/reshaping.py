"""Who may change the network, and the hours a hall publishes: the scope is asked, then the network's use case runs.

The right is asked for on the day it is used (today), at every hall that the change takes from or gives to.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.timezone import localdate

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.network import restructuring, scheduling
from guanlian.network.halls import Hall
from guanlian.network.opening import OpeningHours
from guanlian.network.restructuring import Plan


def require_plan(by: User, plan: Plan) -> None:
    """Do nothing where `by` may change every hall that the plan touches; else raise NotYours."""
    today = localdate()
    for hall in _touched(plan):
        scope.require(by, "network.edit", hall, today)


def _touched(plan: Plan) -> Collection[Hall]:
    """The halls that change, and those that lose or get a hall."""
    found: dict[int, Hall] = {}
    for effect in plan.effects:
        before = effect.link.parent if effect.link is not None else None
        for hall in (effect.hall, effect.parent, effect.successor, before if plan.kind == "reparent" else None):
            if isinstance(hall, Hall):
                found[hall.pk] = hall
    return found.values()


def carry_out(*, by: User, plan: Plan, basis: str) -> Plan:
    """Write a plan made by restructuring; raises NotYours, and ChangesLater where the network changed since."""
    require_plan(by, plan)
    restructuring.carry_out(plan, basis=basis)
    return plan


def publish_week(*, by: User, hall: Hall, week: scheduling.Week, since: date) -> list[OpeningHours]:
    """See scheduling.publish_week; raises also NotYours (the right is hours.edit)."""
    scope.require(by, "hours.edit", hall, localdate())
    return scheduling.publish_week(hall=hall, week=week, since=since, by=by)
