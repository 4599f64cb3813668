"""What an import would do: rows to add and change, or the faults that stand against it. Nothing is written here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from guanlian.kernel.registers import Register, Values


class Action(StrEnum):
    """What a row comes to."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, and where: sheet, row (the header is row 1), column letter and header, the value, the reason."""

    sheet: str
    row: int = 0
    column: str = ""
    header: str = ""
    value: str = ""
    reason: str = ""

    def __str__(self) -> str:
        place = self.sheet
        if self.row:
            place += _("第 %(row)s 行") % {"row": self.row}
        if self.column:
            place += _("%(column)s 列") % {"column": self.column}
        if self.header:
            place += f"（{self.header}）"
        value = f"“{self.value}”" if self.value else ""
        return f"{place}：{value}{self.reason}"

    def as_dict(self) -> dict[str, Any]:
        """The fault for machines."""
        return {name: getattr(self, name) for name in ("sheet", "row", "column", "header", "value", "reason")}


@dataclass(slots=True)
class RowPlan:
    """One row and what it comes to. `changes` holds (old, new) of each value that differs."""

    register: Register
    row: int
    action: Action
    values: Values
    key: int | None = None
    code: str = ""
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass
class Plan:
    """All rows of a file. It may be applied where there are no faults."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: list[RowPlan] = field(default_factory=list)  # to add and to change; what stays the same is only counted
    counts: dict[str, Counter[str]] = field(default_factory=dict)  # by register

    @property
    def fits(self) -> bool:
        """Whether nothing stands against it."""
        return not self.faults

    @property
    def changes_nothing(self) -> bool:
        """Whether every row is as it was."""
        return self.fits and not self.rows

    def of(self, register: Register) -> list[RowPlan]:
        """The rows of one register."""
        return [row for row in self.rows if row.register is register]

    def total(self, action: Action) -> int:
        """How many rows come to `action`."""
        return sum(count[action] for count in self.counts.values())

    def digest(self) -> str:
        """A fingerprint: the same for two plans that would do the same."""
        made = hashlib.sha256()
        for row in self.rows:
            what = sorted(row.values.items()) if row.action is Action.ADD else sorted(row.changes.items())
            made.update(repr((row.register.slug, row.row, row.action, row.key, row.code, what)).encode())
        return made.hexdigest()


class ImportRefused(Exception):
    """Nothing was written; `faults` say why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
