<<<<<<< HEAD
"""Working days: Monday to Friday, but for statutory holidays, and the weekends that are worked in their place."""
=======
"""Working days: Monday to Friday, less public holidays, with the weekends that are worked instead."""
>>>>>>> fairness

from __future__ import annotations

from datetime import date, timedelta

from guanlian.network.opening import PublicHoliday

<<<<<<< HEAD
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
=======
LONGEST = 60  # days looked ahead for each ten working days asked for; no run of holidays comes near


def working_days_after(day: date, number: int) -> date:
    """The last of the `number` working days that follow `day` (Asia/Shanghai); source: the State Council's yearly
    notice, as written down in PublicHoliday."""
    last = day + timedelta(days=LONGEST * (1 + number // 10))
    known = dict(PublicHoliday.objects.filter(day__range=(day, last)).values_list("day", "is_workday"))
    left = number
    while left:
        day += timedelta(days=1)
        left -= known.get(day, day.weekday() < 5)
    return day
>>>>>>> fairness
