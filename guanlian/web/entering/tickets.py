"""One's tickets: each a picture and a code that are read at the door; what one has, had and waits for."""

from __future__ import annotations

from io import BytesIO
from typing import cast
from uuid import uuid4

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from guanlian.accounts.models import Person, User
from guanlian.programme import tickets
from guanlian.programme.admission import LIVE, RegistrationQuerySet, Status
from guanlian.programme.models import Attendance, Registration
from guanlian.programme.sessions import Session
from guanlian.web.entering import lessons
from guanlian.web.entering.showing import Ticket, shown
from guanlian.web.portal import addresses
from guanlian.web.portal.notice import qr

PAGE = 20
SCALE = 12  # pixels a module, for a picture that one keeps on the phone
AGAIN = {Status.RELEASED, Status.LAPSED}


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All of the household's entries: ahead, or past; of everybody, or of one person."""
    user, at = cast(User, request.user), now()
    mine = of_household(user)
    past = addresses.one_of(request, "when", ("past",)) == "past"
    people = list(Person.objects.of(user))
    who = addresses.one_of(request, "person", (person.code for person in people))
    if who:
        mine = mine.filter(person__code=who)
    ahead = mine.filter(admission__activity__ends_at__gt=at, status__in=LIVE)
    found = mine.exclude(pk__in=ahead.values("pk")) if past else ahead
    order = "-admission__activity__starts_at" if past else "admission__activity__starts_at"
    page = addresses.page_of(request, found.order_by(order, "pk"), PAGE)
    rows = shown(page.object_list, at)
    context = {
        "page": page,
        "offers": [row for row in rows if row.status == Status.OFFERED],
        "rows": [row for row in rows if past or row.status != Status.OFFERED],
        "past": past,
        "ahead": not past,
        "all": not who,
        "everybody": addresses.changed(request, person=None),
        "people": [(each, addresses.changed(request, person=each.code), each.code == who) for each in people],
        "ahead_href": addresses.changed(request, when=None),
        "past_href": addresses.changed(request, when="past"),
        "section": "portal:me",
    }
    return render(request, "web/entering/tickets.html", context)


@login_required
@never_cache
@require_GET
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """The ticket with that code, of one's household; 404 for others'."""
    found, at = mine(request, code), now()
    activity = found.admission.activity
    family = of_household(cast(User, request.user)).filter(admission=found.admission).exclude(pk=found.pk)
    family = family.filter(status__in=LIVE)
    everybody = shown([found, *family.order_by("pk")], at)
    came = set(
        Attendance.objects.of(cast(User, request.user)).filter(registration=found).values_list("session", flat=True)
    )
    context = {
        "ticket": everybody[0],
        "family": everybody[1:],
        "together": [row for row, entry in zip(everybody, [found, *family], strict=True) if entry.group == found.group],
        "entry": found,
        "activity": activity,
        "qr": qr(tickets.payload(found)) if shows_picture(found) else "",
        "lessons": lessons.of(activity, at, came),
        "came": Session.objects.filter(pk__in=came).order_by("number"),
        "again": found.status in AGAIN and activity.ends_at > at,
        "key": uuid4().hex,
        "section": "portal:me",
    }
    return render(request, "web/entering/ticket.html", context)


def shows_picture(entry: Registration) -> bool:
    """Whether the ticket is worth showing at the door."""
    return entry.status == Status.PLACED


@login_required
@never_cache
@require_GET
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The ticket's picture alone."""
    return HttpResponse(qr(tickets.payload(mine(request, code))), content_type="image/svg+xml")


@login_required
@never_cache
@require_GET
def kept_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The ticket's picture to keep on the phone: it needs no network at the door."""
    out = BytesIO()
    segno.make(tickets.payload(mine(request, code)), error="m", micro=False).save(
        out, kind="png", scale=SCALE, border=4
    )
    answer = HttpResponse(out.getvalue(), content_type="image/png")
    answer["Content-Disposition"] = f'attachment; filename="{code}.png"'
    return answer


@login_required
@never_cache
@require_GET
def on_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The household's tickets of that activity for the printer: A6 each, four to a sheet."""
    found = mine(request, code)
    family = of_household(cast(User, request.user)).filter(admission=found.admission, status=Status.PLACED)
    rows: list[tuple[Ticket, str]] = [
        (row, qr(tickets.payload(entry))) for row, entry in zip(shown(family, now()), family, strict=True)
    ]
    if not rows:
        raise Http404
    return render(request, "web/entering/tickets_print.html", {"rows": rows, "activity": found.admission.activity})


def of_household(user: User) -> RegistrationQuerySet:
    """The entries of a household, with what a ticket shows."""
    return Registration.objects.of(user).select_related(
        "person", "admission__residents_of", "admission__activity__hall", "admission__activity__place",
        "admission__activity__venue",
    )  # fmt: skip


def mine(request: HttpRequest, code: str) -> Registration:
    """The entry with that code in the household of whoever asks; else 404."""
    found = of_household(cast(User, request.user)).filter(code=code).first()
    if found is None:
        raise Http404
    return found
