"""How each venue is booked: the list, the form with what a citizen will read, and the sign for the door."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.booking import arriving, reading, ruling
from guanlian.booking.models import VenueRule
from guanlian.booking.rules import rule_of
from guanlian.network.models import Venue
from guanlian.web.booking import words
from guanlian.web.booking.venue import venue_or_404
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal import addresses
from guanlian.web.portal.notice import absolute, qr

RIGHT = "booking.rules"
SLOT = re.compile(r"^([01]?\d|2[0-3])[:：]([0-5]\d)\s*[-–—~至]\s*([01]?\d|2[0-3])[:：]([0-5]\d)$")


class RuleForm(forms.ModelForm):
    """The rule; slots one a line."""

    slots = forms.CharField(
        label=gettext_lazy("场次"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("固定场次才填，每行一场，如 09:00-11:00"),
    )

    class Meta:
        model = VenueRule
        fields = (
            *("mode", "slots", "step_minutes", "longest_minutes", "lead_hours", "ahead_days", "per_week"),
            *("groups_only", "least_people", "approval", "release_minutes", "note"),
        )
        widgets = {"mode": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["slots"] = "\n".join(self.instance.slots)

    def clean_slots(self) -> list[str]:
        """Each line a slot; none ends before it begins or overlaps another."""
        found = []
        for line in self.cleaned_data["slots"].splitlines():
            if not line.strip():
                continue
            match = SLOT.match(line.strip())
            if match is None:
                raise forms.ValidationError(_("“%(line)s”不像一场，请写成 09:00-11:00。") % {"line": line.strip()})
            a, b, c, d = match.groups()
            found.append(f"{int(a):02d}:{b}-{int(c):02d}:{d}")
        found.sort()
        ends = ""
        for slot in found:
            begins, until = slot.split("-")
            if until <= begins or begins < ends:
                raise forms.ValidationError(_("“%(line)s”和别的场次重叠，或结束早于开始。") % {"line": slot})
            ends = until
        return found

    def clean(self) -> dict[str, Any]:
        """Slots exactly where the venue is booked by slots."""
        data = super().clean() or {}
        if data.get("mode") == VenueRule.Mode.SLOTS and not data.get("slots") and "slots" not in self.errors:
            self.add_error("slots", _("按场次约，请至少写一场。"))
        if data.get("mode") == VenueRule.Mode.FREE:
            data["slots"] = []
        if data.get("step_minutes") and data["step_minutes"] < 5:
            self.add_error("step_minutes", _("至少 5 分钟。"))
        if (data.get("longest_minutes") or 0) < (data.get("step_minutes") or 0):
            self.add_error("longest_minutes", _("不能短于一个刻度。"))
        for name in ("per_week", "ahead_days", "least_people"):
            if data.get(name) == 0:
                self.add_error(name, _("至少是 1。"))
        return data


@staff_page
def rules(request: HttpRequest) -> HttpResponse:
    """The venues of the halls where the person sets rules, each with its rule in a line."""
    require_anywhere(request, RIGHT)
    found = reading.venues_with_rules().filter(hall__in=reach(request, RIGHT).order_by().values("pk"), bookable=True)
    if hall := request.GET.get("hall", ""):
        found = found.filter(hall__code=hall)
    for word in addresses.words(request).split():
        found = found.filter(hall__name__icontains=word) | found.filter(name__icontains=word)
    page = addresses.page_of(request, found.order_by("hall__code", "kind", "code"))
    rows = [
        {"venue": v, "own": _has_own(v), "words": "".join(words.rule_words(rule_of(v))[:2])} for v in page.object_list
    ]
    return render(
        request, "web/booking/console/rules.html", {"page": page, "rows": rows, "words": addresses.words(request)}
    )


@require_http_methods(["GET", "POST"])
@staff_page
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """The form; with `step` preview it shows the sentences, with confirm it sets the rule."""
    venue = venue_or_404(code)
    scope.require(request.user, RIGHT, venue.hall, localdate())
    form = RuleForm(
        request.POST or None, instance=VenueRule.objects.filter(venue=venue).first() or VenueRule(venue=venue)
    )
    preview, status = words.rule_words(rule_of(venue)), 200
    if request.method == "POST":
        if form.is_valid():
            if request.POST.get("step") != "preview":
                ruling.set_rule(venue=venue, values=form.cleaned_data, by=cast(User, request.user), on=localdate())
                messages.success(
                    request, _("“%(name)s”的预约规则已保存，从现在起的预约按它来。") % {"name": venue.name}
                )
                return redirect("console:booking_rules")
            preview = words.rule_words(form.instance)
        else:
            preview, status = [], 422
    context = {
        "venue": venue, "hall": venue.hall, "form": form, "preview": preview, "fresh": request.method == "POST",
        "groups": _groups(form), "needs_check_in": bool(rule_of(venue).release_minutes),
    }  # fmt: skip
    return render(request, "web/booking/console/rule.html", context, status=status)


@staff_page
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """The sign for the venue's door: whoever reads its code checks in there."""
    venue = venue_or_404(code)
    scope.require(request.user, RIGHT, venue.hall, localdate())
    if not venue.bookable:
        raise Http404
    address = absolute(f"/venues/{venue.code}/here/{arriving.mark_of(venue)}/")
    context = {
        "venue": venue,
        "hall": venue.hall,
        "qr": qr(address),
        "rules": words.rule_words(rule_of(venue)),
        "paper": "a4",
    }
    return render(request, "web/booking/console/sign.html", context)


def _has_own(venue: Venue) -> bool:
    return rule_of(venue).pk is not None


def _groups(form: RuleForm) -> list[tuple[str, list[forms.BoundField]]]:
    """The fields as a person thinks of them."""
    names = [
        (_("怎样约"), ("mode", "slots", "step_minutes", "longest_minutes")),
        (_("提前多久"), ("lead_hours", "ahead_days", "per_week")),
        (_("谁来用"), ("groups_only", "least_people", "approval")),
        (_("到了以后"), ("release_minutes", "note")),
    ]
    return [(title, [form[name] for name in fields]) for title, fields in names]
