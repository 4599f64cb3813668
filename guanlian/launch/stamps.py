"""Stamps: what was done for which inputs. A stamp is taken away before the work and written after it, so that work
broken off halfway is done again. Standard library alone.
"""

import hashlib
from pathlib import Path


def digest(files, *more):
    """One digest of the named `files` (their paths and contents) and of further text; a missing file counts too."""
    total = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes() if file.is_file() else b"absent"
        total.update(f"{file}\0{len(content)}\0".encode() + content)
    for text in more:
        total.update(b"\0\0" + str(text).encode())
    return total.hexdigest()


class Stamp:
    """The stamp kept in `file` for the state `value`."""

    def __init__(self, file, value):
        self.file, self.value = Path(file), value

    def fresh(self):
        """True if the work was done for this very value."""
        return self.file.is_file() and self.file.read_text() == self.value

    def remove(self):
        """Take the stamp away: the work begins."""
        if self.file.is_file():
            self.file.unlink()

    def write(self):
        """Set the stamp: the work is done."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        partial = self.file.with_name(self.file.name + ".partial")
        partial.write_text(self.value)
        partial.replace(self.file)
