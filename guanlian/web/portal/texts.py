"""Pages of words: accessibility, privacy, open data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guanlian.accounts.rules import rules
from guanlian.messaging import quiet
from guanlian.network.halls import Hall, Tier
from guanlian.web.portal.caching import public_page


def _central() -> Hall | None:
    """The hall that answers for the site."""
    return Hall.objects.of_tier(Tier.CENTRAL, timezone.localdate()).first()


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site does for everyone's use of it, where it falls short, and whom to tell."""
    return render(request, "web/portal/accessibility.html", {"central": _central()})


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """Which data of a visitor are kept, why, for how long."""
    context = {
        "central": _central(),
        "retention": rules()["retention"],
        "kept_messages": quiet.rules()["retention"],
    }
    return render(request, "web/portal/privacy.html", context)


@public_page
def open_data(request: HttpRequest) -> HttpResponse:
    """What can be taken away: calendars, tables, the interface for programs."""
    return render(request, "web/portal/open_data.html", {"central": _central()})
