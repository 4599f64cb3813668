"""Articles: previews and reviews of real activities, and stories besides."""

from __future__ import annotations

from datetime import date, timedelta

from guanlian.content.models import Article
from guanlian.demo import titles
from guanlian.demo.programme import Done, Programme
from guanlian.demo.world import Place, World

ENOUGH = 10
NINE_IN = 9  # the month in which a hall that falls short stays one below


def make(world: World, programme: Programme) -> None:
    """Ten or more original articles a month at good main halls; nine in one month at the others."""
    for hall in world.halls:
        if hall.tier == "subbranch":
            continue
        log = sorted(programme.log.get(hall.id, []), key=lambda d: d.day)
        for year in world.years:
            for month in range(1, 13):
                if date(year, month, 1) < world.until:
                    _month(world, hall, year, month, log)


def _number(world: World, hall: Place, year: int, month: int, throw: int) -> int:
    if hall.tier == "branch":
        return throw % 3
    if hall.tier == "main" and not world.meets(hall, "main.website_updates", year) and month == NINE_IN:
        return ENOUGH - 1
    if hall.tier == "main" and not world.meets(hall, "main.website_updates", year) and month == 2:
        return 7
    return ENOUGH + throw % 4


def _month(world: World, hall: Place, year: int, month: int, log: list[Done]) -> None:
    dice = world.dice("articles", hall.code, year, month)
    first = date(year, month, 1)
    last = min((first + timedelta(days=31)).replace(day=1), world.until) - timedelta(days=1)
    number = _number(world, hall, year, month, dice.randint(0, 999))
    found: list[tuple[date, str]] = []
    for done in [d for d in log if first <= d.day <= last + timedelta(days=5)]:
        before, after = done.day - timedelta(days=5), done.day + timedelta(days=1)
        if done.held and first <= after <= last:
            found.append((after, titles.article("review", title=done.title)))
        elif first <= before <= last:
            found.append((before, titles.article("preview", title=done.title)))
    dice.shuffle(found)
    found = found[: max(0, number - 3)]
    while len(found) < number:
        title = titles.topic(hall, dice)
        if title not in {t for _, t in found}:
            found.append((first + timedelta(days=dice.randint(0, (last - first).days)), title))
    for day, title in found:
        _article(world, hall, day, title, original=True)
    if hall.tier == "main" and dice.random() < 0.5:
        _article(world, hall, last, "转载｜全省群众文化工作动态", original=False)


def _article(world: World, hall: Place, day: date, title: str, *, original: bool) -> None:
    world.tables[Article].add(
        hall_id=hall.id,
        title=title[:118],
        body=titles.article("body", hall=hall.name, title=title.split("｜")[-1]),
        original=original,
        published_on=day,
        recorded_at=world.recorded(day),
    )
