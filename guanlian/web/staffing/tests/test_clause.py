"""An officer in post counts from that very day: the measure reads the term, nobody enters the figure."""

from __future__ import annotations

from datetime import date, timedelta

from guanlian.assessment import packs
from guanlian.assessment.evaluating import evaluate
from guanlian.staffing.tests.people import ON, in_post, person

DAY, CLAUSE = timedelta(days=1), "main.seconded_officers"


def test_the_clause_changes_from_the_very_day_on_which_the_post_is_taken(network, cast):
    def value(on: date) -> object:
        code = network.mains[0].code
        found = evaluate(packs.load("jiaxing-2015"), 2025, as_of=on, halls=[code], clauses=[CLAUSE])
        return found.scorecards[0].results[0].value

    before = value(ON)
    in_post(network, cast, person(network.mains[0]))
    half = value(ON)
    in_post(network, cast, person(network.mains[0], "徐二"), network.branches[1])

    assert (before, half, value(ON)) == (0, 50, 100)
    assert value(ON - DAY) == 0
