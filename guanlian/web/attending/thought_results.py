"""Feedback as a hall sees it: by activity, the distribution and the words, nobody recognisable."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from guanlian.programme import feedback
from guanlian.programme.models import Activity
from guanlian.programme.rules import rules
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal.addresses import page_of
from guanlian.web.portal.words import full_day

RIGHT = "opinion.answer"
YEAR = timedelta(days=365)


@staff_page
def index(request: HttpRequest) -> HttpResponse:
    """/console/opinions/feedback/: activities of the last year that somebody answered about, the latest first."""
    require_anywhere(request, RIGHT)
    today = localdate()
    found = (
        Activity.objects.standing()
        .within(reach(request, RIGHT).order_by().values("pk"))
        .filter(begins_on__gte=today - YEAR)
        .annotate(answers=Count("admission__registrations__feedback"))
        .filter(answers__gt=0)
        .select_related("hall")
        .order_by("-starts_at", "code")
    )
    page = page_of(request, found)
    context = {
        "section": "console:opinions",
        "page": page,
        "rows": [(each, full_day(each.begins_on, today)) for each in page.object_list],
        "least": rules()["feedback"]["least_answers"],
    }
    return render(request, "web/attending/results.html", context)


@staff_page
def one(request: HttpRequest, code: str) -> HttpResponse:
    """What those who attended one activity thought."""
    activity = (
        Activity.objects.standing()
        .within(reach(request, RIGHT).order_by().values("pk"))
        .filter(code=code)
        .select_related("hall")
        .first()
    )
    if activity is None:
        raise Http404
    found = feedback.results(activity)
    top = max([n for _label, n in (*found.moods, *found.points)], default=0) or 1
    context = {
        "section": "console:opinions",
        "activity": activity,
        "day": full_day(activity.begins_on, localdate()),
        "found": found,
        "moods": [(label, n, round(100 * n / top)) for label, n in found.moods],
        "points": [(label, n, round(100 * n / top)) for label, n in found.points],
    }
    return render(request, "web/attending/result.html", context)
