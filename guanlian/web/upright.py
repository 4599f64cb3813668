"""A title set upright: cells of one character, punctuation turned or used as a break, columns right to left."""

import unicodedata
from typing import NamedTuple

# In upright setting these stand on their side; “” and ‘’ become corner brackets, as on the mainland.
_TURNED = set("（）()《》〈〉【】〔〕『』「」[]{}<>—–-～~…")
_REPLACED = {"“": "『", "”": "』", "‘": "「", "’": "」", "·": "・", "•": "・"}
_BREAKS = set("：:；;，,。|｜/／ \u3000\t\n—–－")
_CLOSING = set("》〉】〕』」）)]}」!？?！、…")
JOINER = "\u200d"
MARKS = {"Mn", "Me", "Mc"}


class Cell(NamedTuple):
    """One place in a column: its text; turned by a quarter; how many letters share it."""

    text: str
    turned: bool

    @property
    def wide(self) -> int:
        """How many letters or digits stand in this cell."""
        return len(self.text)


def clean(title: str) -> str:
    """The title without what XML cannot hold and without needless spaces."""
    kept = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in title
        if unicodedata.category(c) not in ("Cs", "Cn", "Co", "Cf") or c == JOINER
    )
    return " ".join(kept.split())


def columns(title: str, *, most: int = 3, high: int = 8) -> list[list[Cell]]:
    """Columns in reading order (the first stands on the right), at most `most` of at most `high` cells.

    A colon, comma or space ends a column where the title needs more than one; the rest is cut with '…'.
    """
    phrases = [_cells(phrase) for phrase in _phrases(clean(title))]
    phrases = [phrase for phrase in phrases if phrase]
    total = sum(len(phrase) for phrase in phrases)
    if total <= high:
        joined = [cell for phrase in phrases for cell in phrase]
        return [joined] if joined else []
    if len(phrases) > 1 and len(phrases) <= most and all(len(phrase) <= high for phrase in phrases):
        return phrases
    cells = [cell for phrase in phrases for cell in phrase]
    return _balanced(cells, most, high)


def _balanced(cells: list[Cell], most: int, high: int) -> list[list[Cell]]:
    room = most * high
    if len(cells) > room:
        cells = [*cells[: room - 1], Cell("…", True)]
    wanted = -(-len(cells) // high)
    length = -(-len(cells) // wanted)
    found: list[list[Cell]] = []
    while cells:
        end = _end(cells, length, high)
        found.append(cells[:end])
        cells = cells[end:]
    if len(found) > most:
        found = [*found[:most]]
        found[-1] = [*found[-1][: high - 1], Cell("…", True)]
    return found


def _end(cells: list[Cell], length: int, high: int) -> int:
    """Where a column ends: near `length`, at most at `high`, and never so that a closing mark begins the next."""
    for end in (*range(length, high + 1), *range(length - 1, 0, -1)):
        if end >= len(cells) or cells[end].text not in _CLOSING:
            return end
    return length


def _phrases(title: str) -> list[str]:
    found, current = [], ""
    for n, character in enumerate(title):
        between_latin = character in " -/.:" and _latin(title[n - 1 : n]) and _latin(title[n + 1 : n + 2])
        if character in _BREAKS and not between_latin:
            found.append(current)
            current = ""
        else:
            current += character
    return [*found, current]


def _cells(phrase: str) -> list[Cell]:
    cells: list[Cell] = []
    run = ""
    for character in phrase:
        if _latin(character) or (run and character in " -/.:&'"):
            run += character
            continue
        cells += _run(run)
        run = ""
        joins = unicodedata.category(character) in MARKS or character == JOINER
        if cells and (joins or cells[-1].text.endswith(JOINER)):
            cells[-1] = Cell(cells[-1].text + character, cells[-1].turned)
            continue
        shown = _REPLACED.get(character, character)
        cells.append(Cell(shown, shown in _TURNED))
    return cells + _run(run)


def _run(run: str) -> list[Cell]:
    """Letters and digits: up to four share one upright cell; longer words lie down, three to a cell."""
    run = run.strip()
    if not run:
        return []
    if len(run) <= 4:
        return [Cell(run, False)]
    return [Cell(run[n : n + 3], True) for n in range(0, len(run), 3)]


def _latin(character: str) -> bool:
    return bool(character) and character.isascii() and character.isalnum()
