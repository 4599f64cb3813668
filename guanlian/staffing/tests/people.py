"""People of the first county who can be sent, and the steps that bring one into post."""

from __future__ import annotations

from datetime import date
from typing import Any

from guanlian.network.halls import Hall
from guanlian.staffing import asking, proposing
from guanlian.staffing.models import Need, Proposal, Secondment, StaffMember
from tests.factories import Cast, SmallNetwork, days, give_role, make_record, make_user

ON = date(2025, 6, 30)  # the day on which everything is done
FIRST, LAST = date(2025, 6, 30), date(2027, 6, 29)


def person(hall: Hall, name: str = "陈溪", **values: Any) -> StaffMember:
    """Somebody whose file is kept at `hall`, and who is in post there."""
    made = make_record("staffing.StaffMember", hall, **({"name": name, "speciality": "dance"} | values))
    make_record("staffing.Post", hall, member=made, period=days(date(2020, 1, 1)))
    return made


def second(network: SmallNetwork) -> Any:
    """Another person of the main hall with every right there."""
    user = make_user(name="副馆长", second_factor=True)
    give_role(user, "main_staff", network.mains[0])
    return user


def asked(network: SmallNetwork, cast: Cast, branch: Hall | None = None, **values: Any) -> Need:
    """The branch asks for a dancer."""
    given = {"speciality": "dance", "why": "排舞队缺辅导", "wanted_from": FIRST} | values
    return asking.ask(hall=branch or network.branches[0], by=cast.main_staff, on=ON, **given)


def proposed(need: Need, member: StaffMember, cast: Cast, **values: Any) -> Proposal:
    """The main hall proposes the person for the branch that asked."""
    given: dict[str, Any] = {"first": FIRST, "last": LAST, "purpose": "驻点辅导", "by": cast.main_staff} | values
    return proposing.propose(need=need, member=member, on=ON, **given)


def in_post(network: SmallNetwork, cast: Cast, member: StaffMember, branch: Hall | None = None) -> Secondment:
    """From need to post."""
    proposal = proposed(asked(network, cast, branch), member, cast)
    proposing.consent(proposal=proposal, by=second(network), on=ON)
    return proposing.take_post(proposal=proposal, by=cast.main_staff, on=ON)
