"""A rush in which something breaks: all ask again with the same key then, and nothing is lost or doubled."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from guanlian.launch import paths
from guanlian.launch.embedded import Embedded
from guanlian.programme.models import Admission
from guanlian.web.bench import crowd, serving
from guanlian.web.bench.crowd import Visitor
from guanlian.web.bench.load import Group, Job
from guanlian.web.bench.requests import form

AFTER = 0.4  # seconds into the rush
AGAIN = 0.3  # seconds after which a browser whose connection broke sends the form again
ACCEPTED, REFUSED = 303, 409


@dataclass(frozen=True)
class Fault:
    """What one of them found. `lost`: people told one thing while the database holds another."""

    name: str
    asked: int
    broken: int
    placed: int
    oversold: int
    doubles: int
    lost: int


def kill_a_worker(server: serving.Server) -> None:
    """End one of the web processes as the kernel does when memory is short."""
    server.workers()[-1].send_signal(signal.SIGKILL)


def cut_the_database(server: serving.Server) -> None:
    """End every session of the database at once, as a restart does to those who are connected."""
    crowd.leave()
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [crowd.DATABASE],
        )
    crowd.leave()


def crash_the_database(server: serving.Server) -> None:
    """Stop the embedded server without letting it write anything down, and start it: it recovers from its log."""
    crowd.leave()
    cluster = Embedded().cluster
    cluster.stop("immediate")
    cluster.start()


def embedded() -> bool:
    """Whether the database is the installation's own, which may be stopped."""
    return str(connection.settings_dict["HOST"]) == str(paths.socket_dir())


def nothing(server: serving.Server) -> None:
    """Break nothing: for those who send twice."""


def broken(
    name: str,
    server: serving.Server,
    admission: Admission,
    visitors: list[Visitor],
    connections: int,
    *,
    breaking: Callable[[serving.Server], None],
    times: int = 1,
) -> Fault:
    """A rush in which each sends the form `times` times at once and `breaking` happens; then each asks once more."""
    path = reverse("portal:register", args=[admission.activity.code])
    requests = [form(server.port, path, v, person=v.code, key=f"{admission.pk}-{v.person}") for v in visitors]
    sent = [request for request in requests for _ in range(times)]
    rushing = serving.start(Job(serving.HOST, server.port, [Group("rush", sent, connections)], again=AGAIN))
    time.sleep(AFTER)
    breaking(server)
    first = serving.collect(rushing)
    last = _until_answered(server, requests, connections)
    told = {visitors[n].person for n, status in last.items() if status == ACCEPTED}
    earlier = {visitors[n // times].person for status, _s, _at, n in first.answers["rush"] if status == ACCEPTED}
    placed, doubles, taken = crowd.entries(admission)
    holding = crowd.registered(admission)
    crowd.over(admission)
    return Fault(
        name,
        len(sent),
        first.broken + sum(status >= 500 for status, *_rest in first.answers["rush"]),
        placed,
        max(placed - (admission.places or 0), 0) + abs(placed - taken),
        doubles,
        len(told ^ holding) + len(earlier - holding),
    )


def _until_answered(server: serving.Server, requests: list[bytes], connections: int) -> dict[int, int]:
    """What everybody is told who asks again with the same key until there is an answer, by number of the request."""
    told: dict[int, int] = {}
    for _try in range(20):
        waiting = [n for n in range(len(requests)) if told.get(n) not in {ACCEPTED, REFUSED}]
        if not waiting:
            break
        group = Group("again", [requests[n] for n in waiting], connections)
        outcome = serving.generate(Job(serving.HOST, server.port, [group], again=AGAIN))
        told |= {waiting[n]: status for status, _s, _at, n in outcome.answers["again"]}
    return told
