"""A fault says what went wrong and what to do next, and stands without database, session or build."""

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.urls("guanlian.web.tests.gallery_urls")


@pytest.mark.parametrize("page", ["400.html", "500.html", "503.html"])
def test_a_fault_page_needs_nothing_but_itself(page):
    shown = render_to_string(page)

    title = shown.split("<title>")[1].split("</title>")[0]
    assert title
    assert f"<h1>{title}</h1>" in shown
    assert 'href="/"' in shown
    assert "/static/" not in shown


def test_a_missing_page_leads_on(client):
    reply = client.get("/nowhere/")

    assert reply.status_code == 404
    assert "没有这一页" in reply.content.decode()
    assert "回首页" in reply.content.decode()


def test_replies_that_refuse_are_shown_where_the_answer_would_stand(client):
    page = client.get("/nowhere/").content.decode()

    assert '"code":"4(00|03|04|09|13|22|29)","swap":true' in page


def test_a_form_without_its_token_is_refused_in_our_words():
    from django.test import Client

    reply = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "a", "password": "b"})

    assert reply.status_code == 403
    assert "这一页放得太久了" in reply.content.decode()
