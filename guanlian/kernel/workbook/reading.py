"""Tables from a workbook, a folder of CSV files, or one CSV file."""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import defusedxml.ElementTree
import python_calamine
from django.utils.translation import gettext as _

from guanlian.kernel.columns import Cell
from guanlian.kernel.workbook.guards import FileRefused, guard_size, guard_workbook

ABOUT, LISTS = "说明", "选项"  # sheets that a workbook of ours carries besides the registers
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Table:
    """One sheet: its header (row 1) and the rows that aren't blank, each with its number."""

    name: str
    header: Sequence[Cell]
    rows: Iterator[tuple[int, Sequence[Cell]]]
    formulas: list[str] = field(default_factory=list)  # cells such as C5
    header_merged: bool = False


def read(path: Path) -> Iterator[Table]:
    """The tables of an .xlsx file, of a folder of .csv files, or of one .csv file. Raises FileRefused."""
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix.lower() == ".csv")
        if not files:
            raise FileRefused(_("文件夹里没有 .csv 文件。请把各台账存为以台账命名的 .csv。"))
        return (_csv_table(each) for each in files)
    if not path.exists():
        raise FileRefused(_("找不到 %s。") % path)
    if path.suffix.lower() == ".csv":
        return iter([_csv_table(path)])
    return _workbook_tables(path)


def _workbook_tables(path: Path) -> Iterator[Table]:
    formulas = guard_workbook(path)
    parts = _parts_of_sheets(path)
    try:
        with python_calamine.load_workbook(path) as book:
            for name in book.sheet_names:
                if name in (ABOUT, LISTS):
                    continue
                sheet = book.get_sheet_by_name(name)
                rows = _numbered(sheet)
                number, header = next(rows, (0, []))
                if number != 1:
                    rows, header = iter([(number, header), *rows] if number else []), []
                merged = any(first[0] == 0 for first, _last in sheet.merged_cell_ranges or [])
                yield Table(name, header, rows, formulas.get(parts.get(name, ""), []), merged)
    except (python_calamine.CalamineError, OSError) as broken:
        raise FileRefused(_("文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。")) from broken


def _numbered(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    if sheet.start is None:
        return
    first_row, first_column = sheet.start  # calamine gives the rectangle that is in use
    before: list[Any] = [""] * first_column
    cells: Any
    for number, cells in enumerate(sheet.iter_rows(), start=first_row + 1):
        if any(cell != "" for cell in cells):
            yield number, [*before, *cells]


def _parts_of_sheets(path: Path) -> dict[str, str]:
    """The part of the archive that each sheet lies in."""
    with zipfile.ZipFile(path) as archive:
        if "xl/_rels/workbook.xml.rels" not in archive.namelist():
            return {}
        relations = defusedxml.ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {each.get("Id"): each.get("Target", "") for each in relations}
        book = defusedxml.ElementTree.fromstring(archive.read("xl/workbook.xml"))
    found = {}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            target = targets.get(element.get(_RELATION), "")
            found[element.get("name", "")] = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
    return found


def _csv_table(path: Path) -> Table:
    guard_size(path.stat().st_size)
    text = _decoded(path)
    csv.field_size_limit(10_000_000)
    head = text.split("\n", 1)[0]
    separator = max(",\t;", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    formulas: list[str] = []
    try:
        rows = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cells)]
    except csv.Error as broken:
        raise FileRefused(_("%s 不是规范的 CSV 文件。") % path.name) from broken
    for number, cells in rows:
        for index, cell in enumerate(cells):
            if cell.startswith("="):
                formulas.append(f"{letters(index)}{number}")
            elif _GUARDED.match(cell):
                cells[index] = cell[1:]
    header = rows[0][1] if rows else []
    return Table(path.stem, header, iter(rows[1:]), formulas)


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(_("%s 的文字编码认不出来。请存为“CSV UTF-8”。") % path.name)


def letters(index: int) -> str:
    """The letters of the column at `index` (0 is A)."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
