"""Reminding people of what they booked."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from guanlian.booking import cancelling
from guanlian.booking.models import Status
from guanlian.booking.rules import rules
from guanlian.booking.telling import tell_of
from guanlian.kernel.clock import moment


@transaction.atomic
def remind() -> int:
    """Remind once of each reservation that begins within the declared hours; what was booked within them is known well
    enough. A moved one is reminded of anew. Returns how many were looked at; for the worker."""
    hours = timedelta(hours=rules()["reminder"]["hours_before"])
    at = moment()
    soon = cancelling.rows_with_all().filter(
        status=Status.CONFIRMED, person__isnull=False, period__startswith__gt=at, period__startswith__lte=at + hours
    )
    due = [each for each in soon.order_by("pk") if each.period.lower - each.made_at > hours]
    for each in due:
        tell_of("reminder", [each], key=f"{each.period.lower:%Y%m%d%H%M}")
    return len(due)
