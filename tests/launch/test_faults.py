"""Each fault of starting is one sentence with its remedy, in two languages, without a traceback."""

import errno
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from guanlian.launch import faults, paths, postgres
from guanlian.launch.faults import Fault
from guanlian.launch.locks import FileLock
from guanlian.launch.postgres import Cluster
from guanlian.launch.supervisor import require_port

Usage = namedtuple("Usage", "total used free")


def guanlian(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "guanlian", *arguments], cwd=paths.ROOT, env=inherited | environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def assert_two_lines(said: "subprocess.CompletedProcess[str]", *words: str) -> None:
    assert said.returncode == 1, said.stderr
    assert "Traceback" not in said.stderr
    assert len(said.stderr.strip().splitlines()) == 2, said.stderr
    for word in words:
        assert word in said.stderr


def test_a_taken_port_is_named_together_with_another_to_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said = guanlian("up", "--port", str(port), GUANLIAN_VAR=str(tmp_path))
    assert_two_lines(said, f"Port {port} is taken", f"make run PORT={port + 1}", f"端口 {port}")


@pytest.mark.parametrize("port", [0, -1, 65536, 99999])
def test_an_impossible_port_is_refused(port: int) -> None:
    with pytest.raises(Fault, match="65535"):
        require_port("127.0.0.1", port)


def test_a_second_start_of_the_same_folder_names_the_first(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "locks" / "up.lock")
    lock.take()
    lock.note(pid=4321, port=8765, state="running")
    said = guanlian("up", "--port", "8766", GUANLIAN_VAR=str(tmp_path))
    lock.close()
    assert_two_lines(said, "already runs", "4321", "8765")


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mysql://u:p@h/n", "postgresql://USER:PASSWORD@HOST:PORT/NAME"),
        ("postgresql://u:p@127.0.0.1:1/n", "can't be reached"),
    ],
)
def test_a_wrong_database_url_stops_the_start_with_a_sentence(tmp_path: Path, url: str, word: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert_two_lines(guanlian("up", "--port", str(port), GUANLIAN_VAR=str(tmp_path), DATABASE_URL=url), word)


def test_a_nearly_full_disk_stops_before_a_cluster_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10 << 30, 9 << 30, (1 << 30) - 1))
    with pytest.raises(Fault, match=r"full or nearly so \(1023 MB left\)"):
        Cluster(tmp_path / "database", tmp_path / "run").make()
    assert not (tmp_path / "database").exists()


def test_a_platform_without_the_servers_package_is_sent_to_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Fault, match="DATABASE_URL=postgresql://"):
        postgres.binaries.__wrapped__()


def test_binaries_that_do_not_run_here_are_sent_to_database_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "initdb").write_bytes(b"\x7fELF of another machine")
    (tmp_path / "initdb").chmod(0o755)
    monkeypatch.setattr(postgres, "binaries", lambda: tmp_path)
    with pytest.raises(Fault, match="does not run on this machine"):
        Cluster(tmp_path / "database", tmp_path / "run", durable=False).make()


def test_data_of_another_major_version_are_left_alone_and_explained(tmp_path: Path) -> None:
    (tmp_path / "database").mkdir()
    (tmp_path / "database" / "PG_VERSION").write_text("16\n")
    with pytest.raises(Fault, match="made by PostgreSQL 16"):
        Cluster(tmp_path / "database", tmp_path / "run").make()
    assert [file.name for file in (tmp_path / "database").iterdir()] == ["PG_VERSION"]


@pytest.mark.parametrize(
    ("number", "word"), [(errno.ENOSPC, "full"), (errno.EACCES, "permission"), (errno.EROFS, "read-only")]
)
def test_the_systems_own_refusals_become_sentences(number: int, word: str) -> None:
    with pytest.raises(Fault, match=f"(?i){word}"), faults.as_faults():
        raise OSError(number, os.strerror(number), "/somewhere")


def test_an_error_nobody_foresaw_is_not_dressed_up() -> None:
    with pytest.raises(ConnectionResetError), faults.as_faults():
        raise ConnectionResetError(errno.ECONNRESET, "reset")


def test_an_old_python_is_told_apart_before_anything_else() -> None:
    source = (paths.ROOT / "guanlian" / "launch" / "bootstrap.py").read_text()
    check = source.index("sys.version_info < (3, 11)")
    assert check < source.index("from pathlib") < source.index("from guanlian.launch import")
