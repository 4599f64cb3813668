"""Child processes: started in sessions of their own, restarted when they die, found again after `kill -9`."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil

from guanlian.launch import paths
from guanlian.launch.faults import say

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a dead child is started again
LONG_LIFE = 60.0  # seconds after which a child's past deaths are forgiven


class Child:
    """One process that is kept alive."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.pause = FIRST_PAUSE
        self.started = self.due = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own: a Ctrl-C of the terminal reaches the supervisor alone."""
        self.process = subprocess.Popen(
            self.command, cwd=paths.ROOT, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
        self.started = time.monotonic()

    def tend(self) -> bool:
        """Look after it once: note its death, start it when its pause is over. True if its process changed."""
        now = time.monotonic()
        if self.process is None:
            if now < self.due:
                return False
            self.start()
            return True
        code = self.process.poll()
        if code is None:
            return False
        if now - self.started > LONG_LIFE:
            self.pause = FIRST_PAUSE
        kill_session(self.process.pid)
        say(
            f"{self.name} 进程退出（{code}），{self.pause:g} 秒后重启。",
            f"The {self.name} process ended ({code}); starting it again in {self.pause:g} s.",
        )
        self.process, self.due = None, now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return True

    def running(self) -> bool:
        """True while its process lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds: float = 10.0) -> int:
        """Ask it to end, wait, and end it with all its own children; its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        kill_session(self.process.pid)
        return self.process.wait()


def kill_session(leader: int, not_before: float = 0.0) -> int:
    """Kill what is left of the session begun by `leader`, if it works in our folder, and wait until it is gone.

    Returns how many processes that were.
    """
    killed = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) != leader or Path(process.cwd()) != paths.ROOT:
                continue
            if process.create_time() >= not_before - 0.05:
                process.kill()
                killed.append(process)
        except (OSError, psutil.Error):
            continue
    psutil.wait_procs([process for process in killed if process.pid != leader], timeout=10)
    return len(killed)


class Ledger:
    """The file that names our children, so that the next start can find those a `kill -9` left behind."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def write(self, children: list[Child]) -> None:
        """Note the living children with their start times."""
        rows = []
        for child in children:
            if child.process is None:
                continue
            try:
                created = psutil.Process(child.process.pid).create_time()
            except psutil.Error:
                continue
            rows.append({"name": child.name, "pid": child.process.pid, "created": created})
        partial = self.file.with_suffix(".partial")
        partial.write_text(json.dumps(rows))
        partial.replace(self.file)

    def stop_orphans(self) -> int:
        """End the children that an earlier supervisor left behind; how many processes were ended.

        A number that now belongs to another program (its start time differs) is left alone.
        """
        try:
            rows = json.loads(self.file.read_text())
        except (OSError, ValueError):
            return 0
        found = sum(_end(int(row["pid"]), float(row["created"])) for row in rows)
        self.file.unlink(missing_ok=True)
        return found


def _end(pid: int, created: float) -> int:
    try:
        process = psutil.Process(pid)
        if abs(process.create_time() - created) > 0.05:
            return 0  # the number went to a stranger, so the whole session is gone
        process.send_signal(signal.SIGTERM)
        psutil.wait_procs([process], timeout=5)
        ended = kill_session(pid, created)
        psutil.wait_procs([process], timeout=5)
        return ended + 1
    except psutil.NoSuchProcess:
        return kill_session(pid, created)
