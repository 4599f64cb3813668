"""The delivery menus of a year: what villages may order, from which hall, and how."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.delivery.models import DeliveryStatus, Menu, MenuItem
from guanlian.network.halls import Hall
from guanlian.programme.models import Kind
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page

PUBLIC = "published menus are for everyone"
LAST_YEAR = 9999


@public_page
def menu(request: HttpRequest) -> HttpResponse:
    """The published menus of `year` (default: this year), by hall and kind."""
    today = timezone.localdate()
    menus = Menu.objects.standing().everywhere(because=PUBLIC).filter(published_on__lte=today)
    years = sorted(set(menus.order_by().values_list("year", flat=True)), reverse=True)
    year = addresses.a_number(request, "year", LAST_YEAR)
    year = year if year in years else (today.year if today.year in years or not years else years[0])
    menus_of_year = list(menus.filter(year=year).select_related("hall").order_by("hall__code"))
    items = _items(menus_of_year)
    kinds = set(items.values_list("kind", flat=True))
    hall = addresses.one_of(request, "hall", [m.hall.code for m in menus_of_year])
    kind = addresses.one_of(request, "kind", Kind.values)
    found = items.filter(menu__hall__code=hall) if hall else items
    found = found.filter(kind=kind) if kind else found
    found = _with_words(found, addresses.words(request))
    page = addresses.page_of(request, found.select_related("menu__hall").order_by("menu__hall__code", "kind", "title"))
    context = {
        "year": year,
        "years": [(y, addresses.changed(request, year=y), y == year) for y in years],
        "page": page,
        "rows": [_row(item) for item in page.object_list],
        "total": page.paginator.count,
        "stock": found.aggregate(n=Sum("stock"))["n"] or 0,
        "words": addresses.words(request),
        "chosen": Hall.objects.filter(code=hall).first() if hall else None,
        "halls": addresses.options(
            request, "hall", [(m.hall.code, m.hall.area_name) for m in menus_of_year], _("全部")
        ),
        "kinds": addresses.options(request, "kind", [c for c in Kind.choices if c[0] in kinds], _("全部")),
        "kept": [(name, request.GET[name]) for name in ("year", "hall", "kind") if request.GET.get(name)],
        "clear": reverse("portal:menu") if request.GET else "",
    }
    return render(request, "web/portal/menu.html", context)


def _items(menus: list[Menu]) -> Any:
    """The items of `menus`, each with how many of its stock are given out."""
    found = MenuItem.objects.standing().everywhere(because=PUBLIC).filter(menu__in=[m.pk for m in menus])
    taken = Q(deliveries__withdrawn_at=None) & ~Q(deliveries__status=DeliveryStatus.CANCELLED)
    return found.annotate(given=Count("deliveries", filter=taken)).annotate(left=F("stock") - F("given"))


def _with_words(found: Any, words: str) -> Any:
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(provider__icontains=word))
    return found


def _row(item: Any) -> dict[str, Any]:
    return {"item": item, "kind": Kind(item.kind).label, "left": max(item.left, 0), "hall": item.menu.hall}
