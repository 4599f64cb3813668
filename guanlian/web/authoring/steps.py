"""The steps of one activity: published, looked at, called off, brought back, moved; how people get in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanlian.community import shifting
from guanlian.network.halls import Hall
from guanlian.programme import admitting, concerned, moving, publishing, recording, reviewing, terms
from guanlian.programme.models import Activity, Status
from guanlian.web.authoring.admission_form import AdmissionForm, terms_of
from guanlian.web.authoring.finding import Outcome, crumbs, find, refused_in_words, require_edit, step, venues_of
from guanlian.web.authoring.forms import MoveForm, when_of
from guanlian.web.console.access import staff_page


@staff_page
@require_POST
def do(request: HttpRequest, code: str) -> HttpResponse:
    """One step, by its name in the form: publish, approve, send_back, take_back, cancel, back, confirm."""
    found, today = find(request, code), localdate()
    by: Any = request.user
    why, people = request.POST.get("why", ""), request.POST.get("participants", "").strip()
    match request.POST.get("do"):
        case "publish":
            _published(request, found)
        case "approve":
            step(request, lambda: publishing.approve(activity=found, by=by, on=today), _("审核通过，已发布。"))
        case "send_back":
            step(
                request,
                lambda: reviewing.send_back(activity=found, by=by, on=today, why=why),
                _("已退回，作者会收到原因。"),
            )
        case "take_back":
            taken = lambda: recording.correct(activity=found, values={"status": Status.DRAFT}, by=by)  # noqa: E731
            step(request, taken, _("已取回，可以接着改。"))
        case "cancel":
            step(request, lambda: recording.cancel(activity=found, reason=why, by=by), _("已取消，已通知每一户。"))
        case "back":
            step(
                request,
                lambda: publishing.bring_back(activity=found, by=by, on=today),
                _("已恢复，原来有名额的人已收到邀请。"),
            )
        case "confirm":
            count = int(people) if people.isdigit() else None
            held = lambda: recording.confirm_held(activity=found, participants=count, by=by)  # noqa: E731
            step(request, held, _("已确认举办，计入统计。"))
        case _other:
            raise Http404
    return redirect("console:activity", code=found.code)


def _published(request: HttpRequest, found: Activity) -> None:
    outcome = Outcome()
    with refused_in_words(outcome):
        shown = publishing.publish(activity=found, by=request.user, on=localdate())  # type: ignore[arg-type]
        public = shown.status == Status.SCHEDULED
        messages.success(request, _("已发布，公众看得到了。") if public else _("已提交，等另一位同事审核。"))
    if outcome.refusal:
        messages.error(request, outcome.refusal)


@staff_page
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the reason, and say what follows; posted, it is called off."""
    found = find(request, code)
    require_edit(request, found)
    if Status.CANCELLED not in found.MOVES[Status(found.status)]:
        return redirect("console:activity", code=found.code)
    outcome = Outcome()
    if request.method == "POST":
        with refused_in_words(outcome):
            recording.cancel(activity=found, reason=request.POST.get("why", ""), by=request.user)  # type: ignore[arg-type]
            return redirect("console:activity", code=found.code)
    people = _live(found)
    context = {
        "section": "console:programme",
        "crumbs": crumbs(found),
        "activity": found,
        "people": people,
        "refusal": outcome.refusal,
        "why": request.POST.get("why", ""),
    }
    return render(request, "web/authoring/cancel.html", context, status=outcome.status)


@staff_page
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Another time or place of what is public, with a reason; everyone concerned is told."""
    found = find(request, code)
    require_edit(request, found)
    if found.status != Status.SCHEDULED:
        return redirect("console:activity_edit", code=found.code)
    course = found.sessions.count() > 1
    data = request.POST if request.method == "POST" else None
    venues = venues_of(found.place or found.hall)
    form = MoveForm(data, venues=venues, course=course, initial=when_of(found))
    outcome = Outcome()
    if data is not None and form.is_valid():
        given = form.cleaned_data
        with refused_in_words(outcome):
            moving.move(
                activity=found,
                starts_at=given.get("starts_at") or found.starts_at,
                ends_at=given.get("ends_at") or found.ends_at,
                place=found.place,
                venue=form.venue_chosen,
                place_note=given["place_note"],
                why=given["why"],
                by=request.user,  # type: ignore[arg-type]
                on=localdate(),
            )
            return redirect(f"{reverse('console:activity', args=[found.code])}?saved=changed")
    invalid = form.is_bound and not form.is_valid()
    context = {
        "section": "console:programme",
        "crumbs": crumbs(found),
        "activity": found,
        "form": form,
        "course": course,
        "refusal": outcome.refusal,
        "people": _live(found),
        "shifts": shifting.ahead_of(found).count(),
        "clash": reverse("console:programme_clash"),
    }
    return render(request, "web/authoring/change.html", context, status=422 if invalid else outcome.status)


def _live(found: Activity) -> int:
    """How many have a live entry."""
    return concerned.entries(found).count()


@staff_page
@require_http_methods(["GET", "POST"])
def admission(request: HttpRequest, code: str) -> HttpResponse:
    """How people get in: the form, what it says to citizens, and what may no longer change."""
    found = find(request, code)
    require_edit(request, found)
    stands = getattr(found, "admission", None)
    data = request.POST if request.method == "POST" else None
    above = list(Hall.objects.above(found.hall_id, localdate()).order_by("-code"))
    form = AdmissionForm(data, above=above, initial=terms_of(stands))
    outcome = Outcome()
    if data is not None and form.is_valid():
        with refused_in_words(outcome):
            given = admitting.with_usual(form.terms(), found)
            admitting.set_terms(activity=found, terms=given, by=request.user, on=localdate())  # type: ignore[arg-type]
            return redirect(f"{reverse('console:activity', args=[found.code])}?saved=1")
        if outcome.field:
            form.add_error(outcome.field, outcome.refusal)
    capacity = found.venue.capacity if found.venue else None
    context = {
        "section": "console:programme",
        "crumbs": crumbs(found),
        "activity": found,
        "form": form,
        "refusal": "" if outcome.field else outcome.refusal,
        "sentence": terms.in_words(stands) if stands else "",
        "entered": _live(found),
        "capacity": capacity if stands and stands.places and capacity and stands.places > capacity else None,
    }
    return render(
        request, "web/authoring/admission.html", context, status=outcome.status if not form.errors or not data else 422
    )
