"""What troupes and volunteers can be counted as."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from guanlian.community.models import Troupe, Volunteer
from guanlian.kernel.measures import Span, measure


def standing_troupes(span: Span, role: str = "") -> QuerySet:
    """Amateur troupes that exist on the judged day, of `role` where given."""
    found = Troupe.objects.for_counting().filter(
        Q(dissolved_on=None) | Q(dissolved_on__gt=span.on), founded_on__lte=span.on, amateur=True
    )
    return found.filter(role=role) if role else found


@measure("troupes.standing", _("文艺团队"))
def troupes(span: Span, *, role: str = "", members_min: int = 0) -> QuerySet:
    """Amateur troupes of the hall on the judged day, with at least `members_min` members that day."""
    found = standing_troupes(span, role)
    if members_min:
        present = Q(members__withdrawn_at=None, members__period__contains=span.on)
        found = found.annotate(present=Count("members", filter=present)).filter(present__gte=members_min)
        # The count groups by troupe; what follows must group by hall, so the troupes go in as a list of keys.
        found = Troupe.objects.for_counting().filter(pk__in=found.order_by().values("pk"))
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("volunteers.registered", _("文化志愿者"))
def volunteers(span: Span) -> QuerySet:
    """Volunteers registered on the judged day."""
    found = Volunteer.objects.for_counting().filter(period__contains=span.on)
    return found.annotate(counts_for=span.hall("hall_id"))
