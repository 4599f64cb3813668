"""Reading what decides about venues: for any number of venues and days the same number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from guanlian.booking.days import Calendar, Period, at_clock
from guanlian.booking.models import Reservation, Status, VenueRule
from guanlian.booking.rules import rule_of
from guanlian.holds.models import Hold
from guanlian.kernel.clock import Now, moment
from guanlian.network import openness
from guanlian.network.opening import Closure
from guanlian.network.venues import Venue


class UnknownVenue(LookupError):
    """No venue in use has that code."""


def venues_with_rules() -> QuerySet[Venue]:
    """Standing venues of every hall with hall and rule, in the same statement."""
    found = Venue.objects.standing().everywhere(because="venues are public")
    return found.select_related("hall", "rule")


def venue_called(code: str) -> Venue:
    """The standing venue with that code, with its hall and its rule. Raises UnknownVenue."""
    found = venues_with_rules().annotate(moment=Now()).filter(code=code).first()
    if found is None:
        raise UnknownVenue(code)
    return found


def calendar_of(venue: Venue, days: Collection[date]) -> Calendar:
    """The venue's calendar for the days from the first to the last of `days`."""
    return calendars([venue], min(days), max(days))[venue.pk]


def calendars(venues: Sequence[Venue], first: date, last: date) -> dict[int, Calendar]:
    """The calendars of `venues` (read with their rules) for the days from `first` to `last`, in seven statements."""
    at = getattr(venues[0], "moment", None) if venues else None
    at = localtime(at or moment())
    whole = DateTimeTZRange(at_clock(first, time()), at_clock(last + timedelta(days=1), time()))
    published = openness.published({v.hall_id for v in venues}, first, last)
    usual, silent = VenueRule(), openness.Published()
    found = {v.pk: Calendar(v, rule_of(v, usual), at, published.get(v.hall_id, silent)) for v in venues}
    by_resource = {v.resource_id: v.pk for v in venues if v.resource_id is not None}
    for key, resource, period in _holds(list(by_resource), whole):
        found[by_resource[resource]].taken.append((localtime(period.lower), localtime(period.upper), key))
    for closure in _closures(list(found), first, last):
        found[closure.venue_id].closures.append(closure)  # type: ignore[index]
    for venue, periods in _given_up(list(found), whole).items():
        found[venue].given_up = periods
    return found


def _holds(resources: list[int], whole: DateTimeTZRange) -> QuerySet:
    held = Hold.objects.filter(resource__id__any=resources, period__overlap=whole, released_at=None)
    return held.values_list("pk", "resource_id", "period")


def _closures(venues: list[int], first: date, last: date) -> QuerySet[Closure]:
    overlap = Q(period__startswith__lte=last) & (Q(period__endswith__gt=first) | Q(period__upper_inf=True))
    standing = Closure.objects.standing().everywhere(because="closures are public")
    return standing.filter(overlap, venue__id__any=venues)


def _given_up(venues: list[int], whole: DateTimeTZRange) -> dict[int, list[Period]]:
    """Periods whose people did not come and which are not over."""
    rows = Reservation.unscoped.filter(
        venue__id__any=venues, status=Status.RELEASED, period__overlap=whole, period__endswith__gt=Now()
    )
    found: dict[int, list[Period]] = defaultdict(list)
    for venue, period in rows.values_list("venue_id", "period"):
        found[venue].append((localtime(period.lower), localtime(period.upper)))
    return found
