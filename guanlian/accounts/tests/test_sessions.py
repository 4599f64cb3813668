"""A session and its account are read together; whatever is not as it should be signs nobody in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from guanlian.accounts import tasks
from guanlian.accounts.models import AccountSession, User
from guanlian.accounts.tests.walking import who
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> User:
    """Somebody who is signed in on `client`."""
    person = make_user(phone="+8613800000009")
    client.force_login(person)
    return person


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("portal:me")).status_code == 200


def test_the_session_knows_its_account_so_that_it_is_not_read_again(client: Client, person: User):
    assert AccountSession.objects.get().account == person

    with CaptureQueriesContext(
        connection,
    ) as statements:
        assert is_signed_in(client)

    assert not [each["sql"] for each in statements if 'FROM "accounts_user"' in each["sql"]]


def test_a_new_password_ends_the_session(client: Client, person: User):
    person.set_password("another-one-entirely")
    person.save()

    assert not is_signed_in(client)
    assert who(client) is None


def test_an_account_that_was_closed_is_signed_out(client: Client, person: User):
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert not is_signed_in(client)


def test_a_session_whose_account_is_another_one_signs_in_whom_it_was_signed_for(client: Client, person: User):
    AccountSession.objects.update(account=make_user())

    assert who(client) == str(person.pk)
    assert client.get(reverse("portal:me")).context["user"] == person


def test_a_deleted_account_takes_its_sessions_along(client: Client, person: User):
    person.delete()

    assert not AccountSession.objects.exists()
    assert not is_signed_in(client)


def test_a_session_that_is_over_signs_nobody_in_and_is_deleted_at_night(client: Client, person: User):
    AccountSession.objects.update(expire_date=now() - timedelta(seconds=1))
    assert not is_signed_in(client)
    AccountSession.objects.create(session_key="still-on", session_data="", expire_date=now() + timedelta(hours=1))

    tasks.forget_ended(0)

    assert [each.session_key for each in AccountSession.objects.all()] == ["still-on"]


def test_signing_out_ends_it(client: Client, person: User):
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie

    assert not is_signed_in(client)
    assert SESSION_KEY not in client.session
