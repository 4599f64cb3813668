"""Pages of absences: one's own, with the appeal; the hall's, with what is due first; the rules in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from guanlian.programme import absences, drawing, restricting
from guanlian.programme.models import Absence, Admission, Appeal, Draw, Restriction
from guanlian.programme.rules import rules
from guanlian.programme.tests.test_absences import hold
from tests.factories import make_admission, make_person

WORDS = "那天台风，公交停了。"


@pytest.fixture
def restriction(network) -> Restriction:
    person = make_person("王二")
    for ago in (4, 3, 2):
        hold(network.villages[0], person, ago=ago)
    absences.note()
    (made,) = restricting.restrict()
    return made


def test_every_declared_number_stands_on_the_page_of_the_rules(client, network):
    page = client.get("/fairness/").content.decode()

    declared = rules()
    for table, names in {
        "lottery": ["lost_months", "weight_most"],
        "limits": ["courses_at_once"],
        "absence": ["window_days", "many", "restricted_days", "release_hours", "appeal_days"],
        "reminder": ["hours_before"],
    }.items():
        for name in names:
            assert f"<b>{declared[table][name]}</b>" in page, (table, name)


def test_somebody_without_absences_reads_so(client, network):
    client.force_login(make_person().keeper)

    assert "没有缺席记录" in client.get("/me/conduct/").content.decode()


def test_one_sees_the_pause_its_end_and_appeals_once(client, restriction):
    client.force_login(restriction.person.keeper)
    page = client.get("/me/conduct/").content.decode()
    assert f"暂停到 {restricting.last_day(restriction).month}月" in page

    sent = {"person": restriction.person.code, "text": WORDS}
    first = client.post("/me/conduct/appeal/", sent, follow=True)
    again = client.post("/me/conduct/appeal/", sent)

    assert (first.status_code, again.status_code) == (200, 409)
    assert WORDS in first.content.decode()
    assert Appeal.objects.count() == 1


def test_an_empty_appeal_is_sent_back_with_what_was_typed_for_whom(client, restriction):
    client.force_login(restriction.person.keeper)

    answer = client.post("/me/conduct/appeal/", {"person": restriction.person.code, "text": " "})

    assert answer.status_code == 422
    assert Appeal.objects.count() == 0


def test_a_strangers_person_has_nothing_to_appeal(client, restriction):
    client.force_login(make_person().keeper)

    answer = client.post("/me/conduct/appeal/", {"person": restriction.person.code, "text": WORDS})

    assert answer.status_code == 409
    assert Appeal.objects.count() == 0


def appeal(client: Any, restriction: Restriction) -> str:
    client.force_login(restriction.person.keeper)
    client.post("/me/conduct/appeal/", {"person": restriction.person.code, "text": WORDS})
    return f"/console/conduct/appeals/{restriction.person.code}/"


def test_the_hall_reads_the_appeal_and_grants_it(client, restriction, cast):
    address = appeal(client, restriction)
    client.force_login(cast.branch_head)
    assert address in client.get("/console/conduct/").content.decode()
    assert WORDS in client.get(address).content.decode()

    answer = client.post(address, {"grant": "1", "excuse": ["0", "1"], "answer": "属实。"})

    assert answer.status_code == 302
    restriction.refresh_from_db()
    assert restriction.lifted_at is not None
    assert Absence.unscoped.filter(excused_why="属实。").count() == 2
    assert client.get(address).status_code == 404


def test_an_answer_without_a_reason_is_not_taken(client, restriction, cast):
    address = appeal(client, restriction)
    client.force_login(cast.branch_head)

    answer = client.post(address, {"grant": "0", "answer": ""})

    assert answer.status_code == 422
    assert Appeal.objects.get().status == "open"


def test_another_countys_appeal_is_not_there(client, restriction, network, cast):
    person = make_person()
    for ago in (4, 3, 2):
        hold(network.villages[7], person, ago=ago)
    absences.note()
    (other,) = restricting.restrict()
    address = appeal(client, other)
    client.force_login(cast.main_staff)

    assert client.get(address).status_code == 404


def test_absences_are_excused_singly_or_for_the_whole_session_with_a_reason(client, network, cast):
    people = [make_person(f"人{n}") for n in range(3)]
    (session,) = hold(network.villages[0], *people)
    absences.note()
    client.force_login(cast.branch_head)
    tickets = [each.registration.code for each in Absence.unscoped.select_related("registration").order_by("pk")]

    silent = client.post("/console/conduct/excuse/", {"absence": [f"{tickets[0]}:1"], "why": ""})
    single = client.post("/console/conduct/excuse/", {"absence": [f"{tickets[0]}:1"], "why": "生病"})
    whole = client.post("/console/conduct/excuse/", {"session": f"{session.activity.code}:1", "why": "台风"})
    nothing = client.post("/console/conduct/excuse/", {"absence": ["BM-0:x", "?"], "why": "台风"})

    assert [each.status_code for each in (silent, single, whole, nothing)] == [422, 302, 302, 409]
    assert sorted(Absence.unscoped.values_list("excused_why", flat=True)) == ["台风", "台风", "生病"]


def test_lists_take_no_more_statements_for_three_than_for_one(client, network, cast):
    counts: dict[str, list[int]] = {}
    owner = make_person("妈妈")
    for _ in range(2):
        for person in (owner, make_person("别人")):
            for ago in (4, 3, 2):
                hold(network.villages[0], person, ago=ago)
        absences.note()
        for made in restricting.restrict():
            Appeal.objects.create(restriction=made, text=WORDS, due_on=now().date())
        for user, address in ((cast.main_staff, "/console/conduct/"), (owner.keeper, "/me/conduct/")):
            client.force_login(user)
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            counts.setdefault(address, []).append(len(seen))

    assert all(len(set(each)) == 1 for each in counts.values()), counts


def test_staff_see_lotteries_to_come_and_draw_after_closing_only(client, network, cast):
    admission = make_admission(network.villages[0], policy="lottery")
    drawing.commit(admission)
    client.force_login(cast.village_administrator)
    address = f"/console/draws/{admission.activity.code}/now/"

    early = client.post(address)
    assert "截止后自动" in client.get("/console/draws/").content.decode()
    Admission.objects.update(closes_at=now())
    assert address in client.get("/console/draws/").content.decode()
    done = client.post(address)

    assert (early.status_code, done.status_code) == (409, 302)
    assert Draw.objects.get().drawn_by == cast.village_administrator
