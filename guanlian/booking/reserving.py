"""Reserving a venue: for oneself, the household or the troupe that one leads, and by staff for a person or a troupe at
the desk or on the phone.

What is judged before is judged again with the venue locked: of two who ask at once exactly one wins, and no reservation
slips past a closure that is being announced at the same moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import Person, User
from guanlian.booking import allowing, finding, reading, refusals
from guanlian.booking.allowing import Wish
from guanlian.booking.days import Period, week_of
from guanlian.booking.models import HOLDING, Channel, Reservation, Series, Status
from guanlian.booking.rules import rule_of
from guanlian.booking.telling import tell_of
from guanlian.community import leading
from guanlian.community.models import Troupe
from guanlian.holds import holding
from guanlian.network.models import Hall, Venue
from guanlian.network.taking import resource_of

KEY_LENGTH = 36  # of what a form sends; a UUID fits


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who wants a venue, for what. Exactly one of person and `for_hall`, or a troupe with or without a person."""

    by: User
    purpose: str
    people: int = 1
    person: Person | None = None
    troupe: Troupe | None = None
    for_hall: Hall | None = None
    channel: str = Channel.ONLINE

    @property
    def staff(self) -> bool:
        """Whether a hall's staff ask."""
        return self.channel != Channel.ONLINE

    @property
    def group(self) -> bool:
        """Whether it is for more than one person's own use."""
        return self.troupe is not None or self.for_hall is not None


def reserve(
    *,
    venue: str,
    starts_at: datetime,
    ends_at: datetime,
    purpose: str,
    by: User,
    on: date,
    people: int = 1,
    person: Person | None = None,
    troupe: Troupe | None = None,
    channel: str = Channel.ONLINE,
    key: str = "",
) -> Reservation:
    """Take the venue with that code from `starts_at` until `ends_at` (aware datetimes of one day in Asia/Shanghai).

    One that needs approval holds the venue too. `key` names the request: the same key again gives back what the first
    one made. `on` is today, for the rights of staff. Raises Refused, NotYours for staff elsewhere, UnknownVenue.
    """
    before = sent_before(key, by)
    if before:
        return before[0]
    wanted = Wanted(by, purpose, people, person, troupe, channel=channel)
    found = reading.venue_called(venue)
    require_acting(wanted, found, on)
    return take_all(found, [(starts_at, ends_at)], wanted, on=on, key=key)[0]


def require_acting(wanted: Wanted, venue: Venue, on: date) -> None:
    """Raise unless `wanted.by` may book the venue for whom they name."""
    person, troupe = wanted.person, wanted.troupe
    if not wanted.staff:
        if person is None or person.keeper_id != wanted.by.pk or person.removed_at:
            raise refusals.NotYourHousehold
        if troupe is not None and not leading.leads(wanted.by, troupe, on):
            raise refusals.NotTheirTroupe
        return
    scope.require(wanted.by, "registration.act", venue.hall, on)
    if troupe is not None:
        gone = troupe.withdrawn_at is not None or (troupe.dissolved_on is not None and troupe.dissolved_on <= on)
        if gone or not scope.may(wanted.by, "registration.act", troupe.hall, on):
            raise refusals.NotTheirTroupe


def take_all(
    venue: Venue, periods: Sequence[Period], wanted: Wanted, *, on: date, key: str = "", series: Series | None = None
) -> list[Reservation]:
    """Take the venue for every one of `periods`, or for none. Raises Refused; a Taken names the next free times."""
    require(venue, periods, wanted)
    try:
        return _take(venue, periods, wanted, on, key, series)
    except IntegrityError:  # the same request arrived twice at one moment
        before = sent_before(key, wanted.by)
        if before:
            return before
        raise
    except (refusals.Taken, holding.ResourceTaken) as taken:
        before = sent_before(key, wanted.by)
        if before:
            return before
        raise _taken(venue, periods) from taken


