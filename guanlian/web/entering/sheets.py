"""The list of an activity's people to take along: a sheet, a text, a page for the printer."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guanlian.accounts import scope
from guanlian.accounts.capabilities import Capability
from guanlian.kernel.workbook.exporting import Paint, write_cell
from guanlian.programme.admission import Registration, Status
from guanlian.programme.models import Activity
from guanlian.web.console.registers import TYPES, attachment
from guanlian.web.entering.entries import activity_page, asked_for, masked
from guanlian.web.entering.lessons import of as lessons_of


@activity_page
@require_GET
def export(request: HttpRequest, activity: Activity) -> HttpResponse:
    """What the list shows, as .xlsx or .csv, telephones masked as there."""
    if not scope.may(request.user, Capability.REGISTER_EXPORT, activity.hall, localdate()):
        raise PermissionDenied
    kind = request.GET.get("format", "xlsx")
    if kind not in TYPES:
        raise Http404
    rows = [_heads(), *(_row(entry) for entry in asked_for(request, activity))]
    content = _xlsx(rows) if kind == "xlsx" else _csv(rows)
    return attachment(content, f"{activity.title}-{localdate():%Y%m%d}.{kind}", TYPES[kind])


@activity_page
@require_GET
def on_paper(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Those who have a place, by name, with room to tick each session."""
    placed = asked_for(request, activity).filter(status=Status.PLACED).order_by("person__name", "pk")
    rows = [(n, entry, masked(entry)) for n, entry in enumerate(placed, start=1)]
    lessons = [lesson for lesson in lessons_of(activity, localtime()) if not lesson.called_off]
    return render(request, "web/entering/people_print.html", {"activity": activity, "rows": rows, "lessons": lessons})


def _heads() -> list[str]:
    return [_("姓名"), _("电话"), _("状态"), _("报名时间"), _("怎样报的"), _("经办人"), _("回答"), _("票码"), _("同行")]


def _row(entry: Registration) -> list[str]:
    by = entry.acted_by
    return [
        entry.person.name,
        masked(entry),
        str(Status(entry.status).label),
        f"{localtime(entry.entered_at):%Y-%m-%d %H:%M}",
        entry.get_channel_display(),
        str(by) if by is not None and entry.channel != "online" else "",
        entry.answer,
        entry.code,
        entry.group,
    ]


def _xlsx(rows: list[list[str]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        paint, sheet = Paint(book), book.add_worksheet(_("名单"))
        for number, row in enumerate(rows):
            for index, cell in enumerate(row):
                if number:
                    write_cell(sheet, number, index, cell, paint)
                else:
                    sheet.write_string(0, index, cell, paint.head)
        sheet.set_column(0, len(rows[0]) - 1, 16)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _csv(rows: list[list[str]]) -> bytes:
    out = StringIO()
    csv.writer(out).writerows(_harmless(rows))
    return out.getvalue().encode("utf-8-sig")


def _harmless(rows: list[list[str]]) -> Iterator[list[str]]:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    for row in rows:
        yield [f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell for cell in row]
