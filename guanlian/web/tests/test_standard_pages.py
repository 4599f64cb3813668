"""The standard in public: the city, a clause, a hall, a figure; every figure opens onto exactly what was counted."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanlian.assessment import packs
from guanlian.assessment.evaluating import evaluate
from guanlian.assessment.explaining import explain
from guanlian.kernel.measures import How
from guanlian.web.standard.figure import Together
from guanlian.web.tests.busy import YEAR, figure_address
from tests.factories import days, make_activity, make_hall, make_record

PACK = packs.load("jiaxing-2015")


def text_of(response):
    return response.content.decode()


def test_every_figure_opens_onto_as_many_records_as_it_counted(busy):
    evaluation = evaluate(PACK, YEAR)
    opened = {}
    for card in evaluation.scorecards:
        for result in card.results:
            if result.value is None:
                continue
            found = explain(PACK, card.hall.code, result.clause.id, YEAR)
            opened[card.hall.code, result.clause.id] = (len(Together(found.behind)), result.records)

    assert {key: pair for key, pair in opened.items() if pair[0] != pair[1]} == {}
    assert sum(listed for listed, _counted in opened.values()) > 150


@pytest.mark.parametrize("how", [How.COUNT, How.TOTAL, How.LARGEST, How.DISTINCT, How.SHARE, How.COMPUTED])
def test_the_page_of_a_figure_of_each_kind_shows_its_value_and_all_its_records(busy, client, how):
    evaluation = evaluate(PACK, YEAR)
    card, result = next(
        (card, r)
        for card in evaluation.scorecards
        for r in card.results
        if r.records and r.value and r.clause.across is None and r.clause.parts[0].measure.how is how
    )

    response = client.get(reverse("portal:figure", args=[card.hall.code, result.clause.id]), {"year": YEAR})
    listed = json.loads(client.get(response.wsgi_request.get_full_path() + "&format=json").content)

    assert response.status_code == 200
    assert response.context["row"].value == result.value
    assert response.context["records_total"] == result.records == len(listed)
    assert {each.code for each in response.context["page"]} <= {each["code"] for each in listed}


def test_a_counted_figure_is_the_number_of_its_records(busy, client):
    village = busy.villages[0]

    response = client.get(figure_address(village, "subbranch.activities"))

    codes = {each.code for each in response.context["page"]}
    assert len(codes) == response.context["row"].value == 5
    assert all(code in text_of(response) for code in codes)


def test_a_clause_on_every_village_lists_them_with_those_that_lack_it_first(network, client):
    for day in (3, 4):
        make_activity(network.branches[0], on=date(YEAR, 3, day), kind="performance", place=network.villages[1])

    response = client.get(figure_address(network.branches[0], "branch.village_performances"))

    assert [(each.hall.name, each.reached) for each in response.context["page"]] == [
        (network.villages[0].name, False),
        (network.villages[1].name, True),
    ]
    records = client.get(figure_address(network.branches[0], "branch.village_performances", show="records"))
    assert records.context["records_total"] == 2


def test_weekly_hours_open_onto_the_schedule_and_the_weeks_left_out(network, client):
    hall = network.branches[0]
    for weekday in range(6):
        make_record("network.OpeningHours", hall, weekday=weekday, period=days(date(2024, 1, 1)))
    closed = days(date(YEAR, 5, 6), date(YEAR, 5, 8))
    make_record("network.Closure", hall, period=closed, announced_on=date(YEAR, 5, 1))

    response = client.get(figure_address(hall, "branch.weekly_hours"))

    assert response.context["row"].value == 48
    assert response.context["records_total"] == 6
    assert [week.first for week in response.context["weeks_left_out"]] == [date(YEAR, 5, 5)]
    assert "2025-05-05" in text_of(response)


def test_staff_are_counted_without_being_named(network, client):
    hall = network.mains[0]
    member = make_record("staffing.StaffMember", hall, name="沈某人")
    make_record("staffing.Post", hall, member=member, period=days(date(2024, 1, 1)))

    page = client.get(figure_address(hall, "main.professional_ratio"))
    files = [client.get(figure_address(hall, "main.professional_ratio", format=kind)) for kind in ("csv", "json")]

    assert page.context["records_total"] == 1
    assert not any("沈某人" in text_of(each) for each in (page, *files))


def test_a_hall_is_told_in_a_sentence_before_its_rows(network, client):
    for day in range(1, 9):
        make_activity(network.villages[0], on=date(YEAR, 3, day), announced_on=date(YEAR, 2, 1))

    response = client.get(reverse("portal:hall_standard", args=[network.villages[0].code]), {"year": YEAR})

    assert "五条里两条达标，两条未达标，一条待确认。" in text_of(response)
    assert [row.clause.id for row in response.context["rows"]] == [c.id for c in PACK.of_tier("subbranch")]
    assert [label for label, _href in response.context["crumbs"]] == [
        network.central.name,
        network.mains[0].name,
        network.branches[0].name,
    ]


def test_halls_below_stand_with_what_is_open_first(network, client):
    for day in range(1, 9):
        make_activity(network.villages[0], on=date(YEAR, 3, day))

    response = client.get(reverse("portal:hall_standard", args=[network.branches[0].code]), {"year": YEAR})

    assert [each.hall.name for each in response.context["below"]] == [
        network.villages[1].name,
        network.villages[0].name,
    ]


def test_the_public_is_offered_nothing_to_do(network, client):
    response = client.get(reverse("portal:hall_standard", args=[network.villages[0].code]))

    assert response.context["doings"] == []


def test_who_may_record_here_is_told_what_to_do_in_at_most_two_steps(network, cast, client):
    client.force_login(cast.village_administrator)

    mine = client.get(reverse("portal:hall_standard", args=[network.villages[0].code]))
    next_door = client.get(reverse("portal:hall_standard", args=[network.villages[1].code]))
    last_year = client.get(reverse("portal:hall_standard", args=[network.villages[0].code]), {"year": YEAR})

    assert 1 <= len(mine.context["doings"]) <= 2
    assert all(doing.href for doing in mine.context["doings"])
    assert next_door.context["doings"] == last_year.context["doings"] == []


def test_the_city_page_counts_every_hall_of_every_clause(network, client):
    make_activity(network.villages[0], on=date(YEAR, 3, 3))

    response = client.get(reverse("portal:standard"), {"year": YEAR})

    lines = {line.clause.id: line for part in response.context["parts"] for line in part.lines}
    assert set(lines) == {clause.id for clause in PACK.clauses}
    assert {line.counts.total for line in lines.values() if line.clause.tier == "subbranch"} == {8}
    assert all(clause.text in text_of(response) for clause in PACK.of_tier("branch"))
    assert response.context["sentence"].startswith("15 个馆，")


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({"tier": "subbranch"}, {c.id for c in PACK.of_tier("subbranch")}),
        ({"category": "数字文化服务"}, {c.id for c in PACK.clauses if c.category == "数字文化服务"}),
        ({"q": "文化走亲"}, {c.id for c in PACK.clauses if "文化走亲" in c.text + c.title}),
        ({"tier": "subbranch", "status": "awaiting"}, {"subbranch.opening", "subbranch.notice_board"}),
    ],
)
def test_the_city_page_is_narrowed_by_tier_category_words_and_status(network, client, query, left):
    response = client.get(reverse("portal:standard"), {"year": YEAR} | query)

    assert {line.clause.id for part in response.context["parts"] for line in part.lines} == left


def test_a_second_pack_is_shown_by_the_same_page(network, client):
    response = client.get(reverse("portal:standard"), {"year": YEAR, "pack": "four-tier-activities"})

    assert len([line for part in response.context["parts"] for line in part.lines]) == 7


def test_a_clause_lists_its_halls_sorted_and_narrowed(network, client):
    for number, village in enumerate(network.villages[:3], start=1):
        for day in range(1, number + 1):
            make_activity(village, on=date(YEAR, 3, day))
    address = reverse("portal:standard_clause", args=["subbranch.activities"])

    by_value = client.get(address, {"year": YEAR, "sort": "value", "order": "desc"}).context["page"]
    county = client.get(address, {"year": YEAR, "county": network.mains[1].code}).context["page"]

    assert [line.result.value for line in by_value][:4] == [3, 2, 1, 0]
    assert {line.hall.code for line in county} == {hall.code for hall in network.villages[4:]}


def test_the_unreported_stand_last_however_values_are_sorted(network, client):
    make_activity(network.villages[3], on=date(YEAR, 3, 3), announced_on=date(YEAR, 3, 1))
    address = reverse("portal:standard_clause", args=["subbranch.notice_board"])

    for order in ("", "desc"):
        lines = client.get(address, {"year": YEAR, "sort": "value", "order": order}).context["page"]
        assert [line.hall.code for line in lines][0] == network.villages[3].code


def test_a_merged_hall_is_seen_in_the_years_it_existed(network, client):
    gone = make_hall(under=network.branches[0], until=date(2025, 7, 1))
    address = reverse("portal:hall_standard", args=[gone.code])

    assert client.get(address, {"year": 2024}).status_code == 200
    assert client.get(address, {"year": 2025}).status_code == 404


def test_a_towns_page_takes_as_many_statements_whatever_the_number_of_its_villages(network, client):
    address = reverse("portal:hall_standard", args=[network.branches[0].code])
    with CaptureQueriesContext(connection) as with_two:
        client.get(address, {"year": YEAR})

    for _n in range(3):
        make_hall(under=network.branches[0])
    with CaptureQueriesContext(connection) as with_five:
        client.get(address, {"year": YEAR})

    assert len(with_five) == len(with_two)


def test_a_village_page_stays_within_its_statements(network, client):
    with CaptureQueriesContext(connection) as taken:
        client.get(reverse("portal:hall_standard", args=[network.villages[0].code]))

    assert len(taken) <= 25


def test_the_city_is_computed_once_for_everybody_while_no_record_changes(network, client):
    client.get(reverse("portal:standard"), {"year": YEAR})

    with CaptureQueriesContext(connection) as taken:
        response = client.get(reverse("portal:standard"), {"year": YEAR})

    assert len(taken) == 1  # whether any record has changed
    assert response.context["made_at"] is not None


def test_english_readers_get_english_words_and_the_chinese_text(network, client):
    response = client.get(
        reverse("portal:standard_clause", args=["subbranch.activities"]), {"year": YEAR}, HTTP_ACCEPT_LANGUAGE="en"
    )

    assert response.context["counted"] == "activities organised"
    assert response.context["unit"] == "activities"
    assert PACK.clause("subbranch.activities").text in text_of(response)
