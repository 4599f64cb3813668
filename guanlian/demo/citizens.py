"""Citizens: accounts with their households, spread over the villages, and guests whom the halls' desks entered."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from guanlian.accounts.models import Person, Relation, User
from guanlian.demo import accounts
from guanlian.demo.divisions import DATA
from guanlian.demo.tables import code_of
from guanlian.demo.world import Place, World, moment

FIRST_KEY = accounts.FIRST_KEY + 1_000
IN_A_COUNTY = 84  # accounts
AT_A_DESK = {"main": 8, "branch": 3}  # guests
# Nobody has these numbers, and no account has confirmed its own: nothing is sent to citizens with accounts.
PHONE, FIRST_GUEST = "+861990000{:04d}", 5_000
GROWN = 18
OLD = 56


@dataclass(slots=True)
class Resident:
    """A person of the demonstration, as the makers of entries see them."""

    id: int
    name: str
    born: date | None
    relation: str
    keeper: int | None
    home: Place | None
    hall: Place | None = None
    family: list[Resident] = field(default_factory=list, repr=False)
    busy: set[int] = field(default_factory=set)  # days taken, as ordinals
    courses: int = 0  # online places in courses that are not over
    missed: int = 0  # absences that count, in the last months
    draws: list[tuple[int, bool]] = field(default_factory=list)  # when drawn, and whether won

    def age(self, day: date) -> int | None:
        """Whole years on `day`; None where the birthday is not known."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@cache
def words() -> dict[str, Any]:
    """data/citizens.toml."""
    return tomllib.loads((DATA / "citizens.toml").read_text(encoding="utf-8"))


def make(world: World) -> None:
    """Add them; the world knows them by county."""
    for main in world.of_tier("main"):
        world.people[main.county] = []
        villages = [v for branch in main.children for v in branch.children]
        dice = world.dice("citizens", main.county)
        if world.story_village in villages:
            _named(world)
        for _ in range(IN_A_COUNTY):
            _household(world, dice.choice(villages), dice)
        for hall in [main, *main.children]:
            for _ in range(AT_A_DESK[hall.tier]):
                _guest(world, hall, dice)


def _named(world: World) -> None:
    """Those whom a visitor plays: a mother with a daughter and a father, a retired man with his wife, and one alone."""
    until, home, year = world.until, world.story_village, world.until.year
    mother = _person(world, home, "王芳", Relation.SELF, date(year - 38, 4, 9), world.accounts["wangfang"])
    _person(world, home, "陈欣怡", Relation.CHILD, date(year - 7, 1, 1), mother.keeper, consent="王芳", of=mother)
    _person(world, home, "王国强", Relation.PARENT, date(year - 70, 1, 1), mother.keeper, of=mother)
    retired = _person(world, home.parent, "李建国", Relation.SELF, date(year - 67, 2, 3), world.accounts["lijianguo"])
    _person(world, home.parent, "张秀英", Relation.SPOUSE, date(year - 65, 1, 2), retired.keeper, of=retired)
    _person(world, home, "市民", Relation.SELF, until - timedelta(days=31 * 366), world.accounts["shimin"])


def _household(world: World, home: Place, dice: Random) -> None:
    """One account: a parent with children and perhaps a grandparent, somebody young, or somebody retired."""
    kind = dice.choices(["parent", "young", "retired", "couple"], [50, 18, 20, 12])[0]
    woman = dice.random() < (0.72 if kind == "parent" else 0.55)
    age = {"parent": (30, 46), "young": (19, 31), "retired": (57, 74), "couple": (32, 58)}[kind]
    joined = world.until - timedelta(days=dice.randint(20, 700))
    born = _birthday(world, dice, *age)
    name = _name(dice, "old" if kind == "retired" else "grown", woman)
    owner = _person(world, home, name, Relation.SELF, born, _account(world, name, joined), added=joined)
    surname = dice.choice(words()["surnames"]) if woman else name[0]
    if kind == "parent":
        for _ in range(dice.choices([1, 2], [7, 3])[0]):
            child = _name(dice, "child", dice.random() < 0.55, surname)
            birthday = _birthday(world, dice, 4, 13)
            _person(
                world, home, child, Relation.CHILD, birthday, owner.keeper, added=joined, consent=owner.name, of=owner
            )
    if kind in {"couple", "retired"} and dice.random() < 0.6:
        generation = "old" if kind == "retired" else "grown"
        spouse = _name(dice, generation, not woman)
        _person(
            world, home, spouse, Relation.SPOUSE, _birthday(world, dice, *age), owner.keeper, added=joined, of=owner
        )
    if kind in {"parent", "couple"} and dice.random() < 0.3:
        elder = _name(dice, "old", dice.random() < 0.6, name[0])
        _person(
            world, home, elder, Relation.PARENT, _birthday(world, dice, 60, 79), owner.keeper, added=joined, of=owner
        )


def _account(world: World, name: str, joined: date) -> int:
    """An account nobody signs in to."""
    number = len(world.tables[User].rows)
    key = FIRST_KEY + number
    world.tables[User].add(
        id=key,
        username=f"shimin{number:04d}",
        password="!",
        name=f"{name}（演示）",
        phone=PHONE.format(number),
        date_joined=moment(joined, 1080),
        is_demo=True,
    )
    return key


def _guest(world: World, hall: Place, dice: Random) -> None:
    """Somebody without a telephone of their own, or with one that only rings."""
    old = dice.random() < 0.8
    name = _name(dice, "old" if old else "grown", dice.random() < 0.55)
    born = _birthday(world, dice, *((62, 82) if old else (35, 60))) if dice.random() < 0.6 else None
    added = world.until - timedelta(days=dice.randint(95, 500))
    phone = PHONE.format(FIRST_GUEST + len(world.tables[Person].rows)) if dice.random() < 0.3 else ""
    home = dice.choice(hall.children) if hall.tier == "branch" else None
    _person(world, home, name, Relation.GUEST, born, None, added=added, hall=hall, phone=phone)


def _person(
    world: World,
    home: Place | None,
    name: str,
    relation: str,
    born: date | None,
    keeper: int | None,
    *,
    added: date | None = None,
    consent: str = "",
    of: Resident | None = None,
    hall: Place | None = None,
    phone: str = "",
) -> Resident:
    table, day = world.tables[Person], added or world.until - timedelta(days=200)
    key = table.add(
        code=code_of("RY", len(table.rows) + 1, 10),
        keeper_id=keeper,
        hall_id=hall.id if hall else None,
        relation=relation,
        name=name,
        phone=phone,
        born_on=born,
        lives_at_id=home.id if home else None,
        added_on=day,
        entered_by_id=world.clerks.get(hall.id) if hall else None,
        consent_at=moment(day, 1081) if consent else None,
        consent_by=consent,
    )
    resident = Resident(key, name, born, str(relation), keeper, home, hall)
    resident.family = of.family if of else resident.family
    resident.family.append(resident)
    county = hall.county if hall else (home or world.story_village).county
    world.people[county].append(resident)
    return resident


def _birthday(world: World, dice: Random, youngest: int, oldest: int) -> date:
    return world.until - timedelta(days=dice.randint(youngest * 366, oldest * 365))


def _name(dice: Random, generation: str, woman: bool, surname: str = "") -> str:
    given = words()["given"]
    lists = {"old": ("old_women", "old_men"), "grown": ("women", "men"), "child": ("girls", "boys")}
    return (surname or dice.choice(words()["surnames"])) + dice.choice(given[lists[generation][0 if woman else 1]])
