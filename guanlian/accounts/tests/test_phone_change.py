"""A number changes hands only by a code sent to it, and never to two accounts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guanlian.accounts import phones, sms
from guanlian.accounts.adapters import AccountAdapter
from guanlian.accounts.models import User
from guanlian.accounts.tests.walking import by_password, last_code
from tests.factories import make_user

OLD, NEW = "+8613800000009", "+8613900000009"


@pytest.fixture
def person(client: Client, db: None) -> User:
    made = make_user("person", phone=OLD, phone_verified=True)
    by_password(client, "person")
    return made


def ask(client: Client, phone: str):
    return client.post(reverse("account_change_phone"), {"phone": phone})


def enter(client: Client, code: str):
    return client.post(reverse("account_verify_phone"), {"code": code})


def number_of(person: User) -> str | None:
    return User.objects.get(pk=person.pk).phone


def test_the_old_number_holds_until_the_code_is_entered(client: Client, person: User):
    ask(client, "139 0000 0009")
    assert client.get(reverse("account_verify_phone")).status_code == 200
    assert number_of(person) == OLD

    enter(client, last_code())

    assert number_of(person) == NEW
    assert sms.MemoryBackend.outbox[-1].phone == NEW


def test_a_number_of_another_account_stays_there(client: Client, person: User):
    other = make_user(phone=NEW)

    ask(client, NEW)
    enter(client, last_code())

    assert (number_of(person), number_of(other)) == (OLD, NEW)


def test_of_two_who_confirm_the_same_number_one_gets_it(person: User):
    other = make_user()
    AccountAdapter().set_phone_verified(other, NEW)

    with pytest.raises(Exception, match="这个手机号已用于另一个账号"):
        AccountAdapter().set_phone_verified(person, NEW)

    assert (number_of(person), number_of(other)) == (OLD, NEW)
    assert person.phone == OLD


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800000009", OLD),
        ("+86 138-0000-0009", OLD),
        ("008613800000009", OLD),
        ("+852 5123 4567", "+85251234567"),
    ],
)
def test_numbers_are_kept_one_way(typed: str, kept: str):
    assert phones.normalise(typed) == kept
