"""What follows from too many absences: restrictions, and the appeals against a few of them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from guanlian.demo import days
from guanlian.demo.coming import Coming, Missing
from guanlian.demo.voices import words
from guanlian.demo.world import World, moment, span
from guanlian.programme.models import Appeal, Restriction
from guanlian.programme.rules import rules


def make(world: World, coming: Coming) -> None:
    """A restriction for everybody who stayed away as often as the rule says; the first three have something to say."""
    many = rules()["absence"]["many"]
    often = [each for each in coming.missing.values() if len(each.absences) >= many]
    for number, each in enumerate(sorted(often, key=lambda each: each.absences[-1][0], reverse=True)):
        _restrict(world, each, number)


def _restrict(world: World, each: Missing, number: int) -> None:
    declared, last = rules()["absence"], each.absences[-1]
    begins = last[0] + timedelta(days=1)
    key = world.tables[Restriction].add(
        person_id=each.resident.id,
        hall_id=last[2].hall.id,
        period=span(begins, begins + timedelta(days=declared["restricted_days"])),
    )
    for _day, absence, _occasion in each.absences[-declared["many"] :]:
        world.tables[Restriction.absences.through].add(restriction_id=key, absence_id=absence)
    made = min(begins + timedelta(days=1), world.until - timedelta(days=1))
    _appeal(world, key, made, ["open", "granted", "refused"][number] if number < 3 else "", world.dice("appeal", key))


def _appeal(world: World, restriction: int, made: date, outcome: str, dice: Random) -> None:
    if not outcome:
        return
    decided = min(made + timedelta(days=dice.randint(1, 3)), world.until - timedelta(days=1))
    text = words()["appeals"]
    answer = text.get(f"{outcome}_answer", "")
    clerk = world.clerks.get(world.tables[Restriction].get(restriction, "hall_id"))
    world.tables[Appeal].add(
        restriction_id=restriction,
        text=text[outcome],
        status=outcome,
        made_at=moment(made, 1175),
        due_on=days.working(made, rules()["absence"]["appeal_days"]),
        answer=answer,
        decided_at=moment(decided, 1190) if answer else None,
        decided_by_id=clerk if answer else None,
    )
    if outcome == "granted":
        world.tables[Restriction].set(restriction, lifted_at=moment(decided, 1190), lifted_why=answer)
