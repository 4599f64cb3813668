"""The empty workbook to fill in: headers with notes, drop-down lists, and a page that explains."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from guanlian.kernel.columns import BooleanColumn, ChoiceColumn, Column
from guanlian.kernel.columns.base import CHINESE
from guanlian.kernel.registers import Register
from guanlian.kernel.workbook.exporting import Paint, hint_of, set_up_sheet
from guanlian.kernel.workbook.reading import ABOUT, LISTS, letters

ROWS_WITH_LISTS = 5000
_LONGEST_INLINE = 250  # Excel takes a list of at most 255 characters in the rule itself


def write_template(path: Path, registers: Sequence[Register]) -> None:
    """Write an empty .xlsx for `registers`, in Chinese."""
    with override(CHINESE), xlsxwriter.Workbook(str(path)) as book:
        paint = Paint(book)
        _write_about(book.add_worksheet(ABOUT), registers, paint)
        lists = _Lists(book)
        for register in registers:
            sheet = book.add_worksheet(register.sheet)
            set_up_sheet(sheet, register, paint)
            _add_help(sheet, register, lists)
        lists.finish()


class _Lists:
    """A hidden sheet for lists too long to stand in a rule."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._lists: list[list[str]] = []

    def source(self, words: list[str]) -> Any:
        """What a validation rule names as its list."""
        if len(",".join(words)) <= _LONGEST_INLINE and not any("," in word for word in words):
            return words
        if words not in self._lists:
            self._lists.append(words)
        column = letters(self._lists.index(words))
        return f"={LISTS}!${column}$1:${column}${len(words)}"

    def finish(self) -> None:
        """Write the sheet, if any list needs it."""
        if not self._lists:
            return
        sheet = self._book.add_worksheet(LISTS)
        for index, words in enumerate(self._lists):
            sheet.write_column(0, index, words)
        sheet.hide()


def _add_help(sheet: Any, register: Register, lists: _Lists) -> None:
    index = 0
    for column in register.columns:
        for _header in column.headers:
            sheet.write_comment(0, index, hint_of(column), {"x_scale": 1.6})
            if isinstance(column, ChoiceColumn | BooleanColumn):
                sheet.data_validation(
                    1,
                    index,
                    ROWS_WITH_LISTS,
                    index,
                    {
                        "validate": "list",
                        "source": lists.source(column.words),
                        "error_title": _("不在选项之内"),
                        "error_message": _("请从下拉列表中选一项。"),
                    },
                )
            index += 1


def _write_about(sheet: Any, registers: Sequence[Register], paint: Paint) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 90)
    lines = [
        _("每张表是一本台账，第一行是表头，从第二行起每行一条记录；不用的表可以留空或删去。"),
        _("深色表头为必填。不要合并单元格，不要用公式，不要改表头和表名。"),
        _("编号留空则自动编号；填了已有的编号，就是修改那一条。重复导入同一份文件不会改变任何记录。"),
        _("日期写成 2025-06-01，时刻写成 19:30，均为北京时间；“止”日含当天，留空表示至今。"),
        _("馆、团队、品牌等填编号；可填多个的用“、”隔开。"),
        _("导入前会先列出将有哪些变化；有一处错，整份文件都不写入。"),
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    row = len(lines) + 1
    for index, title in enumerate((_("台账"), _("列"), _("怎么填"))):
        sheet.write_string(row, index, title, paint.head)
    for register in registers:
        for column in register.columns:
            row += 1
            sheet.write_string(row, 0, register.sheet)
            sheet.write_string(row, 1, " / ".join(column.headers))
            sheet.write_string(row, 2, hint_of(column) + _choices(column))


def _choices(column: Column) -> str:
    words = getattr(column, "words", None)
    return "：" + "、".join(words) if words else ""
