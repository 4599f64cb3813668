"""The public API: it is what it says it is, the same as the command, and refuses in both languages."""

import io
import json
from datetime import date

import pytest
import schemathesis
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from guanlian.web.api.urls import schema
from tests.factories import days, make_activity, make_record

YEAR = 2025
OPERATIONS = [
    "/api/v1/halls",
    "/api/v1/halls/{code}",
    "/api/v1/standard",
    "/api/v1/evaluation",
    "/api/v1/halls/{code}/standard/{clause}",
    "/api/v1/activities",
]


def asked(client, address, **query):
    response = client.get(f"/api/v1{address}", query)
    return response.status_code, json.loads(response.content)


def holds(operation, status, answer):
    """The faults of an answer by the API's own description."""
    described = schema()
    answers = described["paths"][operation]["get"]["responses"]
    wanted = answers[str(status) if str(status) in answers else int(status)]["content"]["application/json"]["schema"]
    whole = wanted | {"components": described["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(answer)]


def test_the_description_names_every_operation(client):
    status, described = asked(client, "/openapi.json")

    assert status == 200
    assert described["openapi"].startswith("3.1")
    assert sorted(described["paths"]) == sorted(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_request_makes_an_operation_fail_and_every_answer_is_as_described(network, client, operation):
    make_activity(network.villages[0], on=date(YEAR, 3, 3))
    described = schemathesis.openapi.from_dict(schema())[operation]["GET"]

    @given(data=st.data())
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    def ask(data):
        case = data.draw(described.as_strategy())
        response = client.get(case.formatted_path, case.query or {})
        assert response.status_code in (200, 404, 422), response.content
        assert holds(operation, response.status_code, json.loads(response.content)) == []

    ask()


def test_an_evaluation_is_the_object_that_the_command_prints(network, client):
    make_activity(network.villages[0], on=date(YEAR, 3, 3))
    printed = io.StringIO()
    call_command("evaluate", "--year", str(YEAR), "--format", "json", stdout=printed)

    status, given_out = asked(client, "/evaluation", year=YEAR)

    assert status == 200
    assert given_out == json.loads(printed.getvalue())


def test_one_halls_evaluation_is_its_part_of_the_whole(network, client):
    _status, whole = asked(client, "/evaluation", year=YEAR)

    _status, one = asked(client, "/evaluation", year=YEAR, hall=network.villages[0].code)

    assert one["halls"] == [hall for hall in whole["halls"] if hall["code"] == network.villages[0].code]


def test_a_figure_opens_onto_its_records_page_by_page(network, client):
    made = [make_activity(network.villages[0], on=date(YEAR, 3, day)) for day in (3, 4, 5)]
    address = f"/halls/{network.villages[0].code}/standard/subbranch.activities"

    _status, first = asked(client, address, year=YEAR, size=2)
    _status, second = asked(client, address, year=YEAR, size=2, page=2)

    assert (first["result"]["value"], first["total"], first["pages"]) == (3, 3, 2)
    assert {r["code"] for r in first["records"] + second["records"]} == {each.code for each in made}
    assert first["records"][0]["on"] == "2025-03-05"


def test_persons_are_not_named(network, client):
    hall = network.mains[0]
    member = make_record("staffing.StaffMember", hall, name="沈某人")
    make_record("staffing.Post", hall, member=member, period=days(date(2024, 1, 1)))

    _status, found = asked(client, f"/halls/{hall.code}/standard/main.professional_ratio", year=YEAR)

    assert found["total"] == 1
    assert "沈某人" not in json.dumps(found, ensure_ascii=False)


def test_halls_are_those_of_the_day_asked_about(network, client):
    _status, now = asked(client, "/halls", under=network.branches[0].code)
    status, before = asked(client, "/halls", on="2001-01-01")

    assert {hall["code"] for hall in now["halls"]} == {hall.code for hall in network.villages[:2]}
    assert (status, before["total"]) == (200, 0)


def test_a_hall_knows_who_stands_above_and_below(network, client):
    _status, found = asked(client, f"/halls/{network.branches[0].code}")

    assert found["path"] == [network.central.code, network.mains[0].code]
    assert found["below"] == [hall.code for hall in network.villages[:2]]


def test_drafts_and_withdrawn_activities_stay_inside(network, client):
    shown = make_activity(network.villages[0], on=date(YEAR, 3, 3))
    make_activity(network.villages[0], on=date(YEAR, 3, 4), status="draft")
    gone = make_activity(network.villages[0], on=date(YEAR, 3, 5))
    type(gone).unscoped.filter(pk=gone.pk).update(withdrawn_at=gone.starts_at, withdrawn_why="重复")

    _status, found = asked(client, "/activities", **{"from": "2025-01-01", "to": "2025-12-31"})

    assert [each["code"] for each in found["activities"]] == [shown.code]
    assert found["activities"][0]["starts_at"] == "2025-03-03T14:00:00+08:00"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/halls/000", 404),
        ("/halls?page=99", 404),
        ("/evaluation?year=2999", 422),
        ("/evaluation?year=2050", 404),
        ("/evaluation?year=2025&pack=none", 404),
        ("/evaluation?year=2025&hall=000", 404),
        ("/evaluation?year=2025&as_of=2024-01-01", 404),
        ("/evaluation", 422),
        ("/activities?from=yesterday", 422),
        ("/halls/990000000000/standard/none?year=2025", 404),
        ("/nothing", 404),
    ],
)
def test_a_refusal_says_why_in_both_languages(network, client, address, status):
    response = client.get(f"/api/v1{address}")
    said = json.loads(response.content)

    assert response.status_code == status
    assert set(said) == {"message", "message_en", "where"}
    assert any("一" <= letter <= "鿿" for letter in said["message"])
    assert said["message_en"].isascii() or "“" in said["message_en"]
    assert bool(said["where"]) is (status == 422)


def test_public_answers_may_be_kept_for_seconds_and_refusals_not(network, client):
    assert "s-maxage" in client.get("/api/v1/halls")["Cache-Control"]
    assert "s-maxage" not in client.get("/api/v1/halls/000")["Cache-Control"]


def test_staff_read_the_api_like_everybody_without_a_second_factor(network, cast, client):
    client.force_login(cast.branch_head)
    session = client.session
    session.pop("account_authentication_methods", None)
    session.save()

    assert client.get("/api/v1/halls").status_code == 200


def test_the_page_about_the_api_asks_no_other_server(network, client):
    said = client.get("/api/v1/").content.decode()

    assert all(operation in said for operation in OPERATIONS)
    assert "cdn" not in said.lower()
