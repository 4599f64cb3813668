"""Taking, moving and releasing holds."""

from __future__ import annotations

from collections.abc import Iterable
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


def lock(resources: Iterable[Resource]) -> None:
    """Lock the resources' rows until the transaction ends, in one order, so that two who lock several never block each
    other for good."""
    keys = {resource.pk for resource in resources}
    list(Resource.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


@transaction.atomic
def take(*, resource: Resource, starts_at: datetime, ends_at: datetime, reason: str) -> Hold:
    """Hold `resource` from `starts_at` until just before `ends_at` (aware datetimes).

    Locks the resource's row, so that of two rivals the later gets a clean `ResourceTaken`; the exclusion
    constraint has the last word. Raises ValueError where the period ends before it begins.
    """
    period = _period(starts_at, ends_at)
    lock([resource])
    _require_free(resource, period)
    return Hold.objects.create(resource=resource, period=period, reason=reason)


@transaction.atomic
def move(hold: Hold, *, resource: Resource, starts_at: datetime, ends_at: datetime) -> Hold:
    """Let a standing hold take another period or another resource instead; it may overlap the period that it leaves.

    One update: where somebody else has the new period it raises `ResourceTaken` and the old one is kept.
    """
    period = _period(starts_at, ends_at)
    lock([hold.resource, resource])
    _require_free(resource, period, but=hold)
    hold.resource, hold.period = resource, period
    hold.save(update_fields=["resource", "period"])
    return hold


def release(hold: Hold) -> None:
    """Give the resource free again. Releasing twice changes nothing."""
    Hold.objects.filter(pk=hold.pk, released_at=None).update(released_at=now())


def _period(starts_at: datetime, ends_at: datetime) -> DateTimeTZRange:
    if ends_at <= starts_at:
        raise ValueError("a hold must end after it begins")
    return DateTimeTZRange(starts_at, ends_at)


def _require_free(resource: Resource, period: DateTimeTZRange, but: Hold | None = None) -> None:
    rivals = Hold.objects.filter(resource=resource, period__overlap=period, released_at=None)
    rival = rivals.exclude(pk=but.pk).first() if but is not None else rivals.first()
    if rival is not None:
        raise ResourceTaken(rival)
