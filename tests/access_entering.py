"""Rows of tests/access_table.py: registering, tickets and the staff's lists of who comes."""

from __future__ import annotations

from typing import Any

from guanlian.network.halls import Hall
from tests.access import Nobody, Row, SignedIn, World
from tests.factories import make_admission, make_person


def an_open_activity(hall: Hall, world: World) -> dict[str, Any]:
    """The code of an activity of the hall that gives places."""
    return {"code": make_admission(hall).activity.code}


def anothers_ticket(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a ticket of a household that nobody of the cast belongs to."""
    from guanlian.programme.models import Registration

    made = Registration(admission=make_admission(hall), person=make_person(), status="placed")
    made.save()
    return {"code": made.code}


ROWS: dict[str, Row] = {
    "portal:register": SignedIn(args=an_open_activity),
    "portal:ticket": Nobody(args=anothers_ticket),
    "portal:ticket_qr": Nobody(args=anothers_ticket),
}
