"""A limit of the rush: the statements that give a place, from psycopg alone, without Django or a web.

`python -m guanlian.web.bench.statements` reads a `Part` as a pickle, says that it is ready, begins at the next line
that it is told, and ends when all its people have asked.
"""

from __future__ import annotations

import pickle
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors

THREADS = 4  # as the product's own server has at work
LOOK = """
    SELECT m.id, m.places, m.taken, a.status, a.ends_at, statement_timestamp(),
           EXISTS (SELECT 1 FROM programme_registration r
                   WHERE r.admission_id = m.id AND r.person_id = %(person)s AND r.status = 'placed')
    FROM programme_admission m JOIN programme_activity a ON a.id = m.activity_id WHERE m.id = %(admission)s
"""
LOCK = "SELECT id FROM accounts_person WHERE id = %(person)s FOR NO KEY UPDATE"
TAKE = """
    INSERT INTO programme_registration (
        code, admission_id, person_id, "group", status, channel, acted_by_id, answer, weight, why, request_key)
    VALUES (%(code)s, %(admission)s, %(person)s, %(code)s, 'placed', 'online', %(user)s, '', 1, '', %(code)s)
"""


@dataclass(frozen=True)
class Part:
    """One process's share: how to connect, the admission, and (person, user) of those who ask."""

    arguments: dict[str, Any]
    admission: int
    people: list[tuple[int, int]]


def _ask(link: Any, admission: int, people: Iterator[tuple[int, int]], lock: threading.Lock) -> None:
    while True:
        with lock:
            one = next(people, None)
        if one is None:
            return
        values = {"admission": admission, "person": one[0], "user": one[1], "code": f"SQL{one[0]}"}
        try:
            with link.transaction():
                link.execute(LOOK, values).fetchone()
                link.execute(LOCK, values)
                link.execute(TAKE, values)
        except errors.CheckViolation:
            continue


def main() -> None:
    """Connect, wait for the word, ask for everybody."""
    part: Part = pickle.load(sys.stdin.buffer)
    links = [psycopg.connect(**part.arguments) for _ in range(THREADS)]
    people, lock = iter(part.people), threading.Lock()
    threads = [threading.Thread(target=_ask, args=(link, part.admission, people, lock)) for link in links]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.buffer.readline()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
