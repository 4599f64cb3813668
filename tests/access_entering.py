"""Rows of tests/access_table.py: registering, tickets and the staff's lists of who comes."""

from __future__ import annotations

from typing import Any

from guanlian.network.halls import Hall
from tests.access import AtHall, Nobody, Public, Row, SignedIn, World
from tests.factories import make_admission, make_person


def an_open_activity(hall: Hall, world: World) -> dict[str, Any]:
    """The code of an activity of the hall that gives places."""
    return {"code": make_admission(hall).activity.code}


def _entry(hall: Hall) -> Any:
    from guanlian.programme.models import Registration

    made = Registration(admission=make_admission(hall), person=make_person(), status="placed")
    made.save()
    return made


def anothers_ticket(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a ticket of a household that nobody of the cast belongs to."""
    return {"code": _entry(hall).code}


def an_entry(hall: Hall, world: World) -> dict[str, Any]:
    """Somebody's entry for an activity of the hall, as staff name it."""
    made = _entry(hall)
    return {"code": made.admission.activity.code, "ticket": made.code}


ROWS: dict[str, Row] = {
    "portal:register": SignedIn(args=an_open_activity),
    "portal:others": Public(args=an_open_activity),
    "portal:tickets": SignedIn(),
    **{
        f"portal:{name}": Nobody(args=anothers_ticket) for name in ("ticket", "ticket_qr", "ticket_png", "ticket_print")
    },
    **{f"portal:{name}": Nobody(method="post", args=anothers_ticket) for name in ("accept", "release")},
    "console:entries": AtHall(capability="registration.view", args=an_open_activity),
    "console:entries_print": AtHall(capability="registration.view", args=an_open_activity),
    "console:entries_export": AtHall(capability="registration.view", args=an_open_activity),
    "console:entries_enter": AtHall(
        capability="registration.act", method="post", args=an_open_activity, data={"name": "张大妈", "channel": "desk"}
    ),
    "console:entries_decide": AtHall(
        capability="registration.act", method="post", args=an_open_activity, data={"do": "admit"}
    ),
    "console:entries_release": AtHall(capability="registration.act", method="post", args=an_entry),
}
