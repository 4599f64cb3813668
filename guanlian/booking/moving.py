"""Changing the time or the venue of a reservation: one step, in which the old one is kept until the new one is had."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localdate

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.booking import allowing, cancelling, finding, reading, refusals
from guanlian.booking.allowing import Wish
from guanlian.booking.cancelling import LIVE, is_theirs
from guanlian.booking.days import Period
from guanlian.booking.models import Reservation, Status
from guanlian.booking.reserving import Wanted, lock_limit, used_in_week
from guanlian.booking.rules import rule_of
from guanlian.booking.telling import tell_of
from guanlian.holds import holding
from guanlian.kernel.clock import moment
from guanlian.network.models import Venue
from guanlian.network.taking import resource_of


def move(
    *, code: str, starts_at: datetime, ends_at: datetime, by: User, on: date, venue: str = "", why: str = ""
) -> Reservation:
    """Let the reservation take another period, and with `venue` (a code) another venue instead.

    The person moves their own under the venue's rules; staff of both venues' halls move any, and the person is told,
    with `why`. Raises Refused (the old one then stands as it did), NotYours.
    """
    found = cancelling.rows_with_all().filter(code=code).first()
    if found is None or not (is_theirs(found, by) or cancelling.decides(found, by, on)):
        raise cancelling.NotYours(code)
    staff = not is_theirs(found, by)
    target = reading.venue_called(venue or found.venue.code)
    if staff:
        scope.require(by, "booking.decide", target.hall, on)
    _require_movable(found, target, staff=staff)
    try:
        return _move(found, target, (starts_at, ends_at), by=by, staff=staff, why=why)
    except (refusals.Taken, holding.ResourceTaken) as taken:
        minutes = int((ends_at - starts_at).total_seconds()) // 60
        raise refusals.Taken(finding.next_free(target, starts_at, minutes)) from taken


@transaction.atomic
def _move(found: Reservation, target: Venue, period: Period, *, by: User, staff: bool, why: str) -> Reservation:
    wanted = _wanted(found, by)
    lock_limit(wanted)
    resource = resource_of(target)
    # Venues before reservations: the order in which a closure locks them too.
    holding.lock([found.hold.resource, resource])
    held = cancelling.rows_with_all().select_for_update(of=("self",)).get(pk=found.pk)
    _require_movable(held, target, staff=staff)
    begins, ends = period
    day = localdate(begins)
    used = used_in_week(target, wanted, day, but=held.pk)
    wish = Wish(begins, ends, held.people, wanted.group, staff, used=used, own=held.hold_id)
    allowing.require(reading.calendar_of(target, [day]), wish)
    holding.move(held.hold, resource=resource, starts_at=begins, ends_at=ends)
    held.venue, held.period = target, DateTimeTZRange(begins, ends)
    held.why = why.strip()[:200]
    held.save(update_fields=["venue", "period", "why"])
    if staff:
        tell_of("moved", [held])
    return held


def _require_movable(found: Reservation, target: Venue, *, staff: bool) -> None:
    if found.status not in LIVE or found.period.upper <= moment():
        raise refusals.Over
    if not staff and found.status == Status.CONFIRMED and rule_of(target).approval:
        raise refusals.AskTheHall


def _wanted(found: Reservation, by: User) -> Wanted:
    return Wanted(by, found.purpose, found.people, found.person, found.troupe, found.for_hall, found.channel)
