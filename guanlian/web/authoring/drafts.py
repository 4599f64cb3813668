"""Drafting: choose what to start from, then one short form; the same form corrects what stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanlian.accounts import scope
from guanlian.kernel.fields import new_code
from guanlian.network.halls import Hall
from guanlian.programme import admitting, drafting, publishing, recording, reviewing, terms
from guanlian.programme.models import UNSEEN, Activity, Kind, Status
from guanlian.programme.patterns import Pattern
from guanlian.programme.timetable import again_on, own_holds, ways_at
from guanlian.web.authoring.admission_form import AdmissionForm, terms_of
from guanlian.web.authoring.finding import Outcome, crumbs, find, refused_in_words, require_edit, step, venues_of
from guanlian.web.authoring.forms import ActivityForm, WhenForm, activity_of
from guanlian.web.console.access import reach, staff_page
from guanlian.web.portal import words
from guanlian.web.portal.showing import where_of

MOST_OFFERED = 12


@staff_page
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """/console/programme/new/: held a year ago, templates, or a blank form."""
    halls = reach(request, "register.edit")
    hall = _hall_of(request, halls)
    if hall is None:
        return render(request, "403.html", {"why": _("您的角色只能查看活动，不能安排。")}, status=403)
    today = localdate()
    wanted = request.GET.get("q", "").strip()[:60]
    season = drafting.of_the_season(hall, today).select_related("hall", "place", "venue")
    if wanted:
        season = Activity.objects.standing().within([hall.pk]).filter(title__icontains=wanted, begins_on__lt=today)
        season = season.select_related("hall", "place", "venue").order_by("-starts_at")
    offered = [
        {
            "activity": each,
            "kind": Kind(each.kind).label,
            "was": words.full_day(each.begins_on, today),
            "then": words.full_day(again_on(each.begins_on, today), today),
            "lessons": each.lessons,
            "where": where_of(each, {}),
            "code": new_code("HD"),
        }
        for each in season[:MOST_OFFERED]
    ]
    context = {
        "section": "console:programme",
        "crumbs": crumbs(),
        "hall": hall,
        "halls": list(halls.order_by("code")[:200]),
        "offered": offered,
        "patterns": [(each, new_code("HD")) for each in drafting.patterns_for(hall, today)],
        "q": wanted,
    }
    return render(request, "web/authoring/choose.html", context)


def _hall_of(request: HttpRequest, halls: Any) -> Hall | None:
    """The hall to plan for: named in the address, else where the person's own reach begins."""
    named = request.GET.get("hall") or request.POST.get("hall")
    if named:
        found = halls.filter(code=named).first()
        if found is None:
            raise Http404
        return found
    own = scope.top_halls(request.user, localdate())
    return next((hall for hall in own if halls.filter(pk=hall.pk).exists()), halls.order_by("code").first())


@staff_page
@require_POST
def again(request: HttpRequest, code: str) -> HttpResponse:
    """One tap: the same again, by its season (`how=year`) or the week after (`how=week`); then its form."""
    activity = find(request, code)
    use_case = drafting.copy if request.POST.get("how") == "week" else drafting.again
    given = _given_code(request)
    return _drafted(
        request,
        lambda: use_case(activity=activity, by=request.user, on=localdate(), code=given),  # type: ignore[arg-type]
    )


@staff_page
@require_POST
def from_pattern(request: HttpRequest, number: int) -> HttpResponse:
    """A draft from a template of the hall or of one above."""
    halls = reach(request, "register.edit")
    pattern = Pattern.objects.filter(pk=number).select_related("hall").first()
    if pattern is None:
        raise Http404
    own = None if request.POST.get("hall") else halls.filter(pk=pattern.hall_id).first()
    hall = own or _hall_of(request, halls)
    if hall is None or pattern not in drafting.patterns_for(hall, localdate()):
        raise Http404
    given = _given_code(request)
    return _drafted(
        request,
        lambda: drafting.from_pattern(pattern=pattern, hall=hall, by=request.user, on=localdate(), code=given),  # type: ignore[arg-type]
    )


def _drafted(request: HttpRequest, use_case: Callable[[], Activity]) -> HttpResponse:
    """To the form of the new draft; where it is refused, back with the reason."""
    outcome = Outcome()
    with refused_in_words(outcome):
        return redirect("console:activity_edit", code=use_case().code)
    messages.error(request, outcome.refusal)
    return redirect("console:programme_new")


def _given_code(request: HttpRequest) -> str:
    code = request.POST.get("code", "")
    return code if code.startswith("HD-") and len(code) <= 24 else ""


@staff_page
@require_http_methods(["GET", "POST"])
def blank(request: HttpRequest) -> HttpResponse:
    """/console/programme/new/blank/: an empty form; posted, a draft, or at once public."""
    hall = _hall_of(request, reach(request, "register.edit"))
    if hall is None:
        return render(request, "403.html", {"why": _("您的角色只能查看活动，不能安排。")}, status=403)
    begins = localtime(drafting.default_beginning())
    initial = {"day": begins.date(), "begins": "19:00", "ends": "21:00", "kind": Kind.PERFORMANCE, "free": True}
    data = request.POST if request.method == "POST" else None
    form = ActivityForm(data, hall=hall, venues=venues_of(hall), initial=initial)
    entry = AdmissionForm(data, above=_above(hall))
    code = _given_code(request) or new_code("HD")
    outcome = Outcome()
    if data is not None and form.is_valid() and entry.is_valid():
        made = None
        with refused_in_words(outcome), transaction.atomic():
            made = drafting.write(hall=hall, values=form.values(), by=request.user, code=code)  # type: ignore[arg-type]
            _set_terms(request, made, entry)
        if made is not None and not outcome.refusal:
            return _after_saving(request, made)
    return _form(request, hall, form, entry, outcome, code=code)


