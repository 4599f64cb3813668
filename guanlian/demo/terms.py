"""The coming term's classes, open for entries around New Year, when the year's own programme has run out.

They begin in the next calendar year (in January: in this one), so that they change no figure of the year behind.
"""

from __future__ import annotations

from datetime import date, timedelta

from guanlian.demo import days, titles
from guanlian.demo.programme import Programme
from guanlian.demo.world import World

MONTHS = {11, 12, 1}
CALLED_OFF = "授课老师有演出任务，这一期取消，春天再开。"
CLASSES = {"central": 5, "main": 3, "branch": 1}


def make(world: World, programme: Programme) -> None:
    """A few classes of every upper hall, two at every other branch."""
    if world.until.month not in MONTHS:
        return
    for hall in world.halls:
        if hall.tier == "subbranch":
            continue
        dice, year = world.dice("term", hall.code), world.horizon.year
        if world.until.month == 1:
            year = world.until.year
        number = CLASSES[hall.tier] + (hall.tier == "branch" and dice.random() < 0.5)
        if hall is world.story_village.parent:
            number = 4
        done = None
        for form in dice.sample(titles.forms("winter"), number):
            first = max(date(year, 1, 4), world.until + timedelta(days=6))
            last = date(year, 2, 12)
            if first > last:
                continue
            day = days.likely(first, last, dice)
            done = programme.enter(hall, form, titles.write(form, hall, day, dice), day, dice)
            programme.early.add(done.id)
        if hall is world.story_village.parent and done is not None:
            programme.call_off(done.id, CALLED_OFF)
