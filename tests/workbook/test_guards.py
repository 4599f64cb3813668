"""Files that are not read at all, each with a clear answer."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import LazySettings

from guanlian.kernel.workbook.guards import FileRefused
from guanlian.kernel.workbook.planning import plan_import
from guanlian.kernel.workbook.reading import read
from tests.workbook.books import ACTIVITY, book


def refusal(path: Path) -> str:
    """Why the file isn't read."""
    with pytest.raises(FileRefused) as refused:
        list(read(path))
    return str(refused.value)


def with_part(path: Path, name: str, content: bytes) -> Path:
    """A workbook with one more part inside."""
    book(path, {"活动": [ACTIVITY]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def test_a_file_over_the_limit_is_refused(tmp_path: Path, settings: LazySettings) -> None:
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    path = tmp_path / "a.xlsx"
    path.write_bytes(os.urandom(1024 * 1024 + 1))
    assert "超过 1 MB 的上限" in refusal(path)


def test_a_zip_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path = with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet9.xml", b"<a>" + b" " * 30_000_000 + b"</a>")
    assert "压缩比异常" in refusal(path)


def test_many_parts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2001):
            archive.writestr(f"{number}.xml", "")
    assert "解开后过大" in refusal(path)


def test_macros_are_refused_by_name_and_by_content(tmp_path: Path) -> None:
    named = tmp_path / "a.xlsm"
    named.write_bytes(b"PK")
    assert "含有宏" in refusal(named)
    assert "含有宏" in refusal(with_part(tmp_path / "b.xlsx", "xl/vbaProject.bin", b"x"))


def test_old_encrypted_linked_and_foreign_files_each_have_their_answer(tmp_path: Path) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1")
    old, locked, text = tmp_path / "old.xls", tmp_path / "locked.xlsx", tmp_path / "text.xlsx"
    old.write_bytes(ole + bytes(600))
    locked.write_bytes(ole + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    text.write_text("这不是工作簿")
    assert "旧版 Excel" in refusal(old)
    assert "设了密码" in refusal(locked)
    assert "不是 Excel 工作簿" in refusal(text)
    assert "引用了别的工作簿" in refusal(with_part(tmp_path / "l.xlsx", "xl/externalLinks/externalLink1.xml", b"<a/>"))


def test_entities_and_far_flung_cells_are_refused(tmp_path: Path) -> None:
    entity = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert "不合规范" in refusal(with_part(tmp_path / "e.xlsx", "xl/worksheets/sheet8.xml", entity))
    far = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert "散得过远" in refusal(with_part(tmp_path / "f.xlsx", "xl/worksheets/sheet8.xml", far))


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"活动": [ACTIVITY]})
    data = bytearray(path.read_bytes())
    at = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[at : at + 20] = bytes(20)
    path.write_bytes(bytes(data))
    assert "已损坏" in refusal(path)


@pytest.mark.django_db
def test_merged_headers_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("活动")
        sheet.merge_range(0, 0, 0, 1, "编号")
    assert any("合并的单元格" in fault.reason for fault in plan_import(read(path)).faults)


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_csv_files_are_read_in_the_encodings_that_offices_use(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "文化品牌.csv").write_text("馆,名称,创立日期\r\n000,南湖船歌,2010-05-01\r\n", encoding=encoding)
    plan = plan_import(read(tmp_path))
    assert [fault.reason for fault in plan.faults] == ["没有编号为 000 的文化馆"]


@pytest.mark.django_db
def test_a_formula_in_a_csv_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "brands.csv").write_text("馆,名称,创立日期\n000,=1+1,2010-05-01\n", encoding="utf-8")
    assert any("是公式" in f.reason and (f.row, f.column) == (2, "B") for f in plan_import(read(tmp_path)).faults)
