"""When the halls are open: schedules, summer and winter, holidays, closures announced and not announced."""

from __future__ import annotations

from datetime import date, timedelta

from guanlian.demo import days
from guanlian.demo.world import BEFORE, Place, World, span
from guanlian.network.models import Closure, DayHours, OpeningHours, PublicHoliday

SUMMER_COUNTY = "330481"  # one county keeps other hours in summer
Times = list[tuple[range, str, str]]
ALL, WORKING, LATE = range(7), range(1, 7), range(5, 7)
SCHEDULES: dict[str, Times] = {
    "63": [(ALL, "09:00", "18:00")],
    "59.5": [(ALL, "08:30", "17:00")],
    "56": [(ALL, "09:00", "17:00")],
    "54": [(WORKING, "08:30", "17:30")],
    "49": [(ALL, "09:00", "16:00")],
    "45": [(WORKING, "09:00", "16:30")],
    "42": [(WORKING, "09:00", "11:30"), (WORKING, "13:00", "17:30")],
    "41.5": [(range(1, 6), "09:00", "16:00"), (range(6, 7), "09:30", "16:00")],
    "40": [(range(5), "09:00", "17:00")],
    "28": [(ALL, "13:00", "17:00")],
    "35": [(ALL, "08:30", "11:00"), (ALL, "13:30", "16:00")],
}
GOOD = {"central": ["63"], "main": ["56", "54", "49", "42"], "branch": ["54", "49", "45", "42", "42"]}
POOR = {"central": ["54"], "main": ["41.5", "40"], "branch": ["41.5", "40", "40"]}
ANNOUNCED = ["设备检修", "场馆消防设施改造", "夏季空调维护", "布展闭馆", "全员业务培训"]
UNANNOUNCED = ["管理员临时外出", "停电", "临时借作会场", "漏水抢修"]


def make(world: World) -> None:
    """Hours of every hall, what differs on holidays, and closures."""
    _holidays(world)
    for hall in world.halls:
        _schedule(world, hall)
        _closures(world, hall)
        if hall.tier in {"central", "main", "branch"}:
            _holiday_hours(world, hall)


def _holidays(world: World) -> None:
    for year in [y for y in range(2024, world.until.year + 1) if y in days.ANNOUNCED]:
        for day, name, working in days.public_holidays(year):
            world.tables[PublicHoliday].add(day=day, name=name, is_workday=working)


def _write(world: World, hall: Place, times: Times, first: date, end: date | None) -> None:
    for weekdays, opens, closes in times:
        for weekday in weekdays:
            world.tables[OpeningHours].add(
                hall_id=hall.id, weekday=weekday, opens=opens, closes=closes, period=span(first, end)
            )


def _names(world: World, hall: Place) -> list[str]:
    """The schedule in force in each of the years."""
    dice = world.dice("hours", hall.code)
    if hall.tier == "subbranch":
        return [dice.choice(["28", "35", "35", "42"])] * len(world.years)
    good, poor = dice.choice(GOOD[hall.tier]), dice.choice(POOR[hall.tier])
    return [good if world.meets(hall, f"{hall.tier}.weekly_hours", year) else poor for year in world.years]


def _schedule(world: World, hall: Place) -> None:
    names = _names(world, hall)
    if hall.county == SUMMER_COUNTY and hall.tier in {"main", "branch"} and names[0] not in {"40", "41.5"}:
        return _summer_and_winter(world, hall)
    first = BEFORE
    for place, name in enumerate(names):
        if place + 1 < len(names) and names[place + 1] == name:
            continue
        end = None if place + 1 == len(names) else date(world.years[place] + 1, 1, 1)
        _write(world, hall, SCHEDULES[name], first, end)
        first = end or first
    return None


def _summer_and_winter(world: World, hall: Place) -> None:
    """Longer afternoons from May to September; both seasons reach 42 hours."""
    first, summer = date(2023, 10, 1), False
    while first <= world.horizon:
        end = date(first.year + (0 if summer else 1), 10 if summer else 5, 1)
        times: Times = [(WORKING, "09:00", "17:00")] if summer else [(WORKING, "09:30", "16:30")]
        _write(world, hall, times, first, end)
        first, summer = end, not summer


def _holiday_hours(world: World, hall: Place) -> None:
    """Closed on New Year's Eve and the first days of the lunar year; good halls announce shorter days off ahead."""
    dice = world.dice("holiday hours", hall.code)
    for year in world.years:
        spring = days.festival("春节", year)
        announced = spring - timedelta(days=dice.randint(12, 25))
        closed = [spring + timedelta(days=n) for n in range(-1, dice.randint(1, 3))]
        opens = [d for d in sorted(days.days_off(year)) if d not in closed]
        for day in closed:
            _day(world, hall, day, None, None, announced, "春节闭馆")
        for day in opens:
            if dice.random() < (1 if hall.tier != "branch" else 0.55):
                _day(world, hall, day, "09:00", "16:30", day - timedelta(days=10), "节日照常免费开放")


def _day(
    world: World, hall: Place, day: date, opens: str | None, closes: str | None, announced: date, reason: str
) -> None:
    if announced < world.until:
        world.tables[DayHours].add(
            hall_id=hall.id,
            day=day,
            opens=opens,
            closes=closes,
            announced_on=announced,
            reason=reason,
            recorded_at=world.recorded(announced),
        )


def _closures(world: World, hall: Place) -> None:
    """A few closures a year, most of them announced ahead; a poor hall now and then just stays shut."""
    for year in world.years:
        dice = world.dice("closures", hall.code, year)
        reliable = world.meets(hall, f"{hall.tier}.opening" if hall.tier == "subbranch" else "opening", year)
        if dice.random() < (0.5 if hall.tier != "subbranch" else 0.12):
            first = date(year, dice.choice([3, 7, 8, 11]), dice.randint(2, 20))
            _closure(world, hall, first, dice.randint(2, 6), dice.choice(ANNOUNCED), first - timedelta(days=9))
        if not reliable and dice.random() < 0.5:
            first = date(year, dice.choice([2, 5, 6, 9, 12]), dice.randint(2, 25))
            _closure(world, hall, first, dice.randint(1, 2), dice.choice(UNANNOUNCED), None)


def _closure(world: World, hall: Place, first: date, length: int, reason: str, announced: date | None) -> None:
    if (announced or first) < world.until:
        world.tables[Closure].add(
            hall_id=hall.id,
            period=span(first, first + timedelta(days=length)),
            reason=reason,
            announced_on=announced,
            recorded_at=world.recorded(announced or first),
        )
