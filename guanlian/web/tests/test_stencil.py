"""A page filled in for each: everybody finds their own words in it, and nobody another's."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from guanlian.programme.models import Admission, Unmet
from guanlian.web.entering import unmet
from tests.factories import make_admission, make_person


@pytest.fixture
def full(network) -> Admission:
    """A class whose only place is taken."""
    admission = make_admission(network.branches[0], places=1)
    ask(admission, "先来")
    return admission


def ask(admission: Admission, name: str, **more: str) -> str:
    """The page that somebody called `name` gets who asks for a place."""
    person = make_person(name)
    client = Client()
    client.force_login(person.keeper, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/activities/{admission.activity.code}/register/", {"person": person.code, "key": "k"} | more)
    return answer.content.decode()


def test_everybody_finds_their_own_name_code_and_token_and_nobody_elses(full: Admission) -> None:
    first, second = ask(full, "陈静"), ask(full, "沈阿英")

    tokens = [re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page) for page in (first, second)]
    people = [re.findall(r'name="person" value="([\w-]+)"', page) for page in (first, second)]

    assert "陈静" in first and "陈静" not in second
    assert "沈阿英" in second and "沈阿英" not in first
    assert tokens[0] and tokens[1] and tokens[0][1] != tokens[1][1]
    assert len(people[0]) == len(people[1]) == 1 and people[0] != people[1]
    assert "\ue000" not in first + second


def test_what_people_wrote_is_escaped(full: Admission) -> None:
    page = ask(full, "<b>某</b>", answer='"><script>', key="<k>")

    assert "<b>某" not in page
    assert "&lt;b&gt;某" in page
    assert '"><script>' not in page


def test_large_print_and_english_are_pages_of_their_own(full: Admission) -> None:
    person = make_person("陈静")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person.keeper, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["large"] = "1"

    page = client.post(f"/activities/{full.activity.code}/register/", {"person": person.code}).content.decode()

    assert 'lang="en"' in page and "no-script large" in page
    assert 'lang="zh-Hans"' in ask(full, "沈阿英")


def test_everyone_who_met_a_full_class_is_counted_however_seldom_it_is_written(full: Admission, settings) -> None:
    settings.UNMET_EVERY = 60
    for name in ("甲", "乙", "丙"):
        ask(full, name)
    before = Unmet.objects.everywhere(because="a test").filter(activity=full.activity).count()
    assert unmet._timer is not None
    unmet._timer.cancel()

    unmet.write()

    row = Unmet.objects.everywhere(because="a test").get(activity=full.activity)
    assert (before, row.number) == (0, 3)
