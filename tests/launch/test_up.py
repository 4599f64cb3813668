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
from typing import Any

import psutil
import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from guanlian.launch import installation, paths
from guanlian.launch.database import connection_arguments
from guanlian.launch.embedded import Embedded
from guanlian.launch.postgres import binaries
from guanlian.launch.prepare import static_stamp

PATIENCE = 60.0  # seconds
UNCOMPRESSED = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"


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


def wait_until(happened: Callable[[], bool], what: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError(what.read_text())


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


@pytest.fixture
def prepared(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """An installation that has been through its first start: the tests' tables copied, static files stamped."""
    tables = connection_arguments(connection.settings_dict)
    monkeypatch.setattr(paths, "VAR", tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with Embedded() as cluster:
        dump = subprocess.run(
            [binaries() / "pg_dump", "-h", tables["host"], "-U", "postgres", "-Fc", tables["dbname"]],
            capture_output=True, check=True,
        )  # fmt: skip
        subprocess.run(
            [binaries() / "pg_restore", "-h", cluster.socket, "-U", "postgres", "-d", "guanlian"],
            input=dump.stdout, check=True,
        )  # fmt: skip
        installation.write("migrations", installation.migrations_stamp())
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": UNCOMPRESSED}}
    call_command("collectstatic", interactive=False, verbosity=0)
    static_stamp().write()
    return tmp_path


@pytest.mark.django_db
def test_serve_revive_survive_kill_dash_nine_and_stop_without_a_trace(prepared: Path, port: int) -> None:
    def said() -> str:
        return (prepared / "said").read_text()

    with up(prepared, port) as supervisor:
        wait_until(lambda: "Guanlian is up" in said() or supervisor.poll() is not None, prepared / "said")
        assert serves(port), said()
        first = psutil.Process(supervisor.pid).children()
        granian = next(process for process in first if "granian" in process.cmdline())
        granian.kill()
        wait_until(
            lambda: "starting it again" in said() and not granian.is_running() and serves(port), prepared / "said"
        )
        with psycopg.connect(host=str(prepared / "run"), user="postgres", dbname="guanlian") as link:
            link.execute("CREATE TABLE proof AS SELECT 7 AS n")
        supervisor.kill()
        supervisor.wait()
        assert serves(port), "the orphans still run"
    with up(prepared, port) as supervisor:
        wait_until(lambda: "Guanlian is up" in said() or supervisor.poll() is not None, prepared / "said")
        assert supervisor.poll() is None, said()
        assert "Ended the processes left behind" in said()
        assert "Bringing the tables up to date" not in said(), "nothing to migrate, so Django is not asked"
        with psycopg.connect(host=str(prepared / "run"), user="postgres", dbname="guanlian") as link:
            assert link.execute("SELECT n FROM proof").fetchone() == (7,)
        supervisor.send_signal(signal.SIGINT)
        assert supervisor.wait(PATIENCE) == 0
    assert ours(prepared) == []
    assert not serves(port)
    assert not (prepared / "database" / "postmaster.pid").exists(), "the server was shut down in order"
