"""What is looked at before a file is parsed: size, kind, bombs, macros, links, formulas."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException
from django.conf import settings
from django.utils.translation import gettext as _

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MOST_UNPACKED = 400 * 1024 * 1024  # bytes, all parts together
MOST_RATIO = 250  # unpacked to packed, for one part of some size
RATIO_MATTERS_FROM = 5 * 1024 * 1024  # bytes unpacked
MOST_PARTS = 2000
MOST_CELLS = 6_000_000  # of the rectangle that holds a sheet's cells
_CHUNK = 4 * 1024 * 1024
_OVERLAP = 512
_CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,4})(\d{1,8})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
MOST_FORMULAS_NAMED = 50


class FileRefused(Exception):
    """The file as a whole can't be read; the message says why and what to do."""


def guard_size(size: int) -> None:
    """Refuse a file of more than the limit (setting, bytes)."""
    limit = settings.IMPORT_MAX_BYTES
    if size > limit:
        raise FileRefused(
            _("文件有 %(now)s MB，超过 %(most)s MB 的上限。请按年份或按馆分成几份导入。")
            % {"now": round(size / 1048576, 1), "most": limit // 1048576}
        )


def guard_workbook(path: Path) -> dict[str, list[str]]:
    """Look through an .xlsx before it is parsed. Raises FileRefused.

    Returns, for each sheet part, the cells that hold a formula (at most `MOST_FORMULAS_NAMED`).
    """
    guard_size(path.stat().st_size)
    _guard_kind(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _guard_archive(archive)
            return _scan(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, OSError) as broken:
        raise FileRefused(_("文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。")) from broken
    except RuntimeError as locked:  # zipfile's answer to a part under a password
        raise FileRefused(_locked()) from locked


def _locked() -> str:
    return _("文件设了密码。请去掉打开密码后再导入。")


def _guard_kind(path: Path) -> None:
    if path.suffix.lower() in {".xlsm", ".xltm", ".xlam"}:
        raise FileRefused(_macros())
    with path.open("rb") as file:
        head = file.read(8)
        if head == OLE:
            if "EncryptedPackage".encode("utf-16-le") in head + file.read():
                raise FileRefused(_locked())
            raise FileRefused(_("这是旧版 Excel 文件（.xls）。请另存为 .xlsx 再导入。"))
    if not zipfile.is_zipfile(path):
        raise FileRefused(_("这不是 Excel 工作簿。请使用本站下载的模板，存为 .xlsx。"))


def _macros() -> str:
    return _("工作簿含有宏，不予读取。请另存为不含宏的 .xlsx 再导入。")


def _guard_archive(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused(_("文件解开后过大，不予读取。请只保留台账数据，按年份或按馆分成几份导入。"))
    for part in parts:
        if part.file_size > RATIO_MATTERS_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise FileRefused(_("文件的压缩比异常，不予读取。请用 Excel 或 WPS 重新保存后再试。"))
        if part.flag_bits & 1:
            raise FileRefused(_locked())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused(_macros())
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise FileRefused(_("工作簿引用了别的工作簿。请断开外部链接（数据—编辑链接），把内容粘贴为数值后再导入。"))
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise FileRefused(_("这不是 Excel 工作簿（.xlsx）。请使用本站下载的模板。"))
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise FileRefused(_macros())


def _scan(archive: zipfile.ZipFile) -> dict[str, list[str]]:
    """Read every XML part once: its checksum is verified on the way, so that no header can lie about its size."""
    formulas: dict[str, list[str]] = {}
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        sheet = part.filename.startswith("xl/worksheets/")
        if _scan_part(archive, part, sheet=sheet) and sheet:
            with archive.open(part) as file:
                formulas[part.filename] = _cells_with_formulas(file)
    return formulas


def _scan_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, sheet: bool) -> bool:
    """Whether the part holds a formula. Refuses entity declarations, other encodings and far-flung cells."""
    found, columns, last = False, set(), 0
    with archive.open(part) as file:
        for chunk in _chunks(file):
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk or b"\x00" in chunk:
                raise FileRefused(_("工作簿的内部格式不合规范，不予读取。请用 Excel 或 WPS 重新保存后再试。"))
            if not sheet:
                continue
            found = found or bool(_FORMULA.search(chunk))
            for match in _CELL.finditer(chunk):
                columns.add(match[1])
                last = max(last, int(match[2]))
    widest = max((_number(name) for name in columns), default=0)
    if widest * last > MOST_CELLS:
        raise FileRefused(_("工作表的内容散得过远（最远到第 %s 行）。请删除数据之外的空行、空列后再导入。") % last)
    return found


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    tail = b""
    while chunk := file.read(_CHUNK):
        yield tail + chunk
        tail = chunk[-_OVERLAP:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cells_with_formulas(file: IO[bytes]) -> list[str]:
    cells: list[str] = []
    here = ""
    try:
        for event, element in defusedxml.ElementTree.iterparse(file, events=("start", "end")):
            name = element.tag.rpartition("}")[2]
            if event == "start":
                if name == "c":
                    here = element.get("r", "")
                elif name == "f":
                    cells.append(here)
                    if len(cells) >= MOST_FORMULAS_NAMED:
                        return cells
            elif name == "row":
                element.clear()
    except (DefusedXmlException, SyntaxError) as broken:  # ElementTree's ParseError is a SyntaxError
        raise FileRefused(_("文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。")) from broken
    return cells
