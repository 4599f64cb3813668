"""The benchmark measures the same thing twice: the engine's figures and a statement by hand agree."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanlian.assessment import bench, packs
from guanlian.assessment.evaluating import evaluate
from tests.factories import make_activity

PACK = packs.load("jiaxing-2015")


def test_the_statement_by_hand_counts_what_the_engine_counts(network):
    for day, participants in ((3, 499), (4, 500), (5, 900)):
        make_activity(network.branches[0], on=date(2025, 3, day), participants=participants)
    make_activity(network.villages[0], on=date(2025, 3, 3), announced_on=date(2025, 3, 1))
    make_activity(network.villages[0], on=date(2025, 3, 4))
    make_activity(network.villages[1], on=date(2025, 3, 4), status="cancelled")

    found = evaluate(PACK, bench.YEAR, clauses=bench.COMPARED)

    assert bench.agrees(found)


def test_a_figure_that_differs_is_noticed(network):
    make_activity(network.villages[0], on=date(2025, 3, 3))
    found = evaluate(PACK, bench.YEAR, clauses=bench.COMPARED)

    make_activity(network.villages[0], on=date(2025, 3, 4))

    assert not bench.agrees(found)


def test_three_halls_take_as_many_statements_as_one(network):
    with CaptureQueriesContext(connection) as for_one:
        evaluate(PACK, 2025, halls=[network.villages[0].code])
    with CaptureQueriesContext(connection) as for_three:
        evaluate(PACK, 2025, halls=[hall.code for hall in network.villages[:3]])

    assert len(for_three) == len(for_one)