@staff_page
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """/console/programme/<code>/edit/: the same form; what is public keeps its time and place here."""
    activity = find(request, code)
    require_edit(request, activity)
    fixed = activity.status not in UNSEEN or activity.sessions.count() > 1
    data = request.POST if request.method == "POST" else None
    hall = activity.hall
    form = ActivityForm(data, hall=hall, venues=_venues(activity), fixed=fixed, initial=activity_of(activity))
    draft = activity.status in UNSEEN
    entry = None
    if draft:
        found = getattr(activity, "admission", None)
        entry = AdmissionForm(data, above=_above(hall), initial=terms_of(found))
    outcome = Outcome()
    if data is not None and form.is_valid() and (entry is None or entry.is_valid()):
        with refused_in_words(outcome), transaction.atomic():
            activity = recording.correct(activity=activity, values=form.values(), by=request.user)  # type: ignore[arg-type]
            if entry is not None:
                _set_terms(request, activity, entry)
        if not outcome.refusal:
            return _after_saving(request, activity)
    return _form(request, hall, form, entry, outcome, activity=activity, fixed=fixed)


def _set_terms(request: HttpRequest, activity: Activity, entry: AdmissionForm) -> None:
    terms_ = admitting.with_usual(entry.terms(), activity)
    admitting.set_terms(activity=activity, terms=terms_, by=request.user, on=localdate())  # type: ignore[arg-type]


def _after_saving(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Kept; where the button said so, published as well. A refused publication leaves the draft as it was saved."""
    do = request.POST.get("do")
    if do == "publish" and activity.status in UNSEEN:
        outcome = Outcome()
        with refused_in_words(outcome):
            shown = publishing.publish(activity=activity, by=request.user, on=localdate())  # type: ignore[arg-type]
            said = _("已发布，公众看得到了。") if shown.status == Status.SCHEDULED else _("已提交，等另一位同事审核。")
            messages.success(request, said)
        if outcome.refusal:
            messages.error(request, _("草稿已保存，还没有发布：%s") % outcome.refusal)
            return redirect("console:activity_edit", code=activity.code)
    elif do == "lessons":
        return redirect("console:activity_lessons", code=activity.code)
    elif do == "preview":
        return redirect("console:activity_preview", code=activity.code)
    else:
        messages.success(request, _("已保存。"))
    return redirect(f"{reverse('console:activity', args=[activity.code])}?saved=1")


def _form(
    request: HttpRequest,
    hall: Hall,
    form: ActivityForm,
    entry: AdmissionForm | None,
    outcome: Outcome,
    *,
    activity: Activity | None = None,
    code: str = "",
    fixed: bool = False,
) -> HttpResponse:
    if outcome.field and entry is not None and outcome.field in entry.fields:
        entry.add_error(outcome.field, outcome.refusal)
    invalid = form.is_bound and (not form.is_valid() or (entry is not None and not entry.is_valid()))
    context = {
        "section": "console:programme",
        "crumbs": crumbs(activity),
        "hall": hall,
        "form": form,
        "entry": entry,
        "activity": activity,
        "code": code,
        "fixed": fixed,
        "refusal": "" if outcome.field else outcome.refusal,
        "asks_review": reviewing.rule_over(hall, localdate()) is not None,
        "sentence": terms.in_words(getattr(activity, "admission", None)) if activity else "",
        "lessons": list(activity.sessions.filter(called_off_at=None)) if activity else [],
        "clash": reverse("console:programme_clash"),
    }
    return render(request, "web/authoring/edit.html", context, status=outcome.status if not invalid else 422)


def _venues(activity: Activity) -> list[Any]:
    found = venues_of(activity.place or activity.hall)
    if activity.venue is not None and activity.venue not in found:
        found.append(activity.venue)
    return found


def _above(hall: Hall) -> list[Hall]:
    """Whose residents an activity can be kept for: the hall's own area and those around it."""
    return list(Hall.objects.above(hall.pk, localdate()).order_by("-code"))


@staff_page
@require_GET
def clash(request: HttpRequest) -> HttpResponse:
    """/console/programme/clash/: what stands in the way at the chosen venue and time, while the form is filled in."""
    halls = reach(request, "register.view")
    hall = halls.filter(code=request.GET.get("for", "")).first()
    context: dict[str, Any] = {}
    if hall is not None:
        form = WhenForm(request.GET, venues=venues_of(hall))
        if form.is_valid():
            activity = Activity.objects.within([hall.pk]).filter(code=request.GET.get("activity", "")).first()
            starts, ends = form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]
            ways = ways_at(
                hall=hall,
                venue=form.venue_chosen,
                first=starts,
                last=ends,
                sparing=own_holds(activity) if activity else (),
            )
            context = {
                "used": ways.during(starts, ends),
                "closed": ways.on(starts.date()),
                "free": form.venue_chosen is not None,
            }
    return render(request, "web/authoring/clash.html", context)


@staff_page
@require_POST
def save_pattern(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the activity as a template of its hall."""
    activity = find(request, code)
    name = request.POST.get("name", "") or activity.title
    step(
        request,
        lambda: drafting.save_pattern(activity=activity, name=name, by=request.user, on=localdate()),  # type: ignore[arg-type]
        _("已存为模板“%s”。") % name[:60],
    )
    return redirect("console:activity", code=activity.code)
