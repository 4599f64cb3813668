"""The form that books a venue: filled in with the time that was tapped, for whom, for what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guanlian.booking import reading, refusals, reserving
from guanlian.booking.days import Calendar, Day
from guanlian.booking.models import Channel, Reservation, Status
from guanlian.booking.refusals import Refused, Then
from guanlian.network.venues import Venue
from guanlian.web.booking import week, words
from guanlian.web.booking.forms import BookForm
from guanlian.web.booking.gone import gone
from guanlian.web.booking.venue import SHOWN_AHEAD, venue_or_404
from guanlian.web.booking.who import Whom, whom_for
from guanlian.web.portal import addresses


@never_cache
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, code: str) -> HttpResponse:
    """The form; posted, the reservation. Whoever isn't signed in signs in first and finds the time they tapped."""
    if not request.user.is_authenticated:
        venue_or_404(code)
        return to_sign_in(request)
    if request.method == "POST" and (refused_at_once := gone(request, code)):
        return refused_at_once
    found = venue_or_404(code)
    whom = whom_for(request, found)
    calendar = calendar_around(request, found)
    if request.method == "GET":
        form = BookForm(initial=initial(request, calendar, whom), **_known(calendar, whom))
        return _page(request, calendar, whom, form)
    form = BookForm(request.POST, **_known(calendar, whom))
    if not form.is_valid():
        return _page(request, calendar, whom, form, status=422)
    try:
        made = _reserve(form, calendar, whom)
    except Refused as refusal:
        return _page(request, calendar, whom, form, refusal=refusal, status=409)
    messages.success(request, said_of(made))
    return HttpResponseRedirect(address_of(made, whom), status=303)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Signing in by phone, and then back here with what was chosen."""
    return HttpResponseRedirect(
        f"{reverse('account_request_login_code')}?{urlencode({'next': request.get_full_path()})}"
    )


def calendar_around(request: HttpRequest, venue: Venue) -> Calendar:
    """The venue's calendar from today until a week after the day that the form is about."""
    today = localdate()
    day = _sent_day(request) or addresses.a_day(request, "day") or today
    day = min(max(day, today), today + timedelta(days=SHOWN_AHEAD))
    return reading.calendars([venue], min(day, today), day + timedelta(days=6))[venue.pk]


def _sent_day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return None


def initial(request: HttpRequest, calendar: Calendar, whom: Whom) -> dict[str, Any]:
    """What the address fills in: the tapped time; a fresh key for this request."""
    day = addresses.a_day(request, "day") or localdate()
    begins, ends = request.GET.get("begins", ""), request.GET.get("ends", "")
    first = next(iter(calendar.day(day).free), None)
    if not begins and first is not None:
        begins, ends = (
            f"{moment:%H:%M}" for moment in (first.starts_at, min(first.ends_at, _usual(calendar, first.starts_at)))
        )
    asked = request.GET.get("who") or request.GET.get("troupe")
    who = whom.serving.code if whom.serving else asked or whom.household[0].code
    return {
        "day": day, "begins": begins, "ends": ends, "slot": f"{begins}-{ends}", "who": who, "key": uuid4().hex,
        "people": request.GET.get("people") or max(1, calendar.rule.least_people),
        "channel": request.GET.get("channel") or Channel.DESK, "purpose": request.GET.get("purpose", ""),
    }  # fmt: skip


def _usual(calendar: Calendar, begins: Any) -> Any:
    return begins + timedelta(minutes=min(calendar.rule.longest_minutes, 120))


def _known(calendar: Calendar, whom: Whom) -> dict[str, Any]:
    return {"calendar": calendar, "days": days_of(calendar), "people": whom.choices(), "staff": whom.staff}


def days_of(calendar: Calendar) -> list[Any]:
    """Seven days of the calendar, for the times of day that the form offers."""
    today = localdate(calendar.at)
    return [today + timedelta(days=n) for n in range(7)]


def _reserve(form: BookForm, calendar: Calendar, whom: Whom) -> Reservation:
    data = form.cleaned_data
    person, troupe = whom.chosen(data["who"])
    begins, ends = form.period()
    return reserving.reserve(
        venue=calendar.venue.code,
        starts_at=begins,
        ends_at=ends,
        purpose=data["purpose"],
        people=data["people"],
        person=person,
        troupe=troupe,
        by=whom.user,
        on=localdate(),
        channel=data["channel"] if whom.acts(data["who"]) and whom.staff else Channel.ONLINE,
        key=data["key"],
    )


def _page(
    request: HttpRequest,
    calendar: Calendar,
    whom: Whom,
    form: BookForm,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    day = form.cleaned_data.get("day") if form.is_bound and hasattr(form, "cleaned_data") else form.initial.get("day")
    context = {
        "venue": calendar.venue,
        "hall": calendar.venue.hall,
        "form": form,
        "whom": whom,
        "rules": words.rule_words(calendar.rule),
        "rule": calendar.rule,
        "day_words": _free(calendar.day(day)) if day else "",
        "day": day,
        **refused(refusal, calendar, whom.serving.code if whom.serving else ""),
    }
    return render(request, "web/booking/book.html", context, status=status)


def _free(day: Day) -> str:
    """What is free that day, beside the field."""
    if not day.opens:
        return words.closed_words(day)
    free = _("、").join(words.span(s.starts_at, s.ends_at) for s in day.free)
    return _("这天还空着：%(times)s") % {"times": free} if free else _("这天没有空了，请换一天。")


def refused(refusal: Refused | None, calendar: Calendar, served: str = "") -> dict[str, Any]:
    """What the page says of a refusal: why, and the next free times where somebody was quicker."""
    if refusal is None:
        return {}
    instead = refusal.instead if isinstance(refusal, refusals.Taken) else []
    return {
        "refusal": refusal,
        "then": str(refusal.then),
        "by_phone": refusal.then == Then.DESK,
        "instead": [(words.period_words(a, b), week.book_address(calendar, a, b, served)) for a, b in instead],
    }


def said_of(made: Reservation) -> str:
    """What the page says when it is done."""
    if made.status == Status.REQUESTED:
        return _("已提交，时段为您留着。馆里审核后会告诉您。")
    return _("约好了。")


def address_of(made: Reservation, whom: Whom) -> str:
    """Where one sees it: one's own, or the staff's page."""
    if made.person is not None and made.person.keeper_id == whom.user.pk:
        return made.get_absolute_url()
    return reverse("console:booking", args=[made.code])
