"""Hiring, replacing and ending a village's administrator: the steps of the village's page."""

from __future__ import annotations

from collections.abc import Callable

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts.assigning import RoleRefused
from guanlian.accounts.models import User
from guanlian.network.halls import Hall
from guanlian.staffing import hiring
from guanlian.staffing.models import Post
from guanlian.staffing.post_refusals import Refused
from guanlian.web.console.access import staff_page
from guanlian.web.posts import common
from guanlian.web.posts.forms import EndForm, HireForm, ReplaceForm
from guanlian.web.posts.village import free_members, page_of


@require_POST
@staff_page
def hire(request: HttpRequest, code: str) -> HttpResponse:
    """Hire somebody for the village."""
    hall = common.find_hall(request, code, hiring.RIGHT)
    form = HireForm(request.POST, members=free_members(request, hall), prefix="hire")

    def act(by: User) -> str:
        data = form.cleaned_data
        post = hiring.hire(
            village=hall, since=data["since"], by=by, on=localdate(), **form.who(),
            full_time=data["full_time"], publicly_funded=data["publicly_funded"],
        )  # fmt: skip
        return _("已聘用%(name)s，%(since)s 到岗。") % {"name": post.member.name, "since": data["since"].isoformat()}

    return _done(request, hall, "hire", form, act)


@require_POST
@staff_page
def replace(request: HttpRequest, code: str, post: str) -> HttpResponse:
    """Put somebody else in the post, without a gap."""
    hall = common.find_hall(request, code, hiring.RIGHT)
    held = _post(hall, post)
    form = ReplaceForm(request.POST, members=free_members(request, hall), prefix="replace")

    def act(by: User) -> str:
        data = form.cleaned_data
        new = hiring.replace(post=held, since=data["since"], why=data["why"], by=by, on=localdate(), **form.who())
        return _("%(name)s自 %(since)s 起接任，中间没有空档。") % {
            "name": new.member.name,
            "since": data["since"].isoformat(),
        }

    return _done(request, hall, "replace", form, act)


@require_POST
@staff_page
def end(request: HttpRequest, code: str, post: str) -> HttpResponse:
    """End the post."""
    hall = common.find_hall(request, code, hiring.RIGHT)
    held = _post(hall, post)
    form = EndForm(request.POST, prefix="end")

    def act(by: User) -> str:
        data = form.cleaned_data
        hiring.end(post=held, ends_on=data["ends_on"], why=data["why"], by=by, on=localdate())
        return _("已办理离任，从 %s 起不再在岗。这个村需要尽快补人。") % data["ends_on"].isoformat()

    return _done(request, hall, "end", form, act)


def _post(hall: Hall, code: str) -> Post:
    found = Post.objects.standing().within([hall.pk]).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _done(
    request: HttpRequest, hall: Hall, name: str, form: django_forms.Form, act: Callable[[User], str]
) -> HttpResponse:
    """Take the step, or show the page again with what is wrong."""
    assert isinstance(request.user, User)
    if not form.is_valid():
        return page_of(request, hall, status=422, forms={name: form})
    try:
        said = act(request.user)
    except (Refused, RoleRefused) as refusal:
        return page_of(request, hall, refusal=str(refusal), status=409, forms={name: form})
    messages.success(request, said)
    return redirect("console:village_administrators", hall.code)
