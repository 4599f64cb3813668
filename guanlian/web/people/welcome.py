"""After the first sign-in: what may we call you? It may be left out, and the way one was on goes on."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from guanlian.accounts.households import call_oneself, self_of
from guanlian.accounts.models import User
from guanlian.web.people.forms import NameForm
from guanlian.web.people.ways import way_back


@login_required
@never_cache
def welcome(request: HttpRequest) -> HttpResponse:
    """One question, and on to `next`."""
    user = cast(User, request.user)
    self_of(user=user)  # from now on the person is no newcomer and isn't asked again
    back = way_back(request, "portal:home")
    form = NameForm(request.POST or None, instance=User(name=user.name))
    if request.method == "POST" and form.is_valid():
        call_oneself(user=user, name=form.cleaned_data["name"])
        return redirect(back)
    return render(request, "web/people/welcome.html", {"form": form, "next": back}, status=422 if form.errors else 200)
