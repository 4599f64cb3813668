"""The product's own server, or a bare one, on a free port for as long as a run takes; and the generator beside it."""

from __future__ import annotations

import json
import pickle
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

import psutil
from django.db import connection

from guanlian.launch import paths
from guanlian.launch.prepare import child_environment
from guanlian.launch.stopping import Stopping
from guanlian.launch.supervisor import wait_until_served, web_command
from guanlian.web.bench.load import Job, Outcome

HOST = "127.0.0.1"
BARE = "guanlian.web.bench.bare:application"


def database_url() -> str:
    """The DATABASE_URL of the database that Django is connected to now."""
    given = connection.settings_dict
    login = quote(given["USER"], safe="")
    if given.get("PASSWORD"):
        login += ":" + quote(given["PASSWORD"], safe="")
    host, port = given["HOST"], given["PORT"] or "5432"
    if host.startswith("/"):
        return f"postgresql://{login}@/{given['NAME']}?host={quote(host, safe='/')}&port={port}"
    return f"postgresql://{login}@{host}:{port}/{given['NAME']}"


class Server:
    """A running server: where it listens, and what its processes have cost."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    def workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def cpu(self) -> float:
        """Processor seconds that it has used until now."""
        total = 0.0
        with suppress(psutil.Error):
            for process in [psutil.Process(self.process.pid), *self.workers()]:
                times = process.cpu_times()
                total += times.user + times.system
        return total


@contextmanager
def served(application: str = "") -> Iterator[Server]:
    """The product (or `application`) behind the very command line that `guanlian up` uses, until the block ends."""
    port = free_port()
    command = web_command(HOST, port)
    if application:
        command[-1] = application
    environment = child_environment() | {
        "DATABASE_URL": database_url(),
        "GUANLIAN_PUBLIC_URL": f"http://{HOST}:{port}",
        "GUANLIAN_DEBUG": "0",
    }
    process = subprocess.Popen(command, cwd=paths.ROOT, env=environment)
    try:
        wait_until_served(f"http://{HOST}:{port}", Stopping())
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def generate(job: Job) -> Outcome:
    """Run `job` in a generator's process and bring back what it found."""
    return collect(start(job))


def start(job: Job) -> subprocess.Popen[bytes]:
    """A generator that has begun to send `job`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "guanlian.web.bench.load"],
        cwd=paths.ROOT,
        env=child_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(pickle.dumps(job))
    process.stdin.close()
    return process


def collect(process: subprocess.Popen[bytes]) -> Outcome:
    """Wait for a generator's end and read what it found."""
    assert process.stdout is not None
    words = process.stdout.read()
    process.stdout.close()
    if process.wait():
        raise RuntimeError(f"the generator ended with {process.returncode}")
    return Outcome(**json.loads(words))
