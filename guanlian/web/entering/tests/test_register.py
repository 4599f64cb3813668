"""Registering on the site: in one step, once, and only for one's own household."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guanlian.programme.models import Admission, Registration
from tests.factories import make_admission, make_person


@pytest.fixture
def admission(network) -> Admission:
    return make_admission(network.branches[0])


def form_of(admission: Admission) -> str:
    return reverse("portal:register", args=[admission.activity.code])


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.keeper)
    return client


def test_a_place_is_taken_and_its_ticket_opens(admission):
    person = make_person("王芳")

    answer = signed_in(person).post(form_of(admission), {"person": person.code, "key": "k"})

    entry = Registration.unscoped.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/me/tickets/{entry.code}/")
    assert (entry.status, entry.person) == ("placed", person)


def test_sent_twice_it_is_one_entry(admission):
    person = make_person()
    client = signed_in(person)

    first, again = (client.post(form_of(admission), {"person": person.code, "key": "k"}) for _ in range(2))

    assert first["Location"] == again["Location"]
    assert Registration.unscoped.count() == 1


def test_a_full_class_is_refused_and_keeps_who_was_chosen(admission):
    Admission.objects.filter(pk=admission.pk).update(places=1)
    other, late = make_person(), make_person("陈静")
    signed_in(other).post(form_of(admission), {"person": other.code})

    answer = signed_in(late).post(form_of(admission), {"person": late.code, "key": "k"})

    assert answer.status_code == 409
    assert f'name="person" value="{late.code}"' in answer.content.decode()
    assert Registration.unscoped.filter(person=late).count() == 0


def test_another_households_person_is_nobody_here(admission):
    mine, other = make_person(), make_person()

    answer = signed_in(mine).post(form_of(admission), {"person": other.code})

    assert answer.status_code == 404
    assert Registration.unscoped.count() == 0


def test_a_stranger_signs_in_and_finds_what_they_chose(admission):
    answer = Client().post(form_of(admission), {"person": "RY-1", "waiting": "1"})

    assert answer.status_code == 302
    assert "person%3DRY-1%26waiting%3D1" in answer["Location"]
