"""Public pages from memory for those who have signed in: the same page, and what is theirs made for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.timezone import localdate

from guanlian.accounts.models import Person
from guanlian.booking.tests.rooms import make_room
from guanlian.network.models import Venue
from guanlian.programme import registering
from guanlian.programme.models import Admission
from guanlian.web.memory import FRESH_FOR, KEPT_FOR, LARGE_COOKIE
from guanlian.web.portal import alike
from guanlian.web.portal.caching import public_page
from tests.factories import SmallNetwork, make_admission, make_person, make_user
from tests.fixtures import PersonClient

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(settings, monkeypatch) -> Iterator[Clock]:
    """Public pages are kept, and time stands still for them."""
    settings.PAGES_ALIKE = True
    settings.MIDDLEWARE = ["guanlian.web.shelf.PageShelf", *settings.MIDDLEWARE]
    clock = Clock()
    monkeypatch.setattr(alike.shelf, "clock", clock)
    alike.shelf.clear()
    yield clock
    alike.shelf.clear()


@pytest.fixture
def course(network: SmallNetwork) -> Admission:
    """A course with five places, in a week."""
    return make_admission(network.branches[0], activity={"title": "剪纸班"}, places=5)


@pytest.fixture
def venue(network: SmallNetwork) -> Venue:
    return make_room(network.branches[0], name="排练厅")


def visitor(name: str) -> tuple[Client, Person]:
    """Somebody signed in by that name."""
    person = make_person(name, keeper=make_user(name=name))
    client = PersonClient()
    client.force_login(person.keeper)
    return client, person


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_pages_from_memory_are_the_pages_that_are_made_as_a_whole(settings, clock, course, venue) -> None:
    client, _person = visitor("钱小敏")
    addresses = [
        *(reverse(f"portal:{name}") for name in ("home", "activities", "trainings", "venues", "free_venues", "halls")),
        f"{reverse('portal:search')}?q=剪纸",
        course.activity.get_absolute_url(),
        reverse("portal:venue", args=[venue.code]),
        course.activity.hall.get_absolute_url(),
    ]
    for address in addresses:
        settings.PAGES_ALIKE = False
        whole = page(client, address)
        settings.PAGES_ALIKE = True
        first, second = page(client, address), page(client, address)

        assert alike.shelf.look((*alike.shape(RequestFactory().get(address)), "zh-hans"))[0], address
        assert bare(first) == bare(second) == bare(whole), address


def bare(text: str) -> str:
    """The page without the marks between its parts."""
    return re.sub(r"<!--/?mine[^>]*-->", "", text)


def test_each_sees_their_own_name_and_nobody_elses(clock, course) -> None:
    one, _person = visitor("钱小敏")
    other, _other = visitor("沈阿婆")

    first, second = page(one, "/activities/"), page(other, "/activities/")

    assert "钱小敏" in first
    assert "沈阿婆" in second
    assert "沈阿婆" not in first
    assert "钱小敏" not in second


def test_what_one_has_already_is_on_the_activitys_page_of_oneself_alone(clock, course) -> None:
    one, person = visitor("钱小敏")
    other, _other = visitor("沈阿婆")
    address = course.activity.get_absolute_url()
    page(one, address)
    registering.register(activity=course.activity.code, people=[person], by=person.keeper, on=localdate())

    assert "再为家人报名" in page(one, address)
    assert "再为家人报名" not in page(other, address)


def test_after_an_act_of_ones_own_every_page_is_made_anew(clock, course) -> None:
    one, person = visitor("钱小敏")
    other, _other = visitor("沈阿婆")
    assert "只剩 5 个名额" in page(one, "/activities/")

    one.post(reverse("portal:register", args=[course.activity.code]), {"person": person.code, "key": "k1"})

    assert "只剩 4 个名额" in page(one, "/activities/")
    assert "只剩 5 个名额" in page(other, "/activities/")
    clock.now += KEPT_FOR
    assert "只剩 4 个名额" in page(other, "/activities/")


def test_languages_and_print_are_not_mixed(clock, course) -> None:
    one, _person = visitor("钱小敏")
    other, _other = visitor("沈阿婆")
    other.cookies[LARGE_COOKIE] = "1"

    chinese, english = page(one, "/halls/"), one.get("/halls/", headers={"Accept-Language": "en"}).content.decode()

    assert 'lang="zh-Hans"' in chinese
    assert 'lang="en"' in english
    assert "no-script large" in page(other, "/halls/")
    assert "no-script large" not in page(one, "/halls/")


def signed_in(client: Client) -> HttpRequest:
    """A request of the one signed in on `client`, as a view gets it."""
    request = client.get(reverse("portal:privacy")).wsgi_request
    request.META["HTTP_REFERER"] = "https://a.example/"
    return request


def test_a_page_is_made_as_for_a_stranger(clock, network) -> None:
    one, _person = visitor("钱小敏")
    seen = {}

    @public_page(alike=True)
    def view(request: HttpRequest) -> HttpResponse:
        seen.update(user=request.user.is_authenticated, cookies=request.COOKIES, session=dict(request.session))
        seen.update(referer=request.headers.get("Referer"), cookie=request.headers.get("Cookie"))
        return HttpResponse("page")

    request = signed_in(one)
    assert request.headers["Cookie"], "a request remembers its headers once they were looked at"

    view(request)

    assert seen == {"user": False, "cookies": {}, "session": {}, "referer": None, "cookie": None}


def test_a_page_that_grows_old_is_made_anew_beside_those_who_look_at_it(clock, network) -> None:
    one, _person = visitor("钱小敏")
    request, made = signed_in(one), iter("abc")
    view = public_page(alike=True)(lambda request: HttpResponse(next(made)))
    assert view(request).content == b"a"

    clock.now += FRESH_FOR
    assert view(request).content == b"a", "nobody waits"
    alike.beside.submit(lambda: None).result(5)

    assert view(request).content == b"b"


@pytest.mark.parametrize("fault", ["token", "cookie", "private", "missing"])
def test_what_is_one_persons_is_not_kept(clock, network, fault: str) -> None:
    one, _person = visitor("钱小敏")
    made = []

    @public_page(alike=True)
    def view(request: HttpRequest) -> HttpResponse:
        made.append(request.user.is_authenticated)
        response = HttpResponse(get_token(request) if fault == "token" else "page")
        if fault == "cookie":
            response.set_cookie("seen", "1")
        if fault == "private":
            response["Cache-Control"] = "private"
        if fault == "missing":
            response.status_code = 404
        return response

    view(signed_in(one))
    view(signed_in(one))

    assert made == [False, True, True], "tried once, then made for the person each time"
