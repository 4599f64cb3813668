"""What the tests of volunteers are made of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate, now

from guanlian.accounts.models import Person, User
from guanlian.community.models import Service, Shift, Volunteer
from guanlian.network.halls import Hall
from tests.factories import days, make_activity, make_person

GROWN = date(1990, 5, 1)


def a_citizen(name: str = "王芳", **more: Any) -> tuple[Person, User]:
    """A grown-up with an account."""
    person = make_person(name, **({"born_on": GROWN} | more))
    assert person.keeper is not None
    return person, person.keeper


def a_volunteer(hall: Hall, name: str = "王芳", *, person: Person | None = None, **more: Any) -> Volunteer:
    """A registered volunteer of the hall; with an account where `person` is given."""
    given = {"period": days(localdate() - timedelta(days=400)), "skills": ["choir"]} | more
    return Volunteer.unscoped.create(hall=hall, name=name, person=person, **given)


def an_activity(hall: Hall, *, ahead: int = 3, **more: Any) -> Any:
    """A public activity of the hall, so many days ahead, from two to four."""
    day = localdate() + timedelta(days=ahead)
    return make_activity(hall, on=day, **({"status": "scheduled", "participants": None} | more))


def a_shift(hall: Hall, **more: Any) -> Shift:
    """A shift of an activity ahead, for one volunteer, as long as the activity."""
    activity = more.pop("activity", None) or an_activity(hall)
    given = {"task": "引导观众入场", "starts_at": activity.starts_at, "ends_at": activity.ends_at, "wanted": 1} | more
    return Shift.unscoped.create(hall=hall, activity=activity, **given)


def a_past_shift(hall: Hall, *, hours: int = 3, ago: int = 2, wanted: int = 5) -> Shift:
    """A shift that is over."""
    starts = now() - timedelta(days=ago)
    activity = make_activity(hall, on=localdate(starts))
    return a_shift(hall, activity=activity, starts_at=starts, ends_at=starts + timedelta(hours=hours), wanted=wanted)


def a_service(shift: Shift, volunteer: Volunteer, status: str = "confirmed") -> Service:
    """The volunteer's part in the shift; where they came, for all of it."""
    came = {"came_from": shift.starts_at, "came_to": shift.ends_at} if status == "came" else {}
    made = Service(shift=shift, volunteer=volunteer, status=status, **came)
    made.save()
    return made
