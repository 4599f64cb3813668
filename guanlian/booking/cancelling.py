"""Giving a reservation up: by the person in one tap, by the hall with a reason; one, or one and all that follow it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.booking import refusals
from guanlian.booking.models import Reservation, Status
from guanlian.booking.telling import tell_of
from guanlian.holds import holding
from guanlian.kernel.clock import Now, moment

LIVE = (Status.REQUESTED, Status.CONFIRMED)


class NotYours(LookupError):
    """No such reservation of the person's household, nor at a hall where they decide."""


@transaction.atomic
def cancel(*, code: str, by: User, on: date, why: str = "", following: bool = False) -> list[Reservation]:
    """Give the reservation up, with `following` also the later ones of its series. Cancelling twice changes nothing.

    A hall's staff say why, and the person is told. Raises NotYours, NoReason, Over.
    """
    found = locked(code, by, on)
    staff = not is_theirs(found, by)
    if staff and not why.strip():
        raise refusals.NoReason
    if found.status == Status.CANCELLED and not following:
        return [found]
    standing = found.status in LIVE and found.period.upper > moment()
    if not standing and not following:
        raise refusals.Over
    rows = _following(found) if following and found.series_id is not None else [found]
    return end(rows, Status.CANCELLED, why=why, by=by, tell="cancelled" if staff else "")


def end(rows: Iterable[Reservation], status: Status, *, why: str, by: User | None, tell: str = "") -> list[Reservation]:
    """Take locked reservations to a state in which they hold nothing; `tell`: the kind of news for the people."""
    ended = []
    at = moment()
    for each in rows:
        each.move_to(status)
        each.why, each.decided_by, each.decided_at = why.strip()[:200], by, at
        each.save(update_fields=["status", "why", "decided_by", "decided_at"])
        holding.release(each.hold)
        ended.append(each)
    if tell:
        tell_of(tell, ended, key=f"{at:%Y%m%d%H%M%S%f}")
    return ended


def locked(code: str, by: User, on: date, right: str = "booking.decide") -> Reservation:
    """The reservation, locked, if `by` may act on it: theirs, or with `right` at the hall of the venue or, for who
    borrows it, at theirs. Raises NotYours."""
    found = rows_with_all().select_for_update(of=("self",)).filter(code=code).first()
    if found is None or not (is_theirs(found, by) or decides(found, by, on, right)):
        raise NotYours(code)
    return found


def is_theirs(found: Reservation, by: User) -> bool:
    """Whether it is of the account's own household."""
    return found.person is not None and found.person.keeper_id == by.pk


def decides(found: Reservation, by: User, on: date, right: str = "booking.decide") -> bool:
    """Whether `by` has `right` at the hall of the venue, or at the hall that borrows it."""
    if scope.may(by, right, found.venue.hall, on):
        return True
    return found.for_hall is not None and scope.may(by, right, found.for_hall, on)


def rows_with_all() -> QuerySet[Reservation]:
    """Reservations with what pages and messages say of them."""
    return Reservation.unscoped.select_related(
        "venue__hall", "venue__rule", "venue__resource", "hold__resource", "person__keeper", "troupe__hall",
        "for_hall", "acted_by", "series",
    )  # fmt: skip


def _following(found: Reservation) -> list[Reservation]:
    """The locked one, if it still stands, and those of its series that begin later."""
    later = (
        rows_with_all()
        .select_for_update(of=("self",))
        .filter(
            series=found.series_id,
            status__in=LIVE,
            period__startswith__gte=found.period.lower,
            period__endswith__gt=Now(),
        )
    )
    return list(later.order_by("period"))
