"""The workbook page: template, export, upload → preview → confirm → what was written."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanlian.accounts import scope, workbooks
from guanlian.kernel.registers import every_register
from guanlian.kernel.workbook.guards import FileRefused
from guanlian.kernel.workbook.template import write_template
from guanlian.network.models import Hall
from guanlian.web import tasks
from guanlian.web.console import uploads
from guanlian.web.console.access import reach, staff_page
from guanlian.web.console.listing import FIRST_YEAR
from guanlian.web.console.registers import TYPES, attachment


@staff_page
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Everything about workbooks on one page; posted, an upload."""
    today = localdate()
    can_import = scope.may_anywhere(request.user, "register.import", today)
    refused = ""
    if request.method == "POST":
        if not can_import:
            return render(request, "403.html", {"why": _("您的角色不能导入台账。")}, status=403)
        file = request.FILES.get("file")
        if file is None:
            refused = _("请先选一个文件。")
        else:
            try:
                return _begin(request, uploads.keep(file=file, by=_person(request)), file.size or 0)
            except FileRefused as refusal:
                refused = str(refusal)
    context = {
        "registers": every_register(),
        "halls": reach(request, "register.export").order_by("code")[:1500],
        "years": range(today.year + 1, FIRST_YEAR - 1, -1),
        "can_import": can_import,
        "can_export": scope.may_anywhere(request.user, "register.export", today),
        "refused": refused,
        "section": "console:workbook",
    }
    return render(request, "console/workbook.html", context, status=422 if refused else 200)


def _begin(request: HttpRequest, token: str, size: int) -> HttpResponse:
    if size <= uploads.AT_ONCE:
        uploads.look_through(token)
    else:
        tasks.look_through_upload.defer(token=token)
    return redirect("console:workbook_preview", token=token)


@staff_page
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook, of all registers or of those asked for."""
    slugs = set(request.GET.getlist("register"))
    chosen = [register for register in every_register() if not slugs or register.slug in slugs]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, chosen or every_register())
        return attachment(path.read_bytes(), "台账模板.xlsx", TYPES["xlsx"])


@staff_page
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Registers of the halls within reach as a workbook."""
    if not scope.may_anywhere(request.user, "register.export", localdate()):
        return render(request, "403.html", {"why": _("您的角色不能导出台账。")}, status=403)
    slugs = set(request.GET.getlist("register"))
    chosen = [register for register in every_register(read_only=True) if not slugs or register.slug in slugs]
    year = request.GET.get("year", "")
    halls = None
    if code := request.GET.get("hall"):
        hall = reach(request, "register.export").filter(code=code).first()
        if hall is None:
            raise Http404
        halls = Hall.objects.under([hall.pk], localdate())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        workbooks.take_out(
            path=path,
            by=_person(request),
            halls=halls,
            year=int(year) if year.isdigit() and FIRST_YEAR <= int(year) <= 2100 else None,
            registers=chosen,
        )
        return attachment(path.read_bytes(), f"台账-{localdate():%Y%m%d}.xlsx", TYPES["xlsx"])


@staff_page
@require_GET
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What the upload would change; while it is looked through or written, how far that is."""
    state = _state(request, token)
    context = {"state": state, "token": token, "section": "console:workbook"}
    busy = state["state"] in {"planning", "applying"}
    part = "console/workbook_progress.html" if busy else "console/workbook_outcome.html"
    if request.headers.get("HX-Request"):
        return render(request, part, context)
    return render(request, "console/workbook_preview.html", context | {"part": part})


@staff_page
@require_POST
def apply(request: HttpRequest, token: str) -> HttpResponse:
    """Write what was previewed, once."""
    state = _state(request, token)
    if uploads.begin_writing(token, _person(request)):
        if (state["size"] or 0) <= uploads.AT_ONCE:
            uploads.carry_out(token)
        else:
            tasks.carry_out_upload.defer(token=token)
    return redirect("console:workbook_preview", token=token)


@staff_page
@require_POST
def drop(request: HttpRequest, token: str) -> HttpResponse:
    """Forget the upload."""
    _state(request, token)
    uploads.remove(token, _person(request))
    messages.info(request, _("已放弃这份文件，没有写入。"))
    return redirect("console:workbook")


def _state(request: HttpRequest, token: str) -> dict[str, Any]:
    try:
        return uploads.state_of(token, _person(request))
    except uploads.UnknownUpload as unknown:
        raise Http404 from unknown


def _person(request: HttpRequest) -> Any:
    return request.user
