"""The page behind a reminder's link: one ticket, one button. Looking at it changes nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guanlian.programme import refusals, releasing, reminding
from guanlian.programme.admission import LIVE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be given back, or give it back. Works signed out: whoever has the link may do this one thing."""
    try:
        if request.method == "POST":
            reminding.give_back(token=token)
            return redirect("portal:give_back", token)
        ticket, session = reminding.linked(token)
    except (reminding.LinkOver, refusals.Refused, releasing.NotYours):
        return render(request, "web/fairness/link_over.html", status=410)
    name = ticket.person.name
    context = {
        "ticket": ticket,
        "activity": ticket.admission.activity,
        "session": session,
        "when": refusals.moment(session.starts_at),
        "who": f"{name[:1]}＊" if name else "",  # a forwarded message shows nobody's full name
        "live": ticket.status in LIVE,
        "course": ticket.admission.activity.lessons > 1,
    }
    response = render(request, "web/fairness/give_back.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
