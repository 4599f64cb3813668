"""Deciding on what awaits approval: several at once, declined only with a reason; the person is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.booking import refusals
from guanlian.booking.cancelling import end, rows_with_all
from guanlian.booking.models import Reservation, Status
from guanlian.booking.rules import rules
from guanlian.booking.telling import tell_of
from guanlian.kernel.clock import moment


@transaction.atomic
def approve(*, codes: Sequence[str], by: User, on: date) -> list[Reservation]:
    """Confirm those of `codes` that await approval, and tell the people; others are left as they are.

    Raises NotYours where one is of a hall where `by` doesn't decide: then none is approved.
    """
    rows = _awaiting(codes, by, on)
    at = moment()
    for each in rows:
        each.move_to(Status.CONFIRMED)
        each.decided_by, each.decided_at = by, at
        each.save(update_fields=["status", "decided_by", "decided_at"])
    tell_of("confirmed", rows, key="approved")
    return rows


@transaction.atomic
def decline(*, codes: Sequence[str], by: User, on: date, why: str) -> list[Reservation]:
    """Decline those of `codes` that await approval, with the reason that the people read. Raises NoReason, NotYours."""
    if not why.strip():
        raise refusals.NoReason
    return end(_awaiting(codes, by, on), Status.DECLINED, why=why, by=by, tell="declined")


def overdue_since(at: datetime) -> datetime:
    """Requests made before this moment wait at `at` longer than the declared time."""
    return at - timedelta(hours=rules()["answer"]["hours"])


def _awaiting(codes: Sequence[str], by: User, on: date) -> list[Reservation]:
    found = rows_with_all().select_for_update(of=("self",)).filter(code__in=codes, status=Status.REQUESTED)
    rows = list(found.order_by("period", "pk"))
    for hall in {each.venue.hall for each in rows}:
        scope.require(by, "booking.decide", hall, on)
    return rows
