"""One's own page: name, phone, roles, second factor; taking one's data out, and closing the account."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts import guarding, own_data, phones, scope
from guanlian.accounts.models import User
from guanlian.web.navigation import href_of


class NameForm(forms.ModelForm):
    """What a person wants to be called."""

    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": gettext_lazy("怎样称呼您")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class EraseForm(forms.Form):
    """A deliberate yes."""

    sure = forms.BooleanField(label=gettext_lazy("我明白：注销后账号不能恢复。"))


@login_required
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """Everything about one's account on one page."""
    return _page(request, NameForm(instance=request.user))


@login_required
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Keep the name posted."""
    # A copy: a refused name must not show in the page's head.
    assert isinstance(request.user, User)
    form = NameForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _page(request, form, status=422)
    form.save()
    messages.success(request, _("称呼已保存。"))
    return redirect("portal:me")


@login_required
@reauthentication_required
@never_cache
def take_out(request: HttpRequest) -> HttpResponse:
    """All one's data as a JSON file."""
    assert isinstance(request.user, User)
    response = JsonResponse(own_data.export(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@login_required
@reauthentication_required
@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    """Say what closing the account means; do it when the person is sure."""
    assert isinstance(request.user, User)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/erase.html", {"form": form}, status=422 if form.errors else 200)
    try:
        own_data.erase(user=request.user, on=localdate())
    except own_data.CannotErase as refusal:
        return render(request, "portal/erase.html", {"form": EraseForm(), "why": refusal}, status=409)
    logout(request)
    messages.success(request, _("账号已注销，您的个人信息已删除。"))
    return HttpResponseRedirect("/")


def _page(request: HttpRequest, form: NameForm, *, status: int = 200) -> HttpResponse:
    assert isinstance(request.user, User)
    today = localdate()
    context = {
        "name_form": form,
        "phone": phones.shown(request.user.phone),
        "roles": list(scope.roles_of(request.user, today)),
        "works_here": scope.is_staff(request.user, today),
        "enrolled": guarding.is_enrolled(request.user),
        "console": href_of("console:home") or "",
    }
    return render(request, "portal/me.html", context, status=status)
