"""Working days: Monday to Friday, less public holidays, with the weekends that are worked instead."""

from __future__ import annotations

from datetime import date, timedelta

from guanlian.network.opening import PublicHoliday

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
