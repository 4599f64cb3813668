"""The staff's overview of draws: what is coming, what was drawn."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.programme import draws as drawing
from guanlian.programme import draws_overview
from guanlian.programme.draws import CannotDraw
from guanlian.web.console.access import reach, require_anywhere, staff_page

RIGHT = "registration.view"
A_PAGE = 20


@staff_page
def draws(request: HttpRequest) -> HttpResponse:
    """The lotteries of one's halls."""
    require_anywhere(request, RIGHT)
    return _page(request)


@staff_page
@require_POST
def now(request: HttpRequest, code: str) -> HttpResponse:
    """Draw now instead of waiting for the clock; only after entries have closed."""
    assert isinstance(request.user, User)
    if not draws_overview.lotteries(reach(request, RIGHT)).filter(activity__code=code).exists():
        raise Http404
    try:
        drawing.draw_now(activity=code, by=request.user, on=localdate())
    except CannotDraw as refusal:
        return _page(request, refusal=str(refusal), status=409)
    messages.success(request, _("已摇号，名单和种子已公布，报名的人都会收到消息。"))
    return redirect("portal:draw", code)


def _page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    halls = reach(request, RIGHT)
    done = Paginator(draws_overview.done(halls), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "console:draws",
        "coming": draws_overview.coming(halls),
        "page": done,
        "refusal": refusal,
    }
    return render(request, "web/fairness/draws.html", context, status=status)
