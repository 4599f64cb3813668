"""Tables as files: CSV, Excel or JSON of exactly what a page shows, unpaged."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from guanlian.assessment.as_json import number
from guanlian.web.portal.addresses import Option

FORMATS = ("xlsx", "csv", "json")
# A text that begins with one of these would be run as a formula by a spreadsheet that opens the CSV.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """A table to give out. `columns`: (key in JSON, heading); `rows` in the same order."""

    name: str
    columns: Sequence[tuple[str, StrOrPromise]]
    rows: Iterable[Sequence[Any]]


def wanted(request: HttpRequest) -> str:
    """The file format that the address asks for; nothing where it asks for the page."""
    given = request.GET.get("format", "")
    return given if given in FORMATS else ""


def options(request: HttpRequest) -> list[Option]:
    """The formats to offer, each with the address of the same question."""
    found = []
    for name, label in (("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON")):
        query = request.GET.copy()
        query.pop("page", None)
        query["format"] = name
        found.append(Option(_("导出 %(kind)s") % {"kind": label}, f"{request.path}?{query.urlencode()}", False, name))
    return found


def answer(kind: str, sheet: Sheet) -> HttpResponse:
    """`sheet` as a file of `kind`."""
    content, content_type = WRITERS[kind](sheet)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(sheet.name)}.{kind}"
    return response


def _csv(sheet: Sheet) -> tuple[bytes, str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(heading) for _key, heading in sheet.columns])
    writer.writerows([_harmless(_plain(value)) for value in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def _xlsx(sheet: Sheet) -> tuple[bytes, str]:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    page.freeze_panes(1, 1)
    page.set_column(0, len(sheet.columns) - 1, 18)
    for column, (_key, heading) in enumerate(sheet.columns):
        page.write_string(0, column, str(heading), head)
    for row, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values):
            plain = _plain(value)
            if isinstance(plain, int | float):
                page.write_number(row, column, plain)
            elif plain:
                page.write_string(row, column, plain)
    book.close()
    return out.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _json(sheet: Sheet) -> tuple[bytes, str]:
    keys = [key for key, _heading in sheet.columns]
    rows: Iterator[dict[str, Any]] = (
        {key: _plain(value, missing=None) for key, value in zip(keys, row, strict=True)} for row in sheet.rows
    )
    return json.dumps(list(rows), ensure_ascii=False).encode(), "application/json"


WRITERS: dict[str, Callable[[Sheet], tuple[bytes, str]]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}


def _plain(value: Any, missing: Any = "") -> Any:
    """A value as files carry it: numbers as numbers, days as YYYY-MM-DD, the missing as nothing."""
    if value is None:
        return missing
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, int | float):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
