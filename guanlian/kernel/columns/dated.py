"""Days, moments, times of day, and spans of days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override

from guanlian.kernel.columns.base import CHINESE, BadCell, Cell, Column, written

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLIEST = date(1949, 1, 1)
YEARS_AHEAD = 2
YEARS_AHEAD_OF_ENDS = 30  # a plan or a lease may well run that long; its beginning may not lie that far ahead
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})\s*分?(?:\s*:?\s*(\d{1,2})(?:\.0+)?\s*秒?)?")


def day_of(cell: Cell) -> date:
    """The day that a cell names. Raises BadCell."""
    if isinstance(cell, datetime):
        if cell.time() != time(0):
            raise BadCell(_("这里只填日期，不填时刻"))
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = _DAY.fullmatch(_plain(cell))
    if not match:
        raise BadCell(_("不是日期，请写成 2025-06-01"))
    return _made(date, match.groups())


def time_of(cell: Cell) -> time:
    """The time of day that a cell names, to the second. Raises BadCell."""
    if isinstance(cell, time):
        return cell.replace(microsecond=0)
    if isinstance(cell, float) and 0 <= cell < 1:
        return (datetime(1900, 1, 1) + timedelta(seconds=round(cell * 86400))).time()  # noqa: DTZ001
    match = _TIME.fullmatch(_plain(cell))
    if not match:
        raise BadCell(_("不是时刻，请写成 19:30"))
    return _made(time, match.groups())


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool | int | float):
        raise BadCell(_("是数字，不是日期或时刻；请把单元格设为日期格式，或写成 2025-06-01、19:30"))
    return unicodedata.normalize("NFKC", written(cell))


def _made(kind: Any, groups: Sequence[str | None]) -> Any:
    try:
        return kind(*(int(part) for part in groups if part is not None))
    except ValueError as wrong:
        raise BadCell(_("没有这一天或这一时刻")) from wrong


def within(day: date, years_ahead: int) -> date:
    """`day`, if it lies from 1949 to `years_ahead` years from today. Raises BadCell."""
    latest = timezone.localdate().year + years_ahead
    if day < EARLIEST:
        raise BadCell(_("早于 1949 年"))
    if day.year > latest:
        raise BadCell(_("晚于 %s 年") % latest)
    return day


@dataclass(kw_only=True)
class DateColumn(Column):
    """A day."""

    kind = lazy("日期")
    widget = "date"

    def parse(self, cell: Cell) -> date:
        return within(day_of(cell), YEARS_AHEAD)

    @property
    def example(self) -> str:
        return "2025-06-01"


@dataclass(kw_only=True)
class TimeColumn(Column):
    """A time of day by the clock in Asia/Shanghai, to the second."""

    kind = lazy("时刻")
    widget = "time"

    def parse(self, cell: Cell) -> time:
        return time_of(cell)

    def canon(self, stored: time | None) -> time | None:
        return stored and stored.replace(microsecond=0)

    def inputs(self, value: time | None) -> tuple[str, ...]:
        return ("" if value is None else _short(value),)

    def text(self, value: time | None) -> str:
        return "" if value is None else _short(value)

    @property
    def example(self) -> str:
        return "19:30"


@dataclass(kw_only=True)
class DateTimeColumn(Column):
    """A moment, written as the clock in Asia/Shanghai shows it, to the second; canonical without a zone."""

    kind = lazy("日期和时刻")
    widget = "datetime"

    def parse(self, cell: Cell) -> datetime:
        if isinstance(cell, datetime):
            moment = cell.replace(microsecond=0)
        elif isinstance(cell, date):
            moment = datetime.combine(cell, time(0))
        else:
            text = _plain(cell)
            match = _DAY.match(text)
            if not match:
                raise BadCell(_("不是日期和时刻，请写成 2025-06-01 19:30"))
            rest = text[match.end() :].lstrip("T ")
            moment = datetime.combine(_made(date, match.groups()), time_of(rest) if rest else time(0))
        within(moment.date(), YEARS_AHEAD)
        return moment

    def canon(self, stored: datetime | None) -> datetime | None:
        return stored and stored.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)

    def store(self, value: datetime | None) -> datetime | None:
        return value and value.replace(tzinfo=SHANGHAI)

    def text(self, value: datetime | None) -> str:
        return "" if value is None else f"{value:%Y-%m-%d} {_short(value.time())}"

    def inputs(self, value: datetime | None) -> tuple[str, ...]:
        return ("" if value is None else f"{value:%Y-%m-%d}T{_short(value.time())}",)

    @property
    def example(self) -> str:
        return "2025-06-01 19:30"


@dataclass(kw_only=True)
class RangeColumn(Column):
    """From one day to another. Canonical and in workbooks the last day is INCLUDED; the database's range is half-open.

    A blank end means 'until further notice'.
    """

    kind = lazy("日期；止日含当天，留空表示至今")
    widget = "range"
    empty = (None, None)
    width = 2

    @property
    def headers(self) -> tuple[str, str]:
        with override(CHINESE):
            return self.labels

    @property
    def labels(self) -> tuple[str, str]:
        whole = str(self.label)
        stem = whole.removesuffix("起止")
        if stem != whole:
            return stem + "起", stem + "止"
        return f"{whole} · {_('起')}", f"{whole} · {_('止')}"

    def read(self, cells: Sequence[Cell]) -> tuple[date | None, date | None]:
        first, last = (None if cell is None or cell == "" else cell for cell in (*cells, None)[:2])
        begins = within(day_of(first), YEARS_AHEAD) if first is not None else None
        ends = within(day_of(last), YEARS_AHEAD_OF_ENDS) if last is not None else None
        if ends and not begins:
            raise BadCell(_("填了止日，也请填起日"))
        if begins and ends and ends < begins:
            raise BadCell(_("止日早于起日"))
        return begins, ends

    def canon(self, stored: Any) -> tuple[date | None, date | None]:
        if stored is None or stored.isempty:
            return None, None
        return stored.lower, stored.upper and stored.upper - timedelta(days=1)

    def store(self, value: tuple[date | None, date | None]) -> Any:
        first, last = value
        return None if first is None else DateRange(first, last and last + timedelta(days=1))

    def cells(self, value: tuple[date | None, date | None]) -> tuple[Cell, ...]:
        return value

    def text(self, value: tuple[date | None, date | None]) -> str:
        first, last = value
        if first is None:
            return ""
        return _("%(first)s 至 %(last)s") % {"first": first, "last": last} if last else _("%s 起") % first

    @property
    def example(self) -> str:
        return "2025-01-01"


def _short(value: time) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
