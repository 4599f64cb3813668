"""One record: entering, correcting, withdrawing, restoring, its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanlian.accounts import history as histories
from guanlian.accounts import recording
from guanlian.accounts.scope import NotYours
from guanlian.holds.holding import ResourceTaken
from guanlian.kernel.registers import Register, Values
from guanlian.kernel.workbook.known import Known
from guanlian.programme import recording as activities
from guanlian.web.console import entry as entries
from guanlian.web.console import listing
from guanlian.web.console.access import (
    find_record,
    find_register,
    hidden_columns,
    may_edit,
    reach,
    ref_of,
    staff_page,
    title_of,
)


@staff_page
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """An empty form; posted, the new record."""
    register = find_register(slug)
    halls = reach(request, register.edit)
    hall = halls.order_by("code").first()
    if hall is None:
        return render(request, "403.html", {"why": _("您的角色只能查看这一台账，不能登记。")}, status=403)
    if request.method == "GET":
        only = hall if halls.count() == 1 else halls.filter(code=request.GET.get("hall", "")).first()
        return _form(request, register, entries.blank(request, register, halls=halls, hall=only))
    entry, values = entries.posted(request, register, halls=halls)
    if halls.count() == 1:
        values["hall"] = hall.code
    if entry.has_errors:
        return _form(request, register, entry, status=422)
    if slug == "activities":
        values = activities.as_announced(values)
    try:
        record = recording.enter(register=register, values=values, by=_person(request))
    except recording.RecordRefused as refused:
        entry.object(refused.objections)
        return _form(request, register, entry, status=422)
    except ResourceTaken as taken:
        entry.object([("venue", str(taken))])
        return _form(request, register, entry, status=409)
    messages.success(request, _("已登记“%s”。") % title_of(request, register, record))
    return redirect(f"{reverse('console:register', args=[slug])}?saved={ref_of(register, record)}")


@staff_page
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """A record's form, or its values for those who may only look; posted, the correction."""
    register = find_register(slug)
    record = find_record(request, register, ref)
    values = recording.values_of(register, record)
    if not may_edit(request, register, record.hall) or getattr(record, "withdrawn_at", None):
        if request.method == "POST":
            raise Http404
        return _shown(request, register, record, values)
    halls = reach(request, register.edit)
    if request.method == "GET":
        hidden = hidden_columns(request, register, record.hall)
        entry = entries.filled(request, register, values, halls=halls, hidden=hidden)
        return _form(request, register, entry, record=record, seen=recording.version(values))
    return _corrected(request, register, record, halls)


def _corrected(request: HttpRequest, register: Register, record: Any, halls: Any) -> HttpResponse:
    hidden = hidden_columns(request, register, record.hall)
    entry, given = entries.posted(request, register, halls=halls, hidden=hidden)
    given.pop("code", None)
    seen = request.POST.get("seen", "")
    again: dict[str, Any] = {"record": record, "seen": seen}
    if entry.has_errors:
        return _form(request, register, entry, status=422, **again)
    try:
        recording.correct(
            register=register,
            key=record.pk,
            values=given,
            by=_person(request),
            seen=seen,
            why=request.POST.get("why", ""),
        )
    except recording.RecordRefused as refused:
        entry.object(refused.objections)
        return _form(request, register, entry, status=422, **again)
    except ResourceTaken as taken:
        entry.object([("venue", str(taken))])
        return _form(request, register, entry, status=409, **again)
    except recording.ChangedMeanwhile as changed:
        again |= {
            "seen": recording.version(changed.now),
            "both": _both(register, given, changed.now),
            "why_not": changed,
        }
        return _form(request, register, entry, status=409, **again)
    messages.success(request, _("已保存“%s”。") % title_of(request, register, record))
    return redirect(f"{reverse('console:register', args=[register.slug])}?saved={ref_of(register, record)}")


