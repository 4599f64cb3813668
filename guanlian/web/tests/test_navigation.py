"""Menus show only what exists, and say where one is."""

import pytest
from django.http import HttpResponse
from django.urls import include, path

from guanlian.web import navigation

portal = [
    path(name, lambda request: HttpResponse(), name=label)
    for name, label in (("", "home"), ("activities/", "activities"), ("venues/", "venues"))
]
console = [path("", lambda request: HttpResponse(), name="home")]
urlpatterns = [path("console/", include((console, "console"))), path("", include((portal, "portal")))]

pytestmark = pytest.mark.urls(__name__)


def test_an_entry_without_a_page_is_left_out():
    assert [link.href for link in navigation.links(navigation.PUBLIC, path="/")] == ["/activities/", "/venues/"]


@pytest.mark.parametrize(
    ("where", "current"),
    [("/", "/"), ("/activities/", "/activities/"), ("/activities/A-1/", "/activities/"), ("/elsewhere/", None)],
)
def test_the_nearest_entry_is_current(where, current):
    shown = navigation.links(navigation.TABS, path=where)

    assert [link.href for link in shown if link.current] == ([current] if current else [])


def test_a_page_may_say_where_it_belongs():
    shown = navigation.links(navigation.TABS, path="/elsewhere/", section="portal:venues")

    assert [link.href for link in shown if link.current] == ["/venues/"]


def test_empty_groups_of_the_rail_are_left_out():
    shown = navigation.groups(navigation.CONSOLE, path="/console/")

    assert [[link.href for link in group.links] for group in shown] == [["/console/"]]
    assert shown[0].links[0].current
