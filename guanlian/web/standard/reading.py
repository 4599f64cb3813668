"""Which of a pack's readings and definitions a clause rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guanlian.assessment.packs import Clause, Definition, Pack
from guanlian.web.standard.asking import english


@dataclass(frozen=True, slots=True)
class Said:
    """A definition or a reading in the reader's language: what it says, its figure, and why."""

    text: str
    reason: str
    figure: str = ""
    source: str = ""


def definitions_of(pack: Pack, clause: Clause | None = None) -> list[Said]:
    """The definitions that `clause` uses; all of the pack where none is given."""
    names = pack.definitions if clause is None else dict.fromkeys(clause.uses)
    return [_definition(pack.definitions[name]) for name in names]


def _definition(given: Definition) -> Said:
    text = given.reason_en if english() else given.reason
    return Said(text=text, reason="", figure=f"{given.value} {given.unit}", source=given.source)


def readings_of(pack: Pack, clause: Clause | None = None) -> list[Said]:
    """The readings that bear on `clause`; all of the pack where none is given.

    A pack may name in a reading the `measures` or windows it speaks of; one that names none bears on every clause.
    """
    return [_reading(given) for given in pack.readings if clause is None or _bears_on(given, clause)]


def _bears_on(given: dict[str, Any], clause: Clause) -> bool:
    wanted = given.get("about", [])
    names = {clause.id, clause.window, *(part.measure.name.split(".")[0] for part in clause.parts)}
    names |= {"every"} if clause.across or clause.every else set()
    return not wanted or bool(names.intersection(wanted))


def _reading(given: dict[str, Any]) -> Said:
    return Said(text=given["text_en"] if english() else given["text"], reason=given["reason"])
