"""What is looked at or printed: the page as the public will see it, the attendance list, the rule of review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guanlian.accounts import scope
from guanlian.programme import reviewing, terms
from guanlian.programme.models import Kind, Registration, ReviewRule
from guanlian.web.authoring.activity import lesson_shown
from guanlian.web.authoring.finding import crumbs, find
from guanlian.web.authoring.forms import ReviewRuleForm
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal import words
from guanlian.web.portal.showing import tag_of, where_of

MOST_COLUMNS = 16  # lessons beside each other on one sheet
BLANK_LINES = 6  # for those who just come


@staff_page
@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The activity as the public will read it."""
    found = find(request, code)
    today = localdate()
    last = found.ends_on != found.begins_on
    context = {
        "section": "console:programme",
        "crumbs": crumbs(found),
        "activity": found,
        "tag": tag_of(found),
        "day": words.full_day(found.begins_on, today),
        "last_day": words.full_day(found.ends_on, today) if last else "",
        "clock": f"{words.clock(found.starts)}–{words.clock(localtime(found.ends_at))}",
        "where": where_of(found, {}),
        "sentence": terms.in_words(getattr(found, "admission", None)),
        "sessions": [lesson_shown(each) for each in found.sessions.select_related("venue", "activity")],
        "troupes": found.troupes(manager="unscoped").filter(withdrawn_at=None),
    }
    return render(request, "web/authoring/preview.html", context)


@staff_page
@require_GET
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The attendance list on A4: those with a place by name, a column for each lesson, lines for who just comes."""
    found = find(request, code)
    scope.require(request.user, "registration.view", found.hall, localdate())
    placed = Registration.objects.within([found.hall_id]).filter(admission__activity=found).placed()
    sessions = list(found.sessions.filter(called_off_at=None))
    context = {
        "activity": found,
        "kind": Kind(found.kind).label,
        "when": words.when_words(found.starts_at, found.ends_at, found.lessons, localdate()),
        "where": where_of(found, {}),
        "people": placed.select_related("person").order_by("person__name", "pk"),
        "columns": [localtime(each.starts_at) for each in sessions[:MOST_COLUMNS]] or [localtime(found.starts_at)],
        "blank": range(BLANK_LINES),
        "paper": "a4",
        "today": localdate(),
    }
    return render(request, "web/authoring/sheet.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def review_rules(request: HttpRequest) -> HttpResponse:
    """/console/programme/review/: which halls ask for a second person, set by those who review."""
    require_anywhere(request, "activity.review")
    today: Any = localdate()
    halls = list(reach(request, "activity.review").order_by("code"))
    data = request.POST if request.method == "POST" else None
    own = scope.top_halls(request.user, today)
    initial = {"since": today, "hall": own[0].code if own else ""}
    form = ReviewRuleForm(data if data and data.get("do") == "set" else None, halls=halls, initial=initial)
    by_code = {hall.code: hall for hall in halls}
    by: Any = request.user
    if data is not None and data.get("do") == "lift" and data.get("hall") in by_code:
        reviewing.lift_rule(hall=by_code[data["hall"]], by=by, on=today)
        messages.success(request, _("已取消审核要求，起草后直接发布。"))
        return redirect("console:programme_review")
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        hall = by_code[given["hall"]]
        reviewing.set_rule(hall=hall, by=by, on=today, since=given["since"], below=given["below"])
        messages.success(request, _("已设定：%s的活动发布前由另一位同事审核。") % hall.name)
        return redirect("console:programme_review")
    rules = ReviewRule.objects.filter(hall__in=halls).select_related("hall").order_by("hall__code")
    context = {"section": "console:programme", "crumbs": crumbs(), "form": form, "rules": rules}
    status = 422 if form.is_bound else 200
    return render(request, "web/authoring/review_rules.html", context, status=status)
