"""One's own page: what comes next, what asks for an answer; the name; taking one's data out, closing the account."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts import ahead, calendar_links, own_data, scope
from guanlian.accounts.households import call_oneself, household_of
from guanlian.accounts.models import User
from guanlian.community import belonging, following
from guanlian.community.joining import requests_to_decide
from guanlian.messaging import reading
from guanlian.web.navigation import href_of
from guanlian.web.people import agenda
from guanlian.web.people.forms import NameForm
from guanlian.web.people.settings import settings_page
from guanlian.web.portal.words import day_words

# Pages of other areas that belong to oneself, shown where they exist.
DOORS = (
    (gettext_lazy("我的票"), "portal:tickets"),
    (gettext_lazy("我的预约"), "portal:bookings"),
    (gettext_lazy("志愿服务"), "portal:my_volunteering"),
    (gettext_lazy("意见和心愿"), "portal:wishes"),
    (gettext_lazy("缺席与限制"), "portal:conduct"),
)


class EraseForm(forms.Form):
    """A deliberate yes."""

    sure = forms.BooleanField(label=gettext_lazy("我明白：注销后账号不能恢复。"))


@login_required
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """Next things first; then the household, and where everything else of one's own is."""
    user, now, today = cast(User, request.user), timezone.now(), localdate()
    items = agenda.ahead(user, now)
    link = calendar_links.link_of(user=user)
    context = {
        "offers": agenda.offers(user, now),
        "days": agenda.by_day(items, today),
        "total": len(items),
        "next_one": items[0] if items else None,
        "next_day": day_words(max(items[0].starts_at.date(), today), today) if items else "",
        "people": household_of(user=user),
        "unread": reading.unread(user=user),
        "many": reading.MANY,
        "troupes": len({t.pk for t in [*belonging.troupes_of(user, today), *following.followed_by(user=user)]}),
        "to_decide": requests_to_decide(user, today),
        "calendar": link is not None,
        "roles": list(scope.roles_of(user, today)),
        "works_here": scope.is_staff(user, today),
        "doors": [(label, href) for label, name in DOORS if (href := href_of(name))],
    }
    return render(request, "web/people/me.html", context)


@login_required
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Keep the name posted."""
    # A copy: a refused name must not show in the page's head.
    assert isinstance(request.user, User)
    form = NameForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return settings_page(request, form, status=422)
    call_oneself(user=User.objects.get(pk=request.user.pk), name=form.cleaned_data["name"])
    messages.success(request, _("称呼已保存。"))
    return redirect("portal:settings")


@login_required
@reauthentication_required
@never_cache
def take_out(request: HttpRequest) -> HttpResponse:
    """All one's data as a JSON file."""
    assert isinstance(request.user, User)
    response = JsonResponse(own_data.export(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@login_required
@reauthentication_required
@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    """Say what closing the account means, and what still awaits the household; do it when the person is sure."""
    assert isinstance(request.user, User)
    form = EraseForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "things": ahead.things_of(household_of(user=request.user))}
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/erase.html", context, status=422 if form.errors else 200)
    try:
        own_data.erase(user=request.user, on=localdate(), releasing="releasing" in request.POST)
    except own_data.CannotErase as refusal:
        return render(request, "portal/erase.html", context | {"form": EraseForm(), "why": refusal}, status=409)
    logout(request)
    messages.success(request, _("账号已注销，您的个人信息已删除。"))
    return HttpResponseRedirect("/")
