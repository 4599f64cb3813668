"""Many activities in one file: a fixed number of statements, all of them written, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanlian.accounts import workbooks
from tests.factories import SmallNetwork
from tests.workbook.books import sums

HEADER = ["编号", "馆", "名称", "种类", "开始", "结束", "状态", "参与人数", "面向", "承办馆", "协办馆"]


def many(path: Path, network: SmallNetwork, count: int, *, people: int = 60) -> Path:
    """`count` activities spread over the villages, each with a host."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}) as made:
        sheet = made.add_worksheet("活动")
        sheet.write_row(0, 0, HEADER)
        for number in range(count):
            hall, host = network.villages[number % 8], network.villages[(number + 1) % 8]
            starts = datetime(2023, 1, 1, 9) + timedelta(minutes=30 * number)
            cells = [f"T-{number}", hall.code, f"活动{number}", "演出", starts, starts + timedelta(hours=2)]
            cells += ["已举办", people, "少儿、老年人", host.code, ""]
            sheet.write_row(number + 1, 0, cells)
    return path


def statements(path: Path) -> int:
    """How many statements importing takes."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        workbooks.bring_in(path=path, by=None)
    return len(seen)


def test_the_number_of_statements_does_not_grow_with_the_rows(network: SmallNetwork, tmp_path: Path) -> None:
    statements(many(tmp_path / "first.xlsx", network, 1))
    few = statements(many(tmp_path / "few.xlsx", network, 3))
    assert statements(many(tmp_path / "more.xlsx", network, 300)) == few
    changed = statements(many(tmp_path / "changed.xlsx", network, 300, people=61))
    assert statements(many(tmp_path / "again.xlsx", network, 300, people=62)) == changed


@pytest.mark.django_db
def test_more_rows_than_one_batch_holds_are_written_whole_and_only_once(network: SmallNetwork, tmp_path: Path) -> None:
    path = many(tmp_path / "city.xlsx", network, 12_000)

    first, again = workbooks.bring_in(path=path, by=None), workbooks.preview(path=path, by=None)

    assert (sums(first), sums(again)) == ((12_000, 0, 0), (0, 0, 12_000))
