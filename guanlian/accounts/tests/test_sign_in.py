"""Signing in by phone and code, and by password; and what attackers try."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from guanlian.accounts import registering, sms
from guanlian.accounts.models import Role, User
from guanlian.accounts.tests.walking import ask_code, by_password, enter_code, last_code, who, wrong
from tests.factories import Cast, SmallNetwork, give_role, make_user

pytestmark = pytest.mark.django_db
PHONE, WRITTEN = "+8613800000009", "138 0000-0009"


def test_the_first_code_makes_the_account_and_signs_in(client: Client):
    assert ask_code(client, WRITTEN).status_code == 302
    response = enter_code(client, last_code())

    person = User.objects.get(phone=PHONE)
    assert response.status_code == 302
    assert who(client) == str(person.pk)
    assert person.phone_verified
    assert not person.has_usable_password()


def test_the_message_carries_six_digits_and_how_long_they_hold(client: Client):
    ask_code(client, WRITTEN)

    (message,) = sms.MemoryBackend.outbox
    assert message.phone == PHONE
    assert message.text == f"嘉兴文化馆验证码：{last_code()}，5分钟内有效。请勿告诉他人。"


def test_a_known_number_opens_the_account_it_belongs_to(client: Client):
    person = make_user(phone=PHONE)

    ask_code(client, "１３８" + "０" * 7 + "９")
    enter_code(client, last_code())

    assert who(client) == str(person.pk)
    assert User.objects.count() == 1


@pytest.mark.parametrize("text", ["", "12345", "0573-82220000", "+861380000000", "abc", "1" * 40])
def test_what_is_no_mobile_number_is_refused_and_nothing_is_sent(client: Client, text: str):
    response = ask_code(client, text)

    assert response.status_code == 200
    assert response.context["form"].errors["phone"]
    assert (sms.MemoryBackend.outbox, User.objects.count()) == ([], 0)


def test_a_wrong_code_signs_nobody_in_and_after_five_the_right_one_is_worth_nothing(client: Client):
    ask_code(client, WRITTEN)
    code = last_code()

    for _ in range(5):
        enter_code(client, wrong(code))
    enter_code(client, code)

    assert who(client) is None


def test_rewinding_the_session_gives_no_more_tries(client: Client):
    """Many requests at once all read the session as it was: the count must not live in it."""
    ask_code(client, WRITTEN)
    code, before = last_code(), dict(client.session)

    for _ in range(5):
        enter_code(client, wrong(code))
        session = client.session
        session.update(before)
        session.save()
    enter_code(client, code)

    assert who(client) is None


def test_a_code_opens_once(client: Client):
    ask_code(client, WRITTEN)
    code, cookie = last_code(), client.cookies["sessionid"].value
    enter_code(client, code)

    thief = Client()
    thief.cookies["sessionid"] = cookie
    enter_code(thief, code)

    assert who(thief) is None


def test_a_code_is_of_no_use_in_another_browser(client: Client):
    ask_code(client, WRITTEN)

    thief = Client()
    enter_code(thief, last_code())

    assert who(thief) is None


def test_a_code_is_void_after_five_minutes(client: Client, monkeypatch: pytest.MonkeyPatch):
    ask_code(client, WRITTEN)
    code = last_code()
    later = time.time() + 301
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
    enter_code(client, code)

    assert who(client) is None


def test_codes_to_one_number_are_one_a_minute_from_however_many_browsers():
    for n in range(5):
        ask_code(Client(REMOTE_ADDR=f"10.0.0.{n}"), WRITTEN)

    assert len(sms.MemoryBackend.outbox) == 1


def test_codes_from_one_place_are_limited():
    for n in range(30):
        ask_code(Client(), f"138{n:08d}")

    assert len(sms.MemoryBackend.outbox) == 20


def test_an_account_that_nobody_confirmed_is_forgotten_and_no_other(client: Client, network: SmallNetwork):
    ask_code(client, WRITTEN)
    confirmed = make_user(phone="+8613800000010", phone_verified=True)
    colleague = make_user(phone="+8613800000011")
    give_role(colleague, Role.BRANCH_HEAD, network.branches[0])
    with_password = make_user(phone="+8613800000012")

    assert registering.forget_unconfirmed(before=now() - timedelta(days=1)) == 0
    assert registering.forget_unconfirmed(before=now()) == 1
    assert set(User.objects.all()) == {confirmed, colleague, with_password}


@pytest.mark.parametrize("login", ["person", "138 0000 0009", PHONE])
def test_a_password_opens_by_user_name_or_phone(client: Client, login: str):
    person = make_user("person", phone=PHONE)

    by_password(client, login)

    assert who(client) == str(person.pk)


def test_five_wrong_passwords_close_the_door_for_a_while(client: Client):
    make_user("person")
    for _ in range(5):
        by_password(client, "person", "not-it-at-all")

    response = by_password(client, "person")

    assert who(client) is None
    assert "尝试次数太多" in response.content.decode()


def test_a_deactivated_person_stays_out(client: Client):
    make_user("person", is_active=False, phone=PHONE)

    assert by_password(client, "person").url == reverse("account_inactive")
    ask_code(client, WRITTEN)
    enter_code(client, last_code())

    assert who(client) is None


def test_a_demonstration_account_opens_nothing_where_no_demonstration_is_served(client: Client, settings):
    settings.DEMO_DATA = False
    make_user("person", is_demo=True)

    by_password(client, "person")

    assert who(client) is None


def test_signing_in_changes_the_session_so_that_a_planted_one_is_worthless(client: Client):
    make_user("person")
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key

    by_password(client, "person")

    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert who(thief) is None


@pytest.mark.parametrize(
    "next_page",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
)
def test_nobody_is_led_to_another_site(client: Client, next_page: str):
    make_user("person", phone=PHONE)

    by_password_response = by_password(client, "person", next=next_page)
    client.post(reverse("account_logout"))
    ask_code(client, WRITTEN, next=next_page)
    by_code_response = enter_code(client, last_code(), next=next_page)
    out = client.post(reverse("account_logout"), {"next": next_page})

    for response in (by_password_response, by_code_response, out):
        assert response.status_code == 302
        assert "evil" not in response.url
        assert "javascript" not in response.url


def test_the_page_one_came_for_is_kept_through_the_code(client: Client):
    page = ask_code(client, WRITTEN, next="/me/").url
    assert page.endswith("?next=%2Fme%2F")

    welcome = enter_code(client, last_code(), next="/me/").url
    assert welcome == "/me/welcome/?next=%2Fme%2F"
    assert 'value="/me/"' in client.get(welcome).content.decode()
    assert client.post(welcome, {"name": "小荷", "next": "/me/"}).url == "/me/"
    assert User.objects.get(phone=PHONE).name == "小荷"


def test_who_left_the_name_out_is_not_asked_at_every_sign_in(client: Client):
    ask_code(client, WRITTEN, next="/me/")
    client.get(enter_code(client, last_code(), next="/me/").url)
    cache.clear()

    again = Client()
    ask_code(again, WRITTEN, next="/me/")

    assert enter_code(again, last_code(), next="/me/").url == "/me/"


def test_the_welcome_leads_nowhere_else(client: Client, cast: Cast):
    client.force_login(cast.citizen)

    page = client.get("/me/welcome/?next=https://evil.example/")
    answer = client.post("/me/welcome/?next=https://evil.example/", {"name": "x"})

    assert page.context["next"] == "/"
    assert answer.url == "/"


@pytest.mark.parametrize("name", ["account_login", "account_request_login_code"])
def test_the_pages_of_signing_in_bear_the_networks_name(client: Client, name: str):
    page = client.get(reverse(name)).content.decode()

    assert "</span>嘉兴文化馆</a>" in page
    assert "testserver" not in page


def test_a_new_account_speaks_the_language_of_the_page_it_was_made_on(client: Client):
    client.cookies["django_language"] = "en"

    ask_code(client, WRITTEN)

    assert User.objects.get(phone=PHONE).language == "en"


def test_signing_out_takes_a_post(client: Client, cast: Cast):
    client.force_login(cast.citizen)

    assert client.get(reverse("account_logout")).status_code == 200
    assert who(client) is not None
    client.post(reverse("account_logout"))
    assert who(client) is None


def test_forms_of_signing_in_refuse_posts_from_other_sites():
    strict = Client(enforce_csrf_checks=True)
    make_user("person")

    assert by_password(strict, "person").status_code == 403
    assert who(strict) is None


@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_inactive"])
def test_every_page_for_strangers_stands(client: Client, name: str):
    assert client.get(reverse(name)).status_code == 200
