"""A sketch of an activity: everything that can be used again, with times told from its beginning instead of in days.

Templates keep sketches; 'again this year' and 'copy this' make one from an activity and lay it at another beginning.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from guanlian.accounts import recording
from guanlian.accounts.models import User
from guanlian.kernel.columns.dated import SHANGHAI
from guanlian.network.models import Hall, Venue
from guanlian.programme.activities import Activity, Status
from guanlian.programme.admission import Admission, Policy
from guanlian.programme.lessons import follow
from guanlian.programme.registers import ACTIVITIES
from guanlian.programme.sessions import Session

Sketch = dict[str, Any]
# What an activity repeats; the rest (its day, its state, who came, when it was announced) is each one's own.
KEPT = (
    *("title", "kind", "place", "venue", "place_note", "exhibition_line_m", "free", "audiences", "features"),
    *("brand", "troupes", "summary", "co_organisers", "hosts"),
)
TERMS = (
    *("policy", "places", "reserved", "waiting_list", "offer_hours", "group_most", "household_most"),
    *("age_min", "age_max", "question"),
)
MOMENTS = ("opens_at", "closes_at", "reserve_until")


def sketch_of(activity: Activity) -> Sketch:
    """The activity, its admission and its standing lessons, as JSON can hold them."""
    values = recording.values_of(ACTIVITIES, activity)
    begins = activity.starts_at
    sketch: Sketch = {
        "activity": {name: _plain(values[name]) for name in KEPT},
        "clock": f"{begins.astimezone(SHANGHAI):%H:%M}",
        "weekday": begins.astimezone(SHANGHAI).weekday(),
        "minutes": _minutes(activity.ends_at - begins),
        "lessons": [
            {
                "after": _minutes(each.starts_at - begins),
                "minutes": _minutes(each.ends_at - each.starts_at),
                "venue": each.venue.code if each.venue else None,
            }
            for each in activity.sessions.select_related("venue")
            if each.called_off_at is None
        ],
        "times": activity.lessons,
    }
    admission = Admission.objects.filter(activity=activity).select_related("residents_of").first()
    if admission is not None:
        sketch["admission"] = {name: getattr(admission, name) for name in TERMS} | {
            "residents_of": admission.residents_of.code if admission.residents_of else None,
            **{name: _before(getattr(admission, name), begins) for name in MOMENTS},
        }
    return sketch


@transaction.atomic
def lay(sketch: Sketch, *, hall: Hall, starts_at: datetime, by: User, code: str = "", why: str = "") -> Activity:
    """A draft of `hall` that begins at `starts_at` (aware), with the sketch's admission and lessons.

    A venue that no longer exists or a code that names nothing any more is left out. The same `code` twice is one draft.
    """
    before = Activity.unscoped.filter(code=code, recorded_by=by).first() if code else None
    if before is not None:
        return before
    minutes = timedelta(minutes=sketch.get("minutes") or 120)
    values = {name: _canon(name, value) for name, value in sketch.get("activity", {}).items() if name in KEPT}
    values |= {
        "code": code,
        "hall": hall.code,
        "starts_at": _wall(starts_at),
        "ends_at": _wall(starts_at + minutes),
        "status": Status.DRAFT,
        "lessons": sketch.get("times") or 1,
    }
    _forget_what_is_gone(values)
    made = recording.enter(register=ACTIVITIES, values=values, by=by, why=why)
    _lay_lessons(made, sketch.get("lessons", []))
    if sketch.get("admission"):
        _lay_admission(made, sketch["admission"])
    return made


def _lay_lessons(activity: Activity, lessons: list[dict[str, Any]]) -> None:
    venues = {v.code: v for v in Venue.unscoped.filter(code__in=[each["venue"] for each in lessons if each["venue"]])}
    Session.objects.bulk_create(
        Session(
            activity=activity,
            number=n,
            starts_at=activity.starts_at + timedelta(minutes=each["after"]),
            ends_at=activity.starts_at + timedelta(minutes=each["after"] + each["minutes"]),
            venue=venues.get(each["venue"]),
        )
        for n, each in enumerate(lessons, 1)
    )
    follow(activity)


def _lay_admission(activity: Activity, terms: dict[str, Any]) -> None:
    made = Admission(activity=activity, **{name: terms[name] for name in TERMS if name in terms})
    for name in MOMENTS:
        minutes = terms.get(name)
        setattr(made, name, None if minutes is None else activity.starts_at - timedelta(minutes=minutes))
    if terms.get("residents_of"):
        made.residents_of = Hall.objects.filter(code=terms["residents_of"]).first()
    if made.policy == Policy.WALK_IN:
        made.places, made.reserved = None, 0
    made.save()


def beginning(sketch: Sketch, day: date) -> datetime:
    """The sketch's clock on `day`, aware."""
    hour, minute = (int(part) for part in str(sketch.get("clock") or "19:00").split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def _forget_what_is_gone(values: dict[str, Any]) -> None:
    for column in ACTIVITIES.pointing:
        codes = column.codes(values.get(column.name)) if column.name in values else ()
        if not codes:
            continue
        known = set(column.target._base_manager.filter(code__in=codes).values_list("code", flat=True))
        if not known.issuperset(codes):
            value = values[column.name]
            values[column.name] = tuple(c for c in value if c in known) if isinstance(value, tuple) else None


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, str | int | bool | list) else str(value)


def _canon(name: str, value: Any) -> Any:
    column = ACTIVITIES.by_name[name]
    if isinstance(value, list):
        return tuple(value)
    if name == "exhibition_line_m" and value is not None:
        return column.read([value])
    return value


def _minutes(length: timedelta) -> int:
    return round(length / timedelta(minutes=1))


def _before(moment: datetime | None, begins: datetime) -> int | None:
    return None if moment is None else _minutes(begins - moment)


def _wall(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
