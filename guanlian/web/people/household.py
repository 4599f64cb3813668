"""One's household: whom one acts for, what is known of each, adding, changing, removing."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guanlian.accounts import ahead, members
from guanlian.accounts.households import ConsentMissing, household_of
from guanlian.accounts.models import Person, Relation, User
from guanlian.network.directory import directory_on
from guanlian.web.people.forms import MemberForm, place_words
from guanlian.web.people.ways import way_back, with_way


@login_required
@never_cache
def household(request: HttpRequest) -> HttpResponse:
    """Everybody the account acts for."""
    directory, today = directory_on(localdate()), localdate()
    people = [
        {
            "person": person,
            "relation": Relation(person.relation).label,
            "age": person.age_on(today),
            "place": place_words(person.lives_at_id, directory) if person.lives_at_id else "",
        }
        for person in household_of(user=cast(User, request.user))
    ]
    return render(request, "web/people/household.html", {"people": people, "family": _choices(request)})


@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Add a member; afterwards back to where one came from (`next`)."""
    user = cast(User, request.user)
    relation = request.GET.get("as", "")
    relation = relation if relation in members.FAMILY else ""
    initial = {"relation": relation, "guardian": user.name}
    child = (request.POST.get("relation") or relation) == Relation.CHILD
    form = MemberForm(request.POST or None, initial=initial, child=child)
    if request.method == "POST" and form.is_valid():
        try:
            made = members.add_member(
                user=user,
                relation=form.cleaned_data["relation"],
                name=form.cleaned_data["name"],
                on=localdate(),
                born_on=form.cleaned_data["born_on"],
                lives_at=form.lives_at,
                guardian=form.guardian_given,
            )
        except ConsentMissing as refusal:
            form.add_error("consent", str(refusal))
        except members.MemberRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已把%(name)s加为家人。") % {"name": made.name})
            return redirect(way_back(request, "portal:household", person=made.code))
    return _form_page(request, form, "web/people/member_new.html", {"family": _choices(request), "relation": relation})


@login_required
@never_cache
def member(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is known of a member, oneself included."""
    user = cast(User, request.user)
    found = _member(user, code)
    form = MemberForm(request.POST or None, person=found, initial={"guardian": user.name})
    if request.method == "POST" and form.is_valid():
        try:
            members.change_member(
                user=user,
                code=code,
                name=form.cleaned_data["name"],
                on=localdate(),
                relation=form.cleaned_data.get("relation", ""),
                born_on=form.cleaned_data["born_on"],
                lives_at=form.lives_at,
                guardian=form.guardian_given,
            )
        except ConsentMissing as refusal:
            form.add_error("consent", str(refusal))
        except members.MemberRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect(way_back(request, "portal:household"))
    return _form_page(request, form, "web/people/member.html", {"member": found})


@login_required
@never_cache
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Ask before a member is removed, naming what still awaits them; do it when told so."""
    user = cast(User, request.user)
    found = _member(user, code)
    why: Exception | None = None
    if request.method == "POST":
        try:
            members.remove_member(user=user, code=code, on=localdate(), releasing="releasing" in request.POST)
        except (members.MemberRefused, ahead.StillExpected) as refusal:
            why = refusal
        else:
            messages.success(request, _("已把%(name)s移出。") % {"name": found.name})
            return redirect("portal:household")
    context = {"member": found, "things": ahead.things_of([found]), "why": why}
    return render(request, "web/people/member_remove.html", context, status=409 if why else 200)


def _member(user: User, code: str) -> Person:
    try:
        return members.member_called(user=user, code=code)
    except members.NoSuchMember as unknown:
        raise Http404 from unknown


def _form_page(request: HttpRequest, form: MemberForm, template: str, more: dict[str, Any]) -> HttpResponse:
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")} | more
    return render(request, template, context, status=422 if form.errors else 200)


def _choices(request: HttpRequest) -> list[tuple[Any, str]]:
    """Whom one may add, each with the address of its form."""
    return [(each.label, with_way(request, "portal:member_new", **{"as": each.value})) for each in members.FAMILY]
