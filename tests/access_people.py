"""Rows of tests/access_table.py: one's own pages, and the desk's way to a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from guanlian.accounts import calendar_links
from guanlian.accounts.models import Person, Relation
from guanlian.messaging import choosing
from guanlian.network.halls import Hall
from tests.access import Anywhere, AtHall, Nobody, Public, Row, SignedIn, World
from tests.factories import make_person, make_record, make_user

ACT = "registration.act"


def a_stranger(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a member of somebody else's household."""
    owner = make_person()
    return {"code": make_person("孩子", keeper=owner.keeper, relation=Relation.CHILD).code}


def a_guest(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a guest whom the hall entered."""
    return {"code": Person.unscoped.create(hall=hall, relation=Relation.GUEST, name="张大妈").code}


def a_message(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a message to somebody else."""
    from guanlian.messaging.models import Message

    return {"code": Message.objects.create(to=make_user(), topic="work", kind="gone").code}


def a_troupe(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a troupe of the hall."""
    return {"code": make_record("community.Troupe", hall, founded_on=date(2020, 1, 1)).code}


def a_calendar(hall: Hall, world: World) -> dict[str, Any]:
    """The secret of somebody's calendar, which is all that opens it."""
    return {"token": calendar_links.renew(user=make_user()).token}


def a_way_out(hall: Hall, world: World) -> dict[str, Any]:
    """The token of a mail's link, which is all that opens it."""
    path = choosing.leaving_path(user=make_user(), topic="work", channel="email")
    return {"token": path.removeprefix(choosing.PATH).rstrip("/")}


def no_sending(hall: Hall, world: World) -> dict[str, Any]:
    """A sending that isn't in trouble."""
    return a_message(hall, world) | {"channel": "sms"}


ROWS: dict[str, Row] = {
    **{
        f"portal:{name}": SignedIn()
        for name in ("welcome", "household", "member_new", "inbox", "my_calendar", "my_troupes", "settings")
    },
    "portal:member": Nobody(args=a_stranger),
    "portal:member_remove": Nobody(args=a_stranger),
    "portal:inbox_read_all": SignedIn(method="post"),
    "portal:message": Nobody(args=a_message),
    "portal:message_away": Nobody(method="post", args=a_message),
    "portal:choose_messages": SignedIn(method="post"),
    "portal:ask_mail": SignedIn(method="post"),
    "portal:confirm_mail": SignedIn(args=lambda hall, world: {"token": "none"}),
    "portal:follow": SignedIn(method="post", args=a_troupe),
    "portal:calendar_feed": Public(args=a_calendar),
    "portal:unsubscribe": Public(args=a_way_out),
    "console:desk": Anywhere(capability=ACT),
    "console:guest_new": Anywhere(capability=ACT),
    "console:desk_person": AtHall(capability=ACT, args=a_guest),
    "console:guest_edit": AtHall(capability=ACT, args=a_guest),
    "console:desk_join": Nobody(method="post", args=a_guest),
    "console:desk_volunteer": AtHall(capability=ACT, args=a_guest),
    "console:slip": AtHall(capability=ACT, args=a_guest),
    "console:outbox": Anywhere(capability="message.mend"),
    "console:outbox_decide": Nobody(method="post", args=no_sending),
}
