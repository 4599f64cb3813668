"""Following troupes: the button on a troupe's page, and one's own page of what the followed ones do next."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.community import following
from guanlian.network.venues import Art
from guanlian.web.people import agenda
from guanlian.web.people.ways import way_back


@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The followed troupes with their next performances and rehearsals."""
    found = agenda.of_troupes(cast(User, request.user), timezone.now())
    today = timezone.localdate()
    rows = [
        {"troupe": troupe, "art": Art(troupe.art).label, "days": agenda.by_day(items, today)} for troupe, items in found
    ]
    return render(request, "web/people/troupes.html", {"rows": rows})


@login_required
@require_POST
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Follow the troupe or, with `stop`, follow it no longer."""
    user = cast(User, request.user)
    stop = "stop" in request.POST
    try:
        troupe = (following.unfollow if stop else following.follow)(user=user, code=code)
    except following.NoSuchTroupe as unknown:
        raise Http404 from unknown
    said = _("不再关注%(name)s。") if stop else _("已关注%(name)s，演出和排练会出现在“我的”里。")
    messages.success(request, said % {"name": troupe.name})
    return redirect(way_back(request, "portal:my_troupes") if "next" in request.POST else troupe.get_absolute_url())
