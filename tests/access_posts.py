"""Rows of tests/access_table.py: establishment and posts, heads, village administrators, training, appraisals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate, now

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.network.halls import Hall
from guanlian.network.models import HallLink
from tests.access import Anywhere, AtHall, Row, World, its_code
from tests.factories import LONG_AGO, days, make_activity, make_record


@dataclass(frozen=True, kw_only=True)
class AnyAtHall(Row):
    """Open to those who have one of `capabilities` at the hall of the object."""

    capabilities: tuple[str, ...]

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        return any(scope.may(person, each, hall, on) for each in self.capabilities)


@dataclass(frozen=True, kw_only=True)
class AnyAnywhere(AnyAtHall):
    """Open to those who have one of `capabilities` at any hall."""

    def allows(self, person: User | AnonymousUser, hall: Hall, on: date) -> bool:
        return any(scope.may_anywhere(person, each, on) for each in self.capabilities)


def town_of(village: Hall) -> Hall:
    """The branch above a village."""
    parent = HallLink.objects.get(hall=village, period__contains=localdate()).parent
    assert parent is not None
    return parent


def an_administrator(hall: Hall, world: World) -> dict[str, Any]:
    """The village and its administrator's post."""
    member = make_record("staffing.StaffMember", hall)
    post = make_record(
        "staffing.Post", hall, member=member, role="village_administrator", hired_by=town_of(hall),
        joint_management=True, period=days(LONG_AGO),
    )  # fmt: skip
    return {"code": hall.code, "post": post.code}


def its_town(hall: Hall, world: World) -> dict[str, Any]:
    """The branch above the village, as `code`."""
    return {"code": town_of(hall).code}


def a_procedure(hall: Hall, world: World) -> dict[str, Any]:
    """The branch above the village and a procedure for its head, proposed by nobody who walks here."""
    from guanlian.staffing.models import Appointment

    town = town_of(hall)
    made = Appointment.unscoped.create(
        hall=town, member=make_record("staffing.StaffMember", town), basis="other", proposed_at=now()
    )
    return {"code": town.code, "number": made.code}


def a_training(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a training that the hall held."""
    return {"code": make_activity(hall, kind="training", audiences=["village_administrators"]).code}


def an_appraised(hall: Hall, world: World) -> dict[str, Any]:
    """The village's administrator and this year."""
    from guanlian.staffing.models import Post

    post = Post.unscoped.get(code=an_administrator(hall, world)["post"])
    return {"code": post.member.code, "year": localdate().year}


def a_member(hall: Hall, world: World) -> dict[str, Any]:
    """The code of somebody whose file is kept at the hall."""
    return {"code": make_record("staffing.StaffMember", hall).code}


def its_name(hall: Hall, world: World) -> str:
    """The name of the hall."""
    return hall.name


READS = ("staff.view", "appointment.advise")
APPRAISES = ("staff.view", "appraisal.write")

ROWS: dict[str, Row] = {
    "console:establishment": Anywhere(capability="register.view"),
    "console:organisation": AtHall(capability="register.view", args=its_code),
    "console:heads": Anywhere(capability="register.view"),
    "console:branch_head": AnyAtHall(capabilities=READS, args=its_town),
    "console:branch_head_print": AnyAtHall(capabilities=READS, args=a_procedure),
    "console:head_propose": AtHall(capability="appointment.propose", method="post", args=its_town),
    "console:head_advise": AtHall(capability="appointment.advise", method="post", args=a_procedure),
    "console:head_appoint": AtHall(capability="appointment.propose", method="post", args=a_procedure),
    "console:head_decline": AtHall(capability="appointment.propose", method="post", args=a_procedure),
    "console:head_take_back": AtHall(capability="appointment.propose", method="post", args=a_procedure),
    "console:head_end": AtHall(capability="appointment.propose", method="post", args=a_procedure),
    "console:administrators": Anywhere(capability="register.view", hides=its_name),
    "console:village_administrators": AtHall(capability="staff.view", args=its_code),
    "console:administrator_hire": AtHall(capability="administrator.manage", method="post", args=its_code),
    "console:administrator_replace": AtHall(capability="administrator.manage", method="post", args=an_administrator),
    "console:administrator_end": AtHall(capability="administrator.manage", method="post", args=an_administrator),
    "console:staff_training": Anywhere(capability="register.view"),
    "console:staff_training_run": AtHall(capability="register.edit", args=a_training),
    "console:appraisals": AnyAnywhere(capabilities=APPRAISES),
    "console:appraisal": AnyAtHall(capabilities=APPRAISES, args=an_appraised),
    "console:appraisal_print": AnyAtHall(capabilities=APPRAISES, args=an_appraised),
    "console:appraisal_write": AtHall(
        capability="appraisal.write", method="post",
        args=lambda hall, world: an_appraised(hall, world) | {"hall": hall.code},
    ),
    "console:journal": Anywhere(capability="register.view"),
    "console:journal_of": AtHall(capability="staff.view", args=a_member),
}  # fmt: skip
