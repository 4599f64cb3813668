"""Titles that read as a hall would write them: a theme, a form, a place, a time of the year."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from guanlian.demo import days
from guanlian.demo.divisions import DATA
from guanlian.demo.world import Place

STARTS = {"morning": (540, 570), "afternoon": (810, 840, 870), "evening": (1110, 1125, 1140)}
BY_FESTIVAL = re.compile(r"(\D+?)([+-]\d+)\.\.(\D+?)([+-]\d+)$")
ELSEWHERE = ["湖州南浔", "苏州吴江", "上海金山", "杭州临平", "绍兴柯桥", "宁波慈溪", "上海青浦", "衢州龙游", "丽水松阳"]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of activity, as data/titles.toml has it."""

    title: str
    kind: str
    when: str
    audiences: tuple[str, ...]
    people: tuple[int, int]
    start: str
    lessons: tuple[int, int]
    features: tuple[str, ...]

    def window(self, year: int) -> tuple[date, date]:
        """The first and last day on which it fits in `year`."""
        return _window(self.when, year)


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((DATA / "titles.toml").read_text(encoding="utf-8"))


@cache
def forms(name: str) -> tuple[Form, ...]:
    """The forms of the list `name`. Raises KeyError for a list that isn't there."""
    return tuple(
        Form(
            e["t"],
            e["k"],
            e["w"],
            tuple(e.get("a", ["public"])),
            tuple(e["p"]),
            e["s"],
            tuple(e.get("n", (1, 1))),
            tuple(e.get("f", ())),
        )
        for e in _file()["lists"][name]
    )


@cache
def _window(when: str, year: int) -> tuple[date, date]:
    festival = BY_FESTIVAL.match(when)
    if festival:
        first, before, last, after = festival.groups()
        return (
            days.festival(first, year) + timedelta(days=int(before)),
            days.festival(last, year) + timedelta(days=int(after)),
        )
    return tuple(date.fromisoformat(f"{year}-{day}") for day in when.split(".."))  # type: ignore[return-value]


class Words(Mapping[str, str]):
    """What stands in the braces: names of the place, else a word drawn from the county's or the common list."""

    def __init__(self, dice: Random, county: str, names: dict[str, str]) -> None:
        self._dice, self._names = dice, names
        self._own, self._common = _file()["county"].get(county, {}), _file()["words"]

    def __getitem__(self, key: str) -> str:
        if key in self._names:
            return self._names[key]
        return self._dice.choice(self._own.get(key) or self._common[key])

    def __iter__(self) -> Any:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def write(form: Form, hall: Place, day: date, dice: Random, **more: str) -> str:
    """The title of an activity of `form` that `hall` puts on; `more` gives names such as village= or brand=."""
    town = hall if hall.tier == "branch" else hall.parent
    names = {
        "area": hall.area,
        "town": town.area if town else hall.area,
        "county": hall.area,
        "place": hall.area + ("文化馆" if hall.tier in {"main", "central"} else "分馆"),
        "year": str(day.year),
        "edition": number(day.year - 2008 + hall.id % 7),
        "elsewhere": dice.choice(ELSEWHERE),
    }
    if hall.tier == "branch" and hall.parent is not None:
        names["county"] = hall.parent.area
    return form.title.format_map(Words(dice, hall.county, names | more))


def menu(kind: str, hall: Place, dice: Random) -> str:
    """The title of something that a hall offers in its menu; `kind` is performance or exhibition."""
    return dice.choice(_file()["menu"][kind]).format_map(Words(dice, hall.county, {}))


def topic(hall: Place, dice: Random) -> str:
    """The title of an article that reports on no single activity."""
    return dice.choice(_file()["articles"]["topics"]).format_map(Words(dice, hall.county, {}))


def article(part: str, **names: str) -> str:
    """The `review`, `preview` or `body` of an article."""
    return _file()["articles"][part].format(**names)


def number(value: int) -> str:
    """A number from 1 to 99 in Chinese: 12 → 十二."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
