"""The pages of those who act for an organisation: applying, where it stands, its offers."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.community import provider_members, providing
from guanlian.community.models import Offer, Provider
from guanlian.community.providers import LIVING, Offered, ProviderQuerySet
from guanlian.network.halls import Hall
from guanlian.web.providing.forms import ApplyForm, DescribeForm, OfferForm, areas, as_initial, halls_called, receiving
from guanlian.web.providing.public import offer_shown


@login_required
@never_cache
def apply(request: HttpRequest) -> HttpResponse:
    """The application; sent, a hall checks it and another person approves."""
    user, today = cast(User, request.user), localdate()
    form = ApplyForm(request.POST or None, halls=receiving(today), initial={"contact_name": user.name})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        hall = Hall.objects.get(code=data.pop("hall"))
        try:
            providing.apply(hall=hall, by=user, on=today, **data)
        except providing.Refused as refusal:
            form.add_error("credit_code", str(refusal))
        else:
            messages.success(request, _("申请已送到%(hall)s，核对和批准后会告诉您。") % {"hall": hall.name})
            return redirect("portal:my_providing")
    return render(request, "web/providing/apply.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """/me/providing/: the organisations one acts for, and their offers."""
    return _page(request)


@login_required
@never_cache
def new(request: HttpRequest, code: str) -> HttpResponse:
    """A new offer, kept as a draft."""
    found = _providers(request).filter(code=code, status__in=LIVING).first()
    if found is None:
        raise Http404
    return _form(request, found, None)


@login_required
@never_cache
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change one of one's own offers."""
    found = Offer.objects.of(cast(User, request.user)).filter(code=code).exclude(status=Offered.ENDED)
    offer = found.select_related("provider").first()
    if offer is None:
        raise Http404
    return _form(request, offer.provider, offer)


@login_required
@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Offer it publicly, pause it, end it."""
    user, to = cast(User, request.user), request.POST.get("to", "")
    if to not in {Offered.OFFERED, Offered.PAUSED, Offered.ENDED} or not Offer.objects.of(user).filter(code=code):
        raise Http404
    try:
        done = providing.move_offer(code=code, by=user, to=to)
    except providing.Refused as refusal:
        return _page(request, refusal=str(refusal), status=409)
    messages.success(request, f"{done.title}：{Offered(done.status).label}")
    return redirect("portal:my_providing")


@login_required
@never_cache
def describe(request: HttpRequest, code: str) -> HttpResponse:
    """Change the introduction and whom to ask."""
    found = _providers(request).filter(code=code, status__in=LIVING).select_related("hall").first()
    if found is None:
        raise Http404
    name, phone = found.contact
    initial = {"introduction": found.introduction, "contact_name": name, "contact_phone": phone.removeprefix("+86")}
    form = DescribeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        provider_members.describe(code=code, by=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("portal:my_providing")
    context = {"form": form, "provider": found}
    return render(request, "web/providing/describe.html", context, status=422 if form.errors else 200)


def _providers(request: HttpRequest) -> ProviderQuerySet:
    return Provider.objects.of(cast(User, request.user))


def _form(request: HttpRequest, found: Provider, offer: Offer | None) -> HttpResponse:
    user, today = cast(User, request.user), localdate()
    form = OfferForm(request.POST or None, areas=areas(today), initial=as_initial(offer) if offer else {})
    if request.method == "POST" and form.is_valid():
        kept = providing.keep_offer(
            provider=found.code,
            by=user,
            values=form.values,
            areas=halls_called(form.cleaned_data["areas"]),
            code=offer.code if offer else "",
        )
        said = _("已保存。") if kept.status == Offered.OFFERED else _("已存。要让大家看到，请按“公开供给”。")
        messages.success(request, said)
        return redirect("portal:my_providing")
    context = {"form": form, "provider": found, "offer": offer}
    return render(request, "web/providing/offer.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    everybody = _providers(request).select_related("hall").order_by("-applied_at", "pk")
    offers = Offer.objects.of(cast(User, request.user)).select_related("provider").prefetch_related("areas")
    shown = [offer_shown(each) for each in offers.order_by("title", "pk")]
    context = {
        "section": "portal:me",
        "rows": [(each, [row for row in shown if row["offer"].provider_id == each.pk]) for each in everybody],
        "refusal": refusal,
        "living": LIVING,
    }
    return render(request, "web/providing/mine.html", context, status=status)
