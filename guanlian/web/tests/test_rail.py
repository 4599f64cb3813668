"""The rail of the console, as each person sees it."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_rail_leads_to_no_page_that_is_closed_to_who_looks(client, cast):
    client.force_login(cast.village_administrator)

    rail = client.get("/console/").content.decode()

    for name in ("console:conduct", "console:providers", "console:matrix", "console:outbox"):
        assert f'href="{reverse(name)}"' not in rail
    assert f'href="{reverse("console:troupes")}"' in rail


def test_the_rail_leads_who_mends_messages_to_those_that_did_not_go_out(client, cast):
    client.force_login(cast.central_staff)

    assert f'href="{reverse("console:outbox")}"' in client.get("/console/").content.decode()
