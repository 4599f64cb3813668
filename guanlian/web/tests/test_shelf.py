"""Public pages from memory: made once, never old, one for each language and print, never one person's for another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from guanlian.web import shelf as shelving
from guanlian.web.memory import FRESH_FOR, KEPT_FOR, SHARED_FOR, Shelf
from guanlian.web.portal.caching import public_page
from guanlian.web.shelf import Page, PageShelf, may_be_kept
from tests.factories import SmallNetwork, make_hall

OLDEST = 30  # seconds that a public page may be behind, however it reaches a browser


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def shelved(settings, monkeypatch) -> Iterator[Client]:
    """A visitor of the site with the shelf in front, empty before and after; its time stands still."""
    settings.MIDDLEWARE = ["guanlian.web.shelf.PageShelf", *settings.MIDDLEWARE]
    monkeypatch.setattr(shelving.shelf, "clock", Clock())
    shelving.shelf.clear()
    yield Client()
    shelving.shelf.clear()


def kept(clock: Clock, key: tuple[str, ...] = ("/",), size: int = 10) -> tuple[Shelf, tuple[str, ...]]:
    shelf = Shelf(clock=clock)
    shelf.put(key, Page(b"x" * size, {}, clock.now))
    return shelf, key


def test_a_page_from_the_shelf_and_a_cache_between_are_together_never_older_than_allowed() -> None:
    assert FRESH_FOR < KEPT_FOR
    assert KEPT_FOR + SHARED_FOR + 2 <= OLDEST


def test_a_page_leaves_the_shelf_when_its_time_is_over() -> None:
    clock = Clock()
    shelf, key = kept(clock)

    clock.now += KEPT_FOR

    assert shelf.look(key)[0] is None


def test_while_one_makes_it_anew_the_others_get_the_page_that_is_there() -> None:
    clock = Clock()
    shelf, key = kept(clock)
    clock.now += FRESH_FOR

    first, second = shelf.look(key), shelf.look(key)

    assert (first[1], second[1]) == (True, False)
    assert second[0] is not None


def test_the_page_not_asked_for_longest_goes_when_the_room_is_used_up() -> None:
    clock = Clock()
    shelf = Shelf(room=3 * 3_100, clock=clock)
    for name in "abc":
        shelf.put((name,), Page(b"x" * 1_000, {}, clock.now))
    shelf.look(("a",))

    shelf.put(("d",), Page(b"x" * 1_000, {}, clock.now))

    assert [shelf.look((name,))[0] is not None for name in "abcd"] == [True, False, True, True]


def test_a_page_that_many_ask_for_at_once_is_made_once() -> None:
    made = []

    def slow(request: HttpRequest) -> HttpResponse:
        made.append(request.path)
        time.sleep(0.2)
        return HttpResponse("page", headers={"Cache-Control": "public, s-maxage=18"})

    shelving.shelf.clear()
    middleware = PageShelf(slow)
    answers: list[bytes] = []

    def ask() -> None:
        answers.append(middleware(RequestFactory().get("/hot/")).content)  # type: ignore[attr-defined]

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shelving.shelf.clear()

    assert (len(made), answers) == (1, [b"page"] * 12)


def test_a_page_that_cannot_be_kept_is_made_for_everyone_and_nobody_waits() -> None:
    middleware = PageShelf(lambda request: HttpResponse("mine", headers={"Cache-Control": "private"}))
    shelving.shelf.clear()

    middleware(RequestFactory().get("/form/"))

    assert shelving.shelf.look(shelving.key_of(RequestFactory().get("/form/")) or ()) == (None, False, None)


def test_a_second_visitor_gets_the_very_same_page(network: SmallNetwork, shelved: Client) -> None:
    first = shelved.get("/halls/", headers={"Accept-Encoding": "gzip"})
    make_hall(name="新来的馆")

    second = Client().get("/halls/", headers={"Accept-Encoding": "gzip"})

    assert second.content == first.content
    assert second["ETag"] == first["ETag"]
    assert second["Content-Encoding"] == "gzip"
    assert "Age" in second


def test_an_unchanged_page_is_not_sent_again(network: SmallNetwork, shelved: Client) -> None:
    tag = shelved.get("/halls/")["ETag"]

    again = shelved.get("/halls/", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


def test_a_browser_that_has_the_page_still_fills_the_shelf_for_others(network: SmallNetwork, shelved: Client) -> None:
    tag = shelved.get("/halls/")["ETag"]
    shelving.shelf.clear()

    shelved.get("/halls/", headers={"If-None-Match": tag})

    assert shelved.get("/halls/").status_code == 200


def test_language_print_and_county_have_pages_of_their_own(network: SmallNetwork, shelved: Client) -> None:
    chinese = shelved.get("/").content.decode()
    english = shelved.get("/", headers={"Accept-Language": "en"}).content.decode()
    shelved.cookies["large"] = "1"
    large = shelved.get("/").content.decode()

    assert 'lang="zh-Hans"' in chinese
    assert 'lang="en"' in english
    assert "no-script large" in large
    assert "no-script large" not in Client().get("/").content.decode()


def test_whoever_signed_in_is_never_served_from_the_shelf(network: SmallNetwork, cast, shelved: Client) -> None:
    shelved.get("/halls/")
    shelved.force_login(cast.citizen)

    mine = shelved.get("/halls/")
    others = Client().get("/halls/")

    assert cast.citizen.name in mine.content.decode()
    assert cast.citizen.name not in others.content.decode()
    assert "Age" not in mine


def test_a_message_that_waits_is_shown_to_its_own_person_only(network: SmallNetwork, shelved: Client) -> None:
    shelved.cookies["messages"] = "anything"

    assert "Age" not in shelved.get("/halls/")


def test_what_no_key_holds_never_shapes_a_page_for_all(network: SmallNetwork, shelved: Client) -> None:
    seen = {}

    def view(request: HttpRequest) -> HttpResponse:
        seen.update(request.COOKIES, referer=request.headers.get("Referer"))
        return HttpResponse("page")

    request = RequestFactory().get("/any/", headers={"Cookie": "tracker=7; large=1", "Referer": "https://a.example/"})
    PageShelf(view)(request)

    assert seen == {"large": "1", "referer": None}


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "private, no-cache"},
        {"Cache-Control": "public, s-maxage=18", "Vary": "User-Agent"},
        {},
    ],
)
def test_only_what_says_that_it_is_for_everyone_is_kept(headers: dict[str, str]) -> None:
    assert not may_be_kept(HttpResponse("page", headers=headers))


def test_a_page_that_sets_a_cookie_is_not_kept() -> None:
    response = public_page(lambda request: HttpResponse("page"))
    request = RequestFactory().get("/")
    request.user = type("Nobody", (), {"is_authenticated": False})()
    answer = response(request)
    assert may_be_kept(answer)

    answer.set_cookie("csrftoken", "x")

    assert not may_be_kept(answer)
