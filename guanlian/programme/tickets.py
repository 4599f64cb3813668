"""What stands on a ticket and what is read from it at the door: the entry's code, as a picture and as text."""

from __future__ import annotations

import re

from guanlian.programme.admission import Registration

PREFIX = "BM"
LENGTH = 10
GROUP = 4  # signs that are read together

_CODE = re.compile(rf"{PREFIX}([0-9A-HJKMNP-TV-Z]{{{LENGTH}}})")
# What a hand writes or an eye reads for a sign that codes don't have.
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def payload(ticket: Registration) -> str:
    """What the picture holds: exactly the code, so that a scanner needs no network to know what it read."""
    return ticket.code


def code_of(text: str) -> str | None:
    """The code in what was scanned or typed, however it was spaced or cased; None where there is none."""
    signs = re.sub(r"[^0-9A-Z]", "", text.upper())
    at = signs.rfind(PREFIX)
    if at < 0:
        return None
    found = _CODE.match(PREFIX + signs[at + len(PREFIX) :].translate(_ALIKE))
    return f"{PREFIX}-{found[1]}" if found else None


def spaced(code: str) -> str:
    """The code as people read it aloud: in groups of four signs, the last one may be shorter."""
    signs = code.removeprefix(f"{PREFIX}-")
    return " ".join([PREFIX, *(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))])
