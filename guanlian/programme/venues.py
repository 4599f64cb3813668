"""What activities take of venues: one scheduled ahead holds its venue; one cancelled or withdrawn gives it free."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from guanlian.holds import holding
from guanlian.holds.models import Hold, Resource
from guanlian.network.models import Venue
from guanlian.programme.models import Activity, Status


@transaction.atomic
def settle_holds(activities: Sequence[Activity]) -> None:
    """Take, move or release the hold of each activity, as its state asks. Raises ResourceTaken on a clash.

    What lies behind needs no hold, so an import of past years takes none.
    """
    releasing, taking = [], []
    for activity in activities:
        if _needs_hold(activity):
            taking.append(activity)
        elif activity.hold_id:
            releasing.append(activity)
    _release(releasing)
    for activity in taking:
        _take(activity)


def _needs_hold(activity: Activity) -> bool:
    return bool(
        activity.venue_id
        and activity.status == Status.SCHEDULED
        and activity.withdrawn_at is None
        and activity.ends_at > now()
    )


def _release(activities: list[Activity]) -> None:
    if activities:
        Hold.objects.filter(pk__in=[a.hold_id for a in activities], released_at=None).update(released_at=now())
        Activity.unscoped.filter(pk__in=[a.pk for a in activities]).update(hold=None)
        for activity in activities:
            activity.hold = None


def _take(activity: Activity) -> None:
    resource = _resource(activity.venue)  # type: ignore[arg-type]
    held = Hold.objects.filter(pk=activity.hold_id, released_at=None).first() if activity.hold_id else None
    if held is not None:
        if (held.resource_id, held.period.lower, held.period.upper) == (
            resource.pk,
            activity.starts_at,
            activity.ends_at,
        ):
            return
        holding.release(held)
    activity.hold = holding.take(
        resource=resource, starts_at=activity.starts_at, ends_at=activity.ends_at, reason=activity.title
    )
    Activity.unscoped.filter(pk=activity.pk).update(hold=activity.hold)


def _resource(venue: Venue) -> Resource:
    """What a hold of the venue takes; made when the venue is first held."""
    if venue.resource_id is None:
        locked = Venue.unscoped.select_for_update().get(pk=venue.pk)
        if locked.resource_id is None:
            locked.resource = Resource.objects.create(kind=Resource.Kind.VENUE, label=str(venue))
            locked.save(update_fields=["resource"])
        venue.resource = locked.resource
    assert venue.resource is not None
    return venue.resource
