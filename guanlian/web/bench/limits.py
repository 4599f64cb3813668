"""The limits that a rush is compared with, taken in the same run: a bare view, and the transaction without a web."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time

from django.db import connection

from guanlian.launch import paths
from guanlian.launch.database import connection_arguments
from guanlian.launch.prepare import child_environment
from guanlian.programme.models import Admission
from guanlian.web.bench import crowd, serving
from guanlian.web.bench.load import Group, Job
from guanlian.web.bench.requests import page
from guanlian.web.bench.statements import Part

PROCESSES = 2  # as many as the product's own server has
WARM = 400  # requests before the clock runs


def bare_rate(seconds: float, connections: int) -> float:
    """Answers a second of a Django view without middleware, templates or database on the same server."""
    with serving.served(serving.BARE) as server:
        request = page(server.port, "/")
        serving.generate(Job(serving.HOST, server.port, [Group("warm", [request] * WARM, connections)]))
        group = Group("bare", [request] * connections, connections, endless=True)
        outcome = serving.generate(Job(serving.HOST, server.port, [group], seconds=seconds))
    return len(outcome.answers["bare"]) / outcome.seconds


def sql_rate(admission: Admission, visitors: list[crowd.Visitor]) -> float:
    """Places given a second by the same statements from psycopg alone: look, lock the person, insert, commit."""
    arguments = connection_arguments(connection.settings_dict)
    work = []
    for n in range(PROCESSES):
        process = subprocess.Popen(
            [sys.executable, "-m", "guanlian.web.bench.statements"],
            cwd=paths.ROOT,
            env=child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin is not None
        people = [(visitor.person, visitor.user) for visitor in visitors[n::PROCESSES]]
        process.stdin.write(pickle.dumps(Part(arguments, admission.pk, people)))
        process.stdin.flush()
        work.append(process)
    for process in work:
        assert process.stdout is not None
        process.stdout.readline()
    began = time.perf_counter()
    for process in work:
        process.communicate(b"\n")
    seconds = time.perf_counter() - began
    placed, _doubles, _taken = crowd.entries(admission)
    crowd.over(admission)
    return placed / seconds
