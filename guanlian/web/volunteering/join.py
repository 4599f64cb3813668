"""Signing up as a volunteer of a hall, for oneself or a child."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guanlian.accounts import members
from guanlian.accounts.households import ConsentMissing, household_of
from guanlian.accounts.models import Person, User
from guanlian.community import signing_up
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.rules import rules
from guanlian.network.directory import Directory, Entry, directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.web.portal import addresses
from guanlian.web.volunteering.forms import SignUpForm

MOST_HALLS = 8  # halls that a search offers


@login_required
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """The form; sent, it is a sign-up that the hall answers."""
    user, today = cast(User, request.user), localdate()
    people, directory = household_of(user=user), directory_on(today)
    halls = _halls(request, people, directory)
    form = SignUpForm(
        request.POST or None,
        people=[(each.code, each.name or _("本人")) for each in people],
        halls=[(each.code, _hall_words(each, directory)) for each in halls],
        initial={
            "person": addresses.one_of(request, "person", [p.code for p in people]) or people[0].code,
            "hall": request.GET.get("hall") or (halls[0].code if halls else ""),
            "guardian": user.name,
        },
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and sent(form, partial(signing_up.sign_up, person=form.cleaned_data["person"], by=user))
    ):
        messages.success(request, _("报名已送到馆里，答复会发到您的收件箱。"))
        return redirect("portal:my_volunteering")
    known = {each.code: each.born_on is not None for each in people}
    context = {
        "form": form,
        "words": addresses.words(request),
        "found_none": bool(addresses.words(request)) and not _searched(request, directory),
        "asks_birthday": not all(known.values()),
        "young": any(_is_young(each) for each in people) or not all(known.values()),
    }
    return render(request, "web/volunteering/join.html", context, status=422 if form.errors else 200)


def sent(form: SignUpForm, sign_up: Callable[..., object]) -> bool:
    """Whether `sign_up`, given what the form says, took it; a refusal stands at the field that it is about."""
    data = form.cleaned_data
    given = {name: data[name] for name in ("skills", "availability", "message", "born_on")}
    try:
        sign_up(hall=Hall.objects.get(code=data["hall"]), on=localdate(), guardian=form.guardian_given, **given)
    except refusals.BirthdayMissing as refusal:
        form.add_error("born_on", str(refusal))
    except (refusals.GuardianMissing, ConsentMissing) as refusal:
        form.add_error("guardian", str(refusal))
    except (refusals.Refused, members.MemberRefused) as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def _is_young(person: Person) -> bool:
    age = person.age_on(localdate())
    return age is None or age < rules()["volunteers"]["consent_until"]


def _searched(request: HttpRequest, directory: Directory) -> list[Entry]:
    words = addresses.words(request)
    return directory.matching(words)[:MOST_HALLS] if words else []


def _halls(request: HttpRequest, people: list[Person], directory: Directory) -> list[Entry]:
    """The halls to choose from.

    The one in the address, those found by words, those above where the household lives, and the central hall.
    """
    named = [directory.by_code.get(code) for code in (request.GET.get("hall"), request.POST.get("hall")) if code]
    near = [entry for each in people if each.lives_at_id for entry in reversed(directory.path(each.lives_at_id))]
    every: list[Any] = [*named, *_searched(request, directory), *near, *directory.of_tier(Tier.CENTRAL)]
    return list({entry.id: entry for entry in every if entry is not None}.values())


def _hall_words(entry: Entry, directory: Directory) -> str:
    above = directory.above(entry.id, Tier.MAIN)
    return f"{entry.name}（{above.area}）" if above and above.id != entry.id else entry.name
