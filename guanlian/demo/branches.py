"""The year of the branches: their own programme, trainings, and shows taken to the villages."""

from __future__ import annotations

from random import Random

from guanlian.demo import titles
from guanlian.demo.programme import LARGE, Programme
from guanlian.demo.troupes import performing
from guanlian.demo.world import Place, World


def make(world: World, programme: Programme) -> None:
    """Every branch's activities, from the first year to the horizon."""
    for hall in world.of_tier("branch"):
        for year in [*world.years, world.until.year + 1]:
            _year(world, programme, hall, year, world.dice("branch", hall.code, year))


def is_quiet(world: World, hall: Place, year: int) -> bool:
    """A branch that misses its ten activities: it does little of anything, and the main hall goes to its villages."""
    return not world.meets(hall, "branch.activities", year)


def _year(world: World, programme: Programme, hall: Place, year: int, dice: Random) -> None:
    quiet = is_quiet(world, hall, year)

    def meets(clause: str) -> bool:
        return not quiet and world.meets(hall, f"branch.{clause}", year)

    _own(world, programme, hall, year, dice, quiet=quiet, large=meets("large_activities"), branded=meets("brand"))
    for _ in range(dice.randint(6, 9) if meets("public_training") else dice.randint(1, 2) if quiet else 5):
        name = "training" if dice.random() < 0.65 else "lecture"
        programme.put_on(hall, dice.choice(titles.forms(name)), year, dice)
    for form in titles.forms("branch_staff")[: dice.randint(2, 3) if meets("staff_training") else 1 - quiet]:
        programme.put_on(hall, form, year, dice)
    if meets("exchanges"):
        for form in titles.forms("branch_exchange")[: dice.randint(1, 2)]:
            programme.put_on(hall, form, year, dice, troupes=performing(hall, year, dice))
    if world.meets(hall, "branch.digital_services", year) and not quiet:
        for form in titles.forms("digital"):
            programme.put_on(hall, form, year, dice)
    if not quiet:
        alone = hall.parent is not None and not world.meets(hall.parent, "main.coordination", year)
        number = dice.randint(6, 8) if alone and meets("hosted_activities") else dice.randint(1, 3)
        for form in (titles.forms("commissioned") * 2)[:number]:
            programme.put_on(hall, form, year, dice, features=["commissioned"], troupes=performing(hall, year, dice))
        programme.set_aside(hall, dice.choice(titles.forms("branch")), year, dice)
        _shows(world, programme, hall, year, dice, complete=meets("village_performances"))


def _own(
    world: World, programme: Programme, hall: Place, year: int, dice: Random, *, quiet: bool, large: bool, branded: bool
) -> None:
    for form in dice.sample(titles.forms("branch_large"), dice.randint(3, 4) if large else dice.randint(0, 2)):
        # Exactly 500 is large; 499 in `branch`'s ordinary ones is not.
        people = LARGE if dice.random() < 0.12 else None
        willing = [v for v in hall.children if world.meets(v, "subbranch.hosted_activities", year)]
        hosts = dice.sample(willing, 1) if willing and dice.random() < 0.2 else []
        programme.put_on(hall, form, year, dice, people=people, troupes=performing(hall, year, dice), hosts=hosts)
    for form in dice.sample(titles.forms("branch"), dice.randint(2, 4) if quiet else dice.randint(10, 14)):
        people = LARGE - 1 if form.kind == "performance" and dice.random() < 0.05 else None
        troupes = performing(hall, year, dice) if form.kind == "performance" else []
        line = round(dice.uniform(18, 55), 1) if form.kind == "exhibition" else None
        programme.put_on(hall, form, year, dice, people=people, line=line, troupes=troupes)
    if branded and hall.brands:
        key, name = hall.brands[0]
        for form in titles.forms("brand")[: dice.randint(1, 3)]:
            programme.put_on(hall, form, year, dice, brand=key, features=["featured"], names={"brand": name})


def _shows(world: World, programme: Programme, hall: Place, year: int, dice: Random, *, complete: bool) -> None:
    """Shows to the villages: two for each where the clause is met; else one village gets one, and some get none."""
    forms = titles.forms("show")
    for place, village in enumerate(hall.children):
        number = 2 if dice.random() < 0.85 else 3
        if not complete:
            number = 1 if place == 0 else dice.choices([2, 1, 0], [70, 22, 8])[0]
        # A village that meets its clause is entered as host of what comes to it.
        hosting = world.meets(village, "subbranch.hosted_activities", year)
        for n in range(number):
            programme.put_on(
                hall,
                dice.choice(forms),
                year,
                dice,
                place=village,
                features=["mobile"],
                troupes=performing(hall, year, dice, 2),
                hosts=[village] if hosting and n == 0 else [],
                names={"village": village.area},
            )
