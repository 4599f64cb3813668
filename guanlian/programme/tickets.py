"""What stands on a ticket and what is read from it at the door: the entry's code, as a picture and as text."""

from __future__ import annotations

import re
import unicodedata

from guanlian.programme.admission import Registration

PREFIX = "BM"
LENGTH = 10
GROUP = 4  # signs that are read together

_SIGNS = rf"[0-9A-HJKMNP-TV-Z]{{{LENGTH}}}"
_EXACT = re.compile(rf"{PREFIX}-({_SIGNS})(?![0-9A-Z])")
_CODE = re.compile(rf"{PREFIX}({_SIGNS})")
# What a hand writes or an eye reads for a sign that codes don't have.
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def payload(ticket: Registration) -> str:
    """What the picture holds: exactly the code, so that a scanner needs no network to know what it read."""
    return ticket.code


def code_of(text: str) -> str | None:
    """The code in what was scanned or typed, however it was spaced, cased or wide; None where there is none.

    A code may itself hold the letters that codes begin with: one written as it is printed is taken as such; else the
    one that goes on to the end of what was typed, before any other.
    """
    upper = unicodedata.normalize("NFKC", text).upper()
    exact = _EXACT.search(upper)
    if exact:
        return f"{PREFIX}-{exact[1]}"
    signs = re.sub(r"[^0-9A-Z]", "", upper)
    rests = [signs[each.end() :].translate(_ALIKE) for each in re.finditer(PREFIX, signs)]
    found = [rest for rest in rests if _CODE.match(PREFIX + rest)]
    found.sort(key=lambda rest: len(rest) != LENGTH)
    return f"{PREFIX}-{found[0][:LENGTH]}" if found else None


def spaced(code: str) -> str:
    """The code as people read it aloud: in groups of four signs, the last one may be shorter."""
    signs = code.removeprefix(f"{PREFIX}-")
    return " ".join([PREFIX, *(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))])
