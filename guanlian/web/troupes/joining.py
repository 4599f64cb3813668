"""Asking to join a troupe, and the buttons by which a request or a membership ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guanlian.accounts import completing, households, members
from guanlian.accounts.models import Person, User
from guanlian.accounts.people import CONSENT_UNTIL
from guanlian.community import belonging, joining, leading, refusals
from guanlian.community.models import Joining, Troupe
from guanlian.community.troupe_rules import rules
from guanlian.network.venues import Art
from guanlian.web.booking.book import to_sign_in
from guanlian.web.people.ways import way_back
from guanlian.web.troupes.acting import own_page, press, who


class JoinForm(forms.Form):
    """Who wants to join, and what they would like the leader to know."""

    person = forms.ChoiceField(label=gettext_lazy("谁想加入"), widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("怎样称呼您"), max_length=60, required=False)
    message = forms.CharField(
        label=gettext_lazy("想对负责人说的话"),
        help_text=gettext_lazy("如会什么、学过多久、哪天方便。不写也可以。"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    guardian = forms.CharField(label=gettext_lazy("监护人姓名"), max_length=60, required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("我是孩子的父母或其他监护人，同意孩子加入，并把孩子的称呼给团队负责人。"), required=False
    )

    def __init__(self, *args: Any, user: User, household: list[Person], on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household, self.on = household, on
        choices = [(p.code, p.name or _("本人")) for p in household]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]
        if household[0].name:
            del self.fields["name"]
        if not any(households.needs_consent(p.born_on, on) for p in household):
            del self.fields["guardian"], self.fields["consent"]
        else:
            age = {"age": CONSENT_UNTIL}
            self.fields["consent"].help_text = _("替不满 %(age)s 周岁的孩子申请时须勾选。") % age
            self.fields["guardian"].initial = members.guardian_of(user=user)

    def clean(self) -> dict[str, Any]:
        """A child needs the guardian's yes; who has no name yet is asked for it."""
        data = super().clean() or {}
        chosen = next((p for p in self.household if p.code == data.get("person")), None)
        agreed = data.get("consent") and data.get("guardian", "").strip()
        if chosen is not None and households.needs_consent(chosen.born_on, self.on) and not agreed:
            self.add_error("consent", str(refusals.ConsentMissing(chosen.name, CONSENT_UNTIL)))
        if chosen is self.household[0] and "name" in self.fields and not data.get("name", "").strip():
            self.add_error("name", str(refusals.NameMissing()))
        return data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """The form; posted, the request. Whoever isn't signed in signs in first and comes back."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    return _join(request, code)


@own_page
def _join(request: HttpRequest, code: str) -> HttpResponse:
    user, today = who(request), localdate()
    troupe = leading.troupe_called(code, today)
    household = households.household_of(user=user)
    given = request.GET.get("person") or household[0].code
    form = JoinForm(request.POST or None, user=user, household=household, on=today, initial={"person": given})
    if request.method != "POST" or not form.is_valid():
        return _page(request, troupe, form, status=422 if form.errors else 200)
    try:
        _ask(form, troupe, user)
    except refusals.Refused as refusal:
        return _page(request, troupe, form, refusal=refusal, status=409)
    days = rules()["joining"]["lapse_days"]
    said = _("已把申请送到%(troupe)s，%(days)s 天内会有答复。")
    messages.success(request, said % {"troupe": troupe.name, "days": days})
    return HttpResponseRedirect(reverse("portal:my_troupes"), status=303)


def _ask(form: JoinForm, troupe: Troupe, user: User) -> Joining:
    data, today = form.cleaned_data, localdate()
    own = form.household[0]
    if data["person"] == own.code and data.get("name"):
        completing.complete(person=own, by=user, on=today, name=data["name"])
    return joining.ask(
        troupe=troupe.code,
        person=data["person"],
        by=user,
        on=today,
        message=data["message"],
        guardian=data.get("guardian", "") if data.get("consent") else "",
    )


def _page(
    request: HttpRequest, troupe: Troupe, form: JoinForm, *, refusal: Exception | None = None, status: int = 200
) -> HttpResponse:
    today = localdate()
    people = [row.person for row in leading.memberships(form.household, today).filter(troupe=troupe)]
    waiting = Joining.objects.of(who(request)).filter(troupe=troupe, status="asked").select_related("person")
    context = {
        "troupe": troupe,
        "art": Art(troupe.art).label,
        "form": form,
        "refusal": refusal,
        "belong": [person.name for person in people if person],
        "waiting": [each.person.name for each in waiting],
        "family": reverse("portal:member_new") + f"?next={request.path}",
        "days": rules()["joining"]["lapse_days"],
    }
    return render(request, "web/troupes/join.html", context, status=status)


@press
def decide(request: HttpRequest, code: str) -> str:
    """The leader or the hall's staff accept or decline."""
    user, today = who(request), localdate()
    if "accept" in request.POST:
        member = joining.accept(code=code, by=user, on=today, as_member=request.POST.get("as_member", ""))
        return _("%(name)s已是队员，消息已发出。") % {"name": member.name}
    joining.decline(code=code, by=user, on=today, why=request.POST.get("why", ""))
    return _("已答复，消息已发出。")


@press
def withdraw(request: HttpRequest, code: str) -> str:
    """Take one's own request back."""
    done = joining.withdraw(code=code, by=who(request), on=localdate())
    return _("已撤回加入%(troupe)s的申请。") % {"troupe": done.troupe.name}


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Ask before a membership ends; do it when told so."""
    user, today = who(request), localdate()
    member = belonging.member_called(code=code, by=user, on=today)
    own = member.person is not None and member.person.keeper_id == user.pk
    refusal: refusals.Refused | None = None
    if request.method == "POST":
        try:
            belonging.leave(member=code, by=user, on=today)
        except refusals.Refused as no:
            refusal = no
        else:
            said = _("已退出%(troupe)s。") if own else _("名册已更新，%(name)s不再是队员。")
            messages.success(request, said % {"troupe": member.troupe.name, "name": member.name})
            return redirect(way_back(request, "portal:my_troupes"))
    context = {
        "member": member,
        "troupe": member.troupe,
        "own": own,
        "refusal": refusal,
        "next": way_back(request, "portal:my_troupes"),
    }
    return render(request, "web/troupes/leave.html", context, status=409 if refusal else 200)
