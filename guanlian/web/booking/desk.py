"""One reservation as staff see it, what they do with it, and a hall's day on one sheet."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.booking import arriving, cancelling, days, deciding, moving, reading, repeating
from guanlian.booking.models import HOLDING, Reservation, Status
from guanlian.booking.refusals import Refused
from guanlian.holds.models import Hold
from guanlian.kernel.clock import moment
from guanlian.network.halls import Hall
from guanlian.network.models import Venue
from guanlian.web.booking import words
from guanlian.web.booking.book import calendar_around, days_of, refused
from guanlian.web.booking.forms import PeriodForm
from guanlian.web.booking.mine import shown, times_of
from guanlian.web.booking.queue import decides_here, find, who_of
from guanlian.web.booking.week import titles_of
from guanlian.web.console.access import staff_page
from guanlian.web.console.entering import own_halls
from guanlian.web.portal import addresses


@staff_page
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one reservation, and what can be done with it now."""
    found = find(request, code)
    return _page(request, found)


@require_POST
@staff_page
def act(request: HttpRequest, code: str) -> HttpResponse:
    """What the button says: approve, decline, check in, cancel (with `following`: and those after it)."""
    found, user, today = find(request, code), cast(User, request.user), localdate()
    do, why = request.POST.get("do", ""), request.POST.get("why", "")
    try:
        if do == "approve":
            deciding.approve(codes=[code], by=user, on=today)
            said = _("已通过，并告诉了当事人。")
        elif do == "decline":
            deciding.decline(codes=[code], by=user, on=today, why=why)
            said = _("已婉拒，并告诉了当事人原因。")
        elif do == "arrive":
            attended = request.POST.get("attended", "")
            arriving.check_in(code=code, by=user, on=today, attended=int(attended) if attended.isdigit() else None)
            said = _("%(who)s已签到。") % {"who": who_of(found)}
        elif do == "cancel":
            ended = cancelling.cancel(
                code=code, by=user, on=today, why=why, following=request.POST.get("following") == "1"
            )
            said = _("已取消 %(n)s 条，并告诉了当事人。") % {"n": len(ended)}
        else:
            raise Http404
    except Refused as refusal:
        return _page(request, found, refusal=refusal, status=409)
    messages.success(request, said)
    if request.POST.get("back") == "day":
        local = localdate(found.period.lower)
        return HttpResponseRedirect(
            f"{reverse('console:bookings_day')}?hall={found.venue.hall.code}&day={local.isoformat()}"
        )
    return redirect("console:booking", code)


@require_http_methods(["GET", "POST"])
@staff_page
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Another time, or with `venue` in the address another venue."""
    found = find(request, code)
    try:
        venue = reading.venue_called(request.GET.get("venue") or found.venue.code)
    except reading.UnknownVenue as unknown:
        raise Http404 from unknown
    calendar = calendar_around(request, venue)
    known: dict[str, Any] = {"calendar": calendar, "days": days_of(calendar)}
    form = PeriodForm(request.POST or None, initial=times_of(found), **known)
    status, more = 200, {}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            begins, ends = form.period()
            try:
                moving.move(
                    code=code, venue=venue.code, starts_at=begins, ends_at=ends, by=cast(User, request.user),
                    on=localdate(), why=request.POST.get("why", ""),
                )  # fmt: skip
            except Refused as refusal:
                status, more = 409, refused(refusal, calendar)
            else:
                messages.success(request, _("已改，并告诉了当事人。"))
                return redirect("console:booking", code)
    others = Venue.objects.standing().within([found.venue.hall_id]).filter(bookable=True).order_by("name")
    context = {**shown(found, moment()), "form": form, "others": others, "chosen": venue, "who": who_of(found), **more}
    return render(request, "web/booking/console/move.html", context | {"venue": venue}, status=status)


@staff_page
def day(request: HttpRequest) -> HttpResponse:
    """A hall's day: every room with who has it when, to print or to tick who came."""
    hall = _hall(request)
    scope.require(request.user, "booking.decide", hall, localdate())
    wanted = addresses.a_day(request, "day") or localdate()
    begins, ends = days.day_of(wanted)
    at = moment()
    venues = list(Venue.objects.standing().within([hall.pk]).filter(period__contains=wanted).order_by("kind", "name"))
    rows = cancelling.rows_with_all().filter(
        status__in=HOLDING, period__startswith__gte=begins, period__startswith__lt=ends
    )
    here = [_line(each, at) for each in rows.filter(venue__hall=hall).order_by("period")]
    borrowed = [_line(each, at) for each in rows.filter(for_hall=hall).exclude(venue__hall=hall).order_by("period")]
    lines: dict[int, list[dict[str, Any]]] = {venue.pk: [] for venue in venues}
    for line in [*here, *_others(venues, begins, ends)]:
        lines.setdefault(line["venue"], []).append(line)
    context = {
        "hall": hall,
        "day": wanted,
        "today": localdate(),
        "before": wanted.fromordinal(wanted.toordinal() - 1),
        "after": wanted.fromordinal(wanted.toordinal() + 1),
        "rooms": [(venue, sorted(lines[venue.pk], key=lambda line: line["begins"])) for venue in venues],
        "idle": [venue for venue in venues if not lines[venue.pk]],
        "total": len(here),
        "borrowed": borrowed,
        "halls": own_halls(request),
    }
    return render(request, "web/booking/console/day.html", context)


