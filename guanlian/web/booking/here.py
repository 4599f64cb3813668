"""The sign at a venue's door: whoever reads its code with a telephone checks in there."""

from __future__ import annotations

from datetime import time, timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guanlian.accounts.models import User
from guanlian.booking import arriving, cancelling
from guanlian.booking.days import at_clock
from guanlian.booking.models import Status
from guanlian.booking.refusals import Refused
from guanlian.kernel.clock import Now, moment
from guanlian.web.booking.mine import mine, shown
from guanlian.web.booking.venue import venue_or_404
from guanlian.web.portal.words import clock


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def here(request: HttpRequest, code: str, mark: str) -> HttpResponse:
    """One's reservations of today at this venue; posted with the code of one, one has checked in."""
    venue = venue_or_404(code)
    if mark != arriving.mark_of(venue):
        raise Http404
    user, refusal = cast(User, request.user), None
    if request.method == "POST":
        try:
            made = arriving.check_in(code=request.POST.get("code", ""), by=user, on=localdate(), mark=mark)
        except cancelling.NotYours as unknown:
            raise Http404 from unknown
        except Refused as no:
            refusal = no
        else:
            messages.success(
                request, _("已签到，%(time)s 前都是您的。") % {"time": clock(localtime(made.period.upper))}
            )
            return redirect("portal:booking", made.code)
    rows = _today(user, venue.pk)
    context = {"venue": venue, "hall": venue.hall, "rows": rows, "refusal": refusal, "single": len(rows) == 1}
    return render(request, "web/booking/here.html", context, status=409 if refusal else 200)


def _today(user: User, venue: int) -> list[dict[str, object]]:
    at = moment()
    day = localdate(at)
    end = at_clock(day + timedelta(days=1), time())
    found = mine(user).filter(venue=venue, status__in=[Status.CONFIRMED, Status.USED], period__endswith__gt=Now())
    return [shown(each, at) for each in found.filter(period__startswith__lt=end).order_by("period")]
