"""What every column has, and the plain cleaning of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import override

Cell = str | int | float | Decimal | bool | date | datetime | time | None
CHINESE = "zh-hans"

# XML can't carry these, so no workbook can; line ends become one kind on the way in.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class BadCell(ValueError):
    """A cell can't be read as its column wants; the message says why."""


def clean_text(text: str) -> str:
    """`text` without control characters and surrounding blanks, with plain line ends."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def written(cell: Cell) -> str:
    """A cell as a person would read it: whole numbers without `.0`, dates as 2025-06-01."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, time):
        return cell.strftime("%H:%M:%S")
    return clean_text(str(cell))


@dataclass(kw_only=True)
class Column:
    """One value of a record. `value` below is its canonical form: what two records are compared by.

    `label` is a lazy text in the reader's language; headers of workbooks are always its Chinese.
    """

    name: str
    label: Any
    help: Any = ""
    required: bool = False
    default: Any = None
    has_default: bool = False
    path: str = ""
    widget: ClassVar[Any] = "text"
    kind: ClassVar[Any] = ""
    empty: ClassVar[Any] = None
    width: ClassVar[int] = 1
    numeric: ClassVar[bool] = False
    options: Sequence[tuple[Any, Any]] = field(default=())

    @property
    def title(self) -> str:
        """The label in Chinese, as workbooks carry it."""
        with override(CHINESE):
            return str(self.label)

    @property
    def headers(self) -> tuple[str, ...]:
        """The header of each sheet column that the value takes."""
        return (self.title,)

    @property
    def labels(self) -> tuple[str, ...]:
        """The headers in the reader's language."""
        return (str(self.label),)

    @property
    def query_path(self) -> str:
        """Where a query finds the value; empty where it lies in rows of its own."""
        return self.path or self.name

    def read(self, cells: Sequence[Cell]) -> Any:
        """The canonical value of `cells`. Raises BadCell."""
        cell = cells[0]
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return self.empty
        return self.parse(cell)

    def parse(self, cell: Cell) -> Any:
        """The canonical value of a cell that isn't blank. Raises BadCell."""
        raise NotImplementedError

    def canon(self, stored: Any) -> Any:
        """The canonical form of what the database holds."""
        return stored

    def store(self, value: Any) -> Any:
        """What the model's field takes for `value`; the reverse of `canon`."""
        return value

    def cells(self, value: Any) -> tuple[Cell, ...]:
        """`value` as the cells of a workbook."""
        return (value,)

    def text(self, value: Any) -> str:
        """`value` as people read it on a page, in their language."""
        return written(value)

    def inputs(self, value: Any) -> tuple[str, ...]:
        """`value` as the values of form inputs, one for each header."""
        return tuple(written(cell) for cell in self.cells(value))

    @property
    def example(self) -> str:
        """How a cell may look."""
        return ""

    @property
    def hint(self) -> str:
        """The kind of value, what the model's help says, and an example; in the language now active."""
        parts = [str(self.kind), str(self.help), _("例：%s") % self.example if self.example else ""]
        return "；".join(part for part in parts if part)
