"""Children: kept alive, ended with all they started, found again after a kill — and strangers left alone."""

import json
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from guanlian.launch import children, paths
from guanlian.launch.children import Child, Ledger
from guanlian.launch.prepare import child_environment

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
WITH_GRANDCHILD = [
    sys.executable, "-c",
    "import subprocess, sys, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])",
]  # fmt: skip


def offspring(pid: int) -> psutil.Process:
    for _ in range(200):
        if found := psutil.Process(pid).children():
            return found[0]
        time.sleep(0.02)
    raise AssertionError("no grandchild")


def test_a_dead_child_is_started_again_after_a_pause_that_grows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(children.time, "monotonic", lambda: clock[0])
    child = Child("x", [sys.executable, "-c", "raise SystemExit(3)"], child_environment())
    pauses = []
    child.start()
    for _ in range(8):
        assert child.process
        child.process.wait()
        assert child.tend() is True
        pauses.append(child.due - clock[0])
        clock[0] = child.due - 0.01
        assert child.tend() is False, "not before its time"
        clock[0] = child.due
        assert child.tend() is True
    child.stop()
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert "The x process ended (3)" in capsys.readouterr().out


def test_stopping_a_child_that_will_not_listen_ends_it_with_its_own_children() -> None:
    child = Child("x", WITH_GRANDCHILD, child_environment())
    child.start()
    assert child.process
    grandchild = offspring(child.process.pid)
    child.stop(seconds=0.2)
    assert child.running() is False
    psutil.wait_procs([grandchild], timeout=5)
    assert not grandchild.is_running()


def test_orphans_are_ended_with_their_children_and_a_stranger_with_a_reused_number_is_not(tmp_path: Path) -> None:
    orphan = subprocess.Popen(WITH_GRANDCHILD, cwd=paths.ROOT, start_new_session=True)
    stranger = subprocess.Popen(SLEEP, start_new_session=True)
    grandchild = offspring(orphan.pid)
    orphan_since = psutil.Process(orphan.pid).create_time()
    ledger = Ledger(tmp_path / "children.json")
    ledger.file.write_text(
        json.dumps(
            [
                {"name": "web", "pid": orphan.pid, "created": orphan_since},
                {"name": "worker", "pid": stranger.pid, "created": orphan_since - 3600},
            ]
        )
    )
    orphan.kill()  # its own child remains, in its session
    orphan.wait()
    assert ledger.stop_orphans() == 1
    psutil.wait_procs([grandchild], timeout=5)
    assert not grandchild.is_running()
    assert stranger.poll() is None
    assert ledger.stop_orphans() == 0
    stranger.kill()
    stranger.wait()


def test_a_damaged_ledger_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "children.json").write_text('[{"pid": 1')
    assert Ledger(tmp_path / "children.json").stop_orphans() == 0
