"""The list of volunteers as a sheet to take along."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guanlian.community import serving
from guanlian.web.console.access import require_anywhere, staff_page
from guanlian.web.standard import exporting
from guanlian.web.volunteering.roster import RIGHT, asked_for
from guanlian.web.volunteering.words import arts, hours_words, parts, stars_words


@staff_page
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What the list shows, of the halls whose registers the person may export."""
    require_anywhere(request, RIGHT)
    require_anywhere(request, "register.export")
    wanted = exporting.wanted(request) or "csv"
    found = list(asked_for(request, "register.export"))
    done = serving.served_by(found)
    columns: list[Any] = [
        ("code", _("编号")), ("name", _("姓名")), ("hall", _("馆")), ("skills", _("特长")),
        ("times", _("什么时候有空")), ("since", _("注册起")), ("insured", _("保险到期日")), ("services", _("次数")),
        ("hours", _("时长（小时）")), ("star", _("星级")),
    ]  # fmt: skip
    rows = (
        (
            each.code, each.name, each.hall.name, arts(each.skills), parts(each.availability), each.period.lower,
            each.insured_until, served.times if served else 0, hours_words(served.minutes) if served else "0",
            stars_words(served.star) if served else "",
        )
        for each in found
        for served in [done.get(each.pk)]
    )  # fmt: skip
    return exporting.answer(wanted, exporting.Sheet(_("文化志愿者"), columns, rows))
