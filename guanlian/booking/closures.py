"""What a closure hits: reservations that lie on its days are cancelled with its reason and the people told, or moved
by staff before. Hours that shrink do the same to what no longer lies within them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from guanlian.accounts import recording, scope
from guanlian.accounts.models import User
from guanlian.booking import cancelling, finding, moving, reading
from guanlian.booking.cancelling import LIVE
from guanlian.booking.days import Period, at_clock
from guanlian.booking.finding import Part
from guanlian.booking.models import Reservation, Status
from guanlian.holds import holding
from guanlian.kernel.clock import Now
from guanlian.kernel.registers import register_called
from guanlian.network.models import Closure, DayHours, Hall, OpeningHours, Venue
from guanlian.network.taking import resources_of

PROPOSALS = 4  # other venues or times offered for one reservation


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another venue or another time for a reservation."""

    venue: Venue
    starts_at: datetime
    ends_at: datetime

    @property
    def value(self) -> str:
        """What the form sends for it: the venue's code and the period."""
        begins, ends = localtime(self.starts_at), localtime(self.ends_at)
        return f"{self.venue.code}|{begins:%Y-%m-%dT%H:%M}|{ends:%Y-%m-%dT%H:%M}"


def hit_by(*, hall: Hall, venue: Venue | None, first: date, end: date | None) -> QuerySet[Reservation]:
    """Standing reservations ahead of a closure of `hall` (or one venue of it) from `first` until just before `end`."""
    period = DateTimeTZRange(at_clock(first, time()), at_clock(end, time()) if end else None)
    here = Q(venue=venue) if venue is not None else Q(venue__hall=hall)
    return (
        cancelling.rows_with_all()
        .filter(here, status__in=LIVE, period__overlap=period, period__endswith__gt=Now())
        .order_by("period", "pk")
    )


def cancelled_by(closure: Closure) -> QuerySet[Reservation]:
    """What the closure cancelled when it was announced."""
    first, end = closure.period.lower, closure.period.upper
    period = DateTimeTZRange(at_clock(first, time()), at_clock(end, time()) if end else None)
    here = Q(venue=closure.venue_id) if closure.venue_id is not None else Q(venue__hall=closure.hall_id)
    return (
        cancelling.rows_with_all()
        .filter(
            here,
            status=Status.CANCELLED,
            period__overlap=period,
            decided_at__gte=closure.recorded_at,
            why=closure.reason,
        )
        .order_by("period", "pk")
    )


def proposals(
    reservation: Reservation, closed: Sequence[Venue], end: date | None, halls: QuerySet[Hall]
) -> list[Proposal]:
    """Where else it could be: the same time in other rooms of the hall, then of the town's other halls; and the same
    room after the closure. `closed`: the venues that the closure takes; `halls`: where whoever asks may decide."""
    period = (reservation.period.lower, reservation.period.upper)
    minutes = int((period[1] - period[0]).total_seconds()) // 60
    shut = {venue.pk for venue in closed}
    found = [Proposal(v, *period) for v in _rooms_free(reservation, period, shut, halls)]
    last = reading.venue_called(reservation.venue.code)
    if end is not None:
        after = max(at_clock(end, time()), reservation.period.lower)
        found += [Proposal(last, *p) for p in finding.next_free(last, after, minutes)]
    return found[:PROPOSALS]


