"""From a branch's need to an officer in post: who may do what, what is refused, what the database refuses besides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.timezone import now

from guanlian.accounts import own_data
from guanlian.accounts.models import RoleAssignment
from guanlian.accounts.scope import NotYours
from guanlian.messaging.models import Message
from guanlian.staffing import asking, proposing, refusals
from guanlian.staffing.models import Need, Proposal, Secondment
from guanlian.staffing.tests.people import FIRST, LAST, ON, asked, in_post, person, proposed, second
from tests.factories import days, give_role, make_user

DAY = timedelta(days=1)


def kinds_told(user) -> list[str]:
    return list(Message.objects.filter(to=user).order_by("pk").values_list("kind", flat=True))


def test_from_the_need_to_the_post_everybody_concerned_is_told(network, cast):
    officer = make_user(name="陈溪")
    member = person(network.mains[0], user=officer)
    other = second(network)
    need = asking.ask(
        hall=network.branches[0], why="缺舞蹈辅导", wanted_from=FIRST, speciality="dance", by=cast.branch_head, on=ON
    )
    proposal = proposed(need, member, cast)
    proposing.consent(proposal=proposal, by=other, on=ON)

    made = proposing.take_post(proposal=proposal, by=cast.main_staff, on=ON)

    need.refresh_from_db()
    proposal.refresh_from_db()
    assert (need.status, proposal.status, proposal.secondment) == ("filled", "in_post", made)
    assert (made.hall, made.to_hall, made.period) == (network.mains[0], network.branches[0], days(FIRST, LAST + DAY))
    assert made.liaison
    assert kinds_told(other) == ["officer.asked", "secondment.proposed"]
    assert kinds_told(cast.main_staff) == ["officer.asked", "secondment.consented"]
    assert kinds_told(officer) == ["secondment.you_are_proposed", "secondment.consented", "secondment.in_post"]
    assert kinds_told(cast.branch_head) == ["secondment.consented", "secondment.in_post"]
    assert set(Message.objects.filter(to=cast.branch_head).values_list("about", flat=True)) == {
        f"/console/officers/{network.branches[0].code}/"  # what the branch may open
    }


def test_an_account_gets_the_officers_rights_for_the_term(network, cast):
    officer = make_user()

    in_post(network, cast, person(network.mains[0], user=officer))

    (role,) = RoleAssignment.objects.filter(user=officer)
    assert (role.role, role.hall, role.period) == ("seconded_officer", network.branches[0], days(FIRST, LAST + DAY))


def test_who_has_a_role_at_the_branch_already_keeps_it(network, cast):
    officer = make_user()
    give_role(officer, "branch_head", network.branches[0])

    in_post(network, cast, person(network.mains[0], user=officer))

    assert RoleAssignment.objects.get(user=officer).role == "branch_head"


def test_who_proposed_does_not_consent_and_the_database_agrees(network, cast):
    proposal = proposed(asked(network, cast), person(network.mains[0]), cast)

    with pytest.raises(refusals.SamePerson):
        proposing.consent(proposal=proposal, by=cast.main_staff, on=ON)
    with pytest.raises(IntegrityError, match="a_second_person_consents"), transaction.atomic():
        Proposal.unscoped.filter(pk=proposal.pk).update(
            status="consented", decided_by=proposal.proposed_by, decided_at=now()
        )

    proposal.refresh_from_db()
    assert proposal.status == "proposed"


@pytest.mark.parametrize("step", ["consent", "take_post"])
def test_only_the_main_hall_decides(network, cast, step):
    proposal = proposed(asked(network, cast), person(network.mains[0]), cast)

    with pytest.raises(NotYours):
        getattr(proposing, step)(proposal=proposal, by=cast.branch_head, on=ON)


def test_a_village_administrator_does_not_ask(network, cast):
    with pytest.raises(NotYours):
        asking.ask(hall=network.branches[0], why="缺人", wanted_from=ON, by=cast.village_administrator, on=ON)


def test_declining_needs_a_reason_and_leaves_the_need_open(network, cast):
    need = asked(network, cast)
    proposal = proposed(need, person(network.mains[0]), cast)
    other = second(network)

    with pytest.raises(refusals.NoReason):
        proposing.decline(proposal=proposal, by=other, on=ON, why=" ")
    proposing.decline(proposal=proposal, by=other, on=ON, why="他要带馆里的创作")

    need.refresh_from_db()
    assert need.status == "open"
    assert proposed(need, person(network.mains[0], "徐二"), cast).status == "proposed"


def test_a_branch_asks_once_at_a_time_and_not_while_it_is_served(network, cast):
    asked(network, cast)
    with pytest.raises(refusals.AlreadyAsked):
        asked(network, cast)
    with pytest.raises(IntegrityError, match="one_open_need_of_a_hall"), transaction.atomic():
        Need.unscoped.create(hall=network.branches[0], why="再要一个", wanted_from=FIRST)
    in_post(network, cast, person(network.mains[0]), network.branches[1])
    with pytest.raises(refusals.Served, match=LAST.isoformat()):
        asked(network, cast, network.branches[1])


def test_officers_are_asked_for_by_branches_only(network, cast):
    with pytest.raises(refusals.NotABranch):
        asked(network, cast, network.villages[0])


def test_a_need_is_taken_back_while_nobody_is_proposed(network, cast):
    need = asked(network, cast)
    proposal = proposed(need, person(network.mains[0]), cast)
    with pytest.raises(refusals.NotWaiting):
        asking.withdraw_need(need=need, by=cast.branch_head, on=ON)

    proposing.withdraw(proposal=proposal, by=cast.main_staff, on=ON)
    asking.withdraw_need(need=need, by=cast.branch_head, on=ON)

    need.refresh_from_db()
    assert need.status == "withdrawn"


def test_one_living_proposal_a_need_also_for_the_database(network, cast):
    need = asked(network, cast)
    first = proposed(need, person(network.mains[0]), cast)

    with pytest.raises(refusals.AlreadyProposed):
        proposed(need, person(network.mains[0], "徐二"), cast)

    assert list(Proposal.unscoped.all()) == [first]


def test_a_second_officer_for_a_branch_is_refused_also_when_somebody_was_quicker(network, cast):
    member = person(network.mains[0])
    need = asked(network, cast)
    proposal = proposed(need, member, cast)
    proposing.consent(proposal=proposal, by=second(network), on=ON)
    Secondment.unscoped.create(
        hall=network.mains[0], to_hall=network.branches[0], direction="down",
        member=person(network.mains[0], "徐二"), period=days(FIRST, LAST),
    )  # fmt: skip

    with pytest.raises(refusals.BranchTaken):
        proposing.take_post(proposal=proposal, by=cast.main_staff, on=ON)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.secondment) == ("consented", None)


def test_somebody_who_is_elsewhere_is_refused_with_where_and_until_when(network, cast):
    member = person(network.mains[0])
    in_post(network, cast, member)

    with pytest.raises(refusals.PersonTaken, match="东县桥镇文化站.*2027-06-29"):
        proposed(asked(network, cast, network.branches[1]), member, cast)


def test_somebody_is_not_proposed_for_two_branches_at_a_time(network, cast):
    member = person(network.mains[0])
    proposed(asked(network, cast), member, cast)

    with pytest.raises(refusals.PersonProposed):
        proposed(asked(network, cast, network.branches[1]), member, cast)


@pytest.mark.parametrize(
    ("where", "refusal"), [("own", refusals.OwnHall), ("other county", refusals.NotOfTheCounty)], ids=str
)
def test_officers_come_from_the_main_hall_of_the_county(network, cast, where, refusal):
    member = person(network.branches[0] if where == "own" else network.mains[1])

    with pytest.raises(refusal):
        proposed(asked(network, cast), member, cast)


def test_a_term_that_ends_before_it_begins_is_refused(network, cast):
    with pytest.raises(refusals.TermWrong):
        proposed(asked(network, cast), person(network.mains[0]), cast, last=FIRST - DAY)


def test_the_database_refuses_ones_own_hall_and_a_term_without_end(network, cast):
    proposal = proposed(asked(network, cast), person(network.mains[0]), cast)

    for wrong in ({"to_hall": network.mains[0]}, {"period": days(FIRST, None)}, {"need": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.unscoped.filter(pk=proposal.pk).update(**wrong)


def test_an_officer_keeps_the_account_until_the_term_is_over(network, cast):
    officer = make_user()
    made = in_post(network, cast, person(network.mains[0], user=officer))
    RoleAssignment.objects.filter(user=officer).delete()

    with pytest.raises(own_data.CannotErase, match="任期未满"):
        own_data.erase(user=officer, on=ON)
    Secondment.unscoped.filter(pk=made.pk).update(period=days(date(2024, 1, 1), ON))
    with pytest.raises(own_data.CannotErase, match="在岗"):
        own_data.erase(user=officer, on=ON)
    with pytest.raises(ProtectedError):
        officer.delete()
    made.member.posts.update(period=days(date(2020, 1, 1), ON))
    own_data.erase(user=officer, on=ON)

    made.member.refresh_from_db()
    assert (made.member.user, made.member.name) == (None, "陈溪")


def test_ones_own_data_has_the_staff_file(network, cast):
    officer = make_user()
    in_post(network, cast, person(network.mains[0], user=officer))

    file = own_data.export(officer)["staff"]

    assert file["secondments"] == [
        {"direction": "down", "to": network.branches[0].code, "purpose": "驻点辅导",
         "from": "2025-06-30", "until": "2027-06-30"}
    ]  # fmt: skip
