"""The staff's list of reservations: what awaits an answer first, filtered by hall, venue, state and day; in bulk."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.booking import cancelling, days, deciding
from guanlian.booking.models import Reservation, Status
from guanlian.booking.refusals import NoReason, length
from guanlian.kernel.clock import Now, moment
from guanlian.network.halls import Hall, HallQuerySet
from guanlian.network.models import Venue
from guanlian.web.booking import words
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal import addresses

RIGHT = "booking.decide"
MOST_HALLS = 60  # offered in a list; more are found by name


@staff_page
def bookings(request: HttpRequest) -> HttpResponse:
    """Reservations of the halls where the person decides, and of those that they lend or borrow."""
    require_anywhere(request, RIGHT)
    halls = reach(request, RIGHT)
    at = moment()
    found, asked = _asked(request, halls)
    page = addresses.page_of(request, found)
    waiting = _rows(halls).filter(status=Status.REQUESTED, period__endswith__gt=Now()).count()
    context = {
        "page": page,
        "rows": [_row(each, at) for each in page.object_list],
        "waiting": waiting,
        "query": request.GET.urlencode(),
        "deciding": asked["state"] == Status.REQUESTED,
        "halls": halls.order_by("code")[:MOST_HALLS] if asked["many"] else [],
        "states": [(v, label, v == asked["state"]) for v, label in _states()],
        **asked,
    }
    return render(request, "web/booking/console/bookings.html", context)


@require_POST
@staff_page
def decide(request: HttpRequest) -> HttpResponse:
    """Approve or decline those that are ticked."""
    require_anywhere(request, RIGHT)
    codes, user, today = request.POST.getlist("code"), cast(User, request.user), localdate()
    back = f"{reverse('console:bookings')}?{request.POST.get('query', '')}"
    if request.POST.get("do") == "approve":
        done = deciding.approve(codes=codes, by=user, on=today)
        messages.success(request, _("已通过 %(n)s 条，并告诉了当事人。") % {"n": len(done)})
    else:
        try:
            done = deciding.decline(codes=codes, by=user, on=today, why=request.POST.get("why", ""))
        except NoReason as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(back)
        messages.success(request, _("已婉拒 %(n)s 条，并告诉了当事人原因。") % {"n": len(done)})
    return HttpResponseRedirect(back)


def _states() -> list[tuple[str, Any]]:
    return [*Status.choices, ("loans", _("借出与借入")), ("all", _("全部"))]


def _asked(request: HttpRequest, halls: HallQuerySet) -> tuple[QuerySet[Reservation], dict[str, Any]]:
    """What the address asks for; without a word what awaits an answer."""
    state = addresses.one_of(request, "state", [v for v, _label in _states()]) or Status.REQUESTED.value
    venue = Venue.unscoped.filter(code=request.GET.get("venue", ""), hall__in=halls).first()
    hall = halls.filter(code=request.GET.get("hall", "")).first()
    day = addresses.a_day(request, "day")
    found = _rows(halls)
    if state == "loans":
        found = found.filter(for_hall__isnull=False)
    elif state != "all":
        found = found.filter(status=state)
    if state == Status.REQUESTED:
        found = found.filter(period__endswith__gt=Now())
    if venue is not None:
        found = found.filter(venue=venue)
    if hall is not None:
        under = Hall.objects.under([hall.pk], localdate()).order_by().values("pk")
        found = found.filter(Q(venue__hall__in=under) | Q(for_hall__in=under))
    if day is not None:
        begins, ends = days.day_of(day)
        found = found.filter(period__startswith__gte=begins, period__startswith__lt=ends)
    for word in addresses.words(request).split():
        found = found.filter(Q(person__name__icontains=word) | Q(code__iexact=word) | Q(venue__name__icontains=word))
    order = ("made_at",) if state == Status.REQUESTED else ("-period",)
    asked = {
        "state": state, "hall": hall, "venue": venue, "day": day, "words": addresses.words(request),
        "many": halls.count() > 1, "narrowed": bool(hall or venue or day or addresses.words(request)),
    }  # fmt: skip
    return found.order_by(*order, "pk"), asked


def _rows(halls: HallQuerySet) -> QuerySet[Reservation]:
    keys = halls.order_by().values("pk")
    return cancelling.rows_with_all().filter(Q(venue__hall__in=keys) | Q(for_hall__in=keys))


def _row(each: Reservation, at: datetime) -> dict[str, Any]:
    status, tag = words.status_words(each, at)
    waited = int((at - each.made_at).total_seconds()) // 60
    return {
        "reservation": each,
        "when": words.when(each),
        "who": who_of(each),
        "status": status,
        "tag": tag,
        "waited": length(waited // 60 * 60) if waited >= 60 else _("不到 1 小时"),
        "late": each.status == Status.REQUESTED and each.made_at < deciding.overdue_since(at),
        "made": f"{localtime(each.made_at):%m-%d %H:%M}",
    }


def who_of(each: Reservation) -> str:
    """For whom it is: a troupe, a hall that borrows, a person."""
    names = [each.troupe.name if each.troupe else "", each.for_hall.name if each.for_hall else ""]
    person = each.person
    names.append((person.name or (person.keeper.name if person.keeper else "") or person.code) if person else "")
    return " · ".join(name for name in names if name)


def find(request: HttpRequest, code: str, right: str = RIGHT) -> Reservation:
    """The reservation with that code at a hall where the person has `right`, or borrowed by one; else 404."""
    user, today = cast(User, request.user), localdate()
    found = cancelling.rows_with_all().filter(code=code).first()
    if found is None or not cancelling.decides(found, user, today, right):
        raise Http404
    return found


def decides_here(request: HttpRequest, found: Reservation) -> bool:
    """Whether the person decides at the hall whose venue it is (who borrows it doesn't)."""
    return scope.may(request.user, RIGHT, found.venue.hall, localdate())
