"""How many people a hall should have and has: dated, and from the pack."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from guanlian.assessment import packs
from guanlian.assessment.evaluating import evaluate
from guanlian.assessment.manning import manning
from guanlian.network.models import HallPopulation
from guanlian.staffing.tests.files import post
from tests.factories import days, make_record

JUNE_30, JULY_1 = date(2025, 6, 30), date(2025, 7, 1)


def test_asked_for_30_june_the_figures_are_those_of_30_june(network):
    main, branch = network.mains[0], network.branches[0]
    post(main, line="professional")
    post(main, line="administrative", since=JULY_1)
    make_record("staffing.Establishment", main, positions=2, period=days(date(2024, 1, 1), JULY_1))
    make_record("staffing.Establishment", main, positions=5, period=days(JULY_1))
    HallPopulation.objects.create(hall=branch, year=2025, residents=30_000)
    post(branch)
    post(branch, until=JULY_1)

    def on(day):
        found = {each.hall.id: each for each in manning(packs.current(), day)}
        return found[main.pk], found[branch.pk]

    main_june, branch_june = on(JUNE_30)
    main_july, branch_july = on(JULY_1)

    assert (main_june.in_post, main_june.required, main_june.professional_share) == (1, 2, Decimal(100))
    assert (main_july.in_post, main_july.required, main_july.professional_share) == (2, 5, Decimal(50))
    assert (branch_june.in_post, branch_june.required, branch_june.missing) == (2, 3, 1)
    assert (branch_july.in_post, branch_july.missing) == (1, 2)


def test_the_number_that_is_required_is_the_clause_s_own_target(network):
    branch = network.branches[0]
    HallPopulation.objects.create(hall=branch, year=2025, residents=50_000)
    post(branch)

    row = next(each for each in manning(packs.current(), JUNE_30, [branch.code]) if each.hall.id == branch.pk)
    result = evaluate(packs.current(), 2025, as_of=JUNE_30, halls=[branch.code], clauses=["branch.staff"])
    clause = result.scorecards[0].results[0]

    assert (row.required, row.in_post) == (clause.target, clause.value) == (5, 1)


def test_a_hall_that_reported_no_post_is_not_said_to_have_none(network):
    row = next(each for each in manning(packs.current(), JUNE_30, [network.mains[1].code]))

    assert (row.in_post, row.required, row.missing) == (None, None, 0)
