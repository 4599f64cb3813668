"""The standard in public: the city, a clause, a hall, a figure; every figure opens onto exactly what was counted."""

import csv
import io
import json
from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import load_workbook

from guanlian.assessment import packs
from guanlian.assessment.evaluating import evaluate
from guanlian.assessment.explaining import explain
from guanlian.kernel.measures import How
from guanlian.web.standard.figure import Together
from tests.factories import days, make_activity, make_hall, make_record

PACK = packs.load("jiaxing-2015")
YEAR = 2025


# One record of each register that a clause counts besides activities, as of that year.
SINCE = {"period": days(date(2024, 1, 1))}
COUNTED = {
    "network.Venue": SINCE | {"kind": "reading_room"},
    "network.ServiceNotice": SINCE | {"items": "展览", "content": "一览", "hours": "每天"},
    "network.ServiceItem": SINCE,
    "network.IdentityMark": SINCE,
    "staffing.Post": SINCE,
    "community.Troupe": {"founded_on": date(2024, 1, 1)},
    "community.Volunteer": SINCE,
    "programme.Brand": {"since": date(2024, 1, 1)},
    "coordination.Document": SINCE | {"kind": "development_plan", "for_year": YEAR},
    "coordination.BudgetLine": {"year": YEAR, "amount": Decimal("120000.50")},
    "delivery.Vehicle": SINCE,
    "delivery.DeliveryPlan": {"year": YEAR, "published_on": date(YEAR, 1, 5)},
    "delivery.Menu": {"year": YEAR, "published_on": date(YEAR, 1, 5)},
    "creation.Work": {"created_on": date(YEAR, 2, 2), "local_theme": True, "quality": True},
    "creation.Submission": {"level": "national", "submitted_on": date(YEAR, 2, 2)},
    "creation.Award": {"level": "national", "kind": "creation", "awarded_on": date(YEAR, 2, 2)},
    "creation.Publication": {"issued_on": date(YEAR, 2, 2)},
    "creation.DigitalItem": {"digitised_on": date(YEAR, 2, 2)},
    "content.Article": {"published_on": date(YEAR, 2, 2), "original": True},
    "assessment.Statement": {"clause": "subbranch.opening", "year": YEAR, "holds": True},
}


def text_of(response):
    return response.content.decode()


@pytest.fixture
def busy(network):
    """Halls of the first county with records of every register that a clause counts, and activities of all sorts."""
    halls = [network.central, network.mains[0], *network.branches[:2], *network.villages[:2]]
    for hall in halls:
        for label in COUNTED:
            make_record(label, hall, **COUNTED[label])
        receiver = network.villages[0] if hall != network.villages[0] else network.villages[1]
        make_record("coordination.Support", hall, receiver=receiver, kind="creation", given_on=date(YEAR, 3, 3))
        for month, kind in enumerate(["performance", "exhibition", "training", "exchange", "contest"], start=2):
            given = {"exhibition_line_m": Decimal(60)} if kind == "exhibition" else {}
            make_activity(
                hall,
                on=date(YEAR, month, 5),
                kind=kind,
                participants=600,
                place=network.villages[0],
                features=["mobile", "digital", "to_city", "creation", "featured", "commissioned"],
                announced_on=date(YEAR, month, 1) if month % 2 else None,
                **given,
            )
        for weekday in range(1, 6):
            make_record("network.OpeningHours", hall, weekday=weekday, opens=time(9), closes=time(17))
    return network


def figure_address(hall, clause, **query):
    query = {"year": YEAR} | query
    return reverse("portal:figure", args=[hall.code, clause]) + "?" + "&".join(f"{k}={v}" for k, v in query.items())


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


@pytest.mark.parametrize("page", ["standard", "clause", "hall", "figure"])
def test_each_table_goes_out_as_csv_excel_and_json_with_the_same_rows(busy, client, page):
    village = busy.villages[0]
    address = {
        "standard": reverse("portal:standard") + f"?year={YEAR}",
        "clause": reverse("portal:standard_clause", args=["subbranch.activities"]) + f"?year={YEAR}",
        "hall": reverse("portal:hall_standard", args=[village.code]) + f"?year={YEAR}",
        "figure": figure_address(village, "subbranch.activities"),
    }[page]

    as_json = json.loads(client.get(f"{address}&format=json").content)
    as_csv = list(csv.reader(io.StringIO(client.get(f"{address}&format=csv").content.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(client.get(f"{address}&format=xlsx").content))
    as_excel = book.get_sheet_by_index(0).to_python()

    assert len(as_json) == len(as_csv) - 1 == len(as_excel) - 1 > 0
    plain = [["" if value is None else str(value) for value in row.values()] for row in as_json]
    assert as_csv[1:] == plain
    excel = [[str(int(v)) if isinstance(v, float) and v.is_integer() else str(v) for v in row] for row in as_excel[1:]]
    assert excel == plain


def test_the_exported_results_are_those_of_the_evaluation(busy, client):
    given = json.loads(client.get(reverse("portal:standard"), {"year": YEAR, "format": "json"}).content)

    evaluation = evaluate(PACK, YEAR)
    wanted = {(card.hall.code, r.clause.id): r.records for card in evaluation.scorecards for r in card.results}
    assert {(row["hall"], row["clause"]): row["records"] for row in given} == wanted


def test_a_title_that_looks_like_a_formula_is_harmless_in_a_spreadsheet(network, client):
    make_activity(network.villages[0], on=date(YEAR, 3, 3), title='=HYPERLINK("http://x","y")')

    given = client.get(figure_address(network.villages[0], "subbranch.activities", format="csv"))

    cells = [cell for row in csv.reader(io.StringIO(given.content.decode("utf-8-sig"))) for cell in row]
    assert '\'=HYPERLINK("http://x","y")' in cells
    assert not any(cell.startswith("=") for cell in cells)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/standard/?year=2999", "2999 年还没有开始"),
        ("/standard/?year=二〇二五", "四位数"),
        ("/standard/?pack=none", "没有名为“none”的标准"),
        ("/standard/?year=2025&as_of=2024-05-01", "截至日期"),
        ("/standard/?year=2025&as_of=soon", "截至日期"),
        ("/standard/nothing/", "没有条款“nothing”"),
        ("/halls/000/standard/", "没有代码为 000 的馆"),
        ("/halls/990000000000/standard/?year=2001", "2001 年的网络里没有"),
        ("/halls/990000000000/standard/subbranch.activities/", "没有这一项"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_the_reason(network, client, path, why):
    response = client.get(path)

    assert response.status_code == 404
    assert why in text_of(response)


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


def test_the_city_is_computed_once_a_minute_for_everybody(network, client):
    client.get(reverse("portal:standard"), {"year": YEAR})

    with CaptureQueriesContext(connection) as taken:
        response = client.get(reverse("portal:standard"), {"year": YEAR})

    assert len(taken) == 0
    assert response.context["made_at"] is not None


def test_english_readers_get_english_words_and_the_chinese_text(network, client):
    response = client.get(
        reverse("portal:standard_clause", args=["subbranch.activities"]), {"year": YEAR}, HTTP_ACCEPT_LANGUAGE="en"
    )

    assert response.context["counted"] == "activities organised"
    assert response.context["unit"] == "activities"
    assert PACK.clause("subbranch.activities").text in text_of(response)
