"""What vehicles, plans and menus can be counted as."""

from __future__ import annotations

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from guanlian.delivery.models import DeliveryPlan, Menu, Vehicle
from guanlian.kernel.measures import Span, measure


@measure("vehicles.in_service", _("流动文化服务车"))
def vehicles(span: Span) -> QuerySet:
    """Mobile service vehicles in service on the judged day."""
    found = Vehicle.objects.for_counting().filter(period__contains=span.on)
    return found.annotate(counts_for=span.hall("hall_id"))


def _published(model: type[Model], span: Span) -> QuerySet:
    found = model.objects.for_counting().filter(  # type: ignore[attr-defined]
        year=span.window.first.year, published_on__lte=span.window.last
    )
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("plans.published", _("配送计划"), lasting=True)
def plans(span: Span) -> QuerySet:
    """Delivery plans for the window's year, published by its last day."""
    return _published(DeliveryPlan, span)


@measure("menus.published", _("配送菜单"), lasting=True)
def menus(span: Span) -> QuerySet:
    """Delivery menus for the window's year, published by its last day."""
    return _published(Menu, span)
