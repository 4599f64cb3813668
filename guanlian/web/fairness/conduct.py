"""One's own absences, a restriction with its end, and the appeal against it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.programme import appealing, standing
from guanlian.programme.conduct import Appeal
from guanlian.programme.rules import rules


class AppealForm(forms.Form):
    """Why the restriction is wrong, in one's own words."""

    text = forms.CharField(
        label=gettext_lazy("为什么觉得不对"),
        help_text=gettext_lazy("比如：当天来了、生病、没有收到改期通知。"),
        max_length=Appeal._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@login_required
@never_cache
def conduct(request: HttpRequest) -> HttpResponse:
    """The household's absences, restrictions and appeals."""
    return _page(request)


@login_required
@require_POST
def appeal(request: HttpRequest) -> HttpResponse:
    """Send the appeal for the person named."""
    assert isinstance(request.user, User)
    form, person = AppealForm(request.POST), request.POST.get("person", "")
    if not form.is_valid():
        return _page(request, form, person, status=422)
    try:
        appealing.appeal(person=person, text=form.cleaned_data["text"], by=request.user)
    except appealing.CannotAppeal as refusal:
        return _page(request, form, person, refusal=str(refusal), status=409)
    messages.success(request, _("申诉已送到馆里，答复会发到您的消息里。"))
    return redirect("portal:conduct")


def _page(
    request: HttpRequest, form: AppealForm | None = None, person: str = "", *, refusal: str = "", status: int = 200
) -> HttpResponse:
    assert isinstance(request.user, User)
    on = localdate()
    everybody = standing.of_household(user=request.user, on=on)
    context: dict[str, Any] = {
        "section": "portal:me",
        "everybody": [(each, _form_for(each, form, person)) for each in everybody],
        "restricted": any(each.current for each in everybody),
        "spotless": not any(each.noted or each.restrictions for each in everybody),
        "rules": rules(),
        "refusal": refusal,
    }
    return render(request, "web/fairness/conduct.html", context, status=status)


def _form_for(each: standing.Standing, form: AppealForm | None, person: str) -> AppealForm | None:
    """The form where there is something to appeal against: with what was typed, for the person it was typed for."""
    if each.current is None or each.current.heard is not None:  # type: ignore[attr-defined]
        return None
    if form is not None and each.person.code == person:
        return form
    return AppealForm(auto_id=f"id_%s_{each.person.code}")
