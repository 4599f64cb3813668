"""Rows of tests/access_table.py: volunteers, their shifts and certificates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate, now

from guanlian.network.halls import Hall
from tests.access import Anywhere, AtHall, Nobody, Public, Row, SignedIn, World
from tests.factories import days, make_activity, make_person

MANAGE = "volunteer.manage"


def a_volunteer(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a volunteer of the hall."""
    return {"code": _volunteer(hall).code}


def a_name(hall: Hall, world: World) -> str:
    """The name of a volunteer of the hall."""
    return _volunteer(hall, f"独有的志愿者{hall.code}").name


def a_sign_up(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a sign-up that waits for the hall."""
    from guanlian.community.models import SignUp

    made = SignUp(hall=hall, person=make_person(f"报名人{hall.code}", born_on=date(1990, 1, 1)))
    made.save()
    return {"code": made.code}


def an_activity(hall: Hall, world: World) -> dict[str, Any]:
    """The code of an activity ahead."""
    return {"code": _activity(hall).code}


def a_shift(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a shift ahead."""
    return {"code": _shift(hall).code}


def a_service(hall: Hall, world: World) -> dict[str, Any]:
    """The code of somebody's confirmed part in a shift of the hall."""
    from guanlian.community.models import Service

    made = Service(shift=_shift(hall), volunteer=_volunteer(hall), status="confirmed")
    made.save()
    return {"code": made.code}


def a_certificate(hall: Hall, world: World) -> dict[str, Any]:
    """The code of somebody else's certificate."""
    from guanlian.community.models import Certificate

    day = localdate()
    made = Certificate(volunteer=_volunteer(hall), first=day, last=day, times=1, minutes=60)
    made.save()
    return {"code": made.code}


def _volunteer(hall: Hall, name: str = "志愿者") -> Any:
    from guanlian.community.models import Volunteer

    return Volunteer.unscoped.create(hall=hall, name=name, period=days(date(2020, 1, 1)))


def _activity(hall: Hall) -> Any:
    return make_activity(hall, on=localdate() + timedelta(days=5), status="scheduled", participants=None)


def _shift(hall: Hall) -> Any:
    from guanlian.community.models import Shift

    starts = now() + timedelta(days=5)
    made = Shift(hall=hall, activity=_activity(hall), task="引导", wanted=2, starts_at=starts)
    made.ends_at = starts + timedelta(hours=2)
    made.save()
    return made


ROWS: dict[str, Row] = {
    "portal:volunteering": Public(),
    "portal:volunteering_join": SignedIn(),
    "portal:shift": Public(args=a_shift),
    "portal:shift_ask": SignedIn(method="post", args=a_shift),
    "portal:certificate_find": Public(),
    "portal:certificate": Public(args=a_certificate),
    "portal:my_volunteering": SignedIn(),
    "portal:service_answer": Nobody(method="post", args=a_service, data={"do": "release"}),
    "portal:sign_up_withdraw": Nobody(method="post", args=a_sign_up),
    "portal:certify": Nobody(method="post", args=a_volunteer),
    "portal:volunteer_leave": Nobody(method="post", args=a_volunteer),
    "portal:my_certificate": Nobody(args=a_certificate),
    "console:volunteers": Anywhere(capability=MANAGE, hides=a_name),
    "console:volunteers_export": Anywhere(capability=MANAGE, hides=a_name),
    "console:sign_up_decide": AtHall(capability=MANAGE, args=a_sign_up),
    "console:shift": AtHall(capability=MANAGE, args=a_shift),
    "console:shift_edit": AtHall(capability=MANAGE, args=a_shift),
    "console:shift_call_off": AtHall(capability=MANAGE, method="post", args=a_shift, data={"why": "不办了"}),
    "console:shift_invite": AtHall(capability=MANAGE, method="post", args=a_shift),
    "console:shift_all_came": AtHall(capability=MANAGE, method="post", args=a_shift),
    "console:shift_add": AtHall(capability=MANAGE, method="post", args=a_shift, data={"who": "某人"}),
    "console:service_act": AtHall(capability=MANAGE, method="post", args=a_service, data={"do": "came"}),
    "console:volunteer": AtHall(capability=MANAGE, args=a_volunteer),
    "console:volunteer_insure": AtHall(
        capability=MANAGE, method="post", args=a_volunteer, data={"until": "2030-01-01"}
    ),
    "console:volunteer_end": AtHall(capability=MANAGE, method="post", args=a_volunteer, data={"why": "搬家"}),
    "console:activity_shifts": AtHall(capability=MANAGE, args=an_activity),
}
