"""What the network's records can be counted as."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.measures import How, Span, measure
from guanlian.network.hours import weekly_hours
from guanlian.network.models import HallPopulation, IdentityMark, OpeningHours, ServiceItem, ServiceNotice, Venue

NOTICE_PARTS = ("items", "content", "hours", "manner")


@measure("venues.open", _("开放的场地"))
def open_venues(span: Span, *, kinds: Sequence[str] = (), bookable: bool = False) -> QuerySet:
    """Venues open free of charge on the judged day; `bookable`: only those that can be booked."""
    found = Venue.objects.for_counting().filter(free=True, period__contains=span.on)
    if kinds:
        found = found.filter(kind__in=kinds)
    if bookable:
        found = found.filter(bookable=True)
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("venues.kinds", _("开放场地的种类"), how=How.DISTINCT)
def venue_kinds(span: Span, *, kinds: Sequence[str], bookable: bool = False) -> QuerySet:
    """Kinds of space with at least one open venue."""
    return open_venues(span, kinds=kinds, bookable=bookable).annotate(sort=F("kind"))


@measure("notices.parts", _("服务公示载明的内容"), how=How.LARGEST)
def notice_parts(span: Span, *, parts: Sequence[str] = NOTICE_PARTS, evidence: bool = False) -> QuerySet:
    """How many of `parts` the notice in force states; `evidence`: only a notice with a photo of its board."""
    found = ServiceNotice.objects.for_counting().filter(period__contains=span.on)
    if evidence:
        found = found.exclude(board_photo="")
    stated: object = Value(0)
    for part in parts:
        stated = stated + Case(When(Q(**{part: ""}), then=0), default=1, output_field=IntegerField())  # type: ignore[operator]
    return found.annotate(counts_for=span.hall("hall_id"), amount=stated)


@measure("notices.in_force", _("有效的服务公示"))
def notices_in_force(span: Span) -> QuerySet:
    """Service notices in force on the judged day: the hall publishes its services on the platform."""
    return (
        ServiceNotice.objects.for_counting().filter(period__contains=span.on).annotate(counts_for=span.hall("hall_id"))
    )


@measure("identity.marks", _("统一标识"))
def identity_marks(span: Span) -> QuerySet:
    """Unified identity marks carried on the judged day."""
    return (
        IdentityMark.objects.for_counting().filter(period__contains=span.on).annotate(counts_for=span.hall("hall_id"))
    )


@measure("services.free", _("基本服务项目"), how=How.SHARE)
def free_services(span: Span) -> QuerySet:
    """Basic service items offered on the judged day; a hit is free of charge."""
    found = ServiceItem.objects.for_counting().filter(period__contains=span.on)
    return found.annotate(counts_for=span.hall("hall_id"), hit=F("free"))


@measure("population.residents", _("常住人口"), how=How.LARGEST, silent_is_missing=True)
def residents(span: Span) -> QuerySet:
    """The latest population known for the window's year or before."""
    year = span.window.last.year
    newest = HallPopulation.objects.filter(hall=OuterRef("hall_id"), year__lte=year).order_by("-year")
    found = HallPopulation.objects.filter(pk=Subquery(newest.values("pk")[:1]))
    return found.annotate(counts_for=F("hall_id"), amount=F("residents"))


@measure("hours.weekly", _("每周开放时间"), how=How.COMPUTED, silent_is_missing=True, compute=weekly_hours)
def schedules(span: Span) -> QuerySet:
    """The weekly schedules in force in the window; the figure is the least ordinary week's hours (hours/week).

    They stay with their hall: when a hall is merged away, the one that takes it over opens when it opens itself.
    """
    found = OpeningHours.objects.for_counting().filter(period__overlap=span.window.as_range())
    return found.annotate(counts_for=F("hall_id"))
