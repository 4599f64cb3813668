"""One's own troupes: those the household belongs to or asked to join, and those it follows, with what they do next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.community import belonging, following, leading
from guanlian.community.models import Joining, JoiningStatus, TroupeMember
from guanlian.network.venues import Art
from guanlian.web.people import agenda
from guanlian.web.people.ways import way_back

ANSWERED = timedelta(days=30)  # how long an answer stays on the page


@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Requests that wait or were just answered; the household's troupes; the followed ones, with what comes next."""
    user, now, today = cast(User, request.user), timezone.now(), timezone.localdate()
    members: dict[int, list[TroupeMember]] = {}
    for row in belonging.household_in_troupes(user, today):
        members.setdefault(row.troupe_id, []).append(row)
    followed = [troupe for troupe in following.followed_by(user=user) if troupe.pk not in members]
    troupes = [*(rows[0].troupe for rows in members.values()), *followed]
    led = {troupe.pk for troupe in leading.led_by(user, today)}
    items = agenda.of_these(troupes, now)
    rows = [
        {
            "troupe": troupe,
            "art": Art(troupe.art).label,
            "days": agenda.by_day(items[troupe.pk], today),
            "members": members.get(troupe.pk, []),
            "leads": troupe.pk in led,
        }
        for troupe in troupes
    ]
    context = {
        "own": [row for row in rows if row["members"]],
        "followed": [row for row in rows if not row["members"]],
        "requests": _requests(user, now),
    }
    return render(request, "web/people/troupes.html", context)


def _requests(user: User, now: datetime) -> list[Joining]:
    """Those that wait, and those that ended without a place in the last weeks: one looks for the answer."""
    lately = Q(status__in=[JoiningStatus.DECLINED, JoiningStatus.LAPSED], decided_at__gt=now - ANSWERED)
    found = Joining.objects.of(user).filter(Q(status=JoiningStatus.ASKED) | lately)
    return list(found.select_related("troupe__hall", "person").order_by("-asked_at", "-pk"))


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
