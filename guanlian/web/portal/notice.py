"""The service notice of a hall as a poster for its wall (三公开), with the address of its page as a QR code."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from guanlian.network import openness
from guanlian.network.directory import directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.programme import finding
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.hall import activities_of, kinds_of, publicity, venues_of
from guanlian.web.portal.showing import shown, with_places

PAPERS = ("a4", "a3")
LINES = 6  # coming activities on the sheet


@public_page
def hall_notice(request: HttpRequest, code: str) -> HttpResponse:
    """The notice of the hall in force today, for A4 or A3 (`paper`); printed, or made a PDF, by the browser."""
    found = get_object_or_404(Hall, code=code)
    today = timezone.localdate()
    directory = directory_on(today)
    entry = directory.entries.get(found.pk)
    venues = venues_of(found, today)
    coming = finding.still_ahead(with_places(activities_of(found)), today).exclude(status="cancelled")
    context = {
        "hall": found,
        "gone": entry is None,
        "tier": Tier(entry.tier).label if entry else "",
        "above": directory.path(found.pk)[-2] if entry and entry.parent_id else None,
        "publicity": publicity(found, today, today, openness.of_hall(found.pk, today)),
        "kinds": kinds_of(venues),
        "coming": shown(coming[:LINES], today),
        "qr": qr(absolute(found.get_absolute_url())),
        "address": absolute(found.get_absolute_url()),
        "paper": addresses.one_of(request, "paper", PAPERS) or "a4",
    }
    return render(request, "web/portal/hall_notice.html", context)


def absolute(path: str) -> str:
    """The full address of a page of this site, as others see it."""
    return settings.PUBLIC_URL.rstrip("/") + path


@lru_cache(1024)
def qr(content: str) -> SafeString:
    """The text as a QR code: an SVG in the colour of the text, with room around it, sized by its place.

    Kept, since choosing the best of its eight masks takes a tenth of a page's time.
    """
    out = BytesIO()
    code = segno.make(content, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, svgclass="qr", lineclass=None)
    return mark_safe(out.getvalue().decode().strip())  # noqa: S308
