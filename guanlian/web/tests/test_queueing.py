"""Many who want the same: a few at a time, in the order in which they came; others are not held up."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from guanlian.web import queueing
from guanlian.web.queueing import Line, Queue, TooMany

HOT = "/activities/HD-1/register/"


def hold(line: Line, key: str) -> tuple[threading.Thread, threading.Event]:
    """Somebody who is inside until the event is set."""
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        inside.set()
        leave.wait(5)

    thread = threading.Thread(target=line.serve, args=(key, stay, 5))
    thread.start()
    assert inside.wait(5)
    return thread, leave


def until(line: Line, waiting: int) -> None:
    """Until so many stand in line."""
    while sum(len(each) for each in line._waiting.values()) < waiting:
        time.sleep(0.001)


def test_those_in_line_come_in_the_order_in_which_they_came() -> None:
    line = Line(at_once=1, together=4, longest=50)
    first, leave = hold(line, "a")
    order: list[int] = []

    threads = []
    for number in range(20):
        threads.append(threading.Thread(target=line.serve, args=("a", partial(order.append, number), 5)))
        threads[-1].start()
        until(line, number + 1)
    leave.set()
    for thread in [first, *threads]:
        thread.join()

    assert order == list(range(20))


def test_never_more_inside_than_allowed_of_one_and_of_all() -> None:
    line = Line(at_once=2, together=3, longest=50)
    lock, now, most = threading.Lock(), {"a": 0, "b": 0}, {"a": 0, "b": 0, "all": 0}

    def count(key: str) -> None:
        with lock:
            now[key] += 1
            most[key] = max(most[key], now[key])
            most["all"] = max(most["all"], sum(now.values()))
        time.sleep(0.002)
        with lock:
            now[key] -= 1

    keys = ["ab"[n % 2] for n in range(40)]
    threads = [threading.Thread(target=line.serve, args=(key, partial(count, key), 5)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == {"a": 2, "b": 2, "all": 3}
    assert (line._inside, dict(line._waiting)) == ({}, {})


def test_another_class_does_not_wait_behind_the_hot_one() -> None:
    line = Line(at_once=1, together=2, longest=50)
    thread, leave = hold(line, "hot")

    assert line.serve("quiet", lambda: "served", 0.1) == "served"

    leave.set()
    thread.join()


def test_a_line_that_is_too_long_turns_people_away_at_once_and_patience_ends() -> None:
    line = Line(at_once=1, together=1, longest=1)
    thread, leave = hold(line, "a")

    with pytest.raises(TooMany):
        line.serve("a", lambda: "never", 0.02)
    assert not line._waiting

    leave.set()
    thread.join()
    assert line.serve("a", lambda: "served", 1) == "served"


def test_a_fault_inside_gives_the_turn_to_the_next() -> None:
    line = Line(at_once=1, together=1, longest=1)

    with pytest.raises(ZeroDivisionError):
        line.serve("a", lambda: 1 / 0, 1)

    assert line.serve("a", lambda: "served", 0.1) == "served"


def test_a_fault_reaches_the_one_who_waited_and_nobody_else() -> None:
    line = Line(at_once=1, together=1, longest=9)
    first, leave = hold(line, "a")
    with ThreadPoolExecutor(2) as people:
        broken = people.submit(line.serve, "a", lambda: 1 / 0, 5)
        until(line, 1)
        whole = people.submit(line.serve, "a", lambda: "served", 5)
        until(line, 2)
        leave.set()

    first.join()
    assert isinstance(broken.exception(), ZeroDivisionError)
    assert whole.result() == "served"


def test_all_who_waited_are_served_by_few_threads() -> None:
    line = Line(at_once=1, together=2, longest=50)
    first, leave = hold(line, "a")
    with ThreadPoolExecutor(30) as people:
        served = [people.submit(line.serve, "a", threading.get_ident, 5) for _ in range(30)]
        until(line, 30)
        leave.set()

    first.join()
    assert len({each.result() for each in served}) <= 2


def test_the_line_lets_a_page_go_first_but_not_for_long(settings) -> None:
    settings.RUSH_YIELDS = 0.05
    line = Line(at_once=1, together=1, longest=9)
    first, leave = hold(line, "a")
    with ThreadPoolExecutor(1) as people, queueing.others:
        began = time.perf_counter()
        served = people.submit(line.serve, "a", time.perf_counter, 5)
        until(line, 1)
        leave.set()
        assert served.result() - began >= settings.RUSH_YIELDS  # though nobody else was done in that time

    first.join()


def test_the_calm_page_sends_the_same_form_again_and_needs_no_database(monkeypatch) -> None:
    full = Line(at_once=1, together=1, longest=0)
    monkeypatch.setattr(queueing, "line", full)
    thread, leave = hold(full, HOT)
    sent = {"person": ["RY-1", "RY-2"], "key": "k<1>", "csrfmiddlewaretoken": "t"}

    answer = Queue(lambda request: HttpResponse("never"))(RequestFactory().post(HOT, sent))
    leave.set()
    thread.join()

    page = answer.content.decode()  # type: ignore[attr-defined]
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert 'name="person" value="RY-1"' in page
    assert 'name="person" value="RY-2"' in page
    assert 'value="k&lt;1&gt;"' in page
    assert f'action="{HOT}"' in page


@pytest.mark.parametrize(
    ("method", "path"), [("get", HOT), ("post", "/activities/HD-1/"), ("post", "/me/tickets/BM-1/release/")]
)
def test_only_asking_for_places_waits_in_line(monkeypatch, method: str, path: str) -> None:
    monkeypatch.setattr(queueing, "line", Line(at_once=0, together=0, longest=0))

    answer = Queue(lambda request: HttpResponse("page"))(getattr(RequestFactory(), method)(path))

    assert answer.status_code == 200


def lost() -> HttpResponse:
    """What a view does whose database went away."""
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize(("method", "path", "asks_again"), [("post", HOT, True), ("get", "/halls/", False)])
def test_a_database_out_of_reach_is_no_fault_of_ours_and_who_asked_for_places_asks_again(
    method: str, path: str, asks_again: bool
) -> None:
    request = getattr(RequestFactory(), method)(path, {"key": "k1"})

    try:
        lost()
    except OperationalError:
        answer = queueing.fault(request)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert ('name="key" value="k1"' in answer.content.decode()) is asks_again  # type: ignore[attr-defined]


def test_any_other_fault_stays_a_fault() -> None:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        answer = queueing.fault(RequestFactory().post(HOT))

    assert answer.status_code == 500