def _rooms_free(reservation: Reservation, period: Period, shut: set[int], halls: QuerySet[Hall]) -> list[Venue]:
    """Other bookable rooms free at that time that hold as many people: of the hall first, then of halls beside it."""
    day, own = localdate(period[0]), reservation.venue
    beside = Hall.objects.filter(links__period__contains=day, links__parent__in=_parents(own.hall, day)).values("pk")
    rooms = reading.venues_with_rules().filter(
        Q(hall=own.hall_id) | Q(hall__in=beside), bookable=True, period__contains=day
    )
    rooms = rooms.filter(hall__in=halls.order_by().values("pk"))
    rooms = rooms.filter(Q(capacity=None) | Q(capacity__gte=reservation.people)).exclude(pk__in=shut | {own.pk})
    ordered = sorted(rooms, key=lambda v: (v.hall_id != own.hall_id, v.kind != own.kind, v.code))
    part = Part(localtime(period[0]).time(), localtime(period[1]).time(), int((period[1] - period[0]).seconds) // 60)
    return [each.venue for each in finding.free_on(ordered, day, part)]


def _parents(hall: Hall, day: date) -> QuerySet:
    return hall.links.filter(period__contains=day).exclude(parent=None).values("parent")


@transaction.atomic
def close(
    *, hall: Hall, venue: Venue | None, first: date, end: date | None, reason: str, announced_on: date, by: User,
    on: date, moves: dict[str, str] | None = None,
) -> Closure:  # fmt: skip
    """Announce a closure: first the reservations in `moves` (code → a proposal's value) are moved, the others are
    cancelled and the people told. All or nothing. Raises NotYours, RecordRefused, Refused.
    """
    scope.require(by, "hours.edit", hall, on)
    for code, value in (moves or {}).items():
        where, begins, ends = value.split("|")
        moving.move(code=code, venue=where, starts_at=_moment(begins), ends_at=_moment(ends), by=by, on=on, why=reason)
    values = {
        "hall": hall.code, "venue": venue.code if venue else "", "period": (first, end), "reason": reason,
        "announced_on": announced_on,
    }  # fmt: skip
    return recording.enter(register=register_called("closures"), values=values, by=by)


def cancel_what_it_hits(closures: Sequence[Closure]) -> None:
    """Follow closures just written: cancel what lies on their days. One that was withdrawn hits nothing.

    The venues are locked first: a reservation that is being made at the same moment is either seen here, or sees the
    closure.
    """
    for closure in closures:
        if closure.withdrawn_at is not None:
            continue
        first, end = closure.period.lower, closure.period.upper
        if end is not None and end <= localdate():
            continue
        _lock(_venues_of(closure))
        hit = hit_by(hall=closure.hall, venue=closure.venue, first=first, end=end)
        cancelling.end(
            hit.select_for_update(of=("self",)), Status.CANCELLED, why=closure.reason, by=closure.recorded_by,
            tell="cancelled",
        )  # fmt: skip


def cancel_what_is_outside(hours: Sequence[OpeningHours | DayHours]) -> None:
    """Follow hours just written: cancel what lies ahead and no longer within the halls' published hours."""
    for hall in {each.hall_id for each in hours}:
        _lock(Venue.unscoped.filter(hall=hall, bookable=True, withdrawn_at=None))
        ahead = (
            cancelling.rows_with_all()
            .select_for_update(of=("self",))
            .filter(venue__hall=hall, status__in=LIVE, period__startswith__gt=Now())
        )
        rows = list(ahead.order_by("pk"))
        cancelling.end(_outside(rows), Status.CANCELLED, why=_("开放时间有变"), by=None, tell="cancelled")


def _outside(rows: Sequence[Reservation]) -> Iterable[Reservation]:
    """Those of one hall that lie outside its hours."""
    if not rows:
        return []
    days = [localdate(each.period.lower) for each in rows]
    calendars = reading.calendars(list({each.venue_id: each.venue for each in rows}.values()), min(days), max(days))
    return [each for each in rows if not _inside(each, calendars[each.venue_id].opens(localdate(each.period.lower))[0])]


def _inside(each: Reservation, opens: Iterable[Period]) -> bool:
    return any(a <= each.period.lower and each.period.upper <= b for a, b in opens)


def _venues_of(closure: Closure) -> Iterable[Venue]:
    if closure.venue is not None:
        return [closure.venue]
    return Venue.unscoped.filter(hall=closure.hall_id, bookable=True, withdrawn_at=None).select_related("resource")


def _lock(venues: Iterable[Venue]) -> None:
    holding.lock(resources_of(venues))


def _moment(text: str) -> datetime:
    local = datetime.fromisoformat(text)
    return at_clock(local.date(), local.time())
