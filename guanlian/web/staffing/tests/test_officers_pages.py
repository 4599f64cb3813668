"""Pages of officers: what is pressing first, names for those who manage staff only, every step by its form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from guanlian.staffing.models import Need, Proposal, Secondment, TermReview
from guanlian.staffing.tests.people import person, second
from tests.factories import days, make_record

DAY = timedelta(days=1)


def term(network: Any, branch: Any, name: str, *, left: int, ago: int = 300) -> Secondment:
    """An officer's term at the branch with `left` days to go."""
    today = localdate()
    return make_record(
        "staffing.Secondment", network.mains[0], member=person(network.mains[0], name), to_hall=branch,
        direction="down", period=days(today - ago * DAY, today + left * DAY),
    )  # fmt: skip


def page(client: Any, who: Any, path: str, status: int = 200) -> str:
    client.force_login(who)
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_vacancies_come_first_then_terms_that_end_soon(client, network, cast):
    term(network, network.branches[0], "周水", left=400)
    term(network, network.branches[2], "吴山", left=30)

    text = page(client, cast.central_staff, "/console/officers/")

    order = [text.index(f"/console/officers/{network.branches[n].code}/") for n in (1, 3, 2, 0)]
    assert order == sorted(order)
    assert "2 个分馆没有下派员" in text
    assert "还有 30 天" in text


def test_names_are_for_those_who_manage_staff(client, network, cast):
    term(network, network.branches[0], "周水", left=40)

    assert "周水" in page(client, cast.branch_head, "/console/officers/")
    for path in ("/console/officers/", f"/console/officers/{network.branches[0].code}/"):
        assert "周水" not in page(client, cast.supervisor, path)


def test_the_overview_asks_the_same_number_of_statements_for_one_branch_and_for_four(client, network, cast):
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/console/officers/")
        return len(seen)

    client.force_login(cast.central_staff)
    term(network, network.branches[0], "周水", left=40)
    client.get("/console/officers/")
    one = statements()
    for n in (1, 2, 3):
        term(network, network.branches[n], f"吴{n}", left=40)

    assert statements() == one


def test_filters_and_search_narrow_the_list(client, network, cast):
    term(network, network.branches[0], "周水", left=400)

    found = page(client, cast.central_staff, f"/console/officers/?county={network.mains[0].code}&state=vacant")
    by_name = page(client, cast.central_staff, "/console/officers/?q=周水")

    assert f"/console/officers/{network.branches[1].code}/" in found
    assert f"/console/officers/{network.branches[2].code}/" not in found
    assert f"/console/officers/{network.branches[0].code}/" in by_name
    assert f"/console/officers/{network.branches[1].code}/" not in by_name
    assert "没有这样的分馆" in page(client, cast.central_staff, "/console/officers/?q=没有此人")


def test_a_village_administrator_reads_why_there_is_nothing(client, network, cast):
    assert "您的馆不设下派员" in page(client, cast.village_administrator, "/console/officers/")


def test_the_first_page_of_the_main_hall_says_who_is_missing(client, network, cast):
    term(network, network.branches[0], "周水", left=20)

    text = page(client, cast.main_staff, "/console/")

    assert "1 个分馆没有在岗的文化下派员（东县塘镇文化站 从未派过）。" in text
    assert "1 名的任期 90 天内届满：东县桥镇文化站" in text


def test_from_demand_to_post_by_the_forms(client, network, cast):
    today, code = localdate(), network.branches[0].code
    member = person(network.mains[0], "周水")
    client.force_login(cast.branch_head)
    asked = {"direction": "down", "speciality": "dance", "wanted_from": today.isoformat(), "why": "缺舞蹈辅导"}
    assert client.post(f"/console/officers/{code}/ask/", asked).status_code == 302
    assert client.post(f"/console/officers/{code}/ask/", asked).status_code == 409
    need = Need.unscoped.get()

    client.force_login(cast.main_staff)
    assert "对口" in client.get(f"/console/officers/needs/{need.code}/").content.decode()
    path = f"/console/officers/needs/{need.code}/propose/{member.code}/"
    sent = {"first": today.isoformat(), "last": (today + 700 * DAY).isoformat(), "purpose": "驻点", "liaison": "on"}
    assert client.post(path, sent | {"last": (today - DAY).isoformat()}).status_code == 409
    assert client.post(path, sent).status_code == 302
    proposal = Proposal.unscoped.get()
    here = f"/console/officers/proposals/{proposal.code}/"
    assert "提名是您提出的" in client.get(here).content.decode()
    assert client.post(here, {"do": "consent"}).status_code == 409
    client.force_login(second(network))
    assert client.post(here, {"do": "decline", "why": ""}).status_code == 422
    assert client.post(here, {"do": "consent"}).status_code == 302
    assert client.post(here, {"do": "take", "first": today.isoformat()}).status_code == 302

    made = Secondment.unscoped.get()
    assert (made.member, made.period) == (member, days(today, today + 701 * DAY))
    assert "周水" in page(client, cast.branch_head, f"/console/officers/{code}/")


