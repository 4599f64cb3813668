"""The year of the central hall."""

from __future__ import annotations

from random import Random

from guanlian.demo import titles
from guanlian.demo.programme import LARGE, Done, Programme
from guanlian.demo.troupes import performing
from guanlian.demo.world import Place, World


def make(world: World, programme: Programme) -> list[tuple[Place, Done, str]]:
    """The central hall's activities; returns what it sent to villages, with the kind of service."""
    sent: list[tuple[Place, Done, str]] = []
    hall = world.central
    for year in [*world.years, world.until.year + 1]:
        dice = world.dice("central", year)
        _events(world, programme, hall, year, dice)
        _exhibitions(world, programme, hall, year, dice)
        _teaching(world, programme, hall, year, dice)
        sent += [(hall, *s) for s in _mobile(world, programme, hall, year, dice)]
    return sent


def _events(world: World, programme: Programme, hall: Place, year: int, dice: Random) -> None:
    mains = world.of_tier("main")
    number = dice.randint(10, 12) if world.meets(hall, "central.large_activities", year) else dice.randint(7, 9)
    for form in dice.sample(titles.forms("city_large"), number):
        people = LARGE if dice.random() < 0.1 else None
        partners = dice.sample(mains, min(3, len(mains))) if dice.random() < 0.5 else []
        programme.put_on(hall, form, year, dice, people=people, partners=partners, troupes=performing(hall, year, dice))
    for form in titles.forms("city_joint"):
        programme.put_on(hall, form, year, dice, partners=mains, features=["creation"], people=LARGE - 1)
    for n in range(7 if world.meets(hall, "central.exchanges", year) else 4):
        form = titles.forms("exchange")[n % 3]
        programme.put_on(hall, form, year, dice, features=["cross_region"], troupes=performing(hall, year, dice))
    for form, (key, name) in zip(titles.forms("featured")[:1] * 2, hall.brands, strict=False):
        programme.put_on(hall, form, year, dice, brand=key, names={"brand": name})
    number = 3 if world.meets(hall, "central.seminars", year) else 1
    for form in titles.forms("seminar")[:number]:
        programme.put_on(hall, form, year, dice)


def _exhibitions(world: World, programme: Programme, hall: Place, year: int, dice: Random) -> None:
    """Large ones from exactly 60 m on; one of 59.9 m that isn't."""
    forms = titles.forms("exhibition")
    large = 9 if world.meets(hall, "central.large_exhibitions", year) else 7
    for place, form in enumerate(forms):
        line = 60.0 if place == 0 else round(dice.uniform(62, 140), 1) if place < large else 59.9
        programme.put_on(hall, form, year, dice, line=line, people=dice.randint(260, LARGE - 1))


def _teaching(world: World, programme: Programme, hall: Place, year: int, dice: Random) -> None:
    for n in range(dice.randint(31, 36) if world.meets(hall, "central.public_training", year) else 27):
        name = "training" if n % 3 else "lecture"
        programme.put_on(hall, dice.choice(titles.forms(name)), year, dice)
    for _ in range(8):
        programme.put_on(hall, dice.choice(titles.forms("art_class")), year, dice)
    for name, enough in (("central_staff", 60), ("demonstration", 80)):
        clause = "central.staff_training" if name == "central_staff" else "central.demonstration_training"
        meets = world.meets(hall, clause, year)
        for place, form in enumerate(titles.forms(name)[:2]):
            # Exactly enough attend the first; in a poor year the second falls one short.
            people = enough if place == 0 else (enough + 15 if meets else enough - 1)
            programme.put_on(hall, form, year, dice, people=people)
    for form in titles.forms("digital"):
        programme.put_on(hall, form, year, dice)


def _mobile(world: World, programme: Programme, hall: Place, year: int, dice: Random) -> list[tuple[Done, str]]:
    villages = world.of_tier("subbranch")
    shows = dice.randint(20, 24) if world.meets(hall, "central.mobile_performances", year) else 16
    pictures = dice.randint(15, 18) if world.meets(hall, "central.mobile_exhibitions", year) else 12
    own = dice.randint(31, 34) if world.meets(hall, "central.grassroots_performances", year) else 24
    sent: list[tuple[Done | None, str]] = []
    plan = [("mobile_show", "performance")] * shows + [("mobile_exhibition", "exhibition")] * pictures
    for name, kind in plan + [("grassroots", "")] * max(0, own - shows):
        to = dice.choice(villages)
        done = programme.put_on(
            hall,
            dice.choice(titles.forms(name)),
            year,
            dice,
            place=to,
            features=["mobile"] if kind else [],
            troupes=[] if kind == "exhibition" else performing(hall, year, dice, 2),
            line=round(dice.uniform(15, 45), 1) if kind == "exhibition" else None,
            names={"village": to.area},
        )
        if kind:
            sent.append((done, kind))
    return [(done, kind) for done, kind in sent if done is not None]
