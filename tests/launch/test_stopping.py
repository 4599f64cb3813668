"""A signal stops whoever waits, at whatever moment it arrives."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import pytest

from guanlian.launch import paths
from guanlian.launch.stopping import Stopping

WAITS = """
import signal
from guanlian.launch.stopping import Stopping
stopping = Stopping()
signal.signal(signal.SIGTERM, lambda number, frame: stopping.set())
print("ready", flush=True)
while not stopping.wait(0):
    pass
"""


def test_it_waits_no_longer_than_asked_and_is_told_once_for_all() -> None:
    stopping = Stopping()
    assert not stopping.wait(0.01)

    threading.Timer(0.05, stopping.set).start()
    began = time.monotonic()

    assert stopping.wait(20) and time.monotonic() - began < 10
    stopping.set()
    assert stopping.is_set() and stopping.wait(0)


@pytest.mark.parametrize("_time", range(5))
def test_a_signal_in_the_midst_of_waiting_is_not_waited_for_in_vain(_time: int) -> None:
    process = subprocess.Popen([sys.executable, "-c", WAITS], cwd=paths.ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout and process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.stdout.close()  # type: ignore[union-attr]
