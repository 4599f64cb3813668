"""A person's own reservations: the list, one of them with its code, and giving it up, moving it, having it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from guanlian.accounts.models import User
from guanlian.booking import arriving, cancelling, moving, reading, repeating, reserving
from guanlian.booking.models import HOLDING, Reservation, ReservationQuerySet, Status
from guanlian.booking.refusals import Refused
from guanlian.booking.rules import rule_of
from guanlian.kernel.clock import Now, moment
from guanlian.web.booking import words
from guanlian.web.booking.book import calendar_around, days_of, refused, said_of
from guanlian.web.booking.forms import PeriodForm
from guanlian.web.portal import addresses
from guanlian.web.portal.notice import absolute, qr


def mine(user: User) -> ReservationQuerySet:
    """The household's reservations with what rows show."""
    return Reservation.objects.of(user).select_related(
        "venue__hall", "venue__rule", "person", "troupe", "series", "hold"
    )


@login_required
@never_cache
def bookings(request: HttpRequest) -> HttpResponse:
    """What lies ahead first; then, on pages, what was."""
    found = mine(cast(User, request.user))
    at = moment()
    ahead = found.filter(status__in=HOLDING, period__endswith__gt=Now()).order_by("period")
    past = found.exclude(pk__in=ahead.order_by().values("pk")).order_by("-period")
    page = addresses.page_of(request, past)
    context = {
        "ahead": [shown(each, at) for each in ahead],
        "page": page,
        "past": [shown(each, at) for each in page.object_list],
    }
    return render(request, "web/booking/bookings.html", context)


def shown(each: Reservation, at: Any) -> dict[str, Any]:
    """A reservation as rows show it."""
    status, tag = words.status_words(each, at)
    begins = localtime(each.period.lower)
    return {
        "reservation": each,
        "venue": each.venue,
        "hall": each.venue.hall,
        "when": words.when(each),
        "day": begins.date(),
        "time": words.span(each.period.lower, each.period.upper),
        "status": status,
        "tag": tag,
    }


@login_required
@never_cache
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """One reservation: when, where, its code to show, and what can be done with it."""
    found = _own(request, code)
    at = moment()
    live = found.status in cancelling.LIVE and found.period.upper > at
    rule = rule_of(found.venue)
    series = repeating.standing_of(found.series) if found.series else []
    context = {
        **shown(found, at),
        "rule": rule,
        "live": live,
        "movable": live and not (found.status == Status.CONFIRMED and rule.approval),
        "checks_in": rule.release_minutes and found.status == Status.CONFIRMED and live,
        "opens": f"{localtime(arriving.opens_at(found)):%H:%M}",
        "until": f"{localtime(found.period.lower + timedelta(minutes=rule.release_minutes)):%H:%M}",
        "again": found.status == Status.CANCELLED
        and found.decided_by_id == request.user.pk
        and found.period.lower > at,
        "qr": qr(absolute(reverse("console:booking", args=[found.code])))
        if live or found.status == Status.USED
        else "",
        "series_words": words.series_words(found.series, localdate()) if found.series else "",
        "series": [shown(each, at) for each in series],
        "skipped": found.series.skipped if found.series else [],
        "later": sum(1 for each in series if each.status in cancelling.LIVE and each.period.lower > found.period.lower),
    }
    return render(request, "web/booking/booking.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """A question first; posted, the reservation is given up, with `following` also the later ones of its series."""
    found = _own(request, code)
    if request.method == "GET":
        return render(request, "web/booking/cancel.html", shown(found, moment()))
    try:
        ended = cancelling.cancel(
            code=code, by=cast(User, request.user), on=localdate(), following=request.POST.get("following") == "1"
        )
    except Refused as refusal:
        return render(request, "web/booking/cancel.html", {**shown(found, moment()), "refusal": refusal}, status=409)
    if len(ended) > 1:
        messages.success(request, _("已取消 %(n)s 次，场地让给别人。") % {"n": len(ended)})
    else:
        messages.success(request, _("已取消，场地让给别人。还没被约走，可以恢复。"))
    return redirect("portal:booking", code)


@login_required
@require_POST
def again(request: HttpRequest, code: str) -> HttpResponse:
    """Undo: the same once more, if nobody has taken it meanwhile."""
    found = _own(request, code)
    try:
        made = reserving.reserve(
            venue=found.venue.code,
            starts_at=found.period.lower,
            ends_at=found.period.upper,
            purpose=found.purpose,
            people=found.people,
            person=found.person,
            by=cast(User, request.user),
            on=localdate(),
            key=f"again-{found.code}",
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:booking", code)
    messages.success(request, said_of(made))
    return HttpResponseRedirect(made.get_absolute_url(), status=303)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Another time: the old one is kept until the new one is had."""
    found = _own(request, code)
    venue = reading.venue_called(found.venue.code)
    calendar = calendar_around(request, venue)
    known: dict[str, Any] = {"calendar": calendar, "days": days_of(calendar)}
    if request.method == "GET":
        form = PeriodForm(initial=times_of(found), **known)
        return _move_page(request, found, form)
    form = PeriodForm(request.POST, **known)
    if not form.is_valid():
        return _move_page(request, found, form, status=422)
    begins, ends = form.period()
    try:
        moving.move(code=code, starts_at=begins, ends_at=ends, by=cast(User, request.user), on=localdate())
    except Refused as refusal:
        return _move_page(request, found, form, status=409, **refused(refusal, calendar))
    messages.success(request, _("时间已改。"))
    return redirect("portal:booking", code)


def times_of(found: Reservation) -> dict[str, Any]:
    """Its day and times, to fill a form."""
    begins, ends = localtime(found.period.lower), localtime(found.period.upper)
    return {
        "day": begins.date(),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "slot": f"{begins:%H:%M}-{ends:%H:%M}",
    }


def _move_page(
    request: HttpRequest, found: Reservation, form: PeriodForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {**shown(found, moment()), "form": form, "back": found.get_absolute_url(), **more}
    return render(request, "web/booking/move.html", context, status=status)


def _own(request: HttpRequest, code: str) -> Reservation:
    """The household's reservation with that code; 404 for another's."""
    found = mine(cast(User, request.user)).filter(code=code).first()
    if found is None:
        raise Http404
    return found
