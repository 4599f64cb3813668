"""What the clock frees: the desk's share when nobody needs to keep it any longer, and what others left."""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction
from django.db.models import F

from guanlian.programme import filling
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import Admission, Status
from guanlian.programme.eligibility import Now

log = logging.getLogger(__name__)


@transaction.atomic
def open_reserves() -> int:
    """Give the share of desk and phone to all where its time has come, the waiting list first.

    Returns of how many activities; for the worker.
    """
    due = Admission.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        reserved__gt=0, reserve_until__lte=Now(), activity__status=ActivityStatus.SCHEDULED
    )
    opened = list(due.order_by("pk"))
    for admission in opened:
        admission.reserved = 0
        admission.save(update_fields=["reserved"])
        filling.fill(admission=admission.pk)
    return len(opened)


def offer_what_is_left() -> int:
    """Offer places that are free though people wait: those under a restriction have their turn once entries have
    closed, and after a draw or the last decision. Returns how many offers were made; for the worker."""
    free = Admission.objects.filter(
        activity__status=ActivityStatus.SCHEDULED,
        activity__starts_at__gt=Now(),
        activity__withdrawn_at=None,
        registrations__status=Status.WAITING,
        taken__lt=F("places"),
    )
    keys = list(free.order_by("pk").values_list("pk", flat=True).distinct())
    offered = 0
    for key in keys:
        try:
            offered += len(filling.fill(admission=key))
        except DatabaseError:  # one that fails stops no other
            log.exception("the waiting list of admission %s was not filled; it is tried again", key)
    return offered
