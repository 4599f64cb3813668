"""Answering from one's own pages: accept a place that is held, give back one in one tap."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.programme import releasing
from guanlian.programme.refusals import Refused
from guanlian.web.entering.tickets import mine


@login_required
@never_cache
@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Take the place that is held, for all who go together."""
    entry = mine(request, code)
    try:
        taken = releasing.accept(code=code, by=cast(User, request.user), on=localdate())
    except Refused as refusal:
        return _refused(request, code, refusal)
    except releasing.NotYours as no:
        raise Http404 from no
    names = _("、").join(each.person.name or _("本人") for each in taken)
    messages.success(request, _("名额是%(name)s的了。") % {"name": names})
    return HttpResponseRedirect(entry.get_absolute_url(), status=303)


@login_required
@never_cache
@require_POST
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Give back a place, an offer, a place in the queue or an entry; with `together`, those of the whole group."""
    entry = mine(request, code)
    try:
        releasing.release(
            code=code,
            by=cast(User, request.user),
            on=localdate(),
            why=request.POST.get("why", ""),
            together=request.POST.get("together") == "1",
        )
    except Refused as refusal:
        return _refused(request, code, refusal)
    except releasing.NotYours as no:
        raise Http404 from no
    return HttpResponseRedirect(entry.get_absolute_url(), status=303)


def _refused(request: HttpRequest, code: str, refusal: Refused) -> HttpResponse:
    entry = mine(request, code)
    context = {"entry": entry, "activity": entry.admission.activity, "why": refusal, "section": "portal:me"}
    return render(request, "web/entering/answered.html", context, status=409)
