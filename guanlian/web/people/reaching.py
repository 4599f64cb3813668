"""Whom a member of staff may see at the desk, and what that person has at the halls in reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache

from guanlian.accounts import looking_up, scope
from guanlian.accounts.models import Person, User
from guanlian.accounts.scope import NotYours
from guanlian.booking.models import Reservation
from guanlian.booking.models import Status as Booked
from guanlian.network.halls import HallQuerySet
from guanlian.programme import tickets
from guanlian.programme.admission import LIVE, Registration

SEEN = "desk_seen"  # codes of people whose number or ticket was given in this session
SEEN_MOST = 60


def desk_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for staff who act for people somewhere; what a use case refuses for want of a right becomes a 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not scope.may_anywhere(request.user, looking_up.RIGHT, localdate()):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except NotYours as refusal:
            return render(request, "403.html", {"why": str(refusal)}, status=403)

    return never_cache(login_required(guarded))


def reach(request: HttpRequest) -> HallQuerySet:
    """The halls at which the person acts for others today."""
    return scope.halls_for(request.user, looking_up.RIGHT, localdate())


def find(request: HttpRequest, words: str) -> list[Person]:
    """Whom `words` name: a ticket's or reservation's code at a hall in reach, a phone, a guest's name."""
    found = _by_code(request, tickets.code_of(words) or words.upper()) or looking_up.find(
        words=words, by=cast(User, request.user), on=localdate()
    )
    remember(request, found)
    return found


def _by_code(request: HttpRequest, code: str) -> list[Person]:
    halls = reach(request).order_by().values("pk")
    entered = Registration.objects.within(halls).filter(code=code).select_related("person__keeper", "person__hall")
    booked = Reservation.objects.within(halls).filter(code=code).select_related("person__keeper", "person__hall")
    return [each.person for each in entered] + [each.person for each in booked if each.person is not None]


def remember(request: HttpRequest, people: Iterable[Person]) -> None:
    """Note who may be looked at from now on in this session: only those whose number or ticket was given."""
    seen = list(request.session.get(SEEN, []))
    seen += [person.code for person in people if person.keeper_id and person.code not in seen]
    request.session[SEEN] = seen[-SEEN_MOST:]


def person_or_404(request: HttpRequest, code: str) -> Person:
    """The person with that code, if this member of staff may see them; else 404."""
    halls = reach(request).order_by().values("pk")
    known_at = Q(registrations__admission__activity__hall__in=halls) | Q(reservations__venue__hall__in=halls)
    found = looking_up.in_view(
        code=code,
        by=cast(User, request.user),
        on=localdate(),
        seen=request.session.get(SEEN, []),
        known_at=known_at,
    )
    if found is None:
        raise Http404
    return found


def tickets_of(request: HttpRequest, person: Person) -> QuerySet[Registration]:
    """The person's entries that live, for activities ahead at halls in reach."""
    found = Registration.objects.within(reach(request).order_by().values("pk"))
    ahead = found.filter(person=person, status__in=LIVE, admission__activity__ends_at__gt=Now())
    return ahead.select_related("person", *(f"admission__activity__{n}" for n in ("hall", "place", "venue"))).order_by(
        "admission__activity__starts_at", "pk"
    )


def reservations_of(request: HttpRequest, person: Person) -> QuerySet[Reservation]:
    """The person's reservations ahead at halls in reach."""
    found = Reservation.objects.within(reach(request).order_by().values("pk"))
    ahead = found.filter(person=person, status__in=[Booked.REQUESTED, Booked.CONFIRMED], period__endswith__gt=Now())
    return ahead.select_related("venue__hall", "person").order_by("period", "pk")
