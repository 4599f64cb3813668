"""Searches without result, noted from the public pages."""

from __future__ import annotations

import pytest

from guanlian.programme.models import Unmet

PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14) Chrome/140"}


def noted() -> dict[tuple[str | None, str], int]:
    return {(u.hall and u.hall.code, u.words): u.number for u in Unmet.unscoped.select_related("hall")}


def test_a_fruitless_search_counts_once_a_person_a_day(client, network):
    for _ in range(3):
        assert client.get("/search/", {"q": "古琴"}, **PERSON).status_code == 200
    client.get("/search/", {"q": "古琴"}, HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Safari/605", REMOTE_ADDR="10.0.0.9")

    assert noted() == {(None, "古琴"): 2}


def test_a_search_that_finds_something_is_no_unmet_demand(client, network):
    client.get("/search/", {"q": network.mains[0].name}, **PERSON)

    assert noted() == {}


@pytest.mark.parametrize("robot", ["Googlebot/2.1", "Baiduspider", "python-requests/2", ""])
def test_robots_do_not_count(client, network, robot):
    client.get("/search/", {"q": "古琴"}, HTTP_USER_AGENT=robot)

    assert noted() == {}


def test_somebody_who_searches_without_end_is_counted_as_a_person_would_be(client, network):
    for n in range(40):
        client.get("/search/", {"q": f"古琴{n}班"}, **PERSON)

    assert sum(noted().values()) == 30


def test_a_list_without_result_says_where_and_what_for(client, network):
    town = network.branches[0]

    client.get("/activities/", {"town": town.code, "kind": "exhibition", "audience": "children"}, **PERSON)
    client.get("/trainings/", {"q": "古筝", "when": "week"}, **PERSON)
    client.get("/activities/", {"q": "古筝", "when": "past"}, **PERSON)

    assert noted() == {(town.code, "展览 少儿"): 1, (None, "古筝"): 1}
