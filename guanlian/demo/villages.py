"""The year of the sub-branches."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from guanlian.demo import creating, titles
from guanlian.demo.programme import Programme
from guanlian.demo.titles import Form
from guanlian.demo.troupes import performing
from guanlian.demo.world import Place, World

ENOUGH = 8
STORY_HELD = 6
ASIDE = 0.14  # share of villages with an entry a year that never counts


def make(world: World, programme: Programme) -> None:
    """Every village's own activities, from the first year to the horizon."""
    for hall in world.of_tier("subbranch"):
        for year in [*world.years, world.until.year + 1]:
            dice = world.dice("village", hall.code, year)
            if hall is world.story_village and year == world.until.year:
                _story(world, programme, hall, dice)
            else:
                _year(world, programme, hall, year, dice)


def _forms(hall: Place) -> tuple[Form, ...]:
    return titles.forms("village" if hall.is_village else "community")


def _year(world: World, programme: Programme, hall: Place, year: int, dice: Random) -> None:
    if world.meets(hall, "subbranch.activities", year):
        number = ENOUGH + dice.choices([0, 1, 2, 3, 5], [34, 26, 18, 12, 10])[0]
    else:
        number = dice.choices([7, 6, 5, 4, 2], [38, 28, 18, 12, 4])[0]
    announces = world.meets(hall, "subbranch.notice_board", year)
    silent = set() if announces else set(dice.sample(range(number), min(number, dice.randint(1, 3))))
    for place, form in enumerate(dice.sample(_forms(hall), number)):
        _one(world, programme, hall, form, year, dice, announced=place not in silent)
    if dice.random() < ASIDE and not (hall is world.story_village and year == world.until.year):
        programme.set_aside(hall, dice.choice(_forms(hall)), year, dice)
    if world.meets(hall, "subbranch.hosted_activities", year) and (hall.id, year) not in programme.hosted:
        creating.local_work(world, hall, year, dice)


def _one(
    world: World,
    programme: Programme,
    hall: Place,
    form: Form,
    year: int,
    dice: Random,
    *,
    announced: bool = True,
    day: date | None = None,
) -> None:
    performers = performing(hall, year, dice, 2) if form.kind == "performance" else []
    partners = [hall.parent] if hall.parent is not None and dice.random() < 0.04 else []
    more = {"day": day, "certain": True} if day else {}
    programme.put_on(hall, form, year, dice, troupes=performers, partners=partners, announced=announced, **more)


def _story(world: World, programme: Programme, hall: Place, dice: Random) -> None:
    """The newcomer's village: six of the eight held so far, all announced, none planned; two more are missing."""
    first, last = date(world.until.year, 1, 1), world.until - timedelta(days=1)
    if last < first:
        return
    unused, step = list(_forms(hall)), (last - first) / STORY_HELD
    for place in range(STORY_HELD):
        begin = first + step * place
        form, day = _fitting(unused, begin, max(begin, first + step * (place + 1) - timedelta(days=1)), dice)
        unused.remove(form)
        _one(world, programme, hall, form, day.year, dice, day=day)
    creating.local_work(world, hall, world.until.year, dice)


def _fitting(forms: list[Form], first: date, last: date, dice: Random) -> tuple[Form, date]:
    """A form whose time of the year falls into the days from `first` to `last`, and a day for it."""
    choices = []
    for form in forms:
        opens, closes = form.window(first.year)
        if max(opens, first) <= min(closes, last):
            choices.append((form, max(opens, first), min(closes, last)))
    form, begin, end = dice.choice(choices) if choices else (forms[-1], first, last)
    return form, begin + timedelta(days=dice.randint(0, (end - begin).days))
