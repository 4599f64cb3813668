"""The staff's pages of the standard: the first page, the matrix, statements; each within its person's reach."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from python_calamine import load_workbook

from guanlian.accounts.models import Role
from guanlian.assessment.models import Statement
from tests.factories import days, make_activity, make_record

YEAR = 2025
HOME, MATRIX, OURS = "/console/", "/console/matrix/", "/console/standard/"


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_the_first_page_opens_for_every_role_and_offers_at_most_two_things_to_do(network, cast, client, role):
    client.force_login(cast.holding(role))

    response = client.get(HOME)

    assert response.status_code == 200
    assert len(response.context["doings"]) <= 2
    reads_only = role in (Role.SUPERVISOR, Role.AUDITOR)
    assert response.context["may_edit"] is not reads_only
    assert not (reads_only and response.context["doings"])


@pytest.mark.parametrize("address", [HOME, MATRIX, OURS])
def test_who_does_not_work_here_stays_outside(network, cast, client, address):
    assert client.get(address).status_code == 302
    client.force_login(cast.citizen)
    assert client.get(address).status_code == 403


def test_a_village_sees_one_great_button_and_its_five_clauses(network, cast, client):
    client.force_login(cast.village_administrator)

    response = client.get(HOME)

    assert "web/console/home_village.html" in [template.name for template in response.templates]
    assert response.context["new_activity"] in text_of(response)
    assert len(response.context["all_rows"]) == 5
    assert text_of(response).count("btn go") == 1


def test_what_is_most_pressing_stands_first_and_leads_to_its_record(network, cast, client):
    yesterday = localdate() - timedelta(days=1)
    past = make_activity(network.villages[0], on=yesterday, status="scheduled", title="放映红船")
    client.force_login(cast.village_administrator)

    [first, *_rest] = client.get(HOME).context["doings"]

    assert "放映红船" in first.sentence
    assert past.code in first.href


def test_each_thing_to_do_leads_to_a_page_that_opens(network, cast, client):
    make_activity(network.branches[0], on=localdate() - timedelta(days=1), status="scheduled")
    make_activity(network.branches[0], on=localdate() + timedelta(days=3), status="scheduled")
    client.force_login(cast.branch_head)

    doings = client.get(HOME).context["doings"]

    assert [client.get(doing.href).status_code for doing in doings] == [200, 200]


@pytest.mark.parametrize("role", [Role.VILLAGE_ADMINISTRATOR, Role.BRANCH_HEAD, Role.MAIN_STAFF, Role.CENTRAL_STAFF])
def test_the_first_page_takes_as_many_statements_with_many_records_as_with_few(network, cast, client, role):
    client.force_login(cast.holding(role))
    make_activity(network.villages[0], on=localdate() - timedelta(days=9), status="scheduled")
    client.get(HOME)
    with CaptureQueriesContext(connection) as with_few:
        client.get(HOME)

    for day in range(1, 9):
        for hall in (network.villages[0], network.branches[0], network.mains[0]):
            make_activity(hall, on=localdate() - timedelta(days=day), status="scheduled")
    with CaptureQueriesContext(connection) as with_many:
        client.get(HOME)

    assert len(with_many) == len(with_few)


def test_another_hall_of_ones_reach_can_be_looked_at_and_no_other(network, cast, client):
    client.force_login(cast.branch_head)

    below = client.get(OURS, {"hall": network.villages[0].code})
    beside = client.get(OURS, {"hall": network.villages[2].code})

    assert below.context["hall"] == network.villages[0]
    assert beside.status_code == 403
    assert network.villages[2].name in text_of(beside)


def test_the_matrix_holds_exactly_the_halls_of_ones_reach(network, cast, client):
    client.force_login(cast.branch_head)

    response = client.get(MATRIX, {"year": YEAR})

    assert {row.hall.code for row in response.context["page"].object_list} == {h.code for h in network.villages[:2]}
    assert [option.value for option in response.context["tier_options"]] == ["subbranch", "branch"]


def test_a_village_administrator_has_no_matrix(network, cast, client):
    client.force_login(cast.village_administrator)

    assert client.get(MATRIX).status_code == 403


def test_every_cell_opens_onto_its_figure(network, cast, client):
    make_activity(network.villages[0], on=date(YEAR, 3, 3))
    client.force_login(cast.branch_head)

    response = client.get(MATRIX, {"year": YEAR})

    for row in response.context["page"].object_list:
        for cell in row.cells:
            opened = client.get(cell.href)
            assert opened.context["row"].value == cell.result.value


def test_the_matrix_is_sorted_by_what_is_open_or_by_any_clause(network, cast, client):
    for day in range(1, 9):
        make_activity(network.villages[1], on=date(YEAR, 3, day), announced_on=date(YEAR, 2, 1))
    client.force_login(cast.main_staff)

    def codes(**query):
        page = client.get(MATRIX, {"year": YEAR} | query).context["page"]
        return [row.hall.code for row in page.object_list]

    assert codes()[-1] == network.villages[1].code
    assert codes(sort="subbranch.activities", order="desc")[0] == network.villages[1].code
    assert codes(sort="name") == sorted(hall.code for hall in network.villages[:4])
    assert codes(sort="subbranch.notice_board")[0] == network.villages[1].code


def test_the_matrix_is_narrowed_by_place_status_and_words(network, cast, client):
    for day in range(1, 9):
        make_activity(network.villages[1], on=date(YEAR, 3, day))
    client.force_login(cast.main_staff)

    def codes(**query):
        page = client.get(MATRIX, {"year": YEAR} | query).context["page"]
        return {row.hall.code for row in page.object_list}

    assert codes(county=network.branches[1].code) == {hall.code for hall in network.villages[2:4]}
    assert codes(status="met") == {network.villages[1].code}
    assert codes(q="荷村") == {hall.code for hall in network.villages[1:4:2]}
    assert codes(status="nonsense", only="open") == {hall.code for hall in network.villages[:4]}


def test_the_foot_of_the_matrix_sums_all_halls_and_not_only_the_page(network, cast, client):
    for day in range(1, 9):
        make_activity(network.villages[1], on=date(YEAR, 3, day))
    client.force_login(cast.main_staff)

    columns = client.get(MATRIX, {"year": YEAR, "q": "菱村"}).context["columns"]

    held = next(column for column in columns if column.clause.id == "subbranch.activities")
    assert (held.counts.met, held.counts.asked) == (1, 4)


def test_the_matrix_goes_out_as_it_is_shown(network, cast, client):
    client.force_login(cast.branch_head)

    given = client.get(MATRIX, {"year": YEAR, "format": "xlsx"})

    rows = load_workbook(io.BytesIO(given.content)).get_sheet_by_index(0).to_python()
    assert len(rows[0]) == 3 + 2 * 5
    assert {row[0] for row in rows[1:]} == {hall.code for hall in network.villages[:2]}


def statement_address(hall, clause="subbranch.opening"):
    return reverse("console:statement", args=[hall.code, clause]) + f"?year={YEAR}"


def test_the_form_begins_with_what_the_records_say(network, cast, client):
    make_record("network.OpeningHours", network.villages[0], period=days(date(2024, 1, 1)))
    client.force_login(cast.village_administrator)

    form = client.get(statement_address(network.villages[0])).context["form"]

    assert "平常每周开放 8 小时" in form.initial["text"]
    assert form.initial["holds"] == "yes"


def test_a_statement_posted_is_counted_on_the_halls_page(network, cast, client):
    client.force_login(cast.village_administrator)

    response = client.post(
        statement_address(network.villages[0]), {"holds": "yes", "text": "全年开放，未曾闭馆。"}, follow=True
    )

    assert response.status_code == 200
    assert response.context["row"].status == "met"
    assert "全年开放，未曾闭馆。" in text_of(response)


def test_an_empty_statement_is_refused_and_nothing_is_kept(network, cast, client):
    client.force_login(cast.village_administrator)

    response = client.post(statement_address(network.villages[0]), {"holds": "yes", "text": "   "})

    assert response.context["form"].errors
    assert not Statement.unscoped.exists()


def test_nobody_states_for_another_hall(network, cast, client):
    client.force_login(cast.village_administrator)

    response = client.post(statement_address(network.villages[1]), {"holds": "yes", "text": "开放。"})

    assert response.status_code == 403
    assert not Statement.unscoped.exists()


def test_a_clause_that_is_counted_takes_no_statement(network, cast, client):
    client.force_login(cast.village_administrator)

    response = client.get(statement_address(network.villages[0], "subbranch.activities"))

    assert response.status_code == 404
    assert "自动计数" in text_of(response)
