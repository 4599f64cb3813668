"""One's tickets: each a picture and a code that are read at the door."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from guanlian.accounts.models import User
from guanlian.programme import tickets
from guanlian.programme.models import Registration
from guanlian.web.portal.notice import qr


@login_required
@never_cache
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """The ticket with that code, of one's household; 404 for others'."""
    found = mine(request, code)
    context = {"ticket": found, "qr": qr(tickets.payload(found)), "spaced": tickets.spaced(found.code)}
    return render(request, "web/entering/ticket.html", context)


@login_required
@never_cache
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The ticket's picture alone."""
    return HttpResponse(qr(tickets.payload(mine(request, code))), content_type="image/svg+xml")


def mine(request: HttpRequest, code: str) -> Registration:
    """The entry with that code in the household of whoever asks; else 404."""
    found = (
        Registration.objects.of(cast(User, request.user))
        .select_related("person", "admission__activity__hall")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    return found
