"""What the pages of troupes share: what a refusal becomes, where one goes back to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.community import refusals
from guanlian.web.people.ways import way_back

View = Callable[..., HttpResponse]


def who(request: HttpRequest) -> User:
    """The account of a page that asked for signing in."""
    return cast(User, request.user)


def own_page(view: View) -> View:
    """A page for who has signed in; what isn't there for them is not found, what isn't theirs to do is forbidden."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (refusals.NoSuchTroupe, refusals.NoSuchRequest, refusals.NoSuchMember) as unknown:
            raise Http404 from unknown
        except refusals.NotYourTroupe as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    return login_required(never_cache(guarded))


def press(view: Callable[..., str]) -> View:
    """A button: `view` does it and gives the sentence that says so; a refusal says why. Then back to where one was."""

    @wraps(view)
    def pressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, view(request, *args, **kwargs))
        except refusals.NotYourTroupe:
            raise
        except refusals.Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(way_back(request, "portal:my_troupes"))

    return own_page(require_POST(pressed))


def number(request: HttpRequest, name: str) -> int:
    """The whole number of a field; 0 where it is none."""
    value = request.POST.get(name, "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else 0
