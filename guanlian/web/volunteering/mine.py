"""One's own volunteering: invitations to answer, what comes, hours and stars, certificates."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.accounts.scope import NotYours
from guanlian.community import certifying, inviting, serving, signing_up
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.models import Certificate, Service, SignUp, Volunteer
from guanlian.community.rules import minutes_to_next_star
from guanlian.community.shifts import Stands
from guanlian.community.volunteers import Asked
from guanlian.web.portal.notice import absolute, qr
from guanlian.web.volunteering.words import hours_words, shift_shown, stars_words

PAST = 30  # services shown
ANSWERS = {"confirm": inviting.confirm, "decline": inviting.decline, "release": inviting.release}


@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """/me/volunteering/."""
    return _page(request)


@login_required
@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Come, not come, or give the place back: one tap."""
    user = cast(User, request.user)
    do = ANSWERS.get(request.POST.get("do", ""))
    if do is None or not Service.objects.of(user).filter(code=code).exists():
        raise Http404
    try:
        done = do(code=code, by=user, on=localdate())
    except (refusals.Refused, NotYours) as refusal:
        return _page(request, refusal=str(refusal), status=409)
    said = {
        Stands.CONFIRMED: _("说定了，到时见。"),
        Stands.DECLINED: _("已回复来不了，谢谢您告诉我们。"),
        Stands.CANCELLED: _("已退掉，馆里会另请一位。"),
    }
    messages.success(request, said[Stands(done.status)])
    return redirect("portal:my_volunteering")


@login_required
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a sign-up back."""
    try:
        signing_up.withdraw(code=code, by=cast(User, request.user))
    except refusals.NoSuchVolunteer as unknown:
        raise Http404 from unknown
    except refusals.Refused as refusal:
        return _page(request, refusal=str(refusal), status=409)
    messages.success(request, _("报名已撤回。"))
    return redirect("portal:my_volunteering")


@login_required
@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Be a volunteer of that hall no longer."""
    user = cast(User, request.user)
    if not Volunteer.objects.of(user).filter(code=code).exists():
        raise Http404
    try:
        signing_up.leave(code=code, by=user, on=localdate())
    except refusals.Refused as refusal:
        return _page(request, refusal=str(refusal), status=409)
    messages.success(request, _("已退出。做过的服务和时长都还在。"))
    return redirect("portal:my_volunteering")


@login_required
@require_POST
def certify(request: HttpRequest, code: str) -> HttpResponse:
    """Make the certificate of all that was served as that volunteer, and show it."""
    try:
        made = certifying.certify(volunteer=code, by=cast(User, request.user))
    except refusals.NoSuchVolunteer as unknown:
        raise Http404 from unknown
    except refusals.Refused as refusal:
        return _page(request, refusal=str(refusal), status=409)
    return redirect("portal:my_certificate", code=made.code)


@login_required
@never_cache
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as a document to print, with the code that anybody can check."""
    found = Certificate.objects.of(cast(User, request.user)).filter(code=code)
    made = found.select_related("volunteer__hall").first()
    if made is None:
        raise Http404
    address = absolute(made.get_absolute_url())
    context = {
        "certificate": made,
        "volunteer": made.volunteer,
        "hall": made.volunteer.hall,
        "hours": hours_words(made.minutes),
        "address": address,
        "qr": qr(address),
        "today": localdate(made.made_at),
    }
    return render(request, "web/volunteering/certificate_print.html", context)


def _page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    user, at = cast(User, request.user), now()
    services = Service.objects.of(user).select_related(
        "volunteer", "shift__activity__hall", "shift__activity__place", "shift__activity__venue", "shift__hall"
    )
    ahead = services.filter(shift__starts_at__gt=at).order_by("shift__starts_at", "pk")
    past = services.filter(status__in=[Stands.CAME, Stands.ABSENT]).order_by("-shift__starts_at", "-pk")
    running = services.filter(status=Stands.CONFIRMED, shift__starts_at__lte=at).order_by("-shift__starts_at")
    everybody = list(Volunteer.objects.standing().of(user).select_related("hall", "person").order_by("pk"))
    context: dict[str, Any] = {
        "section": "portal:me",
        "refusal": refusal,
        "invitations": [_row(each) for each in ahead.filter(status=Stands.INVITED)],
        "coming": [_row(each) for each in ahead.filter(status__in=[Stands.CONFIRMED, Stands.ASKED])],
        "unmarked": [_row(each) for each in running],
        "past": [_row(each) for each in past[:PAST]],
        "registrations": _registrations(everybody),
        "sign_ups": SignUp.objects.of(user)
        .exclude(status__in=[Asked.ACCEPTED, Asked.WITHDRAWN])
        .select_related("hall", "person")
        .order_by("-made_at"),
        "certificates": Certificate.objects.of(user).select_related("volunteer__hall").order_by("-made_at"),
    }
    return render(request, "web/volunteering/mine.html", context, status=status)


def _row(each: Service) -> dict[str, Any]:
    return shift_shown(each.shift) | {"service": each, "name": each.volunteer.name, "hours": hours_words(each.minutes)}


def _registrations(everybody: list[Volunteer]) -> list[dict[str, Any]]:
    """Each registration of the household with its hours, star, and what is missing to the next."""
    done, today = serving.served_by(everybody), localdate()
    rows = []
    for each in everybody:
        served = done.get(each.pk)
        minutes = served.minutes if served else 0
        left = minutes_to_next_star(minutes)
        rows.append(
            {
                "volunteer": each,
                "hours": hours_words(minutes),
                "times": served.times if served else 0,
                "star": stars_words(served.star) if served else "",
                "to_next": hours_words(-(-left // 6) * 6) if left else "",
                "running": today in each.period,
                "insured": each.insured_until is not None and each.insured_until >= today,
            }
        )
    return rows
