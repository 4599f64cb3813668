"""Working days: Monday to Friday, but for statutory holidays, and the weekends that are worked in their place."""

from __future__ import annotations

from datetime import date, timedelta

from guanlian.network.opening import PublicHoliday

FURTHEST = 60  # days; no holiday is longer, so so many days always hold some working days
SATURDAY = 5


def working_day_after(day: date, number: int) -> date:
    """The `number`-th working day after `day`, which itself doesn't count. Reads the announced holidays once."""
    span = FURTHEST + 2 * number
    differing = dict(
        PublicHoliday.objects.filter(day__gt=day, day__lte=day + timedelta(days=span)).values_list("day", "is_workday")
    )
    left, at = number, day
    while left > 0:
        at += timedelta(days=1)
        left -= differing.get(at, at.weekday() < SATURDAY)
    return at
