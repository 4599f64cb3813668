"""The staff's list: who comes, entered and given back for people, decided in the open."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from guanlian.accounts.models import Person
from guanlian.programme import registering
from guanlian.programme.models import Admission, Registration
from tests.factories import make_admission, make_person
from tests.fixtures import PersonClient


@pytest.fixture
def admission(network) -> Admission:
    return make_admission(network.villages[0], places=2, reserved=1)


@pytest.fixture
def clerk(cast) -> Client:
    client = PersonClient()
    client.force_login(cast.village_administrator)
    return client


def at(name: str, admission: Admission, *more: str) -> str:
    return reverse(f"console:{name}", args=[admission.activity.code, *more])


def enter(admission: Admission, person: Person, **more: object) -> Registration:
    return registering.register(
        activity=admission.activity.code, people=[person], by=person.keeper, on=localdate(), **more
    )[0]


def test_a_guest_gets_a_kept_place_and_who_entered_them_is_shown(clerk, admission, cast):
    enter(admission, make_person("王芳"))
    sent = {"name": "张大妈", "phone": "13800005678", "channel": "phone", "key": "k"}

    first, again = (clerk.post(at("entries_enter", admission), sent) for _ in range(2))

    entry = Registration.unscoped.get(channel="phone")
    assert (first.status_code, again.status_code) == (303, 303)
    assert (entry.status, entry.person.name, entry.acted_by) == ("placed", "张大妈", cast.village_administrator)
    shown = clerk.get(at("entries", admission)).content.decode()
    assert "138****5678" in shown and "138000056" not in shown.replace("tel:+8613800005678", "")
    assert cast.village_administrator.name in shown


def test_a_household_that_the_desk_found_is_entered_with_one_press(clerk, admission):
    person = make_person("王芳")

    form = clerk.get(at("entries", admission) + f"?for={person.code}").content.decode()
    clerk.post(at("entries_enter", admission), {"for": person.code, "person": person.code, "channel": "desk"})

    assert "为王芳报名" in form
    assert Registration.unscoped.get().person == person


def test_at_the_desk_too_a_full_class_only_has_its_waiting_list(clerk, admission):
    Admission.objects.filter(pk=admission.pk).update(places=1, reserved=0)
    enter(admission, make_person())
    sent = {"name": "张大妈", "channel": "desk"}

    refused = clerk.post(at("entries_enter", admission), sent)
    clerk.post(at("entries_enter", admission), sent | {"waiting": "1"})

    assert refused.status_code == 409 and 'name="waiting" value="1"' in refused.content.decode()
    assert Registration.unscoped.get(channel="desk").status == "waiting"


def test_an_entry_is_given_back_for_somebody_with_the_reason(clerk, admission):
    entry = enter(admission, make_person("王芳"))

    answer = clerk.post(at("entries_release", admission, entry.code), {"why": "本人来电"})

    entry.refresh_from_db()
    assert (answer.status_code, entry.status, entry.why) == (303, "released", "本人来电")


def test_reviewed_entries_are_decided_by_ticking(clerk, network):
    admission = make_admission(network.villages[0], policy="reviewed", places=1)
    first, second = (enter(admission, make_person()) for _ in range(2))

    too_many = clerk.post(at("entries_decide", admission), {"do": "admit", "code": [first.code, second.code]})
    clerk.post(at("entries_decide", admission), {"do": "admit", "code": first.code})
    clerk.post(at("entries_decide", admission), {"do": "decline", "code": second.code, "why": "名额有限"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert too_many.status_code == 409
    assert (first.status, second.status, second.why) == ("placed", "declined", "名额有限")


def test_the_list_is_searched_and_leaves_the_house_masked(clerk, admission):
    wang, li = make_person("王芳"), make_person("李雷")
    wang.keeper.phone = "+8613911112222"
    wang.keeper.save()
    enter(admission, wang)
    enter(admission, li, waiting=True)

    found = clerk.get(at("entries", admission) + "?q=王").content.decode()
    waiting = clerk.get(at("entries", admission) + "?state=waiting").content.decode()
    sheet = clerk.get(at("entries_export", admission) + "?format=csv").content.decode("utf-8-sig")
    book = clerk.get(at("entries_export", admission))

    assert ("王芳" in found, "李雷" in found) == (True, False)
    assert ("王芳" in waiting, "李雷" in waiting) == (False, True)
    assert "139****2222" in sheet and "13911112222" not in sheet
    assert book.content.startswith(b"PK")
    assert "王芳" in clerk.get(at("entries_print", admission)).content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(clerk, network, django_assert_max_num_queries):
    admission = make_admission(network.villages[0], places=9)
    counts = []
    for _n in range(3):
        enter(admission, make_person())
        with django_assert_max_num_queries(60) as seen:
            clerk.get(at("entries", admission))
        counts.append(len(seen))

    assert counts[0] == counts[2]
