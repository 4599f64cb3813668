"""Closing a hall or a venue: what that hits, where it could go instead, and then all at once."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.accounts.recording import RecordRefused
from guanlian.booking import closures
from guanlian.booking.days import at_clock
from guanlian.booking.models import Reservation
from guanlian.booking.refusals import Refused
from guanlian.network.halls import Hall
from guanlian.network.models import Closure, Venue
from guanlian.programme.activities import Status
from guanlian.programme.models import Activity
from guanlian.programme.sessions import Session
from guanlian.web.booking import words
from guanlian.web.booking.forms import date_input
from guanlian.web.booking.queue import who_of
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.console.entering import own_halls
from guanlian.web.portal.words import when_words

RIGHT = "hours.edit"


class ClosureForm(forms.Form):
    """Which hall or venue, from when until when, why."""

    venue = forms.ChoiceField(label=gettext_lazy("关哪里"), required=False)
    first = forms.DateField(label=gettext_lazy("从哪天起"), widget=date_input())
    last = forms.DateField(label=gettext_lazy("到哪天为止（含）"), widget=date_input())
    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=120, help_text=gettext_lazy("当事人会看到，如：地板维修")
    )

    def __init__(self, *args: Any, hall: Hall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venues = Venue.objects.standing().within([hall.pk]).order_by("kind", "name")
        field = cast(forms.ChoiceField, self.fields["venue"])
        field.choices = [("", _("全馆")), *((v.code, v.name) for v in venues)]

    def clean(self) -> dict[str, Any]:
        """The last day isn't before the first, and lies ahead."""
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("要在开始那天之后。"))
        return data


@require_http_methods(["GET", "POST"])
@staff_page
def closing(request: HttpRequest) -> HttpResponse:
    """The form; `step` preview shows what is hit, confirm closes: moves, cancels and tells all."""
    require_anywhere(request, RIGHT)
    hall = _hall(request)
    scope.require(request.user, RIGHT, hall, localdate())
    tomorrow = localdate() + timedelta(days=1)
    form = ClosureForm(request.POST or None, initial={"first": tomorrow, "last": tomorrow}, hall=hall)
    context: dict[str, Any] = {"hall": hall, "halls": own_halls(request), "form": form, "coming": _coming(request)}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = 200
            context |= _preview(request, hall, form)
            if request.POST.get("step") == "confirm":
                try:
                    made = _close(request, hall, form)
                except (Refused, RecordRefused) as refusal:
                    context["refusal"], status = str(refusal), 409
                else:
                    messages.success(request, _("已登记闭馆，受影响的人都告诉了。"))
                    return redirect("console:booking_closure", made.code)
    return render(request, "web/booking/console/closing.html", context, status=status)


@staff_page
def closure(request: HttpRequest, code: str) -> HttpResponse:
    """What a closure hit: reservations that were cancelled, and activities that lie on its days."""
    found = (
        Closure.objects.standing()
        .within(reach(request, RIGHT).order_by().values("pk"))
        .filter(code=code)
        .select_related("hall", "venue")
        .first()
    )
    if found is None:
        raise Http404
    first, end = found.period.lower, found.period.upper
    context = {
        "closure": found,
        "hall": found.hall,
        "days": words.days_words(first, end),
        "cancelled": [_shown(each) for each in closures.cancelled_by(found)],
        "activities": activities_hit(found.hall, found.venue, first, end),
    }
    return render(request, "web/booking/console/closure.html", context)


def _hall(request: HttpRequest) -> Hall:
    code = request.GET.get("hall", "")
    found = Hall.objects.filter(code=code).first() if code else own_halls(request)[0]
    if found is None:
        raise Http404
    return found


def _venue(form: ClosureForm) -> Venue | None:
    return Venue.unscoped.filter(code=form.cleaned_data["venue"]).first() if form.cleaned_data["venue"] else None


def _close(request: HttpRequest, hall: Hall, form: ClosureForm) -> Closure:
    data = form.cleaned_data
    sent = {name: request.POST.get(name, "") for name in request.POST if name.startswith("to-")}
    moves = {name.removeprefix("to-"): value for name, value in sent.items() if value}
    return closures.close(
        hall=hall,
        venue=_venue(form),
        first=data["first"],
        end=data["last"] + timedelta(days=1),
        reason=data["reason"],
        announced_on=localdate(),
        by=cast(User, request.user),
        on=localdate(),
        moves=moves,
    )


def _preview(request: HttpRequest, hall: Hall, form: ClosureForm) -> dict[str, Any]:
    """What is hit, each with where it could go; activities are only listed: their own pages change them."""
    data, venue = form.cleaned_data, _venue(form)
    end = data["last"] + timedelta(days=1)
    mine = reach(request, "booking.decide")
    hit = list(closures.hit_by(hall=hall, venue=venue, first=data["first"], end=end))
    closed = [venue] if venue else list(Venue.objects.standing().within([hall.pk]))
    rows = [
        {
            **_shown(each),
            "proposals": [
                (p.value, f"{p.venue.name} · {p.venue.hall.name} · {words.period_words(p.starts_at, p.ends_at)}")
                for p in closures.proposals(each, closed, end, mine)
            ],
        }
        for each in hit
    ]
    return {"preview": True, "hit": rows, "activities": activities_hit(hall, venue, data["first"], end)}


def _shown(each: Reservation) -> dict[str, Any]:
    return {"reservation": each, "when": words.when(each), "who": who_of(each), "venue": each.venue}


def activities_hit(hall: Hall, venue: Venue | None, first: date, end: date | None) -> list[dict[str, Any]]:
    """Scheduled activities and single sessions that lie on the days, in two statements."""
    begins, ends = at_clock(first, time()), at_clock(end, time()) if end else None
    live = Activity.objects.public().filter(status=Status.SCHEDULED)
    here = live.filter(venue=venue) if venue else live.filter(venue__hall=hall)
    here = here.filter(ends_at__gt=begins).select_related("hall")
    lessons = Session.objects.filter(called_off_at=None, ends_at__gt=begins, activity__in=live.order_by().values("pk"))
    lessons = lessons.filter(venue=venue) if venue else lessons.filter(venue__hall=hall)
    if ends is not None:
        here, lessons = here.filter(starts_at__lt=ends), lessons.filter(starts_at__lt=ends)
    found = {a.pk: {"activity": a, "when": when_words(a.starts_at, a.ends_at, a.lessons, localdate())} for a in here}
    for lesson in lessons.select_related("activity__hall").order_by("starts_at"):
        found[lesson.activity_id] = {
            "activity": lesson.activity, "when": words.period_words(lesson.starts_at, lesson.ends_at),
        }  # fmt: skip
    return list(found.values())


def _coming(request: HttpRequest) -> list[dict[str, Any]]:
    """Closures still ahead at the person's halls."""
    today = localdate()
    ahead = Closure.objects.standing().within(reach(request, RIGHT).order_by().values("pk"))
    ahead = ahead.filter(period__endswith__gt=today).select_related("hall", "venue").order_by("period")[:20]
    return [{"closure": c, "days": words.days_words(c.period.lower, c.period.upper)} for c in ahead]
