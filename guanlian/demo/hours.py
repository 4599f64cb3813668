"""When halls are open on the days around `until`, read back from the rows that were made."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from guanlian.demo.world import World
from guanlian.network.models import Closure, DayHours, OpeningHours

Spans = list[tuple[int, int]]


class Hours:
    """The opening times of every hall, in minutes after midnight."""

    def __init__(self, world: World) -> None:
        self._weekly: dict[tuple[int, int], list[tuple[date, date, int, int]]] = defaultdict(list)
        self._single: dict[tuple[int, date], Spans] = defaultdict(list)
        self._closed: dict[int, list[tuple[date, date]]] = defaultdict(list)
        table = world.tables[OpeningHours]
        for row in table.rows:
            first, end = _span(table.get(row[0], "period"))
            if end > world.until:
                hall, weekday, opens, closes = (table.get(row[0], n) for n in ("hall_id", "weekday", "opens", "closes"))
                self._weekly[hall, weekday].append((first, end, _minutes(opens), _minutes(closes)))
        table = world.tables[DayHours]
        for row in table.rows:
            hall, day, opens, closes = (table.get(row[0], n) for n in ("hall_id", "day", "opens", "closes"))
            self._single[hall, day] = [(_minutes(opens), _minutes(closes))] if opens else []
        table = world.tables[Closure]
        for row in table.rows:
            self._closed[table.get(row[0], "hall_id")].append(_span(table.get(row[0], "period")))

    def on(self, hall: int, day: date) -> Spans:
        """The opening times of the hall with that key on `day`; none on closed days."""
        if any(first <= day < end for first, end in self._closed[hall]):
            return []
        if (hall, day) in self._single:
            return self._single[hall, day]
        return [(a, b) for first, end, a, b in self._weekly[hall, day.weekday()] if first <= day < end]


def _span(text: str) -> tuple[date, date]:
    first, end = text[1:-1].split(",")
    return date.fromisoformat(first), date.fromisoformat(end) if end else date.max


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])
