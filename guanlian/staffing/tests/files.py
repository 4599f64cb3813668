"""What the tests of staffing are made of: staff files, posts, secondments."""

from __future__ import annotations

from datetime import date
from typing import Any

from guanlian.network.halls import Hall
from guanlian.staffing.models import Post, Secondment, StaffMember
from tests.factories import LONG_AGO, days, make_record


def member(hall: Hall, name: str = "小周", **values: Any) -> StaffMember:
    """A staff file at the hall."""
    return make_record("staffing.StaffMember", hall, name=name, **values)


def post(hall: Hall, *, since: date = LONG_AGO, until: date | None = None, **values: Any) -> Post:
    """A post held at the hall from `since` until just before `until`."""
    who = values.pop("member", None) or member(hall)
    given = {"full_time": True, "role": "staff", "line": "professional"} | values
    return make_record("staffing.Post", hall, member=who, period=days(since, until), **given)


def administrator(village: Hall, town: Hall, **values: Any) -> Post:
    """A village administrator's post as the standard asks for it."""
    given = {"role": "village_administrator", "line": "support", "hired_by": town, "joint_management": True,
             "publicly_funded": True}  # fmt: skip
    return post(village, **(given | values))


def officer(
    main: Hall, branch: Hall, *, since: date = LONG_AGO, until: date | None = None, **values: Any
) -> Secondment:
    """An officer of the main hall seconded down to the branch."""
    who = values.pop("member", None) or member(main, "下派的小李")
    return make_record(
        "staffing.Secondment", main, member=who, to_hall=branch, direction="down", period=days(since, until), **values
    )
