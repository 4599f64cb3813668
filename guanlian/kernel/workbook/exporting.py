"""Registers as a workbook or as CSV files. What is written reads back unchanged."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from guanlian.kernel.columns import Cell, Column
from guanlian.kernel.columns.base import CHINESE, written
from guanlian.kernel.registers import Register
from guanlian.kernel.windows import Window
from guanlian.kernel.workbook.known import values_of
from guanlian.kernel.workbook.rows import HIDDEN, TOO_LONG

MOST_IN_A_CELL = 32_767  # UTF-16 units, Excel's own limit
_RISKY = re.compile(r"'*[=+\-@\t\r]")
FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm:ss"}
WIDTHS = {"long": 32, "datetime": 19, "date": 12, "range": 12, "choice": 12, "number": 10, "time": 10}


@dataclass(frozen=True)
class Part:
    """One register's share of an export: its records, and the columns whose values stay hidden in given records."""

    register: Register
    records: models.QuerySet
    hides: Callable[[dict[str, Any]], bool] = lambda _values: False


def parts_for(
    registers: Iterable[Register],
    *,
    halls: models.QuerySet | None,
    window: Window | None = None,
    hides: Callable[[Register], Callable[[dict[str, Any]], bool]] | None = None,
) -> list[Part]:
    """The standing records of `halls` (None: of all) in `window`, register by register."""
    made = []
    for register in registers:
        records = register.records()
        if halls is not None:
            path = "pk" if register.slug == "halls" else "hall"
            records = records.filter(**{f"{path}__in": halls.order_by().values("pk")})
        records = register.standing(records)
        if window is not None:
            records = register.during(records, window)
        made.append(Part(register, records.order_by(*register.ordering, "pk"), hides(register) if hides else _never))
    return made


def _never(_values: dict[str, Any]) -> bool:
    return False


def rows_of(part: Part) -> Iterator[tuple[Cell, ...]]:
    """The cells of each record, in the order of the headers."""
    register = part.register
    personal = set(register.personal)
    for known in values_of(register, part.records):
        hidden = personal if personal and part.hides(known.values) else ()
        cells: list[Cell] = []
        for column in register.columns:
            if column.name in hidden:
                cells += [HIDDEN] * column.width
            else:
                cells += column.cells(known.values[column.name])
        yield tuple(cells)


def headers_of(register: Register) -> list[str]:
    """The headers of the register's sheet."""
    return [header for column in register.columns for header in column.headers]


def write_workbook(path: Path, parts: Sequence[Part]) -> dict[str, int]:
    """Write an .xlsx with one sheet per part. Returns the number of records by register."""
    counts = {}
    with override(CHINESE), xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        paint = Paint(book)
        for part in parts:
            counts[part.register.slug] = _write_sheet(book, part, paint)
    return counts


class Paint:
    """The cell formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.head = book.add_format(
            {"bold": True, "bg_color": "#EDEAE0", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.needed = book.add_format(
            {"bold": True, "bg_color": "#DCE7EA", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        # Excel shows such a cell as text even after somebody edits it: never a formula.
        self.text = book.add_format({"num_format": "@", "quote_prefix": True})
        self.by_kind = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}


def _write_sheet(book: xlsxwriter.Workbook, part: Part, paint: Paint) -> int:
    sheet = book.add_worksheet(part.register.sheet)
    set_up_sheet(sheet, part.register, paint)
    number = 0
    for number, cells in enumerate(rows_of(part), start=1):
        for index, cell in enumerate(cells):
            write_cell(sheet, number, index, cell, paint)
    return number


def set_up_sheet(sheet: Any, register: Register, paint: Paint) -> None:
    """Widths, header, frozen first row."""
    index = 0
    for column in register.columns:
        for header in column.headers:
            sheet.set_column(index, index, WIDTHS.get(column.widget, max(14, 2 * len(header))))
            sheet.write_string(0, index, header, paint.needed if column.required else paint.head)
            index += 1
    sheet.freeze_panes(1, 0)


def write_cell(sheet: Any, row: int, index: int, cell: Cell, paint: Paint) -> None:
    """One typed cell; text is always written as text, never as a formula."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        if len(cell.encode("utf-16-le", "surrogatepass")) // 2 > MOST_IN_A_CELL:
            cell = TOO_LONG
        sheet.write_string(row, index, cell, paint.text if _RISKY.match(cell) else None)
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(row, index, cell)
    else:
        sheet.write_datetime(row, index, cell, paint.by_kind[type(cell)])


def write_folder(path: Path, parts: Sequence[Part]) -> dict[str, int]:
    """Write one CSV file (UTF-8 with BOM) per part into the folder. Returns the number of records by register."""
    path.mkdir(parents=True, exist_ok=True)
    counts = {}
    with override(CHINESE):
        for part in parts:
            with (path / f"{part.register.sheet}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                counts[part.register.slug] = write_csv(file, part)
    return counts


def write_csv(file: Any, part: Part) -> int:
    """Write the part as CSV; text that a spreadsheet would take for a formula gets an apostrophe before it."""
    writer = csv.writer(file)
    writer.writerow(headers_of(part.register))
    written_rows = 0
    for cells in rows_of(part):
        writer.writerow([_csv_cell(cell) for cell in cells])
        written_rows += 1
    return written_rows


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if _RISKY.match(cell) else cell
    return written(cell)


def hint_of(column: Column) -> str:
    """The note on a header: kind, help, example, whether it must be filled."""
    needed = _("必填") if column.required else _("可留空")
    return f"{needed}；{column.hint}"
