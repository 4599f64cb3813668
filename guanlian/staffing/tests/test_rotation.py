"""Rotation: the cheapest plan within the rules, the same every time, changed by hand, adopted as proposals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from guanlian.accounts.scope import NotYours
from guanlian.messaging.models import Message
from guanlian.network.halls import Hall
from guanlian.staffing import proposing, refusals, rounds
from guanlian.staffing.candidates import kilometres
from guanlian.staffing.models import Need, Proposal, RotationLine, RotationRound, Secondment, StaffMember
from guanlian.staffing.rotating import NoPlan, Pair, plan
from guanlian.staffing.tests.people import person, second
from tests.factories import days, make_record

ON, DAY = date(2025, 6, 1), date(2025, 7, 1)
LIMITS = {"vacant": 1000, "seconds": 8, "seed": 1}
COSTS = st.lists(st.lists(st.integers(0, 300), min_size=4, max_size=4), min_size=3, max_size=3)


def pairs(costs: list[list[int]]) -> list[Pair]:
    return [Pair(b, 100 + p, cost) for b, row in enumerate(costs) for p, cost in enumerate(row)]


@given(COSTS)
def test_no_other_plan_is_cheaper_and_nobody_goes_twice(costs):
    found = plan(pairs(costs), range(3), **LIMITS)

    best = min(sum(costs[b][p] for b, p in enumerate(way)) for way in permutations(range(4), 3))
    assert (found.cost, found.proven) == (best, True)
    assert len(set(found.sent.values())) == 3


@given(COSTS)
def test_the_same_question_has_the_same_answer(costs):
    assert plan(pairs(costs), range(3), **LIMITS).sent == plan(pairs(costs)[::-1], [2, 1, 0], **LIMITS).sent


@given(COSTS, st.integers(0, 2), st.integers(100, 103))
def test_what_is_fixed_is_kept_and_never_cheaper(costs, branch, who):
    free = plan(pairs(costs), range(3), **LIMITS)
    fixed = plan(pairs(costs), range(3), fixed={branch: who}, **LIMITS)

    assert fixed.sent[branch] == who
    assert fixed.cost >= free.cost


def test_a_branch_nobody_can_go_to_stays_empty_and_costs_what_is_declared():
    found = plan([Pair(1, 7, 5)], [1, 2], **LIMITS)

    assert (found.sent, found.cost) == ({1: 7, 2: None}, 1005)
    with pytest.raises(NoPlan):
        plan([Pair(1, 7, 5), Pair(2, 7, 5)], [1, 2], fixed={1: 7, 2: 7}, **LIMITS)


@pytest.fixture
def county(network) -> dict[str, StaffMember]:
    """Two officers of the first county whose terms end before the day, and one at the main hall; one of the other."""
    main = network.mains[0]
    people = {
        "溪": person(main, "溪", speciality="dance"),
        "山": person(main, "山", speciality="opera"),
        "林": person(main, "林", speciality="opera"),
        "外": person(network.mains[1], "外", speciality="dance"),
    }
    for name, branch in (("溪", 0), ("山", 1)):
        make_record(
            "staffing.Secondment", main, member=people[name], to_hall=network.branches[branch], direction="down",
            period=days(date(2023, 7, 1), DAY),
        )  # fmt: skip
    Hall.objects.filter(pk=main.pk).update(longitude=Decimal("120.75"), latitude=Decimal("30.75"))
    Hall.objects.filter(pk=network.branches[0].pk).update(longitude=Decimal("120.85"), latitude=Decimal("30.75"))
    return people


def drafted(network, cast) -> RotationRound:
    return rounds.make_round(hall=network.mains[0], day=DAY, by=cast.main_staff, on=ON)


def sent(round_: RotationRound) -> dict[str, str]:
    lines = round_.lines.select_related("branch", "member")
    return {line.branch.name[2:4]: line.member.name if line.member else "" for line in lines}


def test_a_draft_sends_who_fits_and_nobody_to_the_same_branch_again(network, cast, county):
    Need.unscoped.create(hall=network.branches[1], why="缺舞蹈", wanted_from=DAY, speciality="dance")
    Need.unscoped.create(hall=network.branches[0], why="缺戏曲", wanted_from=DAY, speciality="opera")

    made = drafted(network, cast)

    assert sent(made)["塘镇"] == "溪"
    assert sent(made)["桥镇"] in {"山", "林"}
    assert made.proven
    line = made.lines.get(branch=network.branches[0])
    assert line.parts["km"] == 10
    assert line.cost == line.parts["points"]["far"] == 19  # 9.6 km at two points


def test_a_mismatch_is_in_the_sum_and_in_the_parts(network, cast, county):
    Need.unscoped.create(hall=network.branches[1], why="缺书法", wanted_from=DAY, speciality="calligraphy")

    made = drafted(network, cast)

    line = made.lines.get(branch=network.branches[1])
    assert line.parts["points"] == {"mismatch": 100, "far": 0, "again": 0}
    assert made.optimum == sum(each.cost for each in made.lines.all())


def test_a_line_changed_by_hand_stays_and_the_rest_is_solved_anew(network, cast, county):
    Need.unscoped.create(hall=network.branches[1], why="缺舞蹈", wanted_from=DAY, speciality="dance")
    made = drafted(network, cast)
    line = made.lines.get(branch=network.branches[1])

    rounds.fix(line=line, member=county["林"], by=cast.main_staff, on=ON)

    made.refresh_from_db()
    assert sent(made) == {"塘镇": "林", "桥镇": "山"}
    assert sum(each.cost for each in made.lines.all()) == made.optimum + 100
    rounds.release(line=line, by=cast.main_staff, on=ON)
    assert sent(made)["塘镇"] == "溪"


def test_a_person_fixed_elsewhere_frees_the_line_where_they_were(network, cast, county):
    make_record("staffing.Secondment", network.mains[0], member=county["林"], to_hall=network.branches[2],
                direction="down", period=days(date(2019, 7, 1), date(2021, 7, 1)))  # fmt: skip
    made = drafted(network, cast)
    first, other = (made.lines.get(branch=network.branches[n]) for n in (0, 1))
    rounds.fix(line=first, member=county["林"], by=cast.main_staff, on=ON)

    rounds.fix(line=other, member=county["林"], by=cast.main_staff, on=ON)

    fixed = dict(made.lines.values_list("branch", "fixed"))
    assert fixed == {network.branches[0].pk: False, network.branches[1].pk: True}
    assert sent(made) == {"桥镇": "山", "塘镇": "林"}


@pytest.mark.parametrize("name", ["溪", "外"])
def test_neither_the_same_branch_again_nor_another_county(network, cast, county, name):
    line = drafted(network, cast).lines.get(branch=network.branches[0])

    with pytest.raises(rounds.CannotGo):
        rounds.fix(line=line, member=county[name], by=cast.main_staff, on=ON)


def test_one_draft_a_hall_also_for_the_database(network, cast, county):
    drafted(network, cast)
    with pytest.raises(rounds.DraftThere):
        drafted(network, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        RotationRound.unscoped.create(hall=network.mains[0], on=DAY)


def test_a_draft_needs_a_branch_without_anybody_and_leaves_nothing_otherwise(network, cast):
    for branch in network.branches[:2]:
        make_record(
            "staffing.Secondment", network.mains[0], member=person(network.mains[0], branch.name), to_hall=branch,
            direction="down", period=days(date(2024, 7, 1), date(2026, 7, 1)),
        )  # fmt: skip

    with pytest.raises(rounds.NothingToRotate):
        drafted(network, cast)

    assert not RotationRound.unscoped.exists()


def test_branches_make_no_rotations(network, cast):
    with pytest.raises(rounds.WrongHall):
        rounds.make_round(hall=network.branches[0], day=DAY, by=cast.main_staff, on=ON)
    with pytest.raises(NotYours):
        rounds.make_round(hall=network.mains[0], day=DAY, by=cast.branch_head, on=ON)


def test_adopted_lines_are_proposals_that_a_second_person_consents_to(network, cast, county):
    other = second(network)
    made = drafted(network, cast)

    proposals = rounds.adopt(round_=made, by=cast.main_staff, on=ON)

    made.refresh_from_db()
    assert made.status == "adopted"
    assert {p.status for p in proposals} == {"proposed"}
    assert Secondment.unscoped.count() == 2  # the terms that were there; no post follows by itself
    assert list(Message.objects.filter(to=other).values_list("kind", flat=True)) == ["rotation.adopted"]
    with pytest.raises(refusals.SamePerson):
        proposing.consent(proposal=proposals[0], by=cast.main_staff, on=ON)
    with pytest.raises(refusals.NotWaiting):
        rounds.drop(round_=made, by=cast.main_staff, on=ON)
    for each in proposals:
        proposing.consent(proposal=each, by=other, on=ON)
        proposing.take_post(proposal=each, by=cast.main_staff, on=ON)
    assert Need.unscoped.filter(status="filled").count() == 2


def test_a_second_person_consents_to_all_at_once_and_all_take_post(network, cast, county):
    other, made = second(network), drafted(network, cast)
    proposals = rounds.adopt(round_=made, by=cast.main_staff, on=ON)
    with pytest.raises(rounds.NothingWaits):
        rounds.consent_to_all(round_=made, by=cast.main_staff, on=ON)

    agreed = rounds.consent_to_all(round_=made, by=other, on=ON)
    posts = rounds.take_all_posts(round_=made, by=cast.main_staff, on=ON)

    assert {each.pk for each in agreed} == {each.pk for each in proposals}
    assert {each.decided_by for each in agreed} == {other}
    assert {post.period.lower for post in posts} == {made.on}
    assert set(Proposal.unscoped.values_list("status", flat=True)) == {"in_post"}
    for step in (rounds.consent_to_all, rounds.take_all_posts):
        with pytest.raises(rounds.NothingWaits):
            step(round_=made, by=other, on=ON)


def test_what_was_declined_by_itself_is_left_out(network, cast, county):
    other, made = second(network), drafted(network, cast)
    first, *rest = rounds.adopt(round_=made, by=cast.main_staff, on=ON)
    proposing.decline(proposal=first, by=other, on=ON, why="家中有事")

    assert rounds.consent_to_all(round_=made, by=other, on=ON) == rest


def test_all_take_post_or_nobody_does(network, cast, county):
    other, made = second(network), drafted(network, cast)
    first, last = rounds.adopt(round_=made, by=cast.main_staff, on=ON)
    rounds.consent_to_all(round_=made, by=other, on=ON)
    taken = person(network.mains[0], "先到者")
    make_record(
        Secondment, network.mains[0], member=taken, direction="down", to_hall=last.to_hall, period=days(made.on)
    )

    with pytest.raises(refusals.Refused):
        rounds.take_all_posts(round_=made, by=cast.main_staff, on=ON)

    assert set(Proposal.unscoped.values_list("status", flat=True)) == {"consented"}
    assert not Secondment.unscoped.filter(member=first.member, to_hall=first.to_hall).exists()


def test_adopting_is_all_or_nothing(network, cast, county):
    made = drafted(network, cast)
    line = made.lines.exclude(member=None).last()
    make_record("staffing.Secondment", network.mains[0], member=line.member, to_hall=network.branches[3],
                direction="down", period=days(DAY, date(2027, 1, 1)))  # fmt: skip

    with pytest.raises(refusals.PersonTaken):
        rounds.adopt(round_=made, by=cast.main_staff, on=ON)

    assert not Proposal.unscoped.exists()
    assert RotationLine.objects.filter(proposal=None).count() == 2


def test_the_central_hall_rotates_every_county_within_itself(network, cast, county):
    made = rounds.make_round(hall=network.central, day=DAY, by=cast.central_staff, on=ON)

    for line in made.lines.exclude(member=None).select_related("member__hall", "branch"):
        assert line.branch.code[:6] == line.member.hall.code[:6]
    assert made.lines.count() == 4


def test_who_was_there_lately_costs_more_than_who_was_there_long_ago(network, cast, county):
    make_record("staffing.Secondment", network.mains[0], member=county["林"], to_hall=network.branches[0],
                direction="down", period=days(date(2020, 7, 1), date(2022, 7, 1)))  # fmt: skip
    make_record("staffing.Secondment", network.mains[0], member=county["林"], to_hall=network.branches[2],
                direction="down", period=days(date(2022, 7, 1), date(2023, 7, 1)))  # fmt: skip
    made = drafted(network, cast)
    rounds.fix(line=made.lines.get(branch=network.branches[0]), member=county["林"], by=cast.main_staff, on=ON)

    line = made.lines.get(branch=network.branches[0])

    assert line.parts["points"]["again"] == 45  # three of six years are lacking
    assert (line.parts["there_until"], line.parts["before"]) == ("2022-07-01", network.branches[2].area_name)


def test_distance_is_along_the_great_circle():
    here = Hall(longitude=Decimal("120.755486"), latitude=Decimal("30.746129"))
    there = Hall(longitude=Decimal("121.473701"), latitude=Decimal("31.230416"))  # Jiaxing to Shanghai

    assert kilometres(here, there) == pytest.approx(87.1, abs=0.5)
    assert kilometres(here, Hall()) is None


def test_a_dropped_draft_leaves_nothing(network, cast, county):
    made = drafted(network, cast)

    rounds.drop(round_=made, by=cast.main_staff, on=ON)

    made.refresh_from_db()
    assert made.status == "dropped"
    assert not Proposal.unscoped.exists()
    assert drafted(network, cast).status == "draft"


def test_nobody_is_in_a_draft_twice_for_the_database_either(network, cast, county):
    made = drafted(network, cast)
    line = made.lines.exclude(member=None).first()

    with pytest.raises(IntegrityError), transaction.atomic():
        RotationLine.objects.filter(round=made).update(member=line.member)
        transaction.get_connection().check_constraints()


def test_a_branch_that_became_vacant_meanwhile_enters_the_draft_and_one_that_is_served_leaves_it(network, cast, county):
    make_record("staffing.Secondment", network.mains[0], member=person(network.mains[0], "江"), direction="down",
                to_hall=network.branches[1], period=days(DAY, date(2026, 1, 1)))  # fmt: skip
    made = drafted(network, cast)
    assert set(sent(made)) == {"桥镇"}
    later = Secondment.unscoped.get(period__startswith=DAY)
    later.withdrawn_at, later.withdrawn_why = later.recorded_at, "没有成行"
    later.save()

    rounds.release(line=made.lines.get(), by=cast.main_staff, on=ON)

    made.refresh_from_db()
    assert set(sent(made)) == {"桥镇", "塘镇"}
    assert made.optimum == sum(line.cost for line in made.lines.all())
