"""`guanlian up` as people live with it: start, a death, `kill -9`, start again, stop."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from guanlian.launch import paths

PATIENCE = 60.0  # seconds


@contextmanager
def up(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """A running `guanlian up` on `folder`, its words in `folder`/said."""
    of_the_tests = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "GUANLIAN_PUBLIC_URL", "GUANLIAN_THROWAWAY"}
    environment = {key: value for key, value in os.environ.items() if key not in of_the_tests}
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "guanlian", "up", "--no-demo", "--port", str(port)], cwd=paths.ROOT,
            env=environment | {"GUANLIAN_VAR": str(folder), "GUANLIAN_WEB_WORKERS": "1"},
            stdout=said, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def wait_until(happened: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError(what)


def serves(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def ours(folder: Path) -> list[psutil.Process]:
    """Every living process of the installation in `folder`, by its environment or its working folder."""
    found = []
    for process in psutil.process_iter():
        try:
            variable = process.environ().get("GUANLIAN_VAR")
            if variable == str(folder) or str(folder / "database") in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_serve_revive_survive_kill_dash_nine_and_stop_without_a_trace(tmp_path: Path, port: int) -> None:
    def said() -> str:
        return (tmp_path / "said").read_text()

    with up(tmp_path, port) as supervisor:
        wait_until(lambda: "Guanlian is up" in said() or supervisor.poll() is not None, "first start")
        assert serves(port), said()
        first = psutil.Process(supervisor.pid).children()
        granian = next(process for process in first if "granian" in process.cmdline())
        granian.kill()
        wait_until(lambda: "starting it again" in said() and not granian.is_running() and serves(port), "web revived")
        with psycopg.connect(host=str(tmp_path / "run"), user="postgres", dbname="guanlian") as link:
            link.execute("CREATE TABLE proof AS SELECT 7 AS n")
        supervisor.kill()
        supervisor.wait()
        assert serves(port), "the orphans still run"
    with up(tmp_path, port) as supervisor:
        wait_until(lambda: "Guanlian is up" in said() or supervisor.poll() is not None, "second start")
        assert "Ended the processes left behind" in said()
        assert "Bringing the tables up to date" not in said(), "nothing to migrate, so Django is not asked"
        with psycopg.connect(host=str(tmp_path / "run"), user="postgres", dbname="guanlian") as link:
            assert link.execute("SELECT n FROM proof").fetchone() == (7,)
        supervisor.send_signal(signal.SIGINT)
        assert supervisor.wait(PATIENCE) == 0
    assert ours(tmp_path) == []
    assert not serves(port)
    assert not (tmp_path / "database" / "postmaster.pid").exists(), "the server was shut down in order"
