"""The lotteries of halls as their staff see them: to come, and held."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from guanlian.kernel.clock import Now
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import Admission, Policy, Status

ENTERED = Q(registrations__status=Status.ENTERED)


def lotteries(halls: Any) -> Any:
    """The lotteries of public activities of `halls`."""
    found = Admission.objects.filter(policy=Policy.LOTTERY, activity__hall__in=halls.order_by().values("pk"))
    return found.filter(activity__withdrawn_at=None).select_related("activity__hall", "draw")


def coming(halls: Any) -> list[Admission]:
    """Those not drawn yet, the first to close first, each with how many `groups` and `people` have entered, and whether
    entries have closed (`closed`)."""
    ahead = lotteries(halls).filter(
        draw__drawn_at=None, activity__status=ActivityStatus.SCHEDULED, activity__ends_at__gt=Now()
    )
    counted = ahead.annotate(
        groups=Count("registrations__group", filter=ENTERED, distinct=True),
        people=Count("registrations", filter=ENTERED, distinct=True),
        moment=Now(),
    )
    found = list(counted.order_by("closes_at", "pk"))
    for each in found:
        each.closed = each.closes_at <= each.moment
    return found


def done(halls: Any) -> Any:
    """Those drawn, the latest first, each with how many `people` were in the draw and how many `won`."""
    drawn = lotteries(halls).filter(draw__drawn_at__isnull=False)
    return drawn.annotate(
        people=Count("registrations", filter=Q(registrations__rank__isnull=False)),
        won=Count("registrations", filter=Q(registrations__won=True)),
    ).order_by("-draw__drawn_at", "pk")
