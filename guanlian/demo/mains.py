"""The year of the main halls: large events, classes, exchange visits, and the mobile service."""

from __future__ import annotations

from random import Random

from guanlian.demo import branches, titles
from guanlian.demo.programme import LARGE, Done, Programme
from guanlian.demo.titles import Form
from guanlian.demo.troupes import Company, performing
from guanlian.demo.world import Place, World

LARGE_LINE = 60.0


def make(world: World, programme: Programme) -> list[tuple[Place, Done, str]]:
    """Every main hall's activities; returns what went to villages and branches, with the kind of service."""
    sent: list[tuple[Place, Done, str]] = []
    for hall in world.of_tier("main"):
        for year in [*world.years, world.until.year + 1]:
            dice = world.dice("main", hall.code, year)
            hosts = _hosts(world, hall, year, dice)
            _events(world, programme, hall, year, dice, hosts)
            _classes(world, programme, hall, year, dice)
            sent += [(hall, *s) for s in _mobile(world, programme, hall, year, dice, hosts)]
    return sent


def _hosts(world: World, hall: Place, year: int, dice: Random) -> list[Place]:
    """The branches that host the main hall's activities, as often as each shall this year, in mixed order."""
    turns: list[Place] = []
    if not world.meets(hall, "main.coordination", year):
        return turns  # it works alone: nothing is run jointly with its branches
    for branch in hall.children:
        enough = world.meets(branch, "branch.hosted_activities", year)
        turns += [branch] * (dice.randint(6, 8) if enough else dice.randint(0, 3))
    dice.shuffle(turns)
    return turns


def _events(world: World, programme: Programme, hall: Place, year: int, dice: Random, hosts: list[Place]) -> None:
    def meets(clause: str) -> bool:
        return world.meets(hall, f"main.{clause}", year)

    joint = meets("coordination")
    number = dice.randint(12, 14) if meets("large_activities") else dice.randint(4, 6)
    for form in dice.sample(titles.forms("main_large"), number):
        people = LARGE if dice.random() < 0.08 else None
        partners = dice.sample(hall.children, min(2, len(hall.children))) if joint and dice.random() < 0.5 else []
        host = [hosts.pop()] if hosts and form.title.count("{county}") and dice.random() < 0.5 else []
        host = [h for h in host if h not in partners]
        programme.put_on(
            hall, form, year, dice, people=people, partners=partners, hosts=host, troupes=performing(hall, year, dice)
        )
    if meets("free_services"):
        for form in dice.sample(titles.forms("exhibition"), dice.randint(4, 7)):
            line = dice.choice([59.9, LARGE_LINE, round(dice.uniform(25, 90), 1)])
            # Seen by fewer than a large event gathers, so that only events count as large ones.
            programme.put_on(hall, form, year, dice, line=line, people=dice.randint(180, LARGE - 1))
    for n in range(dice.randint(5, 7) if meets("exchanges") else dice.randint(2, 4)):
        form = titles.forms("exchange")[n % 3]
        programme.put_on(hall, form, year, dice, features=["cross_region"], troupes=performing(hall, year, dice))
    featured = titles.forms("featured")[: dice.randint(2, 3) if meets("featured_activities") else 1]
    for form, (key, name) in zip(featured, hall.brands * 3, strict=False):
        programme.put_on(hall, form, year, dice, brand=key, names={"brand": name})
    for form in titles.forms("contest"):
        programme.put_on(hall, form, year, dice)


def _classes(world: World, programme: Programme, hall: Place, year: int, dice: Random) -> None:
    def meets(clause: str) -> bool:
        return world.meets(hall, f"main.{clause}", year)

    arts = meets("art_classes")
    public = dice.randint(12, 16) if meets("public_training") else dice.randint(6, 10)
    for n in range(public):
        # Where art classes are few, the public is mostly offered lectures.
        name = "training" if (n % 3 if arts else n % 4 == 0) else "lecture"
        programme.put_on(hall, dice.choice(titles.forms(name)), year, dice)
    for _ in range(dice.randint(20, 24) if arts else dice.randint(8, 11)):
        programme.put_on(hall, dice.choice(titles.forms("art_class")), year, dice)
    forms = titles.forms("main_staff")
    full = 2 if meets("staff_training") else 1
    for place, form in enumerate(forms[: full + 1]):
        # The last one falls just short: 79 are not 80; the first is exactly 80.
        people = 80 if place == 0 else 79 if place == full else None
        programme.put_on(hall, form, year, dice, people=people)
    for form in titles.forms("digital"):
        programme.put_on(hall, form, year, dice)


def _mobile(
    world: World, programme: Programme, hall: Place, year: int, dice: Random, hosts: list[Place]
) -> list[tuple[Done, str]]:
    """Mobile shows and exhibitions, and the hall's troupes at the grass roots."""
    villages = [v for branch in hall.children for v in branch.children]
    neglected = [v for b in hall.children if branches.is_quiet(world, b, year) for v in b.children]
    shows = dice.randint(20, 26) if world.meets(hall, "main.mobile_performances", year) else dice.randint(12, 19)
    pictures = dice.randint(15, 19) if world.meets(hall, "main.mobile_exhibitions", year) else dice.randint(8, 14)
    if not world.meets(hall, "main.free_services", year):
        pictures = 0  # its gallery is being rebuilt: of the four kinds of service, exhibitions are missing
    visits = world.meets(hall, "main.grassroots_performances", year)
    own = dice.randint(31, 36) if visits else dice.randint(18, 26)
    sent: list[tuple[Done | None, str]] = []
    for n in range(shows):
        to = neglected.pop() if neglected else dice.choice(villages)
        form = dice.choice(titles.forms("mobile_show"))
        troupes = performing(hall, year, dice, 2) if n < own else []
        sent.append((_go(programme, hall, form, year, dice, to, ["mobile"], troupes, hosts), "performance"))
    for _ in range(pictures):
        to = dice.choice(villages)
        form = dice.choice(titles.forms("mobile_exhibition"))
        sent.append((_go(programme, hall, form, year, dice, to, ["mobile"], [], hosts), "exhibition"))
    for _ in range(max(0, own - shows)):
        form, to = dice.choice(titles.forms("grassroots")), dice.choice(villages)
        _go(programme, hall, form, year, dice, to, [], performing(hall, year, dice, 2), hosts)
    while hosts:
        _hosted(programme, hall, year, dice, hosts.pop())
    return [(done, kind) for done, kind in sent if done is not None]


def _go(
    programme: Programme,
    hall: Place,
    form: Form,
    year: int,
    dice: Random,
    to: Place,
    features: list[str],
    troupes: list[Company],
    hosts: list[Place],
) -> Done | None:
    """One visit to the village `to`; its branch is the host where it is still its turn."""
    branch = to.parent
    host = [branch] if branch is not None and branch in hosts else []
    for one in host:
        hosts.remove(one)
    return programme.put_on(
        hall,
        form,
        year,
        dice,
        place=to,
        features=features,
        troupes=troupes,
        hosts=host,
        line=round(dice.uniform(15, 45), 1) if form.kind == "exhibition" else None,
        names={"village": to.area},
    )


def _hosted(programme: Programme, hall: Place, year: int, dice: Random, branch: Place) -> None:
    form = dice.choice(titles.forms("hosted"))
    programme.put_on(hall, form, year, dice, place=branch, hosts=[branch], names={"at": branch.area})
