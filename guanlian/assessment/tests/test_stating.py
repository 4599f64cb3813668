"""Statements: a hall says what nothing can count."""

from datetime import date

import pytest

from guanlian.accounts.scope import NotYours
from guanlian.assessment import packs, stating
from guanlian.assessment.evaluating import evaluate
from guanlian.assessment.judging import Status
from guanlian.assessment.models import Statement
from tests.factories import days, make_record

PACK = packs.load("jiaxing-2015")
OPENING = PACK.clause("subbranch.opening")
DAY = date(2025, 12, 3)


def state(cast, hall, **given):
    defaults = {"hall": hall, "clause": OPENING, "year": 2025, "holds": True, "text": "全年开放。"}
    return stating.state(**(defaults | {"by": cast.village_administrator, "on": DAY} | given))


def status_of(hall, year=2025, **given):
    found = evaluate(PACK, year, halls=[hall.code], clauses=[OPENING.id], **given)
    return found.scorecards[0].results[0].status


def test_a_statement_that_it_holds_meets_the_clause(network, cast):
    assert status_of(network.villages[0]) is Status.AWAITING

    state(cast, network.villages[0])

    assert status_of(network.villages[0]) is Status.MET


def test_a_statement_that_it_did_not_hold_is_no_silence(network, cast):
    state(cast, network.villages[0], holds=False, text="十月漏雨闭馆。")

    assert status_of(network.villages[0]) is Status.UNMET


def test_a_second_statement_takes_the_place_of_the_first(network, cast):
    first = state(cast, network.villages[0], holds=False, text="闭馆两周。")

    second = state(cast, network.villages[0], text="更正：只闭馆一天，已提前公告。")

    assert second.pk == first.pk
    assert Statement.unscoped.get().text == "更正：只闭馆一天，已提前公告。"


def test_a_statement_made_after_the_year_still_speaks_of_that_year(network, cast):
    state(cast, network.villages[0], on=date(2026, 1, 8))

    assert status_of(network.villages[0]) is Status.MET


def test_an_earlier_day_does_not_know_a_later_statement(network, cast):
    state(cast, network.villages[0])

    assert status_of(network.villages[0], as_of=date(2025, 12, 2)) is Status.AWAITING


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"clause": PACK.clause("subbranch.activities")}, stating.NotAttested),
        ({"year": 2026}, stating.YearAhead),
        ({"text": "  "}, stating.NoWords),
    ],
)
def test_a_refused_statement_leaves_nothing_behind(network, cast, given, refusal):
    with pytest.raises(refusal):
        state(cast, network.villages[0], **given)

    assert not Statement.unscoped.exists()


def test_a_statement_is_asked_only_of_halls_of_the_clauses_tier(network, cast):
    with pytest.raises(stating.NotThisTier):
        state(cast, network.branches[0], by=cast.branch_head)

    assert not Statement.unscoped.exists()


def test_nobody_states_for_a_hall_beyond_their_reach(network, cast):
    with pytest.raises(NotYours):
        state(cast, network.villages[1])
    with pytest.raises(NotYours):
        state(cast, network.villages[0], by=cast.auditor)

    assert not Statement.unscoped.exists()


def test_the_draft_tells_the_recorded_hours_and_closures(network):
    village = network.villages[0]
    for weekday in range(5):
        make_record("network.OpeningHours", village, weekday=weekday, period=days(date(2025, 1, 1)))
    closed = {"reason": "布展", "announced_on": date(2025, 5, 1)}
    make_record("network.Closure", village, period=days(date(2025, 5, 6), date(2025, 5, 8)), **closed)

    drafted = stating.draft(hall=village, year=2025, on=DAY)

    assert drafted.holds
    assert drafted.text == (
        "2025-01-01 至 2025-12-03，本馆免费开放。平常每周开放 40 小时。"
        "提前公告的闭馆：1 次（2025-05-06 布展）。未提前公告的闭馆：无。"
    )


def test_an_unannounced_closure_or_no_hours_make_the_draft_doubt(network):
    village, other = network.villages[:2]
    make_record("network.OpeningHours", village, period=days(date(2025, 1, 1)))
    make_record("network.Closure", village, period=days(date(2025, 5, 6), date(2025, 5, 8)), announced_on=None)

    assert not stating.draft(hall=village, year=2025, on=DAY).holds
    assert not stating.draft(hall=other, year=2025, on=DAY).holds
