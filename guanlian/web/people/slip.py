"""A slip on paper for somebody without a phone: what is theirs, when, where, with the code that the door reads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanlian.programme import tickets
from guanlian.programme.admission import Status
from guanlian.web.people import reaching
from guanlian.web.people.desk import reservation_row, ticket_row
from guanlian.web.people.reaching import desk_page
from guanlian.web.portal.notice import qr


@desk_page
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """The person's tickets and reservations at the halls in reach, one below the other, to be cut apart."""
    found = reaching.person_or_404(request, code)
    entries = reaching.tickets_of(request, found)
    context = {
        "person": found,
        "tickets": [
            ticket_row(entry)
            | {
                "qr": qr(tickets.payload(entry)) if entry.status == Status.PLACED else "",
                "spaced": tickets.spaced(entry.code),
                "hall": entry.admission.activity.hall,
            }
            for entry in entries
        ],
        "reservations": [
            reservation_row(each) | {"spaced": tickets.spaced(each.code), "hall": each.venue.hall}
            for each in reaching.reservations_of(request, found)
        ],
    }
    return render(request, "web/people/slip.html", context)
