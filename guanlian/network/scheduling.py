"""Publishing a hall's opening hours: a new week from a day on, in place of the one before. The past stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.kernel.registers import register_called, settle
from guanlian.network.halls import Hall
from guanlian.network.hours import hours_between
from guanlian.network.opening import OpeningHours, Weekday

Week = Mapping[int, Sequence[tuple[time, time]]]


class Refused(Exception):
    """The week can't be published so; the message says why and what to do next."""


class EmptyWeek(Refused):
    """No day has hours: that is a closure, not a schedule."""


class TimesCross(Refused):
    """Times of one day end before they begin, or overlap."""


class BeforeTheSchedule(Refused):
    """The day comes before the schedule in force began: its past would change."""


def weekly_hours(week: Week) -> Decimal:
    """Hours of the week, in hours/week."""
    return sum((hours_between(opens, closes) for times in week.values() for opens, closes in times), Decimal(0))


def check(*, hall: Hall, week: Week, since: date) -> None:
    """Raises EmptyWeek, TimesCross, BeforeTheSchedule; does nothing else."""
    if not any(week.values()):
        raise EmptyWeek(_("一周都没有开放时间。如要长期闭馆，请登记闭馆，并提前公告。"))
    for weekday, times in week.items():
        ordered = sorted(times)
        crossing = any(a[1] > b[0] for a, b in zip(ordered, ordered[1:], strict=False))
        if crossing or any(opens >= closes for opens, closes in ordered):
            day = Weekday(weekday).label
            raise TimesCross(_("%(day)s的时段有重叠，或关门早于开门。请核对。") % {"day": day})
    newest = _in_force(hall, since).order_by("-period__startswith").first()
    begins = newest.period.lower if newest is not None else None
    if begins is not None and begins > since:
        words = {"day": begins.isoformat()}
        raise BeforeTheSchedule(_("现行时间自 %(day)s 起执行，新时间不能早于那天。请改日期。") % words)


@transaction.atomic
def publish_week(*, hall: Hall, week: Week, since: date, by: Any = None) -> list[OpeningHours]:
    """From `since` on the hall is open as `week` says. The rows in force end the day before; a schedule that begins
    on the same day is taken back, with the reason. Raises the refusals of `check`."""
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)  # records of the hall may be written meanwhile
    check(hall=hall, week=week, since=since)
    for row in _in_force(hall, since):
        if row.period.lower is not None and row.period.lower >= since:
            row.withdrawn_at, row.withdrawn_why = timezone.now(), _("同日公布了新的开放时间")
            row.save(update_fields=["withdrawn_at", "withdrawn_why"])
        else:
            row.period = DateRange(row.period.lower, since)
            row.save(update_fields=["period"])
    rows = [
        OpeningHours(hall=hall, weekday=day, opens=opens, closes=closes, period=DateRange(since, None), recorded_by=by)
        for day, times in sorted(week.items())
        for opens, closes in sorted(times)
    ]
    for row in rows:
        row.save()
    settle(register_called("opening-hours"), rows)
    return rows


def _in_force(hall: Hall, since: date) -> Any:
    """Standing rows of the schedule that reach `since` or beyond."""
    return OpeningHours.objects.standing().within([hall.pk]).filter(period__overlap=DateRange(since, None))
