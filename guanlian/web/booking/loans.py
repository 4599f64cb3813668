"""A hall asks another for one of its venues (场地联用)."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guanlian.accounts.models import User
from guanlian.booking import lending
from guanlian.booking.models import Status
from guanlian.booking.refusals import Refused
from guanlian.web.booking.book import calendar_around, days_of, refused
from guanlian.web.booking.forms import LoanForm
from guanlian.web.booking.venue import venue_or_404
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal import addresses

MOST_HALLS = 200


@require_http_methods(["GET", "POST"])
@staff_page
def borrow(request: HttpRequest, code: str) -> HttpResponse:
    """The form; posted, the request, on which the other hall's staff decide."""
    require_anywhere(request, "booking.decide")
    venue = venue_or_404(code)
    halls = reach(request, "booking.decide").exclude(pk=venue.hall_id)
    calendar = calendar_around(request, venue)
    known: dict[str, Any] = {
        "calendar": calendar, "days": days_of(calendar), "halls": [(h.code, h.name) for h in halls[:MOST_HALLS]],
    }  # fmt: skip
    initial = {
        "day": addresses.a_day(request, "day") or localdate(), "begins": request.GET.get("begins", ""),
        "ends": request.GET.get("ends", ""), "key": uuid4().hex,
    }  # fmt: skip
    form = LoanForm(request.POST or None, initial=initial, **known)
    context: dict[str, Any] = {"venue": venue, "hall": venue.hall, "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data, (begins, ends) = form.cleaned_data, form.period()
            try:
                made = lending.borrow(
                    venue=venue.code, for_hall=halls.get(code=data["for_hall"]), starts_at=begins, ends_at=ends,
                    purpose=data["purpose"], people=data["people"], by=cast(User, request.user), on=localdate(),
                    key=data["key"],
                )  # fmt: skip
            except Refused as refusal:
                status, context = 409, context | refused(refusal, calendar)
            else:
                said = _("已请求，时段先留着，等对方馆同意。") if made.status == Status.REQUESTED else _("借好了。")
                messages.success(request, said)
                return HttpResponseRedirect(reverse("console:booking", args=[made.code]), status=303)
    return render(request, "web/booking/console/borrow.html", context, status=status)
