"""Terms: longer, over, on to another branch; up to larger halls and back with a report."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from guanlian.accounts import recording
from guanlian.accounts.models import RoleAssignment
from guanlian.accounts.scope import NotYours
from guanlian.kernel import registers
from guanlian.staffing import asking, officers, proposing, refusals, terms
from guanlian.staffing.models import Need, Proposal, TermReview
from guanlian.staffing.tests.people import FIRST, LAST, ON, in_post, person, second
from tests.factories import days, give_role, make_record, make_user

DAY = timedelta(days=1)
LATER = date(2028, 6, 29)


@pytest.fixture
def officer():
    return make_user(name="陈溪")


@pytest.fixture
def term(network, cast, officer):
    return in_post(network, cast, person(network.mains[0], user=officer))


def test_a_renewed_term_and_the_officers_rights_last_as_long(network, cast, officer, term):
    review = terms.renew(secondment=term, last=LATER, text="镇里希望留任", by=cast.main_staff, on=ON)

    term.refresh_from_db()
    assert (term.period, review.until) == (days(FIRST, LATER + DAY), LATER + DAY)
    roles = RoleAssignment.objects.filter(user=officer, hall=network.branches[0]).order_by("period")
    assert [r.period for r in roles] == [days(FIRST, LAST + DAY), days(LAST + DAY, LATER + DAY)]


def test_a_term_is_not_renewed_over_the_next_officers(network, cast, term):
    make_record(
        "staffing.Secondment", network.mains[0], member=person(network.mains[0], "徐二"), direction="down",
        to_hall=network.branches[0], period=days(LAST + DAY, LATER),
    )  # fmt: skip

    with pytest.raises(refusals.BranchTaken):
        terms.renew(secondment=term, last=LATER, text="留任", by=cast.main_staff, on=ON)

    term.refresh_from_db()
    assert term.period.upper == LAST + DAY


def test_an_early_end_ends_the_rights_at_the_branch_the_same_day(network, cast, officer, term):
    terms.end(secondment=term, last=date(2025, 12, 31), text="调回馆里", by=cast.main_staff, on=ON)

    term.refresh_from_db()
    (role,) = RoleAssignment.objects.filter(user=officer, hall=network.branches[0])
    assert term.period.upper == role.period.upper == date(2026, 1, 1)
    with pytest.raises(refusals.TermOver):
        terms.end(secondment=term, last=date(2025, 11, 30), text="再早些", by=cast.main_staff, on=ON)


def roles_of(officer, hall):
    return [role.period for role in RoleAssignment.objects.filter(user=officer, hall=hall).order_by("pk")]


def test_a_term_withdrawn_in_the_register_ends_the_rights_today(network, cast, officer, term):
    recording.withdraw(
        register=registers.register_called("secondments"), key=term.pk, why="登记有误", by=cast.main_staff
    )

    assert roles_of(officer, network.branches[0]) == [days(FIRST, localdate())]


def test_a_term_shortened_in_the_register_shortens_the_rights_and_a_longer_one_gives_none(network, officer, term):
    for last in (date(2026, 12, 31), LATER):
        term.period = days(FIRST, last)
        term.save()

    assert roles_of(officer, network.branches[0]) == [days(FIRST, date(2026, 12, 31))]


@pytest.mark.parametrize("becomes", ["another person's", "another branch's"])
def test_a_term_that_is_corrected_to_anothers_ends_the_rights_today(network, officer, term, becomes):
    if becomes == "another person's":
        term.member = person(network.mains[0], "徐二")
    else:
        term.to_hall = network.branches[1]
    term.save()

    assert roles_of(officer, network.branches[0]) == [days(FIRST, localdate())]


def test_rights_that_would_have_begun_later_never_begin_and_others_stay(network, cast, officer):
    made = in_post(network, cast, person(network.mains[0], user=officer))
    RoleAssignment.objects.filter(user=officer).update(period=days(localdate() + DAY, LATER))
    made.period = days(localdate() + DAY, LATER)
    made.save()
    other = give_role(officer, "village_administrator", network.villages[4])
    made.withdrawn_at, made.withdrawn_why = now(), "登记有误"
    made.save()

    (period,) = roles_of(officer, network.branches[0])
    other.refresh_from_db()
    assert period.isempty
    assert other.period.upper is None


@pytest.mark.parametrize("last", [FIRST - DAY, LAST + DAY])
def test_an_end_lies_within_the_term(cast, term, last):
    with pytest.raises(refusals.TermOver):
        terms.end(secondment=term, last=last, text="结束", by=cast.main_staff, on=ON)


def test_nothing_is_decided_about_a_term_without_a_reason_also_by_the_database(cast, term):
    with pytest.raises(refusals.NoReason):
        terms.end(secondment=term, last=LAST, text=" ", by=cast.main_staff, on=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        TermReview.objects.create(secondment=term, decision="end", text="", until=LAST)


def test_the_branch_does_not_end_a_term(cast, term):
    with pytest.raises(NotYours):
        terms.end(secondment=term, last=LAST, text="结束", by=cast.branch_head, on=ON)


def test_moving_on_ends_the_term_and_proposes_the_same_person_elsewhere(network, cast, term):
    made = terms.move(
        secondment=term, to_hall=network.branches[1], first=date(2026, 7, 1), last=date(2028, 6, 30),
        text="塘镇缺舞蹈", purpose="驻点辅导", by=cast.main_staff, on=ON,
    )  # fmt: skip

    term.refresh_from_db()
    assert term.period.upper == date(2026, 7, 1)
    assert (made.member, made.to_hall, made.status) == (term.member, network.branches[1], "proposed")
    assert Need.unscoped.get(hall=network.branches[1]).status == "open"


@pytest.mark.parametrize(("place", "refusal"), [(0, refusals.OwnHall), (2, refusals.NotOfTheCounty)])
def test_moving_on_stays_within_the_county_and_changes_the_branch(network, cast, term, place, refusal):
    with pytest.raises(refusal):
        terms.move(
            secondment=term, to_hall=network.branches[place], first=date(2026, 7, 1), last=LATER,
            text="轮换", purpose="驻点", by=cast.main_staff, on=ON,
        )  # fmt: skip

    term.refresh_from_db()
    assert term.period.upper == LAST + DAY


def test_the_history_shows_the_days_without_an_officer(network, cast, term):
    terms.end(secondment=term, last=date(2025, 7, 31), text="调回", by=cast.main_staff, on=ON)
    make_record(
        "staffing.Secondment", network.mains[0], member=person(network.mains[0], "徐二"), direction="down",
        to_hall=network.branches[0], period=days(date(2025, 8, 11), None),
    )  # fmt: skip

    latest, before = officers.history(network.branches[0])

    assert (latest.gap_days, before.gap_days, before.last) == (10, 0, date(2025, 7, 31))
    assert [r.text for r in before.reviews] == ["调回"]


def test_up_the_receiving_hall_consents(network, cast):
    member = person(network.mains[0])
    made = proposing.propose_up(
        member=member, to_hall=network.central, first=FIRST, last=date(2025, 9, 30), purpose="跟班学习",
        by=cast.main_staff, on=ON,
    )  # fmt: skip

    with pytest.raises(NotYours):
        proposing.consent(proposal=made, by=second(network), on=ON)
    proposing.consent(proposal=made, by=cast.central_staff, on=ON)
    term = proposing.take_post(proposal=made, by=cast.main_staff, on=ON)

    assert (term.direction, term.hall, term.to_hall) == ("up", network.mains[0], network.central)


def test_what_was_sent_up_ends_with_a_report(network, cast):
    make_user()
    member = person(network.branches[0])
    made = proposing.propose_up(
        member=member, to_hall=network.mains[0], first=date(2025, 3, 1), last=date(2025, 5, 31), purpose="跟班",
        by=cast.main_staff, on=ON,
    )  # fmt: skip
    proposing.consent(proposal=made, by=second(network), on=ON)
    term = proposing.take_post(proposal=made, by=cast.main_staff, on=ON)
    from guanlian.network.halls import Hall

    assert officers.reports_due(Hall.objects.all(), ON) == [term]
    with pytest.raises(refusals.NoReason):
        terms.end(secondment=term, last=date(2025, 5, 31), text="", by=cast.main_staff, on=ON)
    terms.end(secondment=term, last=date(2025, 5, 31), text="学了策展", by=cast.main_staff, on=ON)

    assert officers.reports_due(Hall.objects.all(), ON) == []
    assert TermReview.objects.get().text == "学了策展"


def test_up_means_a_larger_hall_also_for_the_database(network, cast):
    member = person(network.mains[0])
    with pytest.raises(refusals.NotLarger):
        proposing.propose_up(
            member=member, to_hall=network.mains[1], first=FIRST, last=LAST, purpose="跟班", by=cast.main_staff, on=ON
        )
    with pytest.raises(IntegrityError, match="direction_fits_the_tiers"), transaction.atomic():
        Proposal.unscoped.create(
            direction="up", hall=network.mains[0], to_hall=network.mains[1], member=member, purpose="跟班",
            period=days(FIRST, LAST), proposed_by=cast.main_staff,
        )  # fmt: skip


def test_an_officers_other_roles_stay_when_the_term_ends(network, cast, officer, term):
    give_role(officer, "village_administrator", network.villages[4])

    terms.end(secondment=term, last=date(2025, 8, 1), text="调回", by=cast.main_staff, on=ON)

    assert RoleAssignment.objects.get(user=officer, hall=network.villages[4]).period.upper is None


def test_a_need_to_send_somebody_up_is_filled_when_they_are_there(network, cast):
    need = asking.ask(
        hall=network.branches[0], why="想学策展", wanted_from=FIRST, direction="up", by=cast.branch_head, on=ON
    )
    made = proposing.propose_up(
        member=person(network.branches[0]), to_hall=network.mains[0], first=FIRST, last=date(2025, 9, 30),
        purpose="跟班学习", need=need, by=cast.main_staff, on=ON,
    )  # fmt: skip
    proposing.consent(proposal=made, by=second(network), on=ON)
    proposing.take_post(proposal=made, by=cast.main_staff, on=ON)

    need.refresh_from_db()
    assert need.status == "filled"
