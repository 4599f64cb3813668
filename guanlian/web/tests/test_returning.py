"""Whoever must sign in on the way to an action comes back to its page; an action's address is no page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

PAGE = "http://testserver/me/settings/?from=inbox"
ACTION = "/me/settings/messages/"
SIGN_IN = "/sign-in/code/"

HTML: dict[str, Any] = {"HTTP_ACCEPT": "text/html,*/*"}

pytestmark = pytest.mark.django_db


def test_after_a_session_has_ended_a_form_leads_back_to_its_page(client: Client) -> None:
    answer = client.post(ACTION, HTTP_REFERER=PAGE, **HTML)

    assert answer["Location"] == f"{SIGN_IN}?next=/me/settings/%3Ffrom%3Dinbox"
    assert "刚才的操作没有保存" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("before", ["https://evil.example/me/", "//evil.example", "", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client: Client, before: str) -> None:
    assert client.post(ACTION, HTTP_REFERER=before, **HTML)["Location"] == f"{SIGN_IN}?next={ACTION}"


def test_what_a_program_sends_is_answered_as_before(client: Client) -> None:
    answer = client.post(ACTION, HTTP_REFERER=PAGE, HTTP_ACCEPT="*/*")

    assert answer["Location"] == f"{SIGN_IN}?next={ACTION}"
    assert "没有保存" not in client.get(answer["Location"]).content.decode()


def test_a_page_asked_for_is_led_back_to_itself(client: Client) -> None:
    answer = client.get("/me/", HTTP_REFERER=PAGE, **HTML)

    assert answer["Location"] == f"{SIGN_IN}?next=/me/"
    assert "没有保存" not in client.get(answer["Location"]).content.decode()


def test_a_part_of_a_page_takes_the_whole_page_to_sign_in(client: Client) -> None:
    answer = client.get(
        reverse("console:workbook"), HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/console/"
    )

    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"{SIGN_IN}?next=/console/")


def test_an_actions_address_is_told_to_be_none(client: Client, django_user_model) -> None:
    client.force_login(django_user_model.objects.create_user("someone"))

    answer = client.get(ACTION, HTTP_REFERER=PAGE, **HTML)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "这不是一页" in answer.content.decode()
    assert 'href="/me/settings/?from=inbox"' in answer.content.decode()
    assert not client.get(ACTION).content
