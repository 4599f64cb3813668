"""A load generator in a process of its own: HTTP/1.1 over kept connections, with nothing but the standard library.

`python -m guanlian.web.bench.load` reads one job as a pickle from standard input and writes what came back as JSON to
standard output. Its own processor time is part of the answer, so that one sees it was not the bottleneck.
"""

from __future__ import annotations

import json
import pickle
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import cycle

CHUNK = 256 * 1024
SLOW = 30.0  # seconds without any answer, after which the generator gives up


@dataclass(frozen=True)
class Group:
    """Connections that send the same kind of request: each the next of `requests` as soon as it has its answer.

    `pause`: seconds a connection waits between an answer and its next request. `endless`: begin anew after the last,
    until the other groups are done or `seconds` have passed.
    """

    name: str
    requests: list[bytes]
    connections: int
    pause: float = 0.0
    endless: bool = False


@dataclass(frozen=True)
class Job:
    """What to send to whom. `again`: send a request anew where the connection broke, after so many seconds."""

    host: str
    port: int
    groups: list[Group]
    seconds: float = 0.0  # the longest time for endless groups; 0: until the others are done
    again: float | None = None


@dataclass
class Outcome:
    """What came back: per group [status, seconds it took, when it was sent, number of the request]."""

    answers: dict[str, list[tuple[int, float, float, int]]] = field(default_factory=dict)
    seconds: float = 0.0
    cpu: float = 0.0
    broken: int = 0  # connections that ended in mid-request


class Line:
    """One connection and the request that is under way on it."""

    def __init__(self, group: Group, requests: Iterator[tuple[int, bytes]]) -> None:
        self.group = group
        self.requests = requests
        self.sock: socket.socket | None = None
        self.number, self.request = 0, b""
        self.left = b""  # of the request, not yet sent
        self.buffer = b""
        self.sent_at = 0.0
        self.due = 0.0  # not before

    def take(self) -> bool:
        """Take the next request; False when there is none."""
        found = next(self.requests, None)
        if found is None:
            return False
        self.number, self.request = found
        self.sent_at = 0.0
        return True


class Generator:
    """Runs one job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.selector = selectors.DefaultSelector()
        self.outcome = Outcome(answers={group.name: [] for group in job.groups})
        self.waiting: list[Line] = []  # lines that pause
        self.busy = 0  # lines of groups that end

    def run(self) -> Outcome:
        """Send everything and collect the answers."""
        began, cpu = time.perf_counter(), time.process_time()
        for group in self.job.groups:
            numbered = list(enumerate(group.requests))
            requests = cycle(numbered) if group.endless else iter(numbered)
            for n in range(min(group.connections, len(numbered))):
                line = Line(group, requests)
                if line.take():
                    self.busy += not group.endless
                    line.due = began + group.pause * n / group.connections
                    self.waiting.append(line)
        self._loop(began)
        self.outcome.seconds = time.perf_counter() - began
        self.outcome.cpu = time.process_time() - cpu
        return self.outcome

    def _loop(self, began: float) -> None:
        heard = time.perf_counter()
        while True:
            now = time.perf_counter()
            late = self.job.seconds and now - began > self.job.seconds
            if now - heard > SLOW or late or (not self.busy and not self.job.seconds):
                return
            for line in [line for line in self.waiting if line.due <= now]:
                self.waiting.remove(line)
                self._send(line)
            soonest = min((line.due for line in self.waiting), default=now + 0.2)
            for key, events in self.selector.select(max(0.0, min(soonest - now, 0.2))):
                heard = time.perf_counter()
                if events & selectors.EVENT_WRITE and key.data.left:
                    self._push(key.data)
                if events & selectors.EVENT_READ:
                    self._read(key.data)

    def _send(self, line: Line) -> None:
        line.sent_at = line.sent_at or time.perf_counter()  # of a request sent anew: when it was sent first
        line.left, line.buffer = line.request, b""
        try:
            if line.sock is None:
                line.sock = socket.create_connection((self.job.host, self.job.port), timeout=5)
                line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line.sock.setblocking(False)
                self.selector.register(line.sock, selectors.EVENT_READ, line)
        except OSError:
            line.sock = None
            self._broke(line)
            return
        self._push(line)

    def _push(self, line: Line) -> None:
        assert line.sock is not None
        try:
            line.left = line.left[line.sock.send(line.left) :]
        except BlockingIOError:
            pass
        except OSError:
            self._broke(line)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.left else 0)
        if self.selector.get_key(line.sock).events != wanted:
            self.selector.modify(line.sock, wanted, line)

    def _read(self, line: Line) -> None:
        assert line.sock is not None
        try:
            data = line.sock.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._broke(line)
            return
        line.buffer += data
        status = whole(line.buffer)
        if status:
            self._answered(line, status)

    def _answered(self, line: Line, status: int) -> None:
        now = time.perf_counter()
        self.outcome.answers[line.group.name].append((status, now - line.sent_at, line.sent_at, line.number))
        if not line.take():
            self._close(line)
            self.busy -= 1
        elif line.group.pause:
            line.due = now + line.group.pause
            self.waiting.append(line)
        else:
            self._send(line)

    def _broke(self, line: Line) -> None:
        self.outcome.broken += 1
        self._close(line)
        if self.job.again is None:
            self._answered(line, 0)
            return
        line.due = time.perf_counter() + self.job.again
        self.waiting.append(line)

    def _close(self, line: Line) -> None:
        if line.sock is not None:
            self.selector.unregister(line.sock)
            line.sock.close()
            line.sock = None


def whole(buffer: bytes) -> int:
    """The status of the answer once it is here as a whole, else 0."""
    head, found, body = buffer.partition(b"\r\n\r\n")
    if not found:
        return 0
    status = int(head[9:12])
    fields = head.lower()
    if b"\r\ntransfer-encoding: chunked" in fields:
        return status if body.endswith(b"0\r\n\r\n") else 0
    at = fields.find(b"\r\ncontent-length:")
    length = int(fields[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    return status if len(body) >= length else 0


def main() -> None:
    """Read the job, run it, write the outcome."""
    outcome = Generator(pickle.load(sys.stdin.buffer)).run()
    json.dump(asdict(outcome), sys.stdout)


if __name__ == "__main__":
    main()
