"""Tickets and the panel: what one has, in one place; what one does with it, in one tap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from guanlian.accounts.models import Person, Relation
from guanlian.programme import registering, releasing
from guanlian.programme.models import Activity, Admission, Registration, Session, Unmet
from tests.factories import make_admission, make_person


def enter(admission: Admission, *people: Person, **more: object) -> list[Registration]:
    return registering.register(
        activity=admission.activity.code, people=people, by=people[0].keeper, on=localdate(), **more
    )


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.keeper)
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def admission(network) -> Admission:
    return make_admission(network.branches[0], places=1, activity={"title": "二胡入门"})


def test_a_ticket_shows_its_code_and_what_to_do(admission):
    person = make_person("王芳")
    (entry,) = enter(admission, person)

    shown = page(signed_in(person), entry.get_absolute_url())

    assert "王芳" in shown and "二胡入门" in shown and "<svg" in shown
    assert f"BM {entry.code[3:7]} {entry.code[7:11]} {entry.code[11:]}" in shown
    assert reverse("portal:release", args=[entry.code]) in shown
    picture = signed_in(person).get(reverse("portal:ticket_png", args=[entry.code]))
    assert picture.content.startswith(b"\x89PNG")
    assert "王芳" in page(signed_in(person), reverse("portal:ticket_print", args=[entry.code]))


def test_another_households_ticket_is_not_there_to_see_or_to_give_back(admission):
    owner, other = make_person(), make_person()
    (entry,) = enter(admission, owner)

    answers = [
        signed_in(other).get(entry.get_absolute_url()).status_code,
        signed_in(other).post(reverse("portal:release", args=[entry.code])).status_code,
        signed_in(other).post(reverse("portal:accept", args=[entry.code])).status_code,
    ]

    entry.refresh_from_db()
    assert (answers, entry.status) == ([404, 404, 404], "placed")


def test_given_back_in_one_tap_it_is_offered_to_the_next_who_accepts_in_one_tap(admission):
    first, second = make_person(), make_person()
    (held,) = enter(admission, first)
    (waiting,) = enter(admission, second, waiting=True)
    assert "候补第 1 位，共 1 位" in page(signed_in(second), waiting.get_absolute_url())

    signed_in(first).post(reverse("portal:release", args=[held.code]))
    offered = page(signed_in(second), reverse("portal:tickets"))
    signed_in(second).post(reverse("portal:accept", args=[waiting.code]))

    waiting.refresh_from_db()
    assert "“二胡入门”有名额了" in offered
    assert waiting.status == "placed"


def test_whoever_regrets_gets_the_place_again_while_nobody_took_it(admission):
    person = make_person()
    (entry,) = enter(admission, person)
    client = signed_in(person)
    client.post(reverse("portal:release", args=[entry.code]))
    assert "还想去" in page(client, entry.get_absolute_url())

    answer = client.post(
        reverse("portal:register", args=[admission.activity.code]), {"person": person.code, "key": "again"}
    )

    assert answer.status_code == 303
    assert Registration.unscoped.get(status="placed").person == person


def test_an_offer_that_has_lapsed_is_refused_in_words(admission):
    first, second = make_person(), make_person()
    (held,) = enter(admission, first)
    (waiting,) = enter(admission, second, waiting=True)
    releasing.release(code=held.code, by=first.keeper, on=localdate())
    Registration.unscoped.filter(pk=waiting.pk).update(offered_until=now() - timedelta(minutes=1))

    answer = signed_in(second).post(reverse("portal:accept", args=[waiting.code]))

    assert answer.status_code == 409
    assert "过了确认时间" in answer.content.decode()


def test_a_full_class_is_kept_as_unmet_demand(admission):
    enter(admission, make_person())
    late = make_person()

    signed_in(late).post(reverse("portal:register", args=[admission.activity.code]), {"person": late.code})

    assert Unmet.unscoped.get().activity == admission.activity


def test_tickets_stand_by_time_and_person(admission, network):
    person = make_person("王芳")
    mother = make_person("陈桂英", keeper=person.keeper, relation=Relation.PARENT)
    enter(admission, person)
    over = make_admission(network.branches[0], activity={"title": "剪纸"})
    enter(over, mother)
    Activity.unscoped.filter(pk=over.activity_id).update(
        starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(days=2, hours=-1)
    )
    client, address = signed_in(person), reverse("portal:tickets")

    ahead, past, hers = (page(client, address + query) for query in ("", "?when=past", f"?person={mother.code}"))

    assert ("二胡入门" in ahead, "剪纸" in ahead) == (True, False)
    assert ("二胡入门" in past, "剪纸" in past) == (False, True)
    assert "接下来没有票" in hers


def test_the_list_of_tickets_costs_the_same_for_one_and_for_three(network, django_assert_max_num_queries):
    person = make_person("王芳")
    client, counts = signed_in(person), []
    for _n in range(3):
        enter(make_admission(network.branches[0]), person)
        with django_assert_max_num_queries(40) as seen:
            page(client, reverse("portal:tickets"))
        counts.append(len(seen))

    assert counts[0] == counts[2]


# --- the activity's page


def test_signed_out_the_page_can_be_shared_and_leads_to_the_form(admission):
    answer = Client().get(admission.activity.get_absolute_url())

    shown = answer.content.decode()
    assert "public" in answer["Cache-Control"]
    assert "只剩 1 个名额" in shown
    assert reverse("portal:register", args=[admission.activity.code]) in shown


def test_ones_own_place_stands_on_the_activitys_page(admission):
    first, second = make_person("王芳"), make_person("李雷")
    enter(admission, first)
    enter(admission, second, waiting=True)

    shown = page(signed_in(second), admission.activity.get_absolute_url())

    assert "名额已满" in shown and "候补第 1 位" in shown and "王芳" not in shown


def test_a_course_lists_its_lessons_and_those_called_off(admission):
    starts = admission.activity.starts_at
    for n in range(3):
        Session.objects.create(
            activity=admission.activity,
            number=n + 1,
            starts_at=starts + timedelta(days=7 * n),
            ends_at=starts + timedelta(days=7 * n, hours=2),
            called_off_at=now() if n == 1 else None,
            called_off_why="老师外出" if n == 1 else "",
        )

    shown = page(Client(), admission.activity.get_absolute_url())

    assert "共 3 次" in shown and "取消：老师外出" in shown


def test_the_list_shows_places_and_finds_those_with_places_in_as_many_statements(
    network, django_assert_max_num_queries
):
    counts = []
    for n in range(3):
        full = make_admission(network.branches[0], places=1, activity={"title": f"满员{n}"})
        enter(full, make_person())
        make_admission(network.branches[0], places=9, activity={"title": f"有空{n}"})
        with django_assert_max_num_queries(40) as seen:
            everything = page(Client(), reverse("portal:activities"))
        counts.append(len(seen))

    only = page(Client(), reverse("portal:activities") + "?places=1")

    assert counts[0] == counts[2]
    assert "已满 · 可候补" in everything and "还有 9 个名额" in everything
    assert ("满员0" in only, "有空0" in only) == (False, True)


# --- the form


def test_the_form_says_who_cannot_come_and_asks_only_what_is_missing(network):
    admission = make_admission(network.branches[0], age_min=18)
    person = make_person("王芳")
    child = make_person(
        "小宝",
        keeper=person.keeper,
        relation=Relation.CHILD,
        born_on=localdate() - timedelta(days=3000),
        consent_at=now(),
        consent_by="王芳",
    )
    client, address = signed_in(person), reverse("portal:register", args=[admission.activity.code])

    form = page(client, address)
    refused = client.post(address, {"person": person.code, "key": "k", f"{person.code}-born_on": "3000-01-01"})
    answer = client.post(address, {"person": person.code, "key": "k", f"{person.code}-born_on": "1990-05-01"})

    assert "小宝的年龄不符" in form and f"{person.code}-born_on" in form and f"{child.code}-born_on" not in form
    assert (refused.status_code, "不能晚于今天" in refused.content.decode()) == (422, True)
    assert answer.status_code == 303
    person.refresh_from_db()
    assert str(person.born_on) == "1990-05-01"


def test_nobody_ticked_keeps_the_form_and_the_answer(network):
    admission = make_admission(network.branches[0], policy="reviewed", question="学过几年？")
    person = make_person("王芳")
    address = reverse("portal:register", args=[admission.activity.code])

    answer = signed_in(person).post(address, {"answer": "三年", "key": "k"})

    assert answer.status_code == 422
    assert 'value="三年"' in answer.content.decode() and 'value="k"' in answer.content.decode()


def test_entries_that_are_closed_say_so_and_lead_on(network):
    admission = make_admission(network.branches[0], closes_at=now() - timedelta(hours=1))
    person = make_person()

    shown = page(signed_in(person), reverse("portal:register", args=[admission.activity.code]))

    assert "报名已于" in shown and reverse("portal:others", args=[admission.activity.code]) in shown
