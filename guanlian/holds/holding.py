"""Taking and releasing holds."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.holds.models import Hold, Resource


class ResourceTaken(Exception):
    """Somebody holds the resource in that period; the message says what for and when."""

    def __init__(self, by: Hold) -> None:
        self.by = by
        super().__init__(
            _("“%(what)s”在这一时段已用于“%(why)s”，请另选时间或另选一处。")
            % {"what": by.resource.label, "why": by.reason}
        )


@transaction.atomic
def take(*, resource: Resource, starts_at: datetime, ends_at: datetime, reason: str) -> Hold:
    """Hold `resource` from `starts_at` until just before `ends_at` (aware datetimes).

    Locks the resource's row, so that of two rivals the later gets a clean `ResourceTaken`; the exclusion
    constraint has the last word. Raises ValueError where the period ends before it begins.
    """
    if ends_at <= starts_at:
        raise ValueError("a hold must end after it begins")
    period = DateTimeTZRange(starts_at, ends_at)
    Resource.objects.select_for_update().get(pk=resource.pk)
    rival = Hold.objects.filter(resource=resource, period__overlap=period, released_at=None).first()
    if rival is not None:
        raise ResourceTaken(rival)
    return Hold.objects.create(resource=resource, period=period, reason=reason)


def release(hold: Hold) -> None:
    """Give the resource free again. Releasing twice changes nothing."""
    Hold.objects.filter(pk=hold.pk, released_at=None).update(released_at=now())
