"""Checking in: by the person at the place, or by staff; and giving up for others what nobody came to.

A troupe that came has rehearsed: that is recorded once, here, and counts wherever rehearsals count.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.core import signing
from django.db import transaction
from django.utils.timezone import localdate

from guanlian.accounts import recording
from guanlian.accounts.models import User
from guanlian.booking import cancelling, refusals
from guanlian.booking.days import at_clock
from guanlian.booking.models import Reservation, Status
from guanlian.booking.rules import rule_of, rules
from guanlian.booking.telling import tell_of
from guanlian.community.models import Rehearsal, Troupe
from guanlian.kernel.clock import moment
from guanlian.kernel.registers import register_called
from guanlian.network.models import Venue

SALT = "guanlian.booking.here"
LOOKED_BACK = timedelta(days=1)  # a worker that stood still for longer leaves what is over as it is


class NotHere(LookupError):
    """What the sign at the door carries isn't of this venue."""


def mark_of(venue: Venue) -> str:
    """What the sign at the venue's door carries: who has it is there (or was)."""
    return signing.Signer(salt=SALT).signature(venue.code).replace("_", "-")[:20]


def opens_at(found: Reservation) -> datetime:
    """From when one can check in."""
    return found.period.lower - timedelta(minutes=rules()["checkin"]["opens_minutes"])


@transaction.atomic
def check_in(*, code: str, by: User, on: date, mark: str = "", attended: int | None = None) -> Reservation:
    """The person came. By themselves with `mark`, what the sign at the door carries, until the period ends; by staff
    until that day is over. Checking in twice changes nothing. `attended`: how many came, where somebody counted.

    Raises NotYours, NotHere, NotYet, Over.
    """
    found = cancelling.locked(code, by, on, "registration.act")
    staff = cancelling.decides(found, by, on, "registration.act")
    if not staff and mark != mark_of(found.venue):
        raise NotHere(code)
    if found.status == Status.USED:
        return found
    at = moment()
    day_over = at_clock(localdate(found.period.lower) + timedelta(days=1), time())
    if found.status != Status.CONFIRMED or at >= (day_over if staff else found.period.upper):
        raise refusals.Over
    if at < opens_at(found):
        raise refusals.NotYet(opens_at(found))
    found.move_to(Status.USED)
    found.checked_in_at = at
    found.save(update_fields=["status", "checked_in_at"])
    if found.troupe is not None:
        _record_rehearsal(found, attended)
    return found


def _record_rehearsal(found: Reservation, attended: int | None) -> None:
    """The troupe's rehearsal of that day, unless it is recorded already."""
    troupe, day = found.troupe, localdate(found.period.lower)
    assert troupe is not None
    if _rehearsed(troupe, day):
        return
    values = {
        "hall": troupe.hall.code,
        "troupe": troupe.code,
        "held_on": day,
        "venue": found.venue.code,
        "attended": attended,
    }
    try:  # The check-in is the entry: whoever may check in records it, whatever else they may enter.
        recording.enter(register=register_called("rehearsals"), values=values, by=None, why=found.code)
    except recording.RecordRefused:
        if not _rehearsed(troupe, day):  # else somebody entered it at the same moment
            raise


def _rehearsed(troupe: Troupe, day: date) -> bool:
    return Rehearsal.unscoped.filter(troupe=troupe, held_on=day, withdrawn_at=None).exists()


@transaction.atomic
def release_unused() -> int:
    """Give free what nobody checked in to in time, and tell the people. Returns how many; for the worker."""
    at = moment()
    begun = cancelling.rows_with_all().select_for_update(of=("self",), skip_locked=True)
    begun = begun.filter(status=Status.CONFIRMED, period__startswith__lt=at, period__endswith__gt=at - LOOKED_BACK)
    late = [each for each in begun.order_by("pk") if _is_late(each, at)]
    cancelling.end(late, Status.RELEASED, why="", by=None)
    tell_of("released", late, key="once")
    return len(late)


def _is_late(found: Reservation, at: datetime) -> bool:
    minutes = rule_of(found.venue).release_minutes
    return bool(minutes) and found.period.lower + timedelta(minutes=minutes) <= at
