"""A branch asks for an officer, a hall for leave to send somebody up; and takes it back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.network.halls import Hall, Tier
from guanlian.staffing import telling
from guanlian.staffing.models import Need, NeedStatus, Proposal, Secondment
from guanlian.staffing.procedure import Direction
from guanlian.staffing.refusals import AlreadyAsked, NoReason, NotABranch, NotWaiting, Served


@transaction.atomic
def ask(
    *,
    hall: Hall,
    why: str,
    wanted_from: date,
    by: User,
    on: date,
    speciality: str = "",
    direction: str = Direction.DOWN,
) -> Need:
    """Ask for an officer at `hall` from `wanted_from` on, or (up) for a place at a larger hall for one of its people.

    The main hall is told. Raises NotYours, NoReason, NotABranch, AlreadyAsked or Served.
    """
    scope.require(by, "officer.ask", hall, on)
    if not why.strip():
        raise NoReason
    if direction == Direction.DOWN:
        _refuse_served(hall, wanted_from, on)
    need = open_need(hall, direction, wanted_from, why.strip(), speciality, by)
    if need is None:
        raise AlreadyAsked(hall)
    telling.asked(need, on, besides=by)
    return need


def open_need(
    hall: Hall, direction: str, wanted_from: date, why: str, speciality: str = "", by: User | None = None
) -> Need | None:
    """A fresh open need of the hall; None where it has one already, also where somebody was quicker."""
    need, new = Need.unscoped.get_or_create(
        hall=hall,
        direction=direction,
        status=NeedStatus.OPEN,
        defaults={"wanted_from": wanted_from, "why": why, "speciality": speciality, "asked_by": by},
    )
    return need if new else None


@transaction.atomic
def withdraw_need(*, need: Need, by: User, on: date) -> Need:
    """Take an open need back, as long as nobody is proposed for it. Raises NotYours or NotWaiting."""
    held = Need.unscoped.select_for_update(of=("self",)).select_related("hall").get(pk=need.pk)
    scope.require(by, "officer.ask", held.hall, on)
    waiting = Proposal.unscoped.filter(need=held, status__in=["proposed", "consented"]).first()
    if waiting is not None:
        raise NotWaiting(waiting.get_status_display())
    if held.status != NeedStatus.OPEN:
        raise NotWaiting(held.get_status_display())
    held.move_to(NeedStatus.WITHDRAWN)
    held.save(update_fields=["status"])
    telling.need_withdrawn(held, on, besides=by)
    return held


def _refuse_served(hall: Hall, wanted_from: date, on: date) -> None:
    if not Hall.objects.of_tier(Tier.BRANCH, on).filter(pk=hall.pk).exists():
        raise NotABranch(hall)
    there = Secondment.objects.for_counting().filter(
        direction=Direction.DOWN, to_hall=hall, period__contains=wanted_from
    )
    if (officer := there.select_related("to_hall").first()) is not None:
        raise Served(officer)
