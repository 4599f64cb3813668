"""Locks between processes. The kernel frees them when their holder ends, however it ends."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class FileLock:
    """An advisory lock on `file`, shared or exclusive; the file may carry a note about its holder."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file = file
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)

    def take(self, *, shared: bool = False, wait: bool = True) -> bool:
        """Take the lock (or change its kind); False if another holds it and `wait` is off."""
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self._descriptor, kind | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True

    def note(self, **facts: Any) -> None:
        """Write what others may read about the holder."""
        text = json.dumps(facts).encode()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text, 0)

    def read(self) -> dict[str, Any]:
        """The holder's note; empty if there is none, or it is just being written."""
        try:
            return dict(json.loads(self.file.read_text()))
        except (OSError, ValueError):
            return {}

    def close(self) -> None:
        """Free the lock."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextmanager
def exclusive(file: Path) -> Iterator[FileLock]:
    """Hold `file` alone for the length of a block."""
    lock = FileLock(file)
    try:
        lock.take()
        yield lock
    finally:
        lock.close()
