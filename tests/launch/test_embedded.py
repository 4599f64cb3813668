"""The embedded server: shared by those who need it, stopped by the last, and never losing a row."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from guanlian.launch import access, embedded, installation, paths
from guanlian.launch.embedded import Embedded
from guanlian.launch.faults import Fault
from guanlian.launch.postgres import Cluster


def wait_until_gone(pid: int) -> None:
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} lives on")


def test_the_last_to_leave_stops_the_server_and_a_row_outlives_stop_and_kill(installation_folder: Path) -> None:
    with Embedded() as cluster:
        with Embedded():
            installation.write("proof", "kept")
        assert cluster.pid(), "the first still holds it"
        killed = cluster.pid()
        assert killed
        os.kill(killed, signal.SIGKILL)
        wait_until_gone(killed)
    assert cluster.pid() is None
    with Embedded() as cluster:
        assert installation.read("proof") == "kept"
    assert cluster.pid() is None


def test_a_server_left_behind_by_a_killed_process_is_taken_over_and_then_stopped(installation_folder: Path) -> None:
    code = (
        "from guanlian.launch.embedded import Embedded; h = Embedded(); print(h.__enter__().pid(), flush=True); input()"
    )
    environment = os.environ | {"GUANLIAN_VAR": str(installation_folder)}
    left = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, cwd=paths.ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert left.stdout
    server = int(left.stdout.readline())
    left.kill()
    left.wait()
    with Embedded() as cluster:
        assert cluster.pid() == server
    assert cluster.pid() is None


def test_a_dead_server_is_revived_while_it_is_needed(installation_folder: Path) -> None:
    held = Embedded()
    with held as cluster:
        assert held.revive() is False
        before = cluster.pid()
        assert before
        os.kill(before, signal.SIGKILL)
        wait_until_gone(before)
        assert held.revive() is True
        assert cluster.pid() not in {None, before}


def test_the_server_is_durable_listens_on_no_network_and_lives_in_shanghai(installation_folder: Path) -> None:
    with Embedded(), installation.connection() as link:
        shown = {
            name: link.execute(f"SHOW {name}").fetchone()[0]  # type: ignore[index]
            for name in ("fsync", "synchronous_commit", "listen_addresses", "TimeZone", "jit", "max_connections")
        }
    assert shown == {
        "fsync": "on", "synchronous_commit": "on", "listen_addresses": "", "TimeZone": "Asia/Shanghai", "jit": "off",
        "max_connections": "200",
    }  # fmt: skip
    assert stat.S_IMODE((installation_folder / "run").stat().st_mode) == 0o700


def test_a_pid_file_naming_a_strangers_process_neither_fools_nor_blocks_the_start(installation_folder: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        file = installation_folder / "database" / "postmaster.pid"
        file.write_text(f"{stranger.pid}\n{installation_folder / 'database'}\n0\n5432\n\n\n\nready   \n")
        cluster = Cluster(installation_folder / "database", installation_folder / "run")
        assert cluster.pid() is None
        with Embedded() as cluster:
            assert cluster.pid() not in {None, stranger.pid}
        assert stranger.poll() is None, "the stranger was left alone"
    finally:
        stranger.kill()
        stranger.wait()


def test_making_a_cluster_broken_off_halfway_is_done_anew(tmp_path: Path) -> None:
    half = tmp_path / "database.partial"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    cluster = Cluster(tmp_path / "database", tmp_path / "run", durable=False)
    assert cluster.make() is True
    assert cluster.make() is False
    assert not half.exists()


def test_a_server_that_cannot_start_tells_where_to_look(installation_folder: Path) -> None:
    broken = installation_folder / "database" / "postgresql.auto.conf"
    kept = broken.read_text()
    broken.write_text("no_such_setting = 1\n")
    try:
        with pytest.raises(Fault, match=r"server\.log"), Embedded():
            pass
    finally:
        broken.write_text(kept)


def test_a_database_is_created_once_however_often_it_is_asked_for(installation_folder: Path) -> None:
    with Embedded():
        assert embedded.create_database("guanlian") is False
        with pytest.raises(psycopg.errors.DuplicateDatabase), installation.connection("postgres") as link:
            link.execute("CREATE DATABASE guanlian")


def test_a_closed_folder_on_the_way_lets_the_server_walk_and_nobody_else() -> None:
    account = access.server_account()
    if os.geteuid() != 0:
        assert account is None, "an ordinary user runs the server itself and grants nobody anything"
        return
    assert account
    closed = Path(tempfile.mkdtemp(dir="/tmp"))  # mode 700, its parents open to all
    try:
        (closed / "inner").mkdir()
        access.open_way(closed / "inner", account)
        code = "import os, sys; os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2])); "
        for uid, walks in ((account.uid, True), (65534, False)):
            for action, allowed in (("os.stat(sys.argv[1] + '/inner')", walks), ("os.listdir(sys.argv[1])", False)):
                command = [sys.executable, "-c", code + action, str(closed), str(uid)]
                tried = subprocess.run(command, capture_output=True, text=True, check=False)
                assert (tried.returncode == 0) is allowed, (uid, action, tried.stderr)
    finally:
        shutil.rmtree(closed)
