"""What the clock does to waiting lists: the reserve goes to all, free places are offered, the list ends."""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef

from guanlian.kernel.clock import Now, moment
from guanlian.messaging.telling import News, tell
from guanlian.programme import filling
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import Admission, Registration, Status

log = logging.getLogger(__name__)


def release_reserves() -> int:
    """Give the places kept for desk and phone to everybody where their time has come (`reserve_until`), and offer them
    to those who wait. Returns of how many admissions; for the worker."""
    due = Admission.objects.filter(reserved__gt=0, reserve_until__lte=Now(), activity__withdrawn_at=None)
    due = due.filter(activity__status=ActivityStatus.SCHEDULED, activity__ends_at__gt=Now())
    return sum(_release_reserve(pk) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _release_reserve(admission: int) -> bool:
    held = Admission.objects.select_for_update(of=("self",), no_key=True).get(pk=admission)
    if held.reserve_until is None or held.reserve_until > moment() or not held.reserved:
        return False  # another worker was here, or the hall has set another time
    held.reserved = 0
    held.save(update_fields=["reserved"])
    filling.fill(admission=admission)
    return True


def fill_all() -> int:
    """Offer free places wherever somebody waits: what a fault left undone, and the turn of people under a restriction.
    Returns how many were offered; for the worker. One that fails stops no other."""
    waiting = Registration.unscoped.filter(admission=OuterRef("pk"), status=Status.WAITING)
    free = Admission.objects.filter(Exists(waiting), taken__lt=F("places"), activity__withdrawn_at=None)
    free = free.filter(activity__status=ActivityStatus.SCHEDULED, activity__starts_at__gt=Now())
    offered = 0
    for admission in free.order_by("pk").values_list("pk", flat=True):
        try:
            offered += len(filling.fill(admission=admission))
        except DatabaseError:
            log.exception("the waiting list of admission %s was not filled; it is tried again", admission)
    return offered


@transaction.atomic
def end_queues() -> int:
    """End the waiting lists of activities that have begun, and tell those who waited in vain. What they wanted stays
    readable: `won`, `rank` and `waiting_since` are kept. Returns how many ended; for the worker."""
    over = Registration.unscoped.select_for_update(skip_locked=True, of=("self",)).filter(
        status=Status.WAITING, admission__activity__starts_at__lte=Now()
    )
    ended = list(over.select_related("person__keeper", "admission__activity").order_by("pk"))
    at = moment() if ended else None
    for each in ended:
        each.move_to(Status.UNPLACED)
        each.decided_at = at
    Registration.unscoped.bulk_update(ended, ["status", "decided_at"], batch_size=500)
    tell([_news(each) for each in ended if each.admission.activity.status == ActivityStatus.SCHEDULED])
    return len(ended)


def _news(ended: Registration) -> News:
    activity = ended.admission.activity
    return News(
        kind="waiting.ended",
        person=ended.person,
        params={"name": ended.person.name, "title": activity.title},
        about=activity.get_absolute_url(),
        key=f"waiting.ended:{ended.code}",
    )
