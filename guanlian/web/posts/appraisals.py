"""Yearly appraisals: whose two halls have written, and one person's page with both parts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.network.halls import Hall
from guanlian.staffing import appraising
from guanlian.staffing.appraising import RIGHT, Duty
from guanlian.staffing.models import Appraisal, StaffMember
from guanlian.staffing.post_refusals import Refused
from guanlian.web.console.access import staff_page
from guanlian.web.portal import addresses
from guanlian.web.posts import common
from guanlian.web.posts.forms import AppraisalForm
from guanlian.web.standard.exporting import Sheet, answer, wanted
from guanlian.web.standard.exporting import options as files

ROWS, FIRST_YEAR = 40, 2015
STATES = ("none", "half", "both")


@staff_page
def appraisals(request: HttpRequest) -> HttpResponse:
    """Officers and administrators of a year: which of the two halls have written."""
    mine = common.may_name(request) | common.within_reach(request, RIGHT)
    if not mine:
        raise PermissionDenied
    today = localdate()
    year = addresses.a_number(request, "year", today.year) or today.year
    year = max(year, FIRST_YEAR)
    duties = appraising.duties(list(mine), year)
    said = appraising.written([duty.member.pk for duty in duties], year)
    every = [_row(duty, said) for duty in duties]
    state, words = addresses.one_of(request, "state", STATES), addresses.words(request)
    rows = [
        row
        for row in every
        if (not state or row["state"] == state)
        and (not words or words in row["duty"].member.name or any(words in hall.name for hall in row["duty"].halls))
    ]
    if kind := wanted(request):
        return answer(kind, _sheet(rows, year))
    counts = {each: sum(row["state"] == each for row in every) for each in STATES}
    context = {
        "section": "console:establishment",
        "may_appraise": common.may_appraise(request),
        "year": year,
        "years": range(today.year, FIRST_YEAR - 1, -1),
        "total": len(every),
        "counts": counts,
        "states": _states(request, counts, len(every)),
        "words": words,
        "page": addresses.page_of(request, rows, ROWS),
        "found": len(rows),
        "files": files(request),
        "state": state,
    }
    return render(request, "web/posts/appraisals.html", context)


def _row(duty: Duty, said: dict[tuple[int, int], Appraisal]) -> dict[str, Any]:
    sender, receiver = (said.get((duty.member.pk, hall.pk)) for hall in duty.halls)
    state = STATES[sum(each is not None for each in (sender, receiver))]
    return {"duty": duty, "sender": sender, "receiver": receiver, "state": state}


def _states(request: HttpRequest, counts: dict[str, int], total: int) -> list[addresses.Option]:
    chosen = addresses.one_of(request, "state", STATES)
    labels = {"none": _("两家都没有写"), "half": _("还差一家"), "both": _("两家都写了")}
    first = addresses.Option(_("全部"), addresses.changed(request, state=None), not chosen, count=total)
    return [first] + [
        addresses.Option(labels[each], addresses.changed(request, state=each), each == chosen, each, counts[each])
        for each in STATES
    ]


def _sheet(rows: list[dict[str, Any]], year: int) -> Sheet:
    columns = (
        ("name", _("姓名")), ("as", _("岗位")), ("sender", _("派出或聘用")), ("receiver", _("工作所在")),
        ("sender_conclusion", _("派出或聘用方结论")), ("receiver_conclusion", _("工作所在方结论")),
    )  # fmt: skip
    body = (
        (
            row["duty"].member.name, row["duty"].what, row["duty"].sender.name, row["duty"].receiver.name,
            str(row["sender"].get_conclusion_display()) if row["sender"] else "",
            str(row["receiver"].get_conclusion_display()) if row["receiver"] else "",
        )
        for row in rows
    )  # fmt: skip
    return Sheet(_("年度考核-%s") % year, columns, body)


def _person(request: HttpRequest, code: str, year: int) -> tuple[StaffMember, list[Duty]]:
    """The person and their duties of the year; 404 for who may not read them."""
    member = StaffMember.unscoped.filter(code=code, withdrawn_at=None).select_related("hall").first()
    if member is None or not FIRST_YEAR <= year <= localdate().year:
        raise Http404
    duties = appraising.duties_of(member, year)
    halls = [hall for duty in duties for hall in duty.halls] or [member.hall]
    if member.user != request.user and not appraising.may_read(request.user, halls, localdate()):
        raise PermissionDenied
    return member, duties


@staff_page
def appraisal(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """What both halls say of one person's year."""
    return _page(request, code, year)


@staff_page
def appraisal_print(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Both parts on a sheet of paper."""
    member, duties = _person(request, code, year)
    context = {"member": member, "year": year, "parts": _parts(request, member, duties, year)}
    return render(request, "web/posts/appraisal_print.html", context)


@require_POST
@staff_page
def appraisal_write(request: HttpRequest, code: str, year: int, hall: str) -> HttpResponse:
    """One hall's part."""
    assert isinstance(request.user, User)
    at = common.find_hall(request, hall, RIGHT)
    member, _duties = _person(request, code, year)
    form = AppraisalForm(request.POST, prefix=hall)
    if not form.is_valid():
        return _page(request, code, year, form=form, status=422)
    try:
        appraising.write(member=member, hall=at, year=year, by=request.user, on=localdate(), **form.cleaned_data)
    except Refused as refusal:
        return _page(request, code, year, form=form, refusal=str(refusal), status=409)
    messages.success(request, _("考核意见已保存，另一家也能看到。"))
    return redirect("console:appraisal", member.code, year)


def _page(
    request: HttpRequest, code: str, year: int, *, form: AppraisalForm | None = None, refusal: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    member, duties = _person(request, code, year)
    context = {
        "section": "console:establishment",
        "member": member,
        "year": year,
        "years": [y for y in range(localdate().year, localdate().year - 4, -1) if y >= FIRST_YEAR],
        "parts": _parts(request, member, duties, year, form),
        "refusal": refusal,
    }
    return render(request, "web/posts/appraisal.html", context, status=status)


def _parts(
    request: HttpRequest, member: StaffMember, duties: list[Duty], year: int, form: AppraisalForm | None = None
) -> list[dict[str, Any]]:
    """For each duty its two halls with what they said, and a form where the person may write."""
    said = appraising.written([member.pk], year)
    made = []
    for duty in duties:
        sides = [_side(request, hall, said.get((member.pk, hall.pk)), form) for hall in duty.halls]
        made.append({"duty": duty, "when": common.period_words(duty.period), "sides": sides})
    return made


def _side(request: HttpRequest, hall: Hall, written: Appraisal | None, form: AppraisalForm | None) -> dict[str, Any]:
    own = None
    if scope.may(request.user, RIGHT, hall, localdate()):
        initial = {"text": written.text, "conclusion": written.conclusion} if written else {}
        returned = form is not None and form.prefix == hall.code
        own = form if returned else AppraisalForm(prefix=hall.code, initial=initial)
    return {"hall": hall, "written": written, "form": own}
