"""Rows of tests/access_table.py: joining a troupe, leading one, and the staff's pages of troupes."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now

from guanlian.network.halls import Hall
from tests.access import Anywhere, AtHall, Nobody, Public, Row, SignedIn, World
from tests.factories import make_person, make_record

MANAGE = "troupe.manage"


def a_troupe(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a troupe of the hall that takes new members."""
    return {"code": _troupe(hall).code}


def its_name(hall: Hall, world: World) -> str:
    """The name of a troupe of the hall."""
    return _troupe(hall, name=f"独有的团队{hall.code}").name


def a_request(hall: Hall, world: World) -> dict[str, Any]:
    """The code of somebody's request to join a troupe of the hall."""
    from guanlian.community.models import Joining

    return {"code": Joining.unscoped.create(troupe=_troupe(hall), person=make_person(), asked_at=now()).code}


def a_member(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a member of a troupe of the hall."""
    person = make_person()
    return {"code": make_record("community.TroupeMember", hall, troupe=_troupe(hall), person=person).code}


def a_rehearsal(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a rehearsal of a troupe of the hall."""
    return {"code": make_record("community.Rehearsal", hall, troupe=_troupe(hall)).code}


def _troupe(hall: Hall, **values: Any) -> Any:
    return make_record("community.Troupe", hall, **({"dissolved_on": None, "recruiting": True} | values))


def pressed(args: Any, **data: Any) -> AtHall:
    """A button of the leader's page, which the staff who look after the troupe may press as well."""
    return AtHall(capability=MANAGE, method="post", args=args, data=data)


ROWS: dict[str, Row] = {
    "portal:troupe_match": Public(),
    "portal:troupe_join": SignedIn(args=a_troupe),
    "portal:troupe_describe": pressed(a_troupe, meets="每周六上午 9 点"),
    "portal:rehearsal_note": pressed(a_troupe, held_on="2020-01-01", attended="5"),
    "portal:rehearsal_correct": pressed(a_rehearsal, attended="5"),
    "portal:joining_decide": pressed(a_request, decline="1"),
    "portal:joining_withdraw": Nobody(method="post", args=a_request),
    "portal:troupe_leader": pressed(a_member, do="name"),
    "portal:troupe_leave": AtHall(capability=MANAGE, args=a_member),
    "portal:my_troupe": Nobody(args=a_troupe),
    "console:troupes": Anywhere(capability="register.view", hides=its_name),
    "console:troupe": AtHall(capability="register.view", args=a_troupe),
    "console:troupe_coverage": Anywhere(capability="register.view", hides=lambda hall, world: hall.name),
}