def require(venue: Venue, periods: Sequence[Period], wanted: Wanted) -> None:
    """Judge every period over one read. Raises Refused."""
    calendar = reading.calendar_of(venue, [localdate(begins) for begins, _ends in periods])
    used: dict[datetime, int] = {}
    for begins, ends in periods:
        week = week_of(localdate(begins))[0]
        if week not in used:
            used[week] = used_in_week(venue, wanted, localdate(begins))
        wish = Wish(begins, ends, wanted.people, wanted.group, wanted.staff, used=used[week])
        try:
            allowing.require(calendar, wish)
        except refusals.Taken as taken:
            raise _taken(venue, periods) from taken
        used[week] += 1


def used_in_week(venue: Venue, wanted: Wanted, day: date, but: int | None = None) -> int:
    """How often whoever it is for has the venue in the week of `day`; a hall that borrows it has no limit."""
    if wanted.for_hall is not None:
        return 0
    monday, next_monday = week_of(day)
    mine = {"troupe": wanted.troupe} if wanted.troupe is not None else {"person": wanted.person, "troupe": None}
    return (
        Reservation.unscoped.filter(venue=venue, status__in=HOLDING, for_hall=None, **mine)
        .filter(period__startswith__gte=monday, period__startswith__lt=next_monday)
        .exclude(pk=but or 0)
        .count()
    )


def sent_before(key: str, by: User) -> list[Reservation]:
    """What the request of that key made, if it came before."""
    if not key:
        return []
    made = Reservation.unscoped.filter(request_key__startswith=f"{request_name(key, by)}:")
    return list(made.select_related("venue__hall", "series").order_by("period"))


def lock_limit(wanted: Wanted) -> None:
    """Lock the row whose weekly limit counts: two requests of one person or troupe are judged one after the other."""
    if wanted.troupe is not None:
        list(Troupe.unscoped.select_for_update(no_key=True).filter(pk=wanted.troupe.pk).values_list("pk"))
    elif wanted.person is not None:
        list(Person.unscoped.select_for_update(no_key=True).filter(pk=wanted.person.pk).values_list("pk"))


@transaction.atomic
def _take(
    venue: Venue, periods: Sequence[Period], wanted: Wanted, on: date, key: str, series: Series | None
) -> list[Reservation]:
    lock_limit(wanted)
    resource = resource_of(venue)
    holding.lock([resource])
    require(venue, periods, wanted)  # again, now that nobody else can change the answer
    if series is not None:
        series.save()
    status = _status(venue, wanted, on)
    made = []
    for n, (begins, ends) in enumerate(sorted(periods)):
        hold = holding.take(resource=resource, starts_at=begins, ends_at=ends, reason=_("场地预约"))
        name = f"{request_name(key, wanted.by)}:{n}" if key else None
        made.append(_row(venue, (begins, ends), wanted, status, hold, series, name))
    tell_of("requested" if status == Status.REQUESTED else "confirmed", made)
    return made


def _row(
    venue: Venue,
    period: Period,
    wanted: Wanted,
    status: Status,
    hold: holding.Hold,
    series: Series | None,
    key: str | None,
) -> Reservation:
    row = Reservation(
        venue=venue,
        period=DateTimeTZRange(*period),
        status=status,
        hold=hold,
        person=wanted.person,
        troupe=wanted.troupe,
        for_hall=wanted.for_hall,
        purpose=wanted.purpose,
        people=wanted.people,
        series=series,
        channel=wanted.channel,
        acted_by=wanted.by,
        request_key=key,
    )
    row.save(force_insert=True)
    return row


def _status(venue: Venue, wanted: Wanted, on: date) -> Status:
    """A loan between halls, and a venue whose rule says so, waits for approval, unless who asks may approve it."""
    asks = wanted.for_hall is not None or rule_of(venue).approval
    if asks and not (wanted.staff and scope.may(wanted.by, "booking.decide", venue.hall, on)):
        return Status.REQUESTED
    return Status.CONFIRMED


def request_name(key: str, by: User) -> str:
    """What names a request; the account is part of it, so nobody meets another's."""
    return f"{by.pk}-{key[: KEY_LENGTH - len(str(by.pk)) - 5]}"


def _taken(venue: Venue, periods: Sequence[Period]) -> refusals.Taken:
    begins, ends = periods[0]
    return refusals.Taken(finding.next_free(venue, begins, int((ends - begins).total_seconds()) // 60))
