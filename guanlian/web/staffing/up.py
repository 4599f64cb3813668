"""People sent up to larger halls: who is there, what waits for consent, and sending somebody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guanlian.accounts.models import User
from guanlian.network.halls import Hall, Tier
from guanlian.staffing import officers, proposing
from guanlian.staffing.models import Need, NeedStatus, Post, Proposal, Secondment, StaffMember
from guanlian.staffing.procedure import LIVING, Direction
from guanlian.staffing.refusals import Refused
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal.addresses import page_of
from guanlian.web.staffing.finding import MANAGE, of_tiers
from guanlian.web.staffing.forms import UpForm

BECAUSE = "a hall sees whom it receives; limited to halls in reach"


@staff_page
def up(request: HttpRequest) -> HttpResponse:
    """/console/officers/up/: reports that are due, proposals, and who is or was where."""
    require_anywhere(request, MANAGE)
    today, halls = localdate(), reach(request, MANAGE)
    inside: Any = halls.order_by().values("pk")
    proposals = Proposal.objects.seen_from(inside).living().filter(direction=Direction.UP)
    found = Secondment.objects.standing().everywhere(because=BECAUSE).filter(direction=Direction.UP)
    found = found.filter(Q(hall__in=inside) | Q(to_hall__in=inside)).select_related("member", "hall", "to_hall")
    context = {
        "section": "console:officers",
        "may_manage": True,
        "today": today,
        "reports": officers.reports_due(halls, today),
        "needs": _needs(request).exclude(proposals__status__in=LIVING),
        "proposals": proposals.select_related("member", "hall", "to_hall").order_by("proposed_at"),
        "page": page_of(request, found.order_by("-period", "pk")),
        "sends": set(halls.values_list("pk", flat=True)),
    }
    return render(request, "web/staffing/up.html", context)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Propose to send somebody up."""
    require_anywhere(request, MANAGE)
    assert isinstance(request.user, User)
    today, refusal = localdate(), ""
    need = _needs(request).filter(code=request.GET.get("need", "")).first()
    form = UpForm(
        request.POST or None, initial={"first": today}, members=_people(request, need), halls=_larger(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = proposing.propose_up(by=request.user, on=today, need=need, **form.cleaned_data)
            messages.success(request, _("已提出，等接收的馆同意。"))
            return redirect("console:officer_proposal", made.code)
        except Refused as why:
            refusal = str(why)
    context = {"section": "console:officers", "form": form, "need": need, "refusal": refusal}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "web/staffing/up_send.html", context, status=status)


def _needs(request: HttpRequest) -> Any:
    """Open needs of halls in reach to send somebody up."""
    halls: Any = reach(request, MANAGE).order_by().values("pk")
    found = Need.objects.within(halls).filter(direction=Direction.UP, status=NeedStatus.OPEN)
    return found.select_related("hall").order_by("asked_at")


def _people(request: HttpRequest, need: Need | None) -> Any:
    """Staff in post at main halls and branches in reach; of the hall that asks, where one does."""
    halls, today = reach(request, MANAGE), localdate()
    sending = of_tiers(halls, today, Tier.MAIN, Tier.BRANCH)
    posts = Post.objects.standing().within(sending.order_by().values("pk")).filter(period__contains=today)
    members = StaffMember.objects.standing().within(halls.order_by().values("pk"))
    members = members.filter(hall=need.hall) if need else members
    return members.filter(pk__in=posts.values("member")).select_related("hall").order_by("hall__code", "name")


def _larger(request: HttpRequest) -> Any:
    """Main, central and provincial halls over those in reach, or among them."""
    today = localdate()
    tops: set[int] = set()
    for hall in of_tiers(reach(request, MANAGE), today, Tier.MAIN):
        tops |= set(Hall.objects.above(hall.pk, today).values_list("pk", flat=True))
    return Hall.objects.on(today).filter(pk__in=tops).order_by("code")
