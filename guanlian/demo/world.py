"""The small world that the demonstration is made of: its halls, its days, and its dice."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from guanlian.demo.profiles import Profiles
from guanlian.demo.tables import Tables

FIRST_YEAR = 2024
AHEAD = timedelta(days=45)
# The policy's first stage: main halls, branches and sub-branches by the end of 2015 (嘉政办发〔2015〕26号, 一（三）).
NETWORK_SINCE = date(2016, 1, 1)
BEFORE = date(2023, 1, 1)


def span(first: date, end: date | None = None) -> str:
    """The days from `first` until just before `end` (None: no end in sight), as PostgreSQL writes a range."""
    return f"[{first},{end or ''})"


def moment(day: date, minute: int = 540) -> str:
    """`minute` minutes after midnight of `day` in Asia/Shanghai, as PostgreSQL reads it."""
    return f"{day} {minute // 60:02d}:{minute % 60:02d}:00+08"


def stamp(day: date, minute: int = 540) -> int:
    """The same moment as a number of minutes, to reckon with; `written` turns it back."""
    return day.toordinal() * 1440 + minute


def written(at: int) -> str:
    """A moment reckoned by `stamp`, as PostgreSQL reads it."""
    day, minute = divmod(at, 1440)
    return moment(date.fromordinal(day), minute)


@dataclass(slots=True)
class Place:
    """A hall of the demonstration, with what the makers of its records need to know of it."""

    id: int
    code: str
    name: str
    area: str
    tier: str
    parent: Place | None
    longitude: float
    latitude: float
    children: list[Place] = field(default_factory=list)
    residents: dict[int, int] = field(default_factory=dict)
    venues: dict[str, list[int]] = field(default_factory=dict)
    troupes: list[Any] = field(default_factory=list)
    brands: list[tuple[int, str]] = field(default_factory=list)
    staff: list[int] = field(default_factory=list)

    @property
    def county(self) -> str:
        """Code of the county that the hall lies in; the city's for the central hall."""
        return self.code[:6]

    @property
    def is_village(self) -> bool:
        """Whether it is the hall of a village (村), not of an urban community."""
        return self.area.endswith("村")


@dataclass
class World:
    """Everything under construction. The same seed and day make the same world, row by row."""

    seed: int
    until: date
    tables: Tables = field(default_factory=Tables)
    halls: list[Place] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    people: dict[str, list[Any]] = field(default_factory=dict)
    clerks: dict[int, int] = field(default_factory=dict)  # by hall: the account that works at its desk

    def __post_init__(self) -> None:
        self.profiles = Profiles(self.seed)
        self.years = list(range(FIRST_YEAR, self.until.year + 1))
        self.horizon = date(self.until.year, 12, 31) + AHEAD

    def dice(self, *subject: Any) -> random.Random:
        """Dice for one subject, such as ("hours", hall code): what is thrown for one hall never moves another's."""
        return random.Random("|".join(map(str, (self.seed, *subject))))

    def of_tier(self, tier: str) -> list[Place]:
        """The halls of a tier, by code."""
        return [h for h in self.halls if h.tier == tier]

    @property
    def central(self) -> Place:
        """The city's central hall."""
        return self.halls[0]

    @cached_property
    def story_village(self) -> Place:
        """三星村 of 凤桥镇, from which a newcomer begins; the first village where that one wasn't loaded."""
        villages = self.of_tier("subbranch")
        return next((v for v in villages if v.code == STORY_VILLAGE), villages[0])

    def recorded(self, day: date, minute: int = 540) -> str:
        """When a record of `day` was entered: that day, or the day before `until` for what lies ahead."""
        return moment(min(day, self.until - timedelta(days=1)), minute)

    def meets(self, hall: Place, clause: str, year: int) -> bool:
        """Whether the hall does what `clause` asks in `year`; the story's village does, in its running year."""
        if year >= self.until.year - 1 and hall is self.story_village:
            return True
        return self.profiles.meets(hall, clause, year)

    def runs(self, values: list[Any]) -> list[tuple[date, date | None, Any]]:
        """Stretches of years with the same value (one value a year): first day, day after the last, value."""
        found: list[tuple[date, date | None, Any]] = []
        for year, value in zip(self.years, values, strict=True):
            first = date(year, 1, 1)
            if found and found[-1][2] == value:
                continue
            if found:
                found[-1] = (found[-1][0], first, found[-1][2])
            found.append((first if found else BEFORE, None, value))
        return found

    def day_in(self, year: int, dice: random.Random, first: tuple[int, int] = (1, 8)) -> date | None:
        """A day of `year` from `first` (month, day) to mid-December, before `until`; None where there is none left."""
        begin, end = date(year, *first), min(date(year, 12, 15), self.until - timedelta(days=1))
        return begin + timedelta(days=dice.randint(0, (end - begin).days)) if begin <= end else None

    def meets_now(self, hall: Place, clause: str) -> bool:
        """The same for the running year."""
        return self.meets(hall, clause, self.until.year)


STORY_VILLAGE = "330402100226"
