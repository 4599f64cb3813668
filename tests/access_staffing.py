"""Rows of tests/access_table.py: secondment down and up, terms, rotation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from guanlian.network.halls import Hall, Tier
from tests.access import Anywhere, AtHall, Row, World
from tests.factories import days, make_record, make_user


def _above(hall: Hall, tier: str) -> Hall:
    """The branch or main hall over a village."""
    today = localdate()
    found = Hall.objects.above(hall.pk, today).of_tier(tier, today).first()
    assert found is not None
    return found


def its_branch(hall: Hall, world: World) -> dict[str, Any]:
    """The village's branch."""
    return {"code": _above(hall, Tier.BRANCH).code}


def _need(hall: Hall) -> Any:
    from guanlian.staffing.models import Need

    return Need.unscoped.create(hall=_above(hall, Tier.BRANCH), why="缺舞蹈辅导", wanted_from=localdate())


def _member(hall: Hall) -> Any:
    main = _above(hall, Tier.MAIN)
    made = make_record("staffing.StaffMember", main, name=f"人选{hall.code}")
    make_record("staffing.Post", main, member=made, period=days(localdate() - timedelta(days=900)))
    return made


def a_need(hall: Hall, world: World) -> dict[str, Any]:
    """An open need of the village's branch."""
    return {"code": _need(hall).code}


def somebody_for_it(hall: Hall, world: World) -> dict[str, Any]:
    """A need, and somebody of the main hall."""
    return a_need(hall, world) | {"member": _member(hall).code}


def a_proposal(hall: Hall, world: World) -> dict[str, Any]:
    """A proposal that waits for consent."""
    from guanlian.staffing.models import Proposal

    today, need, member = localdate(), _need(hall), _member(hall)
    made = Proposal.unscoped.create(
        need=need, direction="down", hall=member.hall, member=member, to_hall=need.hall, purpose="驻点",
        period=days(today, today + timedelta(days=700)), proposed_by=make_user(),
    )  # fmt: skip
    return {"code": made.code}


def a_term(hall: Hall, world: World) -> dict[str, Any]:
    """A term of an officer at the village's branch."""
    today, member = localdate(), _member(hall)
    period = days(today - timedelta(days=300), today + timedelta(days=60))
    made = make_record(
        "staffing.Secondment", member.hall, member=member, to_hall=_above(hall, Tier.BRANCH), direction="down",
        period=period,
    )  # fmt: skip
    return {"code": made.code}


def a_draft(hall: Hall, world: World) -> dict[str, Any]:
    """A draft of a rotation of the village's county."""
    from guanlian.staffing.models import RotationLine, RotationRound
    from guanlian.staffing.rules import rules

    main, branch = _above(hall, Tier.MAIN), _above(hall, Tier.BRANCH)
    made = RotationRound.unscoped.create(hall=main, on=localdate(), weights=rules()["rotation"]["weights"])
    RotationLine.objects.create(round=made, branch=branch)
    return {"code": made.code}


def its_line(hall: Hall, world: World) -> dict[str, Any]:
    """A line of it."""
    return a_draft(hall, world) | {"branch": _above(hall, Tier.BRANCH).code}


MANAGE, ASK = "secondment.manage", "officer.ask"
ROWS: dict[str, Row] = {
    "console:officers": Anywhere(capability="register.view"),
    "console:officer_branch": AtHall(capability="matrix.view", args=its_branch),
    "console:officer_ask": AtHall(capability=ASK, args=its_branch),
    "console:officer_need_withdraw": AtHall(capability=ASK, method="post", args=a_need),
    "console:officer_candidates": AtHall(capability=MANAGE, args=a_need),
    "console:officer_propose": AtHall(capability=MANAGE, args=somebody_for_it),
    "console:officer_proposal": AtHall(capability=MANAGE, args=a_proposal),
    "console:officer_term": AtHall(capability=MANAGE, args=a_term),
    "console:officer_up": Anywhere(capability=MANAGE),
    "console:officer_up_send": Anywhere(capability=MANAGE),
    "console:rotations": Anywhere(capability=MANAGE),
    "console:rotation": AtHall(capability=MANAGE, args=a_draft),
    "console:rotation_change": AtHall(capability=MANAGE, method="post", args=its_line),
    "console:rotation_close": AtHall(
        capability=MANAGE, method="post", args=lambda hall, world: a_draft(hall, world) | {"how": "drop"}
    ),
}
