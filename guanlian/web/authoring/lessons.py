"""The lessons of a course: by a rule with a preview of what stands in the way, and one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guanlian.accounts.recording import NoReason
from guanlian.programme import concerned, lessons
from guanlian.programme.models import UNSEEN, Activity, Session
from guanlian.programme.timetable import FURTHEST, Planned, moment, own_holds, plan, ways_at
from guanlian.web.authoring.activity import lesson_shown
from guanlian.web.authoring.finding import Outcome, crumbs, find, may_edit, refused_in_words, require_edit, venues_of
from guanlian.web.authoring.lesson_forms import LessonForm, RhythmForm, first_lesson, next_week
from guanlian.web.console.access import staff_page
from guanlian.web.portal import words


@staff_page
@require_http_methods(["GET", "POST"])
def timetable(request: HttpRequest, code: str) -> HttpResponse:
    """/console/programme/<code>/lessons/: the timetable, and a rule to make one; posted, preview or lay out."""
    found = find(request, code)
    if request.method == "POST":
        require_edit(request, found)
    venues = venues_of(found.place or found.hall)
    data = request.POST if request.method == "POST" else None
    form = RhythmForm(data, venues=venues, initial=first_lesson(found))
    outcome, planned = Outcome(), []
    if data is not None and form.is_valid():
        planned = _planned(found, form)
        if request.POST.get("do") == "lay_out":
            left_out = set(request.POST.getlist("without"))
            times = [
                lessons.Time(each.starts_at, each.ends_at, form.venue_chosen)
                for each in planned
                if each.number is not None and str(each.day) not in left_out
            ]
            with refused_in_words(outcome):
                lessons.lay_out(activity=found, times=times, by=request.user, on=localdate())  # type: ignore[arg-type]
                messages.success(request, _("已排 %s 次课。") % len(times))
                return redirect("console:activity_lessons", code=found.code)
    context = {
        "section": "console:programme",
        "crumbs": crumbs(found),
        "activity": found,
        "sessions": [lesson_shown(each) for each in found.sessions.select_related("venue", "activity")],
        "form": form,
        "planned": [_shown(each) for each in planned],
        "number": sum(each.number is not None for each in planned),
        "clashes": sum(each.clash for each in planned),
        "refusal": outcome.refusal,
        "edits": may_edit(request, found.hall),
        "public": found.status not in UNSEEN,
        "may_lay_out": found.status in UNSEEN or not concerned.entries(found).exists(),
    }
    invalid = form.is_bound and not form.is_valid()
    return render(request, "web/authoring/lessons.html", context, status=422 if invalid else outcome.status)


def _planned(found: Activity, form: RhythmForm) -> list[Planned]:
    rhythm = form.rhythm()
    first = moment(rhythm.first, rhythm.begins)
    ways = ways_at(
        hall=found.place or found.hall,
        venue=form.venue_chosen,
        first=first,
        last=first + FURTHEST,
        sparing=own_holds(found),
    )
    return plan(rhythm, ways)


def _shown(each: Planned) -> dict[str, Any]:
    return {
        "planned": each,
        "day": words.full_day(each.day, localdate()),
        "clock": f"{words.clock(localtime(each.starts_at))}–{words.clock(localtime(each.ends_at))}",
    }


@staff_page
@require_http_methods(["GET", "POST"])
def lesson(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One lesson: another time or place, or called off, each with a reason. Number 0 is a lesson to add."""
    found = find(request, code)
    require_edit(request, found)
    session = found.sessions.select_related("venue", "activity__hall").filter(number=number).first()
    if session is None and number != 0:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = LessonForm(data, venues=venues_of(found.place or found.hall), initial=_initial(found, session))
    outcome = Outcome()
    if data is not None and (request.POST.get("do") == "call_off" or form.is_valid()):
        with refused_in_words(outcome):
            _do(request, found, session, form)
            return redirect(f"{reverse('console:activity_lessons', args=[found.code])}#lesson-{number}")
    context = {
        "section": "console:programme",
        "crumbs": crumbs(found),
        "activity": found,
        "session": session,
        "shown": lesson_shown(session) if session else None,
        "over": session is not None and (session.starts_at <= now() or session.called_off_at is not None),
        "form": form,
        "refusal": outcome.refusal,
        "people": concerned.entries(found).count(),
        "clash": reverse("console:programme_clash"),
    }
    invalid = form.is_bound and not outcome.refusal and not form.is_valid()
    return render(request, "web/authoring/lesson.html", context, status=422 if invalid else outcome.status)


def _do(request: HttpRequest, found: Activity, session: Session | None, form: LessonForm) -> None:
    by: Any = request.user
    if request.POST.get("do") == "call_off" and session is not None:
        lessons.call_off(session=session, why=request.POST.get("why", ""), by=by, on=localdate())
        messages.success(request, _("这一次已取消。"))
        return
    given = form.cleaned_data
    to = lessons.Time(given["starts_at"], given["ends_at"], form.venue_chosen)
    if session is None:
        lessons.add(activity=found, time=to, why=given["why"], by=by, on=localdate())
        messages.success(request, _("已加一次课。"))
        return
    if found.status not in UNSEEN and not given["why"].strip():
        raise NoReason
    lessons.move(session=session, to=to, why=given["why"] or _("排课"), by=by, on=localdate())
    messages.success(request, _("这一次已改。"))


def _initial(found: Activity, session: Session | None) -> dict[str, Any]:
    """The lesson as it stands; for one to add, a week after the last."""
    last = session or found.sessions.filter(called_off_at=None).select_related("venue").order_by("-starts_at").first()
    starts = localtime(last.starts_at if last else found.starts_at)
    ends = localtime(last.ends_at if last else found.ends_at)
    if last is None and ends - starts > timedelta(hours=12):
        ends = starts + timedelta(hours=2)
    venue = last.venue if last else found.venue
    return {
        "day": starts.date() if session else next_week(starts.date()),
        "begins": starts.time(),
        "ends": ends.time(),
        "venue": venue.code if venue else "",
    }
