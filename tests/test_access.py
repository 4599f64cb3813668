"""Every address of the product, opened by every role inside and outside its subtree, and by strangers."""

from __future__ import annotations

import pytest
from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.timezone import localdate

from guanlian.accounts import scope
from guanlian.config.urls import urlpatterns as real
from guanlian.network.halls import Hall
from tests.access import Anywhere, AtHall, Row, World, addresses, its_code, problems
from tests.access_table import TABLE
from tests.factories import Cast, SmallNetwork


@pytest.fixture
def world(network: SmallNetwork, cast: Cast) -> World:
    return World(network, cast)


def test_every_address_says_who_may_open_it():
    undeclared = {name: route for name, route in addresses().items() if name not in TABLE}

    assert not undeclared, f"add a row to tests/access_table.py for each of {undeclared}"


def test_no_row_outlives_its_address():
    assert set(TABLE) <= set(addresses())


@pytest.mark.parametrize(("name", "row"), TABLE.items(), ids=list(TABLE))
def test_nobody_gets_further_than_they_may(world: World, name: str, row: Row):
    assert problems(name, row, world, localdate()) == []


# The walk itself must find what is wrong: a page that forgets to ask, one that asks the wrong thing, a list that leaks.


def leaky(request, code):
    """Lets everybody in who has signed in."""
    return HttpResponse("ok") if request.user.is_authenticated else HttpResponse(status=403)


def strict(request, code):
    """Lets nobody in."""
    raise Http404


def right(request, code):
    """Asks the right question."""
    hall = Hall.objects.get(code=code)
    allowed = scope.may(request.user, "register.edit", hall, localdate())
    return HttpResponse("ok") if allowed else HttpResponse(status=403)


def full_list(request):
    """Shows every hall to whoever may see one."""
    if not scope.may_anywhere(request.user, "register.view", localdate()):
        return HttpResponse(status=403)
    return HttpResponse(" ".join(Hall.objects.values_list("name", flat=True)))


def own_list(request):
    """Shows the halls that the person may see."""
    if not scope.may_anywhere(request.user, "register.view", localdate()):
        return HttpResponse(status=403)
    return HttpResponse(" ".join(h.name for h in scope.halls_for(request.user, "register.view", localdate())))


def broken(request, code):
    """Fails for everybody."""
    raise RuntimeError


urlpatterns = [
    *real,
    path("leaky/<code>/", leaky, name="leaky"),
    path("strict/<code>/", strict, name="strict"),
    path("right/<code>/", right, name="right"),
    path("broken/<code>/", broken, name="broken"),
    path("full/", full_list, name="full_list"),
    path("own/", own_list, name="own_list"),
]
EDIT = AtHall(capability="register.edit", args=its_code)
LIST = Anywhere(capability="register.view", hides=lambda hall, world: hall.name)


@pytest.mark.urls(__name__)
def test_the_walk_finds_an_undeclared_address():
    assert {"leaky", "own_list"} <= set(addresses()) - set(TABLE)


@pytest.mark.urls(__name__)
def test_the_walk_finds_who_gets_in_and_should_not(world: World):
    wrong = {line.partition(": ")[0] for line in problems("leaky", EDIT, world, localdate())}

    assert wrong == {
        *(f"leaky (inside) as {who}" for who in ("supervisor", "auditor", "citizen")),
        *(f"leaky (outside) as {who}" for who in world.people if who not in ("stranger", "central_staff", "superuser")),
    }


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", ["strict", "broken"])
def test_the_walk_finds_who_should_get_in_and_does_not(world: World, name: str):
    wrong = problems(name, EDIT, world, localdate())

    assert len(wrong) == 8  # six inside (village, branch twice, main, central, superuser), two outside
    assert all("should be let in" in line for line in wrong)


@pytest.mark.urls(__name__)
def test_the_walk_finds_a_list_that_shows_too_much(world: World):
    leaks = problems("full_list", LIST, world, localdate())

    assert len(leaks) == 6  # everybody but central staff and the superuser reads of the other county's village
    assert all("stands on the page" in line for line in leaks)


@pytest.mark.urls(__name__)
def test_the_walk_is_content_where_all_is_right(world: World):
    assert problems("right", EDIT, world, localdate()) == []
    assert problems("own_list", LIST, world, localdate()) == []
