"""Answering an offer, and giving a place back in one tap; what comes free goes to the waiting list at once."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.messaging.telling import News, tell
from guanlian.programme import filling, refusals
from guanlian.programme.admission import LIVE, Registration, Status
from guanlian.programme.eligibility import Now


class NotYours(LookupError):
    """No such entry in the person's household."""


@transaction.atomic
def accept(*, code: str, by: User, on: date) -> list[Registration]:
    """Take the place that is held, for the whole group. Accepting twice changes nothing. Raises NotOffered."""
    held = _locked(code, by, on)
    group = Registration.unscoped.select_for_update().filter(admission=held.admission_id, group=held.group)
    in_time = list(group.filter(status=Status.OFFERED, offered_until__gt=Now()).order_by("pk"))
    if not in_time and held.status != Status.PLACED:
        raise refusals.NotOffered
    for each in in_time:
        each.move_to(Status.PLACED)
        each.offered_until = None
        each.save(update_fields=["status", "offered_until"])
    return in_time or [held]


@transaction.atomic
def release(*, code: str, by: User, on: date, why: str = "") -> Registration:
    """Give back a place, an offer, a place in the queue or an entry. Releasing twice changes nothing."""
    held = _locked(code, by, on)
    if held.status not in LIVE:
        return held
    freed = held.status in {Status.OFFERED, Status.PLACED}
    held.move_to(Status.RELEASED)
    held.why, held.offered_until = why[:200], None
    held.save(update_fields=["status", "why", "offered_until"])
    if freed:
        filling.fill(admission=held.admission_id)
    return held


@transaction.atomic
def lapse() -> int:
    """End the offers whose time has passed and offer their places on. Returns how many ended; for the worker."""
    over = Registration.unscoped.select_for_update(skip_locked=True, of=("self",)).filter(
        status=Status.OFFERED, offered_until__lte=Now()
    )
    ended = list(over.select_related("person__keeper", "admission__activity").order_by("admission", "pk"))
    for each in ended:
        each.move_to(Status.LAPSED)
        each.save(update_fields=["status"])
    tell([_lapsed(each) for each in ended])
    for admission in sorted({each.admission_id for each in ended}):
        filling.fill(admission=admission)
    return len(ended)


def _locked(code: str, by: User, on: date) -> Registration:
    """The entry, locked, if `by` may act on it: for their household, or as staff of the hall."""
    found = (
        Registration.unscoped.select_for_update(of=("self",))
        .select_related("person__keeper", "admission__activity__hall")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise NotYours(code)
    if found.person.keeper_id != by.pk and not scope.may(by, "registration.act", found.admission.activity.hall, on):
        raise NotYours(code)
    return found


def _lapsed(ended: Registration) -> News:
    return News(
        kind="place.lapsed",
        person=ended.person,
        params={"name": ended.person.name, "title": ended.admission.activity.title},
        about=ended.admission.activity.get_absolute_url(),
        key=f"place.lapsed:{ended.code}",
    )