def _hall(request: HttpRequest) -> Hall:
    code = request.GET.get("hall", "")
    found = Hall.objects.filter(code=code).first() if code else None
    return found or own_halls(request)[0]


def _line(each: Reservation, at: datetime) -> dict[str, Any]:
    return {
        **shown(each, at),
        "venue": each.venue_id,
        "room": each.venue,
        "begins": each.period.lower,
        "who": who_of(each),
        "came": each.status == Status.USED,
        "can_arrive": each.status == Status.CONFIRMED and arriving.opens_at(each) <= at,
    }


def _others(venues: list[Venue], begins: datetime, ends: datetime) -> list[dict[str, Any]]:
    """What else has the rooms that day: activities and lessons, in three statements."""
    by_resource = {venue.resource_id: venue.pk for venue in venues if venue.resource_id}
    held = Hold.objects.filter(
        resource__id__any=list(by_resource), released_at=None, reservation=None,
        period__startswith__lt=ends, period__endswith__gt=begins,
    )  # fmt: skip
    holds = list(held)
    titles = titles_of(hold.pk for hold in holds)
    return [
        {
            "venue": by_resource[hold.resource_id],
            "begins": hold.period.lower,
            "time": words.span(hold.period.lower, hold.period.upper),
            "who": titles.get(hold.pk, hold.reason),
            "activity": True,
        }
        for hold in holds
    ]


def _page(
    request: HttpRequest, found: Reservation, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    at, today = moment(), localdate()
    live = found.status in cancelling.LIVE and found.period.upper > at
    series = repeating.standing_of(found.series) if found.series else []
    context = {
        **shown(found, at),
        "who": who_of(found),
        "decides": decides_here(request, found),
        "live": live,
        "awaiting": found.status == Status.REQUESTED and live,
        "can_arrive": found.status == Status.CONFIRMED
        and arriving.opens_at(found) <= at < days.day_of(localdate(found.period.lower))[1],
        "later": sum(1 for each in series if each.status in cancelling.LIVE and each.period.lower > found.period.lower),
        "series": [shown(each, at) for each in series],
        "series_words": words.series_words(found.series, today) if found.series else "",
        "skipped": found.series.skipped if found.series else [],
        "refusal": refusal,
        "nearby": _same_day(found),
    }
    return render(request, "web/booking/console/booking.html", context, status=status)


def _same_day(found: Reservation) -> list[dict[str, Any]]:
    """What else the person or troupe has booked in that week, so that a decision can be fair."""
    monday, next_monday = days.week_of(localdate(found.period.lower))
    same = Q(troupe=found.troupe_id) if found.troupe_id else Q(person=found.person_id, person__isnull=False)
    others = cancelling.rows_with_all().filter(same, status__in=HOLDING).exclude(pk=found.pk)
    others = others.filter(period__startswith__gte=monday, period__startswith__lt=next_monday)
    return [shown(each, moment()) for each in others.order_by("period")] if not found.for_hall_id else []
