"""The rail of the console, as each person sees it."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_rail_leads_to_no_page_that_is_closed_to_who_looks(client, cast):
    client.force_login(cast.village_administrator)

    rail = client.get("/console/").content.decode()

    for name in ("console:conduct", "console:providers", "console:matrix"):
        assert f'href="{reverse(name)}"' not in rail
    assert f'href="{reverse("console:troupes")}"' in rail