def _both(register: Register, mine: Values, now: Values) -> list[tuple[str, str, str]]:
    """Where the two differ: column, what stands now, what the person typed."""
    names = listing.names_of(register, [Known(0, "", now | mine, False), Known(0, "", now, False)])
    return [
        (
            str(column.label),
            listing.in_words(column, now[column.name], names),
            listing.in_words(column, mine[column.name], names),
        )
        for column in register.columns
        if column.name in mine and mine[column.name] != now[column.name] and column.name != "code"
    ]


@staff_page
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Ask for the reason; posted, take the record back."""
    register = find_register(slug)
    record = find_record(request, register, ref)
    if not register.withdrawable:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            recording.withdraw(register=register, key=record.pk, why=request.POST.get("why", ""), by=_person(request))
            return redirect(f"{reverse('console:register', args=[slug])}?withdrawn={record.code}")
        except recording.NoReason as refused:
            error = str(refused)
    context = {"register": register, "record": record, "ref": ref, "error": error, "section": "console:registers"}
    return render(request, "console/withdraw.html", context, status=422 if error else 200)


@staff_page
@require_POST
def restore(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Let a withdrawn record stand again."""
    register = find_register(slug)
    record = find_record(request, register, ref)
    if not register.withdrawable:
        raise Http404
    try:
        recording.restore(register=register, key=record.pk, by=_person(request))
        messages.success(request, _("已恢复“%s”。") % title_of(request, register, record))
    except (recording.RecordRefused, ResourceTaken) as refused:
        messages.error(request, _("不能恢复：%s") % refused)
    return redirect("console:register", slug=slug)


@staff_page
@require_POST
def move(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """An activity's next step: publish, cancel with a reason, confirm that it was held."""
    register = find_register(slug)
    if slug != "activities":
        raise Http404
    record = find_record(request, register, ref)
    people = request.POST.get("participants", "").strip()
    try:
        match request.POST.get("do"):
            case "publish":
                activities.publish(activity=record, by=_person(request))
            case "cancel":
                activities.cancel(activity=record, reason=request.POST.get("why", ""), by=_person(request))
            case "confirm":
                count = int(people) if people.isdigit() else None
                activities.confirm_held(activity=record, participants=count, by=_person(request))
            case _other:
                raise Http404
        messages.success(request, _("已办理“%s”。") % record)
    except (recording.RecordRefused, recording.NoReason, ResourceTaken) as refused:
        messages.error(request, str(refused))
    return redirect("console:record_edit", slug=slug, ref=ref)


@staff_page
@require_GET
def history(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Every version of the record: who, when, what, why."""
    register = find_register(slug)
    record = find_record(request, register, ref)
    steps = histories.steps_of(register=register, record=record, by=_person(request))
    if hidden_columns(request, register, record.hall):
        raise NotYours(register.personal_right, record.hall, None)
    context = {"register": register, "record": record, "ref": ref, "steps": steps, "section": "console:registers"}
    return render(request, "console/history.html", context)


def _person(request: HttpRequest) -> Any:
    return request.user


def _form(
    request: HttpRequest,
    register: Register,
    entry: entries.Entry,
    *,
    record: Any = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "register": register,
        "entry": entry,
        "record": record,
        "title": title_of(request, register, record) if record else "",
        "ref": ref_of(register, record) if record else "",
        "steps": _next_steps(record) if record else [],
        "section": "console:registers",
        **more,
    }
    return render(request, "console/record.html", context, status=status)


def _next_steps(record: Any) -> list[str]:
    """The states an activity may go to from where it is."""
    if record._meta.label != "programme.Activity":
        return []
    return [str(state) for state in record.MOVES[record.status]]


def _shown(request: HttpRequest, register: Register, record: Any, values: Values) -> HttpResponse:
    """The record to look at."""
    names = listing.names_of(register, [Known(record.pk, "", values, False)])
    hidden = hidden_columns(request, register, record.hall)
    told = [
        (column.label, _("不显示") if column.name in hidden else text)
        for column in register.columns
        if (text := listing.in_words(column, values[column.name], names))
    ]
    context = {
        "register": register,
        "record": record,
        "ref": ref_of(register, record),
        "told": told,
        "can_edit": may_edit(request, register, record.hall),
        "section": "console:registers",
    }
    return render(request, "console/record_shown.html", context)
