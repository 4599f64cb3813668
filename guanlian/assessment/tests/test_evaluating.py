"""The whole evaluation: which clauses each tier answers for, what opens, and how many statements it takes."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanlian.assessment import packs
from guanlian.assessment.evaluating import NotYetBegun, evaluate
from guanlian.assessment.explaining import NoSuchResult, explain
from tests.factories import make_activity, make_hall, make_record

pytestmark = pytest.mark.django_db
PACK = packs.load("jiaxing-2015")


def test_each_tier_answers_for_its_own_clauses(network):
    cards = {card.hall.code: card for card in evaluate(PACK, 2025).scorecards}

    assert cards.keys() == {hall.code for hall in network.halls}
    for card in cards.values():
        assert [r.clause for r in card.results] == PACK.of_tier(card.hall.tier)


def test_the_number_of_statements_does_not_grow_with_the_network(network):
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            evaluate(PACK, 2025)
        return len(captured)

    before = statements()
    for hall in [make_hall(tier="subbranch", under=network.branches[0]) for _ in range(3)]:
        make_activity(hall)

    assert statements() == before


def test_a_second_standard_counts_the_same_records(network):
    make_activity(network.villages[0])

    [card] = evaluate(packs.load("four-tier-activities"), 2025, halls=[network.villages[0].code]).scorecards

    assert {r.clause.id: r.value for r in card.results} == {
        "subbranch.all_activities": 1,
        "subbranch.weekly_hours": None,
    }


def test_a_year_that_has_not_begun_is_refused(network):
    with pytest.raises(NotYetBegun):
        evaluate(PACK, 2025, as_of=date(2024, 12, 31))


@pytest.mark.parametrize("clause", [clause.id for clause in PACK.clauses])
def test_every_figure_opens_onto_as_many_records_as_it_says(network, clause):
    tier = PACK.clause(clause).tier
    hall = {"central": network.central, "main": network.mains[0], "branch": network.branches[0]}.get(
        tier, network.villages[0]
    )
    fill(network)

    found = explain(PACK, hall.code, clause, 2025)

    shown = sum(behind.records.count() for behind in found.behind)
    if PACK.clause(clause).window == "week":
        assert shown >= found.result.records
    else:
        assert shown == found.result.records


def fill(network) -> None:
    """Some of everything, at every tier."""
    for hall in (network.central, network.mains[0], network.branches[0], network.villages[0]):
        for kind in ("performance", "exhibition", "training", "seminar", "exchange", "contest"):
            make_activity(hall, kind=kind, participants=600, place=network.villages[1], features=["mobile", "creation"])
        for register in ("community.Troupe", "community.Volunteer", "creation.Work", "network.ServiceItem"):
            make_record(register, hall)
        make_record("creation.Award", hall, level="provincial", awarded_on=date(2025, 4, 1))
        make_record("staffing.Post", hall, role="staff")
    make_record(
        "coordination.Support", network.central, receiver=network.mains[0], kind="digital", given_on=date(2025, 1, 2)
    )
    make_record(
        "coordination.Support",
        network.mains[0],
        receiver=network.branches[0],
        kind="service",
        given_on=date(2025, 1, 2),
    )
    make_record("staffing.Secondment", network.mains[0], direction="down", to_hall=network.branches[0])


def test_a_clause_of_another_tier_does_not_open(network):
    with pytest.raises(NoSuchResult):
        explain(PACK, network.villages[0].code, "central.budget", 2025)


def command(*arguments: str) -> dict:
    out = StringIO()
    call_command(*arguments, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def test_the_commands_speak_the_agreed_json(network):
    activity = make_activity(network.villages[0])

    result = command("evaluate", "--year", "2025", "--hall", network.villages[0].code)
    opened = command("explain", network.villages[0].code, "subbranch.activities", "--year", "2025")

    assert result.keys() == {"pack", "year", "as_of", "halls"}
    [hall] = result["halls"]
    assert hall.keys() == {"code", "name", "tier", "results"}
    [activities] = [r for r in hall["results"] if r["clause"] == "subbranch.activities"]
    assert activities == {
        "clause": "subbranch.activities",
        "value": 1,
        "target": 8,
        "unit": "次",
        "status": "unmet",
        "records": 1,
    }
    assert [record["code"] for record in opened["records"]] == [activity.code]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("evaluate", "--pack", "nothing"), "没有名为 nothing 的标准包"),
        (("evaluate", "--year", "2025", "--hall", "123"), "没有这些馆：123"),
        (("evaluate", "--year", "2999"), "尚未开始"),
        (("explain", "123", "subbranch.activities", "--year", "2025"), "没有条款"),
    ],
)
def test_a_wrong_question_gets_a_clear_answer(network, arguments, says):
    with pytest.raises(CommandError, match=says):
        call_command(*arguments)
