"""Results in words: sentences, notes, what is counted, what would close a gap."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from guanlian.assessment import packs
from guanlian.assessment.advice import advise
from guanlian.assessment.counted import what_is_counted
from guanlian.assessment.evaluating import evaluate
from guanlian.assessment.judging import Status
from guanlian.assessment.noting import note
from guanlian.assessment.summarising import Counts, by_area, by_clause, count, hall_sentence, network_sentence, share
from tests.factories import make_activity

PACK = packs.load("jiaxing-2015")
AUTUMN = date(2025, 11, 1)


def card_of(hall, year=2025, **given):
    found = evaluate(PACK, year, halls=[hall.code], **given)
    return found.scorecards[0], found


def result_of(card, clause):
    return next(r for r in card.results if r.clause.id == clause)


def test_a_hall_is_told_in_words_up_to_ten_and_in_digits_beyond():
    few = hall_sentence(Counts(met=2, at_risk=1, unmet=1, awaiting=1))
    many = hall_sentence(Counts(met=15, unmet=7))

    assert few == "五条里两条达标，一条有风险，一条未达标，一条待确认。"
    assert many == "22条里15条达标，7条未达标。"


def test_all_met_and_nothing_asked_have_their_own_sentences():
    assert hall_sentence(Counts(met=5)) == "五条全部达标。"
    assert hall_sentence(Counts(not_applicable=3)) == "这一年没有要它回答的条款。"


def test_a_share_is_rounded_down_so_that_only_all_are_a_hundred():
    assert share(9999, 10000) == Decimal("99.9")
    assert share(10000, 10000) == Decimal(100)
    assert share(0, 0) is None


def test_the_network_is_told_with_every_status_that_occurs():
    said = network_sentence(Counts(met=1, on_track=1, at_risk=1, awaiting=1), halls=15)

    assert said == "15 个馆，4 条结果，25% 达标，25% 进度正常，25% 有风险，25% 待确认。"


def test_counts_by_clause_and_by_area_add_up_to_all_results(network):
    make_activity(network.villages[0], on=date(2025, 3, 3))
    found = evaluate(PACK, 2025)
    everything = count(r for card in found.scorecards for r in card.results)

    by_one, by_other = by_clause(found), by_area(found, "main")

    assert sum(c.total for c in by_one.values()) == everything.total
    central = count(found.scorecards[0].results)
    assert sum(c.total for _hall, c in by_other) + central.total == everything.total


@pytest.mark.parametrize("pack", ["jiaxing-2015", "four-tier-activities"])
def test_every_clause_says_in_both_languages_what_it_counts(pack):
    for clause in packs.load(pack).clauses:
        said = what_is_counted(clause)
        with translation.override("en"):
            in_english = what_is_counted(clause)

        assert in_english == clause.counts
        assert any("一" <= letter <= "鿿" for letter in said)
        assert not any(left in said for left in ("%(", "{", "_", "[", "None"))


def test_a_note_says_what_is_missing_what_is_planned_and_how_it_was_a_year_ago(network):
    village = network.villages[0]
    for day in range(1, 7):
        make_activity(village, on=date(2025, 3, day))
    make_activity(village, on=date(2025, 12, 6), status="scheduled")
    card, found = card_of(village, as_of=AUTUMN)
    result = result_of(card, "subbranch.activities")

    said = note(result, card.hall, found.network, before=Decimal(7))

    assert said == "还差 2 次 · 已列入计划 1 次 · 去年此时 7 次"


def test_a_note_tells_silence_from_nought(network):
    card, found = card_of(network.villages[0])
    held, stated, announced = (
        note(result_of(card, clause), card.hall, found.network)
        for clause in ("subbranch.activities", "subbranch.opening", "subbranch.notice_board")
    )

    assert held == "还差 8 次"
    assert stated == "等待本馆说明"
    assert announced == "还没有报送"


def test_a_note_on_a_share_counts_what_falls_short(network):
    make_activity(network.villages[0], on=date(2025, 3, 3), announced_on=date(2025, 3, 1))
    make_activity(network.villages[0], on=date(2025, 3, 4))
    card, found = card_of(network.villages[0])

    said = note(result_of(card, "subbranch.notice_board"), card.hall, found.network)

    assert said == "2 条记录中有 1 条不符合"


def test_a_note_on_every_hall_below_counts_those_that_lack_it(network):
    card, found = card_of(network.branches[0])

    said = note(result_of(card, "branch.village_performances"), card.hall, found.network)

    assert said == "2 个馆中还有 2 个没有达到"


def test_advice_begins_with_what_costs_least_and_leaves_out_what_is_met(network):
    village = network.villages[0]
    for day in range(1, 8):
        make_activity(village, on=date(2025, 3, day), announced_on=date(2025, 2, 1))
    card, found = card_of(village, as_of=AUTUMN)

    given = advise(card, found)

    met = {r.clause.id for r in card.with_status(Status.MET, Status.ON_TRACK)}
    assert [a.effort for a in given] == sorted(a.effort for a in given)
    assert {a.result.clause.id for a in given} == {r.clause.id for r in card.results} - met
    assert given[0].result.clause.id == "subbranch.opening"


def test_advice_counts_the_steps_that_are_neither_done_nor_planned(network):
    village = network.villages[0]
    for day in range(1, 5):
        make_activity(village, on=date(2025, 3, day))
    make_activity(village, on=AUTUMN + timedelta(days=9), status="scheduled")
    card, found = card_of(village, as_of=AUTUMN)

    given = next(a for a in advise(card, found) if a.result.clause.id == "subbranch.activities")

    assert (given.steps, given.register, given.one_step) == (3, "programme.Activity", False)
    assert given.sentence == "“文体活动”：再有 3 次就达标。"


def test_what_halls_below_must_do_is_theirs_and_never_one_step(network):
    card, found = card_of(network.branches[0], as_of=AUTUMN)

    theirs = next(a for a in advise(card, found) if a.result.clause.id == "branch.village_performances")

    assert (theirs.below, theirs.steps, theirs.one_step) == (True, 2, False)


def test_a_year_that_is_over_gets_no_advice(network):
    card, found = card_of(network.villages[0])

    assert advise(card, found) == []