def test_a_need_is_taken_back_by_its_button(client, network, cast):
    need = Need.unscoped.create(hall=network.branches[0], why="缺人", wanted_from=localdate())
    client.force_login(cast.branch_head)

    client.post(f"/console/officers/needs/{need.code}/withdraw/")

    need.refresh_from_db()
    assert need.status == "withdrawn"
    assert client.post(f"/console/officers/needs/{need.code}/withdraw/").status_code == 409


@pytest.mark.parametrize(("do", "ends"), [("renew", 400), ("end", 5)])
def test_a_term_is_renewed_or_ended_by_its_form(client, network, cast, do, ends):
    made = term(network, network.branches[0], "周水", left=30)
    client.force_login(cast.main_staff)
    last = localdate() + ends * DAY

    sent = {"do": do, "last": last.isoformat(), "text": "镇里希望留任"}
    assert client.post(f"/console/officers/terms/{made.code}/", sent).status_code == 302

    made.refresh_from_db()
    assert made.period.upper == last + DAY
    assert TermReview.objects.get().decision == do
    assert "镇里希望留任" in page(client, cast.main_staff, f"/console/officers/terms/{made.code}/")


def test_an_officer_moves_on_by_the_form(client, network, cast):
    made = term(network, network.branches[0], "周水", left=30)
    client.force_login(cast.main_staff)
    first = localdate() + 30 * DAY
    sent = {
        "do": "move", "to_hall": network.branches[1].code, "first": first.isoformat(),
        "last": (first + 700 * DAY).isoformat(), "purpose": "驻点", "text": "轮换",
    }  # fmt: skip

    assert client.post(f"/console/officers/terms/{made.code}/", sent).status_code == 302

    proposal = Proposal.unscoped.get()
    assert (proposal.to_hall, proposal.member, proposal.status) == (network.branches[1], made.member, "proposed")


def test_somebody_is_sent_up_by_the_form(client, network, cast):
    member = person(network.branches[0], "周水")
    client.force_login(cast.main_staff)
    today = localdate()
    sent = {
        "member": member.code, "to_hall": network.mains[0].code, "first": today.isoformat(),
        "last": (today + 90 * DAY).isoformat(), "purpose": "跟班学习",
    }  # fmt: skip

    assert client.post("/console/officers/up/send/", sent).status_code == 302

    assert Proposal.unscoped.get().direction == "up"
    assert "周水" in client.get("/console/officers/up/").content.decode()


def test_a_branch_asks_to_send_somebody_up_and_the_main_hall_arranges_it(client, network, cast):
    member, today = person(network.branches[0], "周水"), localdate()
    person(network.branches[1], "吴山")
    client.force_login(cast.branch_head)
    asked = {"direction": "up", "speciality": "", "wanted_from": today.isoformat(), "why": "想学策展"}
    client.post(f"/console/officers/{network.branches[0].code}/ask/", asked)
    need = Need.unscoped.get()
    assert "想派人上挂学习" in client.get(f"/console/officers/{network.branches[0].code}/").content.decode()

    client.force_login(cast.main_staff)
    assert "想学策展" in client.get("/console/officers/up/").content.decode()
    form = client.get(f"/console/officers/up/send/?need={need.code}").content.decode()
    sent = {
        "member": member.code, "to_hall": network.mains[0].code, "first": today.isoformat(),
        "last": (today + 90 * DAY).isoformat(), "purpose": "跟班学习",
    }  # fmt: skip
    client.post(f"/console/officers/up/send/?need={need.code}", sent)

    assert "周水" in form
    assert "吴山" not in form
    assert Proposal.unscoped.get().need == need
