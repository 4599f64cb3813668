"""The end of a waiting list: with the beginning of its activity."""

from __future__ import annotations

from django.db import transaction

from guanlian.messaging.telling import News, tell
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import Registration, Status
from guanlian.programme.clock import moment
from guanlian.programme.eligibility import Now


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
