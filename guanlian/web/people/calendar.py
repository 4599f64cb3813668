"""The page of one's calendar address: get it, subscribe, renew it, take it back."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guanlian.accounts import calendar_links
from guanlian.accounts.models import User
from guanlian.web.portal.notice import absolute, qr


@login_required
@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    """The address with what one does with it; a POST makes (`renew`), takes back (`revoke`) or sets it (`troupes`)."""
    user = cast(User, request.user)
    if request.method == "POST":
        _change(request, user)
        return redirect("portal:my_calendar")
    link = calendar_links.link_of(user=user)
    address = absolute(reverse("portal:calendar_feed", args=[link.token])) if link else ""
    context = {
        "link": link,
        "address": address,
        "webcal": "webcal://" + address.partition("://")[2] if address else "",
        "qr": qr(address) if address else "",
    }
    return render(request, "web/people/calendar.html", context)


def _change(request: HttpRequest, user: User) -> None:
    match request.POST.get("do"):
        case "renew":
            calendar_links.renew(user=user)
            messages.success(request, _("日历地址已生成。以前的地址不再有效。"))
        case "revoke":
            calendar_links.revoke(user=user)
            messages.success(request, _("日历地址已收回，已订阅的日历不再更新。"))
        case "troupes":
            calendar_links.include_troupes(user=user, wanted="wanted" in request.POST)
            messages.success(request, _("已保存。"))
