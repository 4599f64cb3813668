"""The registers: all of them, the list of one, its export, and what is done to several records at once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanlian.accounts import recording, scope, workbooks
from guanlian.holds.holding import ResourceTaken
from guanlian.kernel.registers import Group, Register, every_register
from guanlian.kernel.workbook import exporting
from guanlian.web.console import listing
from guanlian.web.console.access import find_register, reach, require_anywhere, staff_page

PAGE = 50
MOST_HALLS_AS_A_LIST = 80
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@staff_page
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every register by group, with the number of standing records within reach."""
    halls = reach(request)
    ids = list(halls.values_list("pk", flat=True))
    groups = []
    for group in Group:
        entries = [
            {"register": r, "count": r.standing(r.within(ids)).aggregate(n=Count("pk"))["n"]}
            for r in every_register()
            if r.group == group
        ]
        if entries:
            groups.append({"label": group.label, "entries": entries})
    return render(request, "console/registers.html", {"groups": groups, "section": "console:registers"})


@staff_page
@require_GET
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """One register's list: searched, filtered, sorted, page by page."""
    chosen = find_register(slug)
    halls = reach(request)
    asked = listing.Asked.from_request(request, chosen, halls)
    page = Paginator(asked.records(), PAGE).get_page(request.GET.get("page"))
    context = {
        "register": chosen,
        "asked": asked,
        "page": page,
        "rows": listing.rows(request, chosen, page.object_list),
        "heads": listing.heads(request, asked),
        "filters": _filters(asked),
        "years": range(localdate().year + 1, listing.FIRST_YEAR - 1, -1) if chosen.dated else (),
        "can_edit": scope.may_anywhere(request.user, chosen.edit, localdate()),
        "can_export": scope.may_anywhere(request.user, "register.export", localdate()),
        "moves": _moves(chosen),
        "query": listing.address(request),
        "undo": _just_withdrawn(request, chosen),
        "draft_taken": request.GET.get("saved") and chosen.slug,
        "section": "console:registers",
        **_hall_choice(halls),
    }
    return render(request, "console/register.html", context)


def _hall_choice(halls: Any) -> dict[str, Any]:
    """The halls to filter by: as a list where they are few, else as suggestions to type."""
    total = halls.count()
    return {
        "halls": list(halls.order_by("code")[:1500]) if total > 1 else [],
        "halls_as_list": total <= MOST_HALLS_AS_A_LIST,
    }


def _filters(asked: listing.Asked) -> list[dict[str, Any]]:
    made = []
    for name in asked.register.filters:
        column = asked.register.by_name[name]
        chosen = column.inputs(asked.picked[name])[0] if name in asked.picked else ""
        options = [(value, words, value == chosen) for value, words in listing.choices(column)]
        made.append({"name": name, "label": column.label, "options": options})
    return made


def _moves(chosen: Register) -> list[tuple[str, str]]:
    """The states that several records can be brought to at once."""
    if not hasattr(chosen.model, "MOVES") or "status" not in chosen.by_name:
        return []
    return listing.choices(chosen.by_name["status"])


def _just_withdrawn(request: HttpRequest, chosen: Register) -> str:
    """The record that was just withdrawn, to offer its restoring."""
    ref = request.GET.get("withdrawn", "")
    known = ref and chosen.has_code and chosen.within(reach(request)).filter(code=ref, withdrawn_at__isnull=False)
    return ref if known and known.exists() else ""


@staff_page
@require_GET
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """Exactly what the list shows, as .xlsx or .csv, of the halls whose registers the person may export."""
    chosen = find_register(slug)
    kind = request.GET.get("format", "xlsx")
    if kind not in TYPES:
        raise Http404
    require_anywhere(request, "register.export")
    asked = listing.Asked.from_request(request, chosen, reach(request, "register.export"))
    part = exporting.Part(chosen, asked.records(), workbooks.hides(request.user, chosen))  # type: ignore[arg-type]
    name = f"{chosen.sheet}-{localdate():%Y%m%d}.{kind}"
    with TemporaryDirectory() as folder:
        if kind == "xlsx":
            path = Path(folder) / "export.xlsx"
            exporting.write_workbook(path, [part])
        else:
            exporting.write_folder(Path(folder), [part])
            path = Path(folder) / f"{chosen.sheet}.csv"
        return attachment(path.read_bytes(), name, TYPES[kind])


def attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep, under that name."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@staff_page
@require_POST
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """Withdraw the ticked records, or bring them to one state: all of them, or none where one is refused."""
    chosen = find_register(slug)
    require_anywhere(request, chosen.edit)
    back = reverse("console:register", args=[slug]) + request.POST.get("query", "")[:500]
    keys = [int(key) for key in request.POST.getlist("key") if key.isdigit()]
    found = list(chosen.within(reach(request)).filter(pk__in=keys).values_list("pk", flat=True))
    if not found:
        messages.warning(request, _("请先勾选记录。"))
        return redirect(back)
    try:
        with transaction.atomic():
            for key in found:
                _do_one(request, chosen, key)
    except (recording.RecordRefused, recording.NoReason, ResourceTaken) as refusal:
        messages.error(request, _("没有改动任何记录：%s") % refusal)
    else:
        messages.success(request, _("已办理 %s 条。") % len(found))
    return redirect(back)


def _do_one(request: HttpRequest, chosen: Register, key: int) -> None:
    person: Any = request.user
    why = request.POST.get("why", "")
    if request.POST.get("do") == "withdraw" and chosen.withdrawable:
        recording.withdraw(register=chosen, key=key, why=why, by=person)
        return
    status = request.POST.get("status", "")
    if status not in dict(_moves(chosen)):
        raise recording.RecordRefused([("status", _("请选要改为的状态"))])
    recording.correct(register=chosen, key=key, values={"status": status}, by=person, why=why)
