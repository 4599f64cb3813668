"""The generator sends each request once, knows a whole answer, and asks again where a connection broke."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from guanlian.web.bench.load import Generator, Group, Job, whole
from guanlian.web.bench.rush import ACCEPTED, REFUSED, Spread, read


class Counting(BaseHTTPRequestHandler):
    """Answers 303 to the first five it is asked, 409 to the others; drops the first that asks for /broken."""

    protocol_version = "HTTP/1.1"
    seen: list[str] = []
    lock = threading.Lock()

    def do_POST(self) -> None:  # noqa: N802 — the name that http.server calls
        with self.lock:
            self.seen.append(self.path)
            first, number = self.seen.count(self.path) == 1, len(self.seen)
        if self.path == "/broken" and first:
            self.close_connection = True
            return
        self.send_response(303 if number <= 5 else 409)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    Counting.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def post(path: str) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".encode()


def test_each_request_is_sent_once_and_answered_once(port: int) -> None:
    requests = [post(f"/{n}") for n in range(40)]

    outcome = Generator(Job("127.0.0.1", port, [Group("rush", requests, 7)])).run()
    rush = read("40 → 5", 7, outcome, {303: ACCEPTED, 409: REFUSED})

    assert sorted(Counting.seen) == sorted(f"/{n}" for n in range(40))
    assert sorted(number for *_rest, number in outcome.answers["rush"]) == list(range(40))
    assert (rush.spreads[ACCEPTED].number, rush.spreads[REFUSED].number, rush.faults) == (5, 35, 0)


def test_a_broken_connection_is_counted_and_asked_again_only_if_wanted(port: int) -> None:
    once = Generator(Job("127.0.0.1", port, [Group("rush", [post("/broken")], 1)])).run()
    Counting.seen = []
    again = Generator(Job("127.0.0.1", port, [Group("rush", [post("/broken")], 1)], again=0.01)).run()

    assert [status for status, *_rest in once.answers["rush"]] == [0]
    assert [status for status, *_rest in again.answers["rush"]] == [303]
    assert (once.broken, again.broken) == (1, 1)


def test_others_who_browse_stop_when_the_rush_is_over(port: int) -> None:
    groups = [Group("rush", [post(f"/{n}") for n in range(10)], 2), Group("others", [post("/page")], 1, 0.01, True)]

    outcome = Generator(Job("127.0.0.1", port, groups)).run()

    assert len(outcome.answers["rush"]) == 10
    assert outcome.answers["others"] is not None


@pytest.mark.parametrize(
    ("buffer", "status"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", 0),
        (b"HTTP/1.1 303 See Other\r\ncontent-length: 0\r\n\r\n", 303),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", 0),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", 304),
        (b"HTTP/1.1 200", 0),
    ],
)
def test_an_answer_is_whole_when_its_body_is_there(buffer: bytes, status: int) -> None:
    assert whole(buffer) == status


def test_percentiles_of_few_and_of_many() -> None:
    assert Spread.of([]).number == 0
    assert Spread.of([0.5]).p99 == 500
    assert Spread.of([n / 1000 for n in range(101)]).p95 == pytest.approx(95)
