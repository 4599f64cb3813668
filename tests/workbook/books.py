"""Small workbooks for tests, and everything a register may hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from guanlian.accounts import workbooks
from guanlian.kernel.registers import by_dependence, every_register
from guanlian.kernel.workbook.plans import Action, ImportRefused, Plan
from guanlian.network.models import Hall, HallPopulation
from tests.factories import make_record

ACTIVITY = ["编号", "馆", "名称", "种类", "开始", "参与人数"]


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """An .xlsx with these sheets; a cell that begins with `=` becomes a formula, as in a workbook made by hand."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def activities(path: Path, *rows: list[Any], header: list[str] | None = None) -> Path:
    """A workbook with one sheet of activities."""
    return book(path, {"活动": [header or ACTIVITY, *rows]})


def fill_every_register(hall: Hall) -> None:
    """At least one record in every register."""
    for register in by_dependence(every_register()):
        if register.model is HallPopulation:
            HallPopulation.objects.create(hall=hall, year=2024, residents=3120, source="统计年鉴")
            continue
        there = {
            column.name: column.target._base_manager.exclude(pk=hall.pk if column.target is Hall else 0).first()
            for column in register.pointing
            if column.name != "hall" and column.required
        }
        years = {"year": 2025} if "year" in register.by_name else {}
        make_record(register.model, hall, **there, **years)


def faults(path: Path, by: Any = None) -> list[str]:
    """The faults of importing the file, which must then have written nothing."""
    try:
        workbooks.bring_in(path=path, by=by)
    except ImportRefused as refused:
        return [str(fault) for fault in refused.faults]
    return []


def sums(plan: Plan) -> tuple[int, int, int]:
    """How many rows a plan adds, changes, and leaves."""
    return plan.total(Action.ADD), plan.total(Action.CHANGE), plan.total(Action.SAME)
