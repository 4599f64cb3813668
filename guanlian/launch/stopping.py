"""Being told to stop, by a signal or by another thread."""

from __future__ import annotations

import os
import select


class Stopping:
    """Whether one was told to stop. It takes no lock.

    A `threading.Event` takes one: a signal's handler that runs in the thread that waits would wait for it in vain.
    """

    def __init__(self) -> None:
        self._told = False
        self._waiting, self._telling = os.pipe()

    def __del__(self) -> None:
        for end in (self._waiting, self._telling):
            os.close(end)

    def set(self) -> None:
        """Tell it; whoever waits goes on at once. Again changes nothing. May be called by a signal's handler."""
        if not self._told:
            self._told = True
            os.write(self._telling, b".")

    def is_set(self) -> bool:
        """Whether it was told."""
        return self._told

    def wait(self, seconds: float) -> bool:
        """Wait until told, for so many seconds at most; whether it was told."""
        if not self._told:
            select.select([self._waiting], [], [], seconds)
        return self._told
