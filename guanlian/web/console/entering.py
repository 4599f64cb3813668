"""Who may open the staff's pages, and for which hall they look."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from guanlian.accounts import scope
from guanlian.network.halls import Hall

View = Callable[..., HttpResponse]


def staff_page(view: View) -> View:
    """A page for who works here: others are asked to sign in, or told that it isn't theirs. It is never cached."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        try:
            if not scope.is_staff(request.user, localdate()):
                return render(request, "403.html", status=403)
            response = view(request, *args, **kwargs)
        except scope.NotYours as refusal:
            return render(request, "403.html", {"why": str(refusal)}, status=403)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


def own_halls(request: HttpRequest) -> list[Hall]:
    """The halls where the person's reach begins today."""
    return scope.top_halls(request.user, localdate())


def hall_in_view(request: HttpRequest, capability: str = "standard.view") -> Hall:
    """The hall that the page is about: the one named in the address, else the person's own. Raises NotYours."""
    code, today = request.GET.get("hall", ""), localdate()
    if code:
        hall = Hall.objects.filter(code=code).first()
        if hall is not None:
            scope.require(request.user, capability, hall, today)
            return hall
    return own_halls(request)[0]
