"""What the days of a venue look like: arithmetic over what was read, the same for the page and for the judgement.

All clock times are Asia/Shanghai; periods are half-open [start, end).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.timezone import get_default_timezone, localdate

from guanlian.booking.models import VenueRule
from guanlian.booking.rules import rules, slot_times
from guanlian.network.opening import Closure
from guanlian.network.openness import Published
from guanlian.network.venues import Venue

Period = tuple[datetime, datetime]


class State(StrEnum):
    """What can be done with a stretch of time."""

    FREE = "free"
    TAKEN = "taken"
    CLOSED = "closed"
    PAST = "past"
    SOON = "soon"  # too close to its beginning to be booked online
    FAR = "far"  # further ahead than the rule allows


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of one day. `hold`: key of the hold that takes it."""

    starts_at: datetime
    ends_at: datetime
    state: State
    hold: int | None = None

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a venue. `opens`: when it can be used at all; `reason`: why it is closed or differs."""

    day: date
    opens: tuple[Period, ...]
    stretches: tuple[Stretch, ...]
    reason: str = ""
    closure: bool = False

    @property
    def free(self) -> list[Stretch]:
        """What can be booked."""
        return [stretch for stretch in self.stretches if stretch.state == State.FREE]


@dataclass(slots=True)
class Calendar:
    """What decides about one venue, read for some days at the database's moment `at`.

    `taken`: the periods that are held, with the hold's key; `given_up`: periods of people who did not come, which
    may be taken at once; `closures`: of this venue alone.
    """

    venue: Venue
    rule: VenueRule
    at: datetime
    published: Published = field(default_factory=Published)
    closures: list[Closure] = field(default_factory=list)
    taken: list[tuple[datetime, datetime, int]] = field(default_factory=list)
    given_up: list[Period] = field(default_factory=list)

    def opens(self, day: date) -> tuple[tuple[Period, ...], str, bool]:
        """When the venue can be used on `day`, why not or why otherwise, and whether a closure says so."""
        closure = next((c for c in self.closures if _holds(c.period, day)), None)
        if closure is not None:
            return (), closure.reason, True
        if not _holds(self.venue.period, day):
            return (), "", False
        plan = self.published.on(day)
        times = plan.times if plan.known else ((rules()["silent"]["opens"], rules()["silent"]["closes"]),)
        return tuple((at_clock(day, a), at_clock(day, b)) for a, b in times), plan.reason, plan.closure

    def plainly(self, day: date) -> Hashable:
        """All that decides about `day` where nothing is held or closed: venues with the same are free alike. None where
        more decides."""
        if self.taken or self.given_up or self.closures or not _holds(self.venue.period, day):
            return None
        plan, rule = self.published.on(day), self.rule
        lasts = (rule.step_minutes, rule.longest_minutes, rule.lead_hours, rule.ahead_days)
        return plan.known, plan.times, rule.mode, tuple(rule.slots), lasts

    def day(self, day: date, *, staff: bool = False) -> Day:
        """The day as it can be booked: online, or by staff, whom lead and ahead do not bind."""
        opens, reason, closure = self.opens(day)
        stretches = self._slots(day, opens, staff) if self.rule.mode == VenueRule.Mode.SLOTS else []
        if self.rule.mode == VenueRule.Mode.FREE:
            for begins, ends in opens:
                stretches += self._stretches(begins, ends, staff)
        return Day(day, opens, tuple(stretches), reason, closure)

    def rivals(self, begins: datetime, ends: datetime) -> list[int]:
        """Keys of the holds that take something of the period."""
        return [key for a, b, key in self.taken if a < ends and begins < b]

    def earliest(self, begins: datetime, *, staff: bool = False) -> datetime:
        """From when on something that begins at `begins` or later can be booked; given-up time at once."""
        if staff or any(a <= max(begins, self.at) < b for a, b in self.given_up):
            return self.at
        return self.at + timedelta(hours=self.rule.lead_hours)

    def last_day(self) -> date:
        """The last day that can be booked online."""
        return localdate(self.at) + timedelta(days=self.rule.ahead_days)

    def _slots(self, day: date, opens: Sequence[Period], staff: bool) -> list[Stretch]:
        made = []
        for a, b in slot_times(self.rule):
            begins, ends = at_clock(day, a), at_clock(day, b)
            rivals = self.rivals(begins, ends)
            open_then = any(x <= begins and ends <= y for x, y in opens)
            state = State.TAKEN if rivals and open_then else self._state(begins, staff) if open_then else State.CLOSED
            if state != State.CLOSED or opens:
                made.append(Stretch(begins, ends, state, rivals[0] if rivals else None))
        return made

    def _state(self, begins: datetime, staff: bool) -> State:
        if begins < self.at:
            return State.PAST
        if not staff and begins < self.earliest(begins):
            return State.SOON
        return State.FREE if staff or localdate(begins) <= self.last_day() else State.FAR

    def _stretches(self, begins: datetime, ends: datetime, staff: bool) -> list[Stretch]:
        """An opening time cut at what is taken, and what is left cut at the moments from which it can be booked."""
        made: list[Stretch] = []
        at = begins
        for a, b, key in sorted(self.taken):
            if b <= at or a >= ends:
                continue
            made += self._left(at, a, staff)
            made.append(Stretch(max(a, at), min(b, ends), State.TAKEN, key))
            at = min(b, ends)
        return made + self._left(at, ends, staff)

    def _left(self, begins: datetime, ends: datetime, staff: bool) -> list[Stretch]:
        step = self.rule.step_minutes
        begins = rounded_up(begins, step)
        cuts = {begins, ends, rounded_up(self.at, step), rounded_up(self.earliest(begins, staff=staff), step)}
        cuts |= {moment for a, b in self.given_up for moment in (rounded_up(max(a, self.at), step), b)}
        marks = sorted(cut for cut in cuts if begins <= cut <= ends)
        parts = [Stretch(a, b, self._state(a, staff)) for a, b in zip(marks, marks[1:], strict=False)]
        return _joined(parts)


def at_clock(day: date, clock: time) -> datetime:
    """A time of day in Asia/Shanghai on `day`."""
    return datetime.combine(day, clock, get_default_timezone())


def rounded_up(moment: datetime, step: int) -> datetime:
    """The next moment whose minutes since midnight are a multiple of `step` minutes."""
    local = moment.astimezone(get_default_timezone())
    over, more = (local.hour * 60 + local.minute) % step, local.second or local.microsecond
    if not over and not more:
        return local
    return local + timedelta(minutes=step - over, seconds=-local.second, microseconds=-local.microsecond)


def day_of(day: date) -> Period:
    """The midnights around `day`."""
    return at_clock(day, time()), at_clock(day + timedelta(days=1), time())


def week_of(day: date) -> Period:
    """Monday's midnight of the week of `day`, and that of the next."""
    monday = day - timedelta(days=day.weekday())
    return at_clock(monday, time()), at_clock(monday + timedelta(days=7), time())


def _joined(parts: Iterable[Stretch]) -> list[Stretch]:
    made: list[Stretch] = []
    for part in parts:
        if made and made[-1].state == part.state and made[-1].ends_at == part.starts_at:
            made[-1] = Stretch(made[-1].starts_at, part.ends_at, part.state)
        else:
            made.append(part)
    return made


def _holds(period: object, day: date) -> bool:
    lower, upper = period.lower, period.upper  # type: ignore[attr-defined]
    return (lower is None or lower <= day) and (upper is None or day < upper)
