"""Rows of tests/access_table.py: draws, the waiting list, restrictions and appeals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, now

from guanlian.network.halls import Hall
from tests.access import Anywhere, AtHall, Public, Row, SignedIn, World
from tests.factories import days, make_admission, make_person


def a_lottery(hall: Hall, world: World, **values: Any) -> dict[str, Any]:
    """The code of an activity with a lottery whose entries have closed."""
    from guanlian.programme import drawing

    closed = {"opens_at": now() - timedelta(days=9), "closes_at": now() - timedelta(days=1)}
    admission = make_admission(hall, policy="lottery", **(closed | values))
    drawing.commit(admission)
    return {"code": admission.activity.code}


def a_draw(hall: Hall, world: World) -> dict[str, Any]:
    """The code of an activity whose draw was held."""
    from guanlian.programme import draws

    made = a_lottery(hall, world)
    draws.draw_due()
    return made


def a_title(hall: Hall, world: World) -> str:
    """The title of an activity of the hall with a lottery."""
    title = f"独有的摇号{hall.code}"
    a_lottery(hall, world, activity={"title": title})
    return title


def an_appeal(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a person whose appeal waits for the hall."""
    return {"code": _appellant(hall).code}


def an_appellant(hall: Hall, world: World) -> str:
    """The name of a person whose appeal waits for the hall."""
    return _appellant(hall).name


def _appellant(hall: Hall) -> Any:
    from guanlian.programme.models import Appeal, Restriction

    today = localdate()
    person = make_person(f"申诉人{hall.code}")
    restriction = Restriction.unscoped.create(person=person, hall=hall, period=days(today, today + timedelta(days=9)))
    Appeal.objects.create(restriction=restriction, text="那天我来了。", due_on=today + timedelta(days=5))
    return person


ROWS: dict[str, Row] = {
    "portal:fairness": Public(),
    "portal:draw": Public(args=a_lottery),
    "portal:draw_list": Public(args=a_draw),
    "portal:draw_script": Public(),
    "portal:conduct": SignedIn(),
    "portal:appeal": SignedIn(method="post", data={"person": "", "text": ""}),
    "portal:give_back": Public(args=lambda hall, world: {"token": _token(hall)}),
    "console:conduct": Anywhere(capability="restriction.decide", hides=an_appellant),
    "console:conduct_excuse": Anywhere(capability="restriction.decide", method="post", data={"why": ""}),
    "console:appeal_decide": AtHall(capability="restriction.decide", args=an_appeal),
    "console:draws": Anywhere(capability="registration.view", hides=a_title),
    "console:draw_now": AtHall(capability="registration.act", method="post", args=a_lottery),
}


def _token(hall: Hall) -> str:
    from guanlian.programme import meeting, reminding
    from guanlian.programme.models import Registration

    admission = make_admission(hall)
    ticket = Registration(admission=admission, person=make_person(), status="placed")
    ticket.save()
    return reminding.link(ticket, meeting.sessions_of(admission.activity)[0]).split("/")[2]
