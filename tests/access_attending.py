"""Rows of tests/access_table.py: tickets read at the door, counts, feedback, opinions, unmet demand."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from guanlian.network.halls import Hall
from guanlian.programme.models import Attendance, Feedback, Opinion
from guanlian.programme.tests.doors import make_door, make_ticket
from tests.access import Anywhere, AtHall, Nobody, Public, Row, SignedIn, World
from tests.factories import make_activity


def a_door(hall: Hall, world: World) -> dict[str, Any]:
    """The code of an activity of the hall that is on now."""
    return {"code": make_door(hall).activity.code}


def a_doors_title(hall: Hall, world: World) -> str:
    """The title of an activity of the hall that is on today."""
    return make_door(hall, activity={"title": f"今天独有{hall.code}"}).activity.title


def an_opinion(hall: Hall, world: World) -> dict[str, Any]:
    """The code of an opinion to the hall."""
    return {"code": _opinion(hall).code}


def its_text(hall: Hall, world: World) -> str:
    """The text of an opinion to the hall."""
    return _opinion(hall, text=f"独有的心愿{hall.code}").text


def _opinion(hall: Hall, **more: Any) -> Opinion:
    return Opinion.unscoped.create(hall=hall, **({"kind": "wish", "text": "想学古琴", "due_on": localdate()} | more))


def an_activity(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a held activity of the hall."""
    return {"code": make_activity(hall).code}


def a_judged_title(hall: Hall, world: World) -> str:
    """The title of an activity of the hall that somebody gave feedback on."""
    door = make_door(hall, activity={"title": f"有评价的{hall.code}"})
    ticket = make_ticket(door)
    Attendance.unscoped.create(session=door, registration=ticket, way="listed", at=door.starts_at)
    Feedback.unscoped.create(registration=ticket, mood=3)
    return door.activity.title


def somebodys_ticket(hall: Hall, world: World) -> dict[str, Any]:
    """A ticket of a household that nobody of the cast keeps."""
    return {"code": make_ticket(make_door(hall)).code}


ACT, ANSWER, DEMAND = "registration.act", "opinion.answer", "demand.view"
ROWS: dict[str, Row] = {
    "portal:say": Public(),
    "portal:said": Public(),
    "portal:wishes": SignedIn(),
    "portal:wish_again": Nobody(args=an_opinion, method="post", data={"why": "没有说清"}),
    "portal:wish_take_back": Nobody(args=an_opinion, method="post"),
    "portal:feedback": Nobody(args=somebodys_ticket),
    "console:doors": Anywhere(capability=ACT, hides=a_doors_title),
    "console:door_worker": Anywhere(capability=ACT),
    "console:door_token": Anywhere(capability="register.view"),
    "console:door": AtHall(capability=ACT, args=a_door),
    "console:door_list": AtHall(capability=ACT, args=a_door),
    "console:door_sync": AtHall(capability=ACT, args=a_door, method="post", data={}),
    "console:door_close": AtHall(capability=ACT, args=a_door, method="post"),
    "console:door_reopen": AtHall(capability=ACT, args=a_door, method="post", data={"why": "少记了"}),
    "console:opinions": Anywhere(capability=ANSWER, hides=its_text),
    "console:opinion_new": Anywhere(capability=ANSWER),
    "console:opinions_halls": Anywhere(capability=ANSWER),
    "console:opinion": AtHall(capability=ANSWER, args=an_opinion),
    "console:opinion_transfer": AtHall(capability=ANSWER, args=an_opinion, method="post", data={"why": "不归本馆"}),
    "console:feedback": Anywhere(capability=ANSWER, hides=a_judged_title),
    "console:feedback_activity": AtHall(capability=ANSWER, args=an_activity),
    "console:demand": Anywhere(capability=DEMAND),
    "console:demand_kind": Anywhere(capability=DEMAND, args=lambda hall, world: {"kind": "search"}),
}
