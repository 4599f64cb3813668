"""Days of the demonstration: public holidays as announced by the State Council, and festivals by the moon."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache

from lunardate import LunarDate

# First and last day off and the working weekends, as the General Office of the State Council announced them
# (国办发明电 on holidays of 2024, 2025 and 2026).
ANNOUNCED: dict[int, dict[str, tuple[str, str, list[str]]]] = {
    2024: {
        "元旦": ("01-01", "01-01", []),
        "春节": ("02-10", "02-17", ["02-04", "02-18"]),
        "清明节": ("04-04", "04-06", ["04-07"]),
        "劳动节": ("05-01", "05-05", ["04-28", "05-11"]),
        "端午节": ("06-10", "06-10", []),
        "中秋节": ("09-15", "09-17", ["09-14"]),
        "国庆节": ("10-01", "10-07", ["09-29", "10-12"]),
    },
    2025: {
        "元旦": ("01-01", "01-01", []),
        "春节": ("01-28", "02-04", ["01-26", "02-08"]),
        "清明节": ("04-04", "04-06", []),
        "劳动节": ("05-01", "05-05", ["04-27"]),
        "端午节": ("05-31", "06-02", []),
        "国庆节、中秋节": ("10-01", "10-08", ["09-28", "10-11"]),
    },
    2026: {
        "元旦": ("01-01", "01-03", ["01-04"]),
        "春节": ("02-15", "02-23", ["02-14", "02-28"]),
        "清明节": ("04-04", "04-06", []),
        "劳动节": ("05-01", "05-05", ["05-09"]),
        "端午节": ("06-19", "06-21", []),
        "中秋节": ("09-25", "09-27", []),
        "国庆节": ("10-01", "10-07", ["09-20", "10-10"]),
    },
}
LUNAR = {
    "春节": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
}
FIXED = {"清明": (4, 5), "劳动节": (5, 1), "儿童节": (6, 1), "国庆": (10, 1), "元旦": (1, 1), "冬至": (12, 21)}


@cache
def festival(name: str, year: int) -> date:
    """The day of a festival in the calendar year `year`. Raises KeyError for a name that isn't kept here."""
    if name in FIXED:
        return date(year, *FIXED[name])
    if name == "腊八":  # the eighth of the twelfth month belongs to the lunar year before
        return LunarDate(year - 1, 12, 8).to_solar_date()
    return LunarDate(year, *LUNAR[name]).to_solar_date()


def public_holidays(year: int) -> list[tuple[date, str, bool]]:
    """The (day, name, is a working day) of a year; only the fixed statutory days where nothing is announced here."""
    if year not in ANNOUNCED:
        return [(date(year, 1, 1), "元旦", False), *((date(year, 5, d), "劳动节", False) for d in (1, 2))] + [
            (date(year, 10, d), "国庆节", False) for d in (1, 2, 3)
        ]
    found = []
    for name, (first, last, working) in ANNOUNCED[year].items():
        day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
        while day <= end:
            found.append((day, name, False))
            day += timedelta(days=1)
        found += [(date.fromisoformat(f"{year}-{d}"), f"{name}调休上班", True) for d in working]
    return sorted(found)


@cache
def days_off(year: int) -> frozenset[date]:
    """The public holidays of a year."""
    return frozenset(day for day, _, working in public_holidays(year) if not working)


def working(day: date, number: int) -> date:
    """The day so many working days after `day`: the same as `network.workdays` finds once the holidays are loaded."""
    while number:
        day += timedelta(days=1)
        number -= day not in days_off(day.year) and (day.weekday() < 5 or day in _worked(day.year))
    return day


@cache
def _worked(year: int) -> frozenset[date]:
    return frozenset(day for day, _, working in public_holidays(year) if working)


def likely(first: date, last: date, dice: random.Random) -> date:
    """A day from `first` to `last` on which a hall would call people together: rather a weekend, now and then not."""
    for _ in range(3):
        day = first + timedelta(days=dice.randint(0, (last - first).days))
        if day.weekday() >= 4 or dice.random() < 0.3:
            return day
    return day
