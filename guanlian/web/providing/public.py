"""What approved organisations offer, for everybody to see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.community.models import Offer, Provider
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page
from guanlian.web.providing.forms import areas, audiences_words

PAGE = 24


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """The offers, by kind, area and words; how an organisation takes part."""
    found = Offer.objects.public()
    counties = areas(localdate())
    if kind := addresses.one_of(request, "kind", Offer.Kind.values):
        found = found.filter(kind=kind)
    if county := addresses.one_of(request, "county", [code for code, _name in counties]):
        found = found.filter(Q(areas__code=county) | Q(areas=None))
    for word in addresses.words(request).split():
        named = Q(title__icontains=word) | Q(description__icontains=word)
        found = found.filter(named | Q(provider__name__icontains=word))
    rows = found.select_related("provider").prefetch_related("areas").order_by("kind", "title", "pk")
    page = addresses.page_of(request, rows, PAGE)
    context = {
        "page": page,
        "rows": [offer_shown(each) for each in page.object_list],
        "total": page.paginator.count,
        "kinds": addresses.options(request, "kind", Offer.Kind.choices, _("全部")),
        "counties": [(code, name, code == county) for code, name in counties],
        "words": addresses.words(request),
        "kept": [("kind", kind)] if kind else [],
        "filtered": bool(request.GET),
        "clear": reverse("portal:providing") if request.GET else "",
    }
    return render(request, "web/providing/index.html", context)


@public_page
def provider(request: HttpRequest, code: str) -> HttpResponse:
    """One approved organisation and what it offers; 404 for others."""
    found = Provider.objects.public().filter(code=code).select_related("hall").first()
    if found is None:
        raise Http404
    offers = Offer.objects.public().filter(provider=found).select_related("provider").prefetch_related("areas")
    context = {"provider": found, "rows": [offer_shown(each) for each in offers.order_by("kind", "title", "pk")]}
    return render(request, "web/providing/provider.html", context)


def offer_shown(offer: Offer) -> dict[str, Any]:
    """An offer as its cards show it."""
    named = [hall.area_name for hall in offer.areas.all()]
    return {
        "offer": offer,
        "kind": Offer.Kind(offer.kind).label,
        "audiences": audiences_words(offer.audiences),
        "areas": _("、").join(named) if named else _("全市"),
    }
