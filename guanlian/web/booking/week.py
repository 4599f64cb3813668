"""A venue's week as the page draws it: columns of cells on the desktop, the periods of one day on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from guanlian.booking.days import Calendar, Day, State, Stretch
from guanlian.booking.models import VenueRule
from guanlian.booking.refusals import length
from guanlian.programme.models import Activity
from guanlian.programme.sessions import Session
from guanlian.web.booking import words
from guanlian.web.portal.words import clock

LINE = 5  # minutes of one line of the grid
CELL = 30  # minutes of a free cell, unless the venue's own step is longer
CHIPS = 60  # minutes between the beginnings that a phone offers
GAP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the week: lines of the grid from `first` to `last`; where it can be booked, `href`."""

    first: int
    last: int
    state: str
    time: str
    words: str
    href: str = ""
    short: bool = False
    hour: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One period of a day, as a phone lists it; `starts`: times at which a booking can begin, with their addresses."""

    time: str
    state: str
    words: str
    note: str = ""
    href: str = ""
    starts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One day: for the strip, the grid and the list."""

    day: date
    href: str
    selected: bool
    today: bool
    state: str
    free: bool
    closed: str
    note: str
    cells: tuple[Cell, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The week. `hours`: (line, words) of the axis; `lines`: how many lines it has."""

    columns: list[Column]
    hours: list[tuple[int, str]]
    lines: int

    @property
    def selected(self) -> Column:
        """The day that the page is about."""
        return next(column for column in self.columns if column.selected)


def titles_of(holds: Iterable[int]) -> dict[int, str]:
    """The titles of the public activities behind those holds, in two statements; nothing else behind them is public."""
    keys = list(holds)
    public = Activity.objects.public()
    found = dict(public.filter(hold__in=keys).order_by().values_list("hold_id", "title"))
    lessons = Session.objects.filter(Q(hold__in=keys), activity__in=public.order_by().values("pk"))
    return found | dict(lessons.order_by().values_list("hold_id", "activity__title"))


def grid(calendar: Calendar, first: date, selected: date, today: date, *, staff: bool = False) -> Grid:
    """Seven days from `first` on."""
    days = [calendar.day(first + timedelta(days=n), staff=staff) for n in range(7)]
    held = [s.hold for day in days for s in day.stretches if s.hold is not None]
    titles = titles_of(held)
    low, high = _hours(days)
    columns = [_column(calendar, day, selected, today, low, titles) for day in days]
    hours = [((hour - low) * 60 // LINE + 1, f"{hour}:00") for hour in range(low, high + 1)]
    return Grid(columns, hours, (high - low) * 60 // LINE)


def book_address(calendar: Calendar, begins: datetime, ends: datetime, served: str = "") -> str:
    """The form, filled in with a period; `served`: code of the person for whom staff book."""
    a, b = localtime(begins), localtime(ends)
    filled = f"?day={a:%Y-%m-%d}&begins={a:%H:%M}&ends={b:%H:%M}" + (f"&for={served}" if served else "")
    return _form_of(calendar.venue.code) + filled


@lru_cache(256)
def _form_of(venue: str) -> str:
    return reverse("portal:book", args=[venue])  # asked once for every half hour of a week


def _hours(days: Sequence[Day]) -> tuple[int, int]:
    """The hours between which anything happens in the week."""
    edges = [p for day in days for stretch in day.stretches for p in (stretch.starts_at, stretch.ends_at)]
    if not edges:
        return 8, 18
    clocks = [localtime(edge).hour + localtime(edge).minute / 60 for edge in edges]
    return int(min(clocks)), -int(-max(clocks) // 1)


def _column(calendar: Calendar, day: Day, selected: date, today: date, low: int, titles: Mapping[int, str]) -> Column:
    cells: list[Cell] = []
    for stretch in day.stretches:
        title = titles.get(stretch.hold or 0, "")
        cells += _cells(calendar, stretch, low, title)
    return Column(
        day=day.day,
        href=f"?day={day.day.isoformat()}",
        selected=day.day == selected,
        today=day.day == today,
        state=words.day_state(day),
        free=bool(day.free),
        closed=words.closed_words(day) if not day.opens else "",
        note=day.reason if day.opens else "",
        cells=tuple(cells),
        rows=tuple(_row(calendar, stretch, titles.get(stretch.hold or 0, "")) for stretch in day.stretches),
    )


def _cells(calendar: Calendar, stretch: Stretch, low: int, title: str) -> list[Cell]:
    said = words.state_of(stretch, calendar.last_day(), title)
    if stretch.state != State.FREE or calendar.rule.mode == VenueRule.Mode.SLOTS:
        href = book_address(calendar, stretch.starts_at, stretch.ends_at) if stretch.state == State.FREE else ""
        return [_cell(stretch.starts_at, stretch.ends_at, low, stretch.state, said, href)]
    made, at = [], stretch.starts_at
    size = timedelta(minutes=max(CELL, calendar.rule.step_minutes))
    while at < stretch.ends_at:
        to = min(at + size, stretch.ends_at)
        ends = min(at + _usual(calendar), stretch.ends_at)
        made.append(_cell(at, to, low, State.FREE, said, book_address(calendar, at, ends)))
        at = to
    return made


def _cell(begins: datetime, ends: datetime, low: int, state: State, said: str, href: str) -> Cell:
    a, b = _line(begins, low), _line(ends, low)
    if b <= a:  # until midnight
        b = a + 1
    slot = ends - begins > timedelta(minutes=CELL) or state != State.FREE
    time = words.span(begins, ends) if slot else clock(localtime(begins))
    return Cell(a, b, str(state), time, said, href, short=ends - begins < timedelta(minutes=45), hour=_on_hour(begins))


def _line(moment: datetime, low: int) -> int:
    local = localtime(moment)
    return (local.hour * 60 + local.minute - low * 60) // LINE + 1


def _on_hour(moment: datetime) -> bool:
    return localtime(moment).minute == 0


def _usual(calendar: Calendar) -> timedelta:
    """How long a booking is at first: an hour or two, as the rule allows."""
    return timedelta(minutes=min(calendar.rule.longest_minutes, 120))


def _row(calendar: Calendar, stretch: Stretch, title: str) -> Row:
    said = words.state_of(stretch, calendar.last_day(), title)
    time = words.span(stretch.starts_at, stretch.ends_at)
    if stretch.state != State.FREE:
        return Row(time, str(stretch.state), said, _note(stretch, calendar))
    if calendar.rule.mode == VenueRule.Mode.SLOTS:
        return Row(time, "free", said, "", book_address(calendar, stretch.starts_at, stretch.ends_at))
    starts, at = [], stretch.starts_at
    size = timedelta(minutes=max(CHIPS, calendar.rule.step_minutes))
    while at < stretch.ends_at:
        ends = min(at + _usual(calendar), stretch.ends_at)
        starts.append((clock(localtime(at)), book_address(calendar, at, ends)))
        on_the_hour = localtime(at).replace(minute=0) + size
        at = max(on_the_hour, at + GAP)
    return Row(time, "free", said, length(stretch.minutes), "", tuple(starts))


def _note(stretch: Stretch, calendar: Calendar) -> str:
    if stretch.state == State.SOON:
        return _("网上要提前 %(n)s 小时") % {"n": calendar.rule.lead_hours}
    if stretch.state == State.FAR:
        return _("最多提前 %(n)s 天") % {"n": calendar.rule.ahead_days}
    return ""
