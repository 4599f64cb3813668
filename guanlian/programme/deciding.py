"""Reviewed entries: the hall decides each, by what was asked and answered; groups are decided together.

Nobody jumps the waiting list: staff admit people who entered in time, or put them on the list; from the list people are
taken in order only (`filling`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from django.db import transaction

from guanlian.accounts import scope
from guanlian.accounts.capabilities import Capability, roles_with
from guanlian.accounts.models import RoleAssignment, User
from guanlian.kernel.clock import Now
from guanlian.messaging.telling import News, tell
from guanlian.network.halls import HallLink
from guanlian.programme import filling, refusals
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import Admission, Channel, Policy, Registration, Status


class Decision(StrEnum):
    """What the hall decides."""

    ADMIT = "admit"
    WAIT = "wait"
    DECLINE = "decline"


STATUS = {Decision.ADMIT: Status.PLACED, Decision.WAIT: Status.WAITING, Decision.DECLINE: Status.DECLINED}


@transaction.atomic
def decide(
    *, activity: str, codes: Sequence[str], decision: Decision, by: User, on: date, why: str = ""
) -> list[Registration]:
    """Decide the entries with these codes, and those who go with them: all or none. Tells them.

    Raises NotYours, NothingToDecide, ReasonNeeded, and TooFewLeft where places would run out: nothing is decided then.
    """
    admission = Admission.objects.select_related("activity__hall").annotate(moment=Now()).get(activity__code=activity)
    at = admission.moment
    scope.require(by, Capability.REGISTRATION_ACT, admission.activity.hall, on)
    if decision == Decision.DECLINE and not why.strip():
        raise refusals.ReasonNeeded
    entered = _locked(admission, codes)
    if not entered:
        raise refusals.NothingToDecide
    if decision == Decision.ADMIT:
        _require_room(admission, entered)
    for each in entered:
        each.move_to(STATUS[decision])
        each.decided_at, each.decided_by, each.why = at, by, why.strip()[:200]
        each.waiting_since = at if decision == Decision.WAIT else each.waiting_since
        each.save(update_fields=["status", "decided_at", "decided_by", "why", "waiting_since"])
    tell([_news(each, decision, why.strip()) for each in entered])
    filling.fill(admission=admission.pk)  # the last decision may leave places to the waiting list
    return entered


def remind(*, on: date) -> int:
    """Tell the halls' staff, once a day, of reviewed entries that are undecided after entries have closed.

    Returns how many messages were written; for the worker.
    """
    late = Admission.objects.filter(
        policy=Policy.REVIEWED,
        closes_at__lte=Now(),
        activity__status=ActivityStatus.SCHEDULED,
        activity__withdrawn_at=None,
        activity__ends_at__gt=Now(),
        registrations__status=Status.ENTERED,
    )
    news = [
        _reminder(admission, user, on)
        for admission in late.select_related("activity__hall").distinct()
        for user in _deciders(admission, on)
    ]
    return len(tell(news))


def _locked(admission: Admission, codes: Sequence[str]) -> list[Registration]:
    """The undecided among the entries with these codes and their groups, the earliest first."""
    rows = Registration.unscoped.filter(admission=admission, status=Status.ENTERED)
    groups = rows.filter(code__in=codes).values_list("group", flat=True)
    chosen = rows.filter(group__in=list(groups)).select_related("person__keeper").select_for_update(of=("self",))
    return list(chosen.order_by("pk"))


def _require_room(admission: Admission, entered: Sequence[Registration]) -> None:
    held = Admission.objects.select_for_update().get(pk=admission.pk)
    on_site = sum(each.channel == Channel.ONLINE for each in entered)
    if len(entered) > held.left or on_site > held.left_online:
        left = held.left if len(entered) > held.left else held.left_online
        raise refusals.TooFewLeft(left=left, wanted=len(entered))


def _news(each: Registration, decision: Decision, why: str) -> News:
    activity = each.admission.activity
    kind = {Decision.ADMIT: "place.admitted", Decision.WAIT: "place.queued", Decision.DECLINE: "place.declined"}[
        decision
    ]
    params = {"name": filling.names_of([each]), "title": activity.title, "why": why}
    return News(kind=kind, person=each.person, params=params, about=each.get_absolute_url(), key=f"{kind}:{each.code}")


def _deciders(admission: Admission, on: date) -> list[User]:
    """Who holds the right at the hall itself; where nobody does, at the hall above."""
    hall = admission.activity.hall
    above = HallLink.objects.filter(hall=hall, period__contains=on).values_list("parent_id", flat=True).first()
    for place in (hall.pk, above):
        holding = RoleAssignment.objects.filter(
            role__in=roles_with(Capability.REGISTRATION_ACT), hall=place, period__contains=on, user__is_active=True
        )
        if found := [role.user for role in holding.select_related("user").order_by("pk")]:
            return found
    return []


def _reminder(admission: Admission, user: User, on: date) -> News:
    activity = admission.activity
    waiting = admission.registrations(manager="unscoped").filter(status=Status.ENTERED).count()
    return News(
        kind="entries.undecided",
        user=user,
        params={"title": activity.title, "n": waiting},
        about=f"/console/programme/{activity.code}/people/?state={Status.ENTERED}",
        key=f"entries.undecided:{activity.code}:{user.pk}:{on}",
    )
