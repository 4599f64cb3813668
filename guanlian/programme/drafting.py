"""Beginning a draft: from what was held in this season a year ago, from any activity, from a template, or from nothing.

Each gives a draft with everything in it; its dates fall on the same weekday. Raises NotYours and RecordRefused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.accounts.recording import RecordRefused
from guanlian.kernel.columns.dated import SHANGHAI
from guanlian.network.models import Hall
from guanlian.programme import recording
from guanlian.programme.activities import Activity, ActivityQuerySet, Status
from guanlian.programme.patterns import Pattern
from guanlian.programme.sketching import beginning, lay, sketch_of
from guanlian.programme.timetable import WEEK, again_on, next_on

SEASON_BEFORE, SEASON_AFTER = timedelta(weeks=2), timedelta(weeks=14)
YEAR = 52 * WEEK
LEAD = timedelta(weeks=2)  # a draft from a template begins so much ahead, on the template's weekday


def of_the_season(hall: Hall, on: date) -> ActivityQuerySet:
    """What the hall held a year ago in the season that lies ahead of `on`, by date."""
    first, last = on - YEAR - SEASON_BEFORE, on - YEAR + SEASON_AFTER
    found = Activity.objects.standing().within([hall.pk]).on_days(first, last)
    return found.filter(status__in=[Status.HELD, Status.SCHEDULED]).order_by("starts_at", "code")


def patterns_for(hall: Hall, on: date) -> Sequence[Pattern]:
    """The templates of the hall and of those above it, its own first."""
    above = Hall.objects.above(hall.pk, on).order_by().values("pk")
    found = Pattern.objects.filter(hall__in=above).select_related("hall").order_by("name")
    return sorted(found, key=lambda each: (each.hall_id != hall.pk, each.hall.code, each.name))


def again(*, activity: Activity, by: User, on: date, code: str = "") -> Activity:
    """Hold it again: everything copied, moved to the same weekday near its date of the year before, lessons too."""
    return _copy(activity, again_on(activity.begins_on, on), by, on, code)


def copy(*, activity: Activity, by: User, on: date, code: str = "") -> Activity:
    """Another like it: everything copied, to the same weekday of the next week that lies ahead."""
    return _copy(activity, next_on(activity.begins_on, on), by, on, code)


def _copy(activity: Activity, day: date, by: User, on: date, code: str) -> Activity:
    scope.require(by, "register.edit", activity.hall, on)
    sketch = sketch_of(activity)
    why = _("照“%s”再办") % activity.title
    return lay(sketch, hall=activity.hall, starts_at=beginning(sketch, day), by=by, code=code, why=why)


def from_pattern(*, pattern: Pattern, hall: Hall, by: User, on: date, code: str = "") -> Activity:
    """A draft of `hall` from a template of its own or of a hall above it."""
    scope.require(by, "register.edit", hall, on)
    day = on + LEAD
    day += timedelta(days=(int(pattern.values.get("weekday", day.weekday())) - day.weekday()) % 7)
    values = pattern.values
    if pattern.hall_id != hall.pk:  # another hall's rooms are not this one's
        values = values | {"activity": values.get("activity", {}) | {"place": None, "venue": None}}
        values["lessons"] = [each | {"venue": None} for each in values.get("lessons", [])]
    return lay(values, hall=hall, starts_at=beginning(values, day), by=by, code=code, why=_("由模板起草"))


@transaction.atomic
def save_pattern(*, activity: Activity, name: str, by: User, on: date) -> Pattern:
    """Keep the activity as a template of its hall; the same name replaces."""
    scope.require(by, "register.edit", activity.hall, on)
    if not name.strip():
        raise RecordRefused([("name", _("请给模板起个名字"))])
    made, _new = Pattern.objects.update_or_create(
        hall=activity.hall, name=name.strip()[:60], defaults={"values": sketch_of(activity), "made_by": by}
    )
    return made


def drop_pattern(*, pattern: Pattern, by: User, on: date) -> None:
    """A template that nobody wants any more."""
    scope.require(by, "register.edit", pattern.hall, on)
    pattern.delete()


def write(*, hall: Hall, values: dict[str, Any], by: User, code: str = "") -> Activity:
    """A new draft with the values that a form gave (canonical, `starts_at` and `ends_at` by the clock on the wall)."""
    before = Activity.unscoped.filter(code=code, recorded_by=by, status=Status.DRAFT).first() if code else None
    if before is not None:
        return recording.correct(activity=before, values=values, by=by)
    try:
        return recording.enter_draft(hall=hall, values=values | {"code": code}, by=by)
    except IntegrityError as twice:
        raise RecordRefused([("code", _("这一份已经保存过"))]) from twice


def default_beginning(on: date | None = None) -> datetime:
    """When a blank draft begins unless said otherwise: 19:00, two weeks ahead."""
    day = (on or localdate()) + LEAD
    return datetime(day.year, day.month, day.day, 19, 0, tzinfo=SHANGHAI)
