"""Places under a rush and under faults: none too many, none lost, none twice, whatever dies in the middle of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from guanlian.accounts.models import Person
from guanlian.launch import paths
from guanlian.programme import refusals, registering
from guanlian.programme.models import Admission, Registration
from tests.factories import make_admission, make_hall, make_person

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 15.0  # seconds that a test waits for another process or thread


def ask(admission: Admission, person: Person, key: str = "") -> Registration:
    (entry,) = registering.register(
        activity=admission.activity.code, people=[person], by=person.keeper, on=localdate(), key=key
    )
    return entry


def another_server(admission: Admission, people: list[Person], key: str = "k") -> subprocess.Popen[str]:
    """A process that is ready to ask for each of `people`; a line sets it going."""
    given = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "guanlian.config.settings",
        "DATABASE_URL": f"postgresql://{given['USER']}@/{given['NAME']}?host={given['HOST']}",
        "PYTHONPATH": str(paths.ROOT),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "guanlian.programme.tests.asking"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=paths.ROOT,
    )  # fmt: skip
    assert process.stdin and process.stdout
    asked = {"activity": admission.activity.code, "people": [person.pk for person in people], "key": key}
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "ready\n"
    return process


@contextmanager
def the_hot_row_held(admission: Admission) -> Iterator[None]:
    """Another transaction has the row of which everybody wants a place."""
    held, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Admission.objects.select_for_update().get(pk=admission.pk)
            held.set()
            leave.wait(SOON)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(SOON)
    try:
        yield
    finally:
        leave.set()
        thread.join()


def wait_for(number: int) -> list[int]:
    """The server's processes that wait for a row, once there are so many."""
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            waiting = [pid for (pid,) in cursor.fetchall()]
        if len(waiting) >= number:
            return waiting
        time.sleep(0.02)
    raise AssertionError(f"fewer than {number} came to wait")


def entries(admission: Admission) -> tuple[int, int]:
    """People with a place, and the count that the database kept."""
    admission.refresh_from_db()
    return Registration.unscoped.filter(admission=admission, status="placed").count(), admission.taken


def test_three_processes_ask_for_sixty_people_and_only_seven_get_a_place() -> None:
    admission = make_admission(make_hall(), places=7)
    people = [make_person() for _ in range(60)]
    servers = [another_server(admission, people[n::3]) for n in range(3)]

    for server in servers:
        assert server.stdin
        server.stdin.write("go\n")
        server.stdin.flush()
    told = [answer for server in servers for answer in json.loads(server.communicate(timeout=SOON * 4)[0])]

    assert (told.count("placed"), told.count("full")) == (7, 53)
    assert entries(admission) == (7, 7)


def test_a_process_killed_in_mid_request_takes_no_place_with_it() -> None:
    admission = make_admission(make_hall(), places=1)
    person = make_person()
    server = another_server(admission, [person])

    with the_hot_row_held(admission):
        assert server.stdin
        server.stdin.write("go\n")
        server.stdin.flush()
        wait_for(1)
        server.kill()
        server.wait()
    again = ask(admission, person, key=f"k{person.pk}")

    assert again.status == "placed"
    assert entries(admission) == (1, 1)


def test_a_connection_cut_in_mid_request_leaves_nothing_half_done_and_asking_again_helps() -> None:
    admission = make_admission(make_hall(), places=2)
    people = [make_person() for _ in range(2)]

    def one(person: Person) -> str:
        try:
            return ask(admission, person, key=f"cut{person.pk}").status
        except OperationalError:
            return "cut"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with the_hot_row_held(admission):
            asking = [pool.submit(one, person) for person in people]
            with connection.cursor() as cursor:
                for pid in wait_for(2):
                    cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
            told = [each.result(SOON) for each in asking]
        again = [ask(admission, person, key=f"cut{person.pk}").status for person in people]

    assert told == ["cut", "cut"]
    assert again == ["placed", "placed"]
    assert entries(admission) == (2, 2)


def test_the_same_request_sent_many_times_at_one_moment_is_one_entry() -> None:
    admission = make_admission(make_hall(), places=5)
    person = make_person()

    def one(_number: int) -> str:
        try:
            return ask(admission, person, key="twice").code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(one, range(16)))

    assert len(codes) == 1
    assert entries(admission) == (1, 1)


def test_the_last_place_asked_for_twice_at_one_moment_is_told_to_both() -> None:
    admission = make_admission(make_hall(), places=1)
    person, rival = make_person(), make_person()

    def one(_number: int) -> str:
        try:
            return ask(admission, person, key="last").code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        codes = set(pool.map(one, range(8)))

    assert len(codes) == 1
    with pytest.raises(refusals.Full):
        ask(admission, rival, key="other")


@pytest.mark.parametrize("wrong_by", [timedelta(minutes=-1), timedelta(minutes=1)])
def test_a_servers_wrong_clock_neither_opens_entries_early_nor_keeps_them_open(monkeypatch, wrong_by) -> None:
    moment = timezone.now()
    opening = make_admission(make_hall(), opens_at=moment + timedelta(seconds=40))
    closed = make_admission(make_hall(), closes_at=moment - timedelta(seconds=1))
    open_now = make_admission(make_hall(), opens_at=moment - timedelta(seconds=1))
    person = make_person()
    true: Callable[[], datetime] = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: true() + wrong_by)

    with pytest.raises(refusals.NotOpenYet):
        ask(opening, person)
    with pytest.raises(refusals.EntriesClosed):
        ask(closed, person)
    entry: Any = ask(open_now, person)

    assert abs(entry.entered_at - true()) < timedelta(seconds=30)
