"""What citizens say back: feedback, complaints and wishes with their answers, and demand that was not met."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from guanlian.demo import days
from guanlian.demo.admitting import Occasion
from guanlian.demo.citizens import Resident
from guanlian.demo.divisions import DATA
from guanlian.demo.tables import code_of
from guanlian.demo.world import Place, World, moment, stamp, written
from guanlian.programme.models import Feedback, Mood, Opinion, Point, Unmet
from guanlian.programme.rules import rules

GIVEN = 0.34  # of those who came
MOODS = {Mood.GOOD: 80, Mood.FAIR: 15, Mood.POOR: 5}
WORDED = {Mood.GOOD: 0.18, Mood.FAIR: 0.4, Mood.POOR: 0.8}
OF_COUNTY = 26  # opinions in the last months
UNMET_DAYS = 60


@cache
def words() -> dict[str, Any]:
    """data/voices.toml."""
    return tomllib.loads((DATA / "voices.toml").read_text(encoding="utf-8"))


def feedback(world: World, came: list[tuple[int, Resident, Occasion]]) -> None:
    """Two taps from about one in three of those who came to what is over; the demonstration citizens still owe one."""
    owed: set[int] = set()
    for key, each, occasion in came:
        if occasion.lessons[-1].day >= world.until:
            continue
        dice = world.dice("feedback", key)
        if each.keeper in world.accounts.values() and each.id not in owed:
            owed.add(each.id)
            continue
        if dice.random() < GIVEN and each.keeper is not None:
            _feedback(world, key, occasion, dice)


def _feedback(world: World, key: int, occasion: Occasion, dice: Random) -> None:
    mood = dice.choices(list(MOODS), list(MOODS.values()))[0]
    points = dice.sample(Point.values, dice.choices([0, 1, 2], [15, 60, 25])[0])
    said = words()["feedback"][mood.name.lower()]
    last = occasion.lessons[-1]
    at = stamp(last.day, last.end) + dice.choice([12, 25, 40, 90, 700, 1300])
    world.tables[Feedback].add(
        registration_id=key,
        mood=mood,
        points=f"{{{','.join(points)}}}",
        text=dice.choice(said) if dice.random() < WORDED[mood] else "",
        made_at=written(min(at, stamp(world.until, 0) - 20)),
    )


def opinions(world: World) -> None:
    """Complaints and wishes of the last months in every county: answered, waiting for their answer, overdue."""
    for main in world.of_tier("main"):
        dice = world.dice("opinions", main.county)
        keepers = [p for p in world.people[main.county] if p.relation == "self" and not _named(world, p)]
        halls = [main, main, *main.children]
        for number in range(OF_COUNTY):
            said, hall = dice.choice(words()["opinions"]), dice.choice(halls)
            _opinion(world, hall, dice.choice(keepers), said, number, dice)
    _named_opinions(world)


def _named(world: World, each: Resident) -> bool:
    return each.keeper in world.accounts.values()


def _named_opinions(world: World) -> None:
    """The mother has an answer to read and a wish that waits; the retired man's is with the branch."""
    branch = world.story_village.parent
    every, dice = words()["opinions"], world.dice("opinions", "named")
    for account, place, number in (("wangfang", 6, 5), ("wangfang", 0, 0), ("lijianguo", 5, 1)):
        household = world.people[world.story_village.county]
        person = next((p for p in household if p.keeper == world.accounts[account]), None)
        if person is not None and branch is not None:
            _opinion(world, branch, person, every[place], number, dice)


def _opinion(world: World, hall: Place, by: Resident, said: dict[str, str], number: int, dice: Random) -> None:
    """The first few of a county still wait, one of them too long; of the others nearly all are answered."""
    ago = dice.randint(1, 3) if number < 3 else dice.randint(11, 16) if number == 3 else dice.randint(8, 90)
    made = world.until - timedelta(days=ago)
    due = days.working(made, rules()["opinions"]["answer_days"])
    status = "open" if number < 4 else "taken_back" if dice.random() < 0.05 else "answered"
    answered = min(made + timedelta(days=dice.randint(1, 6)), world.until - timedelta(days=1))
    desk = dice.random() < 0.2 and not _named(world, by)
    table, clerk = world.tables[Opinion], world.clerks.get(hall.id)
    table.add(
        code=code_of("YJ", len(table.rows) + 1, 10),
        hall_id=hall.id,
        kind=said["kind"],
        by_id=None if desk else by.keeper,
        contact=f"{by.name}，来馆口述" if desk else "",
        text=said["text"],
        status=status,
        made_at=moment(made, 480 + dice.randint(0, 700)),
        taken_down_by_id=clerk if desk else None,
        due_on=due,
        answer=said["answer"] if status == "answered" else "",
        answered_at=moment(answered, 960) if status == "answered" else None,
        answered_by_id=clerk if status == "answered" else None,
    )


def unmet(world: World, occasions: list[Occasion]) -> None:
    """Searches without result over the whole city, rooms that were not free, classes that were full."""
    dice, table = world.dice("unmet"), world.tables[Unmet]
    for text in words()["unmet"]["search"]:
        often = dice.randint(1, 5)
        for day in sorted(dice.sample(range(1, UNMET_DAYS), dice.randint(6, 24))):
            number = dice.randint(1, 2 * often)
            table.add(kind=Unmet.Kind.SEARCH, words=text, on=world.until - timedelta(days=day), number=number)
    for hall in [*world.of_tier("main"), *world.of_tier("branch")]:
        for text in dice.sample(words()["unmet"]["venue"], dice.randint(0, 2)):
            for day in sorted(dice.sample(range(1, UNMET_DAYS), dice.randint(1, 5))):
                on = world.until - timedelta(days=day)
                table.add(kind=Unmet.Kind.VENUE, hall_id=hall.id, words=text, on=on, number=dice.randint(1, 3))
    for occasion in occasions:
        if occasion.plan in {"full", "offered"} and occasion.opens < stamp(world.until, 0) - 1440:
            first = max(date.fromordinal(occasion.opens // 1440), world.until - timedelta(days=6))
            for day in range((world.until - first).days):
                on = first + timedelta(days=day)
                table.add(
                    kind=Unmet.Kind.FULL,
                    hall_id=occasion.hall.id,
                    activity_id=occasion.activity,
                    on=on,
                    number=dice.randint(1, 9),
                )
