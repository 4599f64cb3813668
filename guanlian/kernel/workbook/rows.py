"""From a table to drafts: headers matched to columns, cells read, what can't be read reported."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from guanlian.kernel.columns import BadCell, Cell, Column
from guanlian.kernel.columns.base import written
from guanlian.kernel.registers import Register, Values, every_register
from guanlian.kernel.workbook.plans import Fault, Plan
from guanlian.kernel.workbook.reading import Table, letters

# Cells that stand for a value which the workbook doesn't carry; reading one leaves the value as it is.
HIDDEN, TOO_LONG = "（不显示）", "（内容过长，未导出；导入时不改动）"
KEEP = frozenset({HIDDEN, TOO_LONG})


@dataclass(slots=True)
class Draft:
    """One row as read. `bad` where a fault was found in it."""

    row: int
    values: Values
    bad: bool = False


@dataclass
class Sheet:
    """One register's table as read."""

    register: Register
    name: str
    drafts: list[Draft] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)  # a column's name → index of its (first) sheet column

    def fault(self, draft: Draft, column: str, reason: str) -> Fault:
        """Note a fault of `draft` at the column of that name."""
        draft.bad = True
        known = self.register.by_name.get(column)
        at = self.places.get(column)
        return Fault(
            sheet=self.name,
            row=draft.row,
            column="" if at is None else letters(at),
            header=known.headers[0] if known else "",
            value=_shown(known, draft.values.get(column)) if known else "",
            reason=reason,
        )


def _shown(column: Column, value: Any) -> str:
    return "" if value is None or value == column.empty else column.text(value)[:80]


def recognise(name: str) -> Register | None:
    """The register that a sheet or file of that name holds: its Chinese or English name, or its slug."""
    wanted = name.strip().lower()
    for register in every_register(read_only=True):
        with override("en"):
            english = str(register.name).lower()
        if wanted in {register.sheet.lower(), register.slug, register.slug.replace("-", "_"), english}:
            return register
    return None


def read_table(table: Table, register: Register, plan: Plan) -> Sheet:
    """The drafts of `table`. Faults of header and cells go to `plan`."""
    sheet = Sheet(register, table.name)
    positions = _positions(table, sheet, plan)
    plan.faults += [_formula(table, cell) for cell in table.formulas]
    if table.header_merged:
        plan.faults.append(Fault(table.name, 1, reason=_("表头有合并的单元格，请取消合并，一列一个表头")))
    if positions is None:
        return sheet
    for number, cells in table.rows:
        draft = _draft(number, cells, positions, sheet, plan)
        if draft is not None:
            sheet.drafts.append(draft)
    return sheet


def _formula(table: Table, cell: str) -> Fault:
    column = cell.rstrip("0123456789")
    row = int(cell[len(column) :] or 0)
    return Fault(table.name, row, column, value="", reason=_("是公式；请复制后粘贴为数值"))


Positions = list[tuple[Column, list[int | None]]]


def _positions(table: Table, sheet: Sheet, plan: Plan) -> Positions | None:
    """Where each column's cells lie; None where the header can't be used."""
    before = len(plan.faults)
    found = _headers(table, sheet.register, plan)
    positions: Positions = []
    for column in sheet.register.columns:
        at = [found.get((column.name, part)) for part in range(column.width)]
        if all(index is None for index in at):
            if column.required and column.name not in sheet.register.optional:
                plan.faults.append(Fault(table.name, 1, header=column.headers[0], reason=_("缺少这一必填列")))
            continue
        sheet.places[column.name] = next(index for index in at if index is not None)
        positions.append((column, at))
    return positions if len(plan.faults) == before else None


def _headers(table: Table, register: Register, plan: Plan) -> dict[tuple[str, int], int]:
    known = _known_headers(register)
    found: dict[tuple[str, int], int] = {}
    for index, cell in enumerate(table.header):
        text = written(cell).removesuffix("*").strip()
        if not text:
            if any(True for _cell in table.header[index + 1 :] if written(_cell)):
                plan.notes.append(
                    _("%(sheet)s %(column)s 列没有表头，未读入。") % {"sheet": table.name, "column": letters(index)}
                )
            continue
        place = known.get(text.lower())
        if place is None:
            plan.faults.append(Fault(table.name, 1, letters(index), text, reason=_unknown(text, register)))
        elif place in found:
            reason = _("与 %s 列的表头相同") % letters(found[place])
            plan.faults.append(Fault(table.name, 1, letters(index), text, reason=reason))
        else:
            found[place] = index
    return found


def _known_headers(register: Register) -> dict[str, tuple[str, int]]:
    known: dict[str, tuple[str, int]] = {}
    for column in register.columns:
        names = [column.name] if column.width == 1 else [f"{column.name}_from", f"{column.name}_to"]
        with override("en"):
            english = column.labels
        for group in (names, english, column.headers):
            known |= {name.lower(): (column.name, part) for part, name in enumerate(group)}
    return known


def _unknown(text: str, register: Register) -> str:
    titles = [header for column in register.columns for header in column.headers]
    near = difflib.get_close_matches(text, titles, n=1, cutoff=0.4)
    return _("没有这一列；是否为“%s”？") % near[0] if near else _("没有这一列，请删去或改为模板中的列名")


def unknown_sheet(name: str) -> Fault:
    """A sheet that is no register, with the nearest name."""
    titles = [register.sheet for register in every_register()]
    near = difflib.get_close_matches(name, titles, n=1, cutoff=0.4)
    reason = _("没有这个台账；是否为“%s”？") % near[0] if near else _("没有这个台账，请删去这张表或改为模板中的表名")
    return Fault(name, reason=reason)


def _draft(number: int, cells: Sequence[Cell], positions: Positions, sheet: Sheet, plan: Plan) -> Draft | None:
    draft = Draft(number, {})
    blank = True
    width = len(cells)
    for column, at in positions:
        taken = [cells[i] if i is not None and i < width else "" for i in at]
        if all(cell == "" for cell in taken):
            draft.values[column.name] = column.empty
            continue
        blank = False
        if taken[0] in KEEP:
            continue
        try:
            draft.values[column.name] = column.read(taken)
        except BadCell as bad:
            plan.faults.append(_bad_cell(sheet, draft, column, taken, str(bad)))
    return None if blank else draft


def _bad_cell(sheet: Sheet, draft: Draft, column: Column, taken: Iterable[Cell], reason: str) -> Fault:
    fault = sheet.fault(draft, column.name, reason)
    value = " – ".join(written(cell) for cell in taken if cell != "")
    return Fault(fault.sheet, fault.row, fault.column, fault.header, value[:80], reason)
