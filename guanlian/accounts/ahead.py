"""What still awaits a person: places, offers, reservations. Rooms above say what they keep.

Whoever is expected somewhere is neither removed from a household nor erased before that is given back: a place that
nobody can find any more would stay empty while others wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanlian.accounts.models import Person, User


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that awaits somebody, in words, and the address where one sees it."""

    words: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """What one room keeps for people.

    `things` that are still ahead of them; `release` gives all of those back, acted by the account; `used_since`
    gives the ids of the people whom the room has dealt with since a moment (their records are not yet old).
    """

    name: str
    things: Callable[[Sequence[Person]], list[Thing]]
    release: Callable[[Sequence[Person], User, date], None]
    used_since: Callable[[datetime], QuerySet]


class StillExpected(Exception):
    """Something still awaits the person; `things` are listed, and can be given back together."""

    def __init__(self, name: str, things: Sequence[Thing]) -> None:
        self.things = list(things)
        words = {"name": name or _("这位"), "n": len(things)}
        super().__init__(
            ngettext(
                "%(name)s还有 %(n)s 项报名或预约没有结束。",
                "%(name)s还有 %(n)s 项报名或预约没有结束。",
                len(things),
            )
            % words
        )


_rooms: dict[str, Room] = {}


def register(room: Room) -> None:
    """Add what a room keeps; again under the same name replaces it."""
    _rooms[room.name] = room


def things_of(people: Sequence[Person]) -> list[Thing]:
    """Everything that still awaits any of `people`."""
    return [thing for room in _rooms.values() for thing in room.things(people)] if people else []


def release(people: Sequence[Person], *, by: User, on: date) -> None:
    """Give back everything that awaits any of `people`; `on` is today, for the rights of staff."""
    for room in _rooms.values():
        room.release(people, by, on)


def used_since(moment: datetime) -> list[QuerySet]:
    """Of each room: the ids of the people with records since `moment`."""
    return [room.used_since(moment) for room in _rooms.values()]
