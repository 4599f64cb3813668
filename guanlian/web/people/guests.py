"""Entering a guest at the desk or on the telephone, with or without a phone of their own; correcting one."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import looking_up, scope
from guanlian.accounts.households import ConsentMissing, enter_guest
from guanlian.accounts.members import MemberRefused
from guanlian.accounts.models import Relation, User
from guanlian.network.halls import Hall
from guanlian.web.people import reaching
from guanlian.web.people.forms import GuestForm
from guanlian.web.people.reaching import desk_page

HALLS_MOST = 200


@desk_page
def new(request: HttpRequest) -> HttpResponse:
    """Enter somebody who has no account."""
    by, today = cast(User, request.user), localdate()
    form = GuestForm(request.POST or None, halls=_halls(by))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            guest = enter_guest(
                hall=form.hall,
                name=given["name"],
                by=by,
                on=today,
                phone=given["phone"],
                born_on=given["born_on"],
                lives_at=form.lives_at,
                guardian=form.guardian_given,
            )
        except ConsentMissing as refusal:
            form.add_error("consent", str(refusal))
        except MemberRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记%(name)s，接着替这位办理。") % {"name": guest.name})
            return redirect("console:desk_person", guest.code)
    context = {"section": "console:desk", "form": form}
    return render(request, "web/people/guest.html", context, status=422 if form.errors else 200)


@desk_page
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what is known of a guest; people of accounts do that themselves."""
    by = cast(User, request.user)
    guest = reaching.person_or_404(request, code)
    if guest.relation != Relation.GUEST:
        raise Http404
    form = GuestForm(request.POST or None, person=guest)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            looking_up.change_guest(
                code=code,
                by=by,
                on=localdate(),
                name=given["name"],
                phone=given["phone"],
                born_on=given["born_on"],
                lives_at=form.lives_at,
                guardian=form.guardian_given,
            )
        except ConsentMissing as refusal:
            form.add_error("consent", str(refusal))
        except MemberRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect("console:desk_person", code)
    context = {"section": "console:desk", "form": form, "guest": guest}
    return render(request, "web/people/guest.html", context, status=422 if form.errors else 200)


def _halls(by: User) -> list[Hall]:
    """Where a guest can be entered: the halls where the person's reach begins, then those below."""
    today = localdate()
    within = scope.halls_for(by, looking_up.RIGHT, today)
    tops = [hall for hall in scope.top_halls(by, today) if scope.may(by, looking_up.RIGHT, hall, today)]
    below = within.exclude(pk__in=[hall.pk for hall in tops]).filter(links__period__contains=today)
    halls = [*tops, *below.distinct()[:HALLS_MOST]]
    if not halls:
        raise PermissionDenied
    return halls
