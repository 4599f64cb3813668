"""Who entered what: entries in every state, each where the one before left people free."""

from __future__ import annotations

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from guanlian.demo import admitting, drawing
from guanlian.demo.admitting import DAY, Occasion
from guanlian.demo.citizens import GROWN, OLD, Resident, words
from guanlian.demo.tables import code_of
from guanlian.demo.world import World, stamp, written
from guanlian.programme.models import Activity, Cancellation, Policy, Registration
from guanlian.programme.rules import rules

TAKING = {"placed", "offered"}
NEIGHBOURS = ("330402", "330411")  # whose people go to the city's own hall
PLANS = {"none": 6, "many": 42, "few": 22, "full": 20, "offered": 10}
FEWEST = 4  # people without whom no room is full


class Entries:
    """All entries of the demonstration in the making."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.table = world.tables[Registration]
        self.now = stamp(world.until, 0)
        self.named = {world.accounts[name] for name in ("wangfang", "lijianguo", "shimin") if name in world.accounts}
        self.most = rules()["limits"]["courses_at_once"]
        self.taken = self.online = 0

    def make(self, occasions: Iterable[Occasion]) -> None:
        """What lies behind first, so that who lost a draw weighs more in the next."""
        for occasion in sorted(occasions, key=lambda each: (each.closes, each.activity)):
            dice, self.taken, self.online = self.world.dice("entries", occasion.activity), 0, 0
            if occasion.status == "cancelled":
                self._cancelled(occasion, dice)
            elif occasion.opens < self.now:
                self._by_policy(occasion, dice)
            admitting.write(self.world, occasion, taken=self.taken, online=self.online)
            if occasion.policy == Policy.LOTTERY and not drawing.is_drawn(occasion):
                drawing.commit(self.world, occasion)

    def _by_policy(self, occasion: Occasion, dice: Random) -> None:
        if occasion.policy == Policy.LOTTERY:
            self._lottery(occasion, dice)
        elif occasion.policy == Policy.REVIEWED:
            self._reviewed(occasion, dice)
        elif occasion.is_ahead(self.world):
            self._first_come(occasion, dice)
        else:
            self._behind(occasion, dice)

    # ---- who could

    def pool(self, occasion: Occasion) -> list[Resident]:
        """Those who would come: the county's people, for the city's own hall those of the city's districts."""
        people = self.world.people
        if occasion.hall.tier != "central":
            return people.get(occasion.hall.county, [])
        near = [each for county in NEIGHBOURS for each in people.get(county, [])]
        return near or [each for all_of in people.values() for each in all_of]

    def gather(self, occasion: Occasion, number: int, dice: Random, *, guests: bool = False) -> list[Resident]:
        """At most `number` people who may enter, are free, and are no demonstration citizens; neighbours first."""
        if number <= 0:
            return []
        town = occasion.at.parent if occasion.at.tier == "subbranch" else occasion.at
        found = []
        for each in self.pool(occasion):
            if (each.keeper is None) is guests and each.keeper not in self.named and self.may(occasion, each):
                near = each.home is not None and (each.home is town or each.home.parent is town)
                found.append((dice.random() * (0.35 if near else 1), each.id, each))
        found.sort(key=lambda entry: entry[:2])
        return [each for _lot, _key, each in found[:number]]

    def may(self, occasion: Occasion, each: Resident) -> bool:
        """Of the right age, not elsewhere on one of the days, not in too many courses."""
        age = each.age(occasion.first)
        if occasion.kind == "training":
            if occasion.for_children:
                least, most = admitting.CHILDREN
                if age is None or not least <= age <= most:
                    return False
            elif (age or OLD) < (OLD if "seniors" in occasion.audiences else GROWN):
                return False
            if each.courses >= self.most and self.runs(occasion):
                return False
        elif occasion.kind in {"lecture", "contest"} and (age or OLD) < GROWN - 4:
            return False
        return each.busy.isdisjoint(occasion.days)

    def runs(self, occasion: Occasion) -> bool:
        """Whether it is not over."""
        return occasion.lessons[-1].day >= self.world.until

    # ---- one entry

    def enter(self, occasion: Occasion, each: Resident, status: str, at: int, *, by: str = "", **more: Any) -> int:
        """Write one entry; `by` is desk or phone, else it was made on the site."""
        number = len(self.table.rows) + 1
        channel = by or ("online" if each.keeper else "desk")
        key = self.table.add(
            code=code_of("BM", number, 10),
            admission_id=occasion.admission,
            person_id=each.id,
            group=more.pop("group", code_of("TX", number, 10)),
            status=status,
            channel=channel,
            acted_by_id=each.keeper if channel == "online" else self.world.clerks.get(occasion.hall.id),
            entered_at=written(at),
            **more,
        )
        if status in TAKING:
            self.taken += 1
            self.online += channel == "online"
        if status in {"placed", "offered", "waiting", "entered"}:
            each.busy |= occasion.days
            each.courses += occasion.kind == "training" and channel == "online" and self.runs(occasion)
        if status == "placed":
            occasion.placed.append((key, each))
        return key

    def times(self, occasion: Occasion, number: int, dice: Random, until: int | None = None) -> list[int]:
        """When `number` people entered, in order: most of them soon, nobody at night."""
        first, last = occasion.opens, min(occasion.closes - 1, self.now - 60, until or self.now)
        found = []
        for _ in range(number):
            at = first + int(max(last - first, 1) * dice.random() ** 2.2)
            day, minute = divmod(at, DAY)
            found.append(min(max(day * DAY + 420 + minute * 15 // 24, first), max(last, first)))
        return sorted(found)

    # ---- the policies

    def _first_come(self, occasion: Occasion, dice: Random) -> None:
        plan = occasion.plan or dice.choices(list(PLANS), list(PLANS.values()))[0]
        room = occasion.places - occasion.reserved
        wanted = {"none": 0, "many": round(room * dice.uniform(0.1, 0.6)), "few": room - dice.randint(1, 4)}.get(
            plan, room
        )
        occasion.plan = plan
        guests = self.gather(occasion, dice.randint(0, occasion.reserved or 2) if wanted else 0, dice, guests=True)
        over = dice.randint(2, 9) if plan in {"full", "offered"} else 0
        people = self._with(occasion, self.gather(occasion, wanted + over, dice), "placed")
        if len(people) < over + FEWEST:
            occasion.plan = plan = "many"
            over = 0
        if plan != "many" and wanted and len(people) < wanted + over:
            wanted = self._smaller(occasion, plan, len(people) - over, len(guests))
        online = min(wanted, occasion.places - max(occasion.reserved, len(guests)))
        self._placed(occasion, people[:online], guests, dice, late=over > 0)
        if over:
            self._queue(occasion, people[online:], dice, offers=dice.randint(1, 2) if plan == "offered" else 0)
        self._released(occasion, dice, len(people) // 16)

    def _smaller(self, occasion: Occasion, plan: str, people: int, guests: int) -> int:
        """A room in which so many people are what `plan` says; returns how many of them find a place on the site."""
        online = max(people, 1)
        occasion.places = max(online + max(occasion.reserved, guests) + (plan == "few") * 2, 5)
        return online if plan in {"few", "none"} else occasion.places - occasion.reserved

    def _with(self, occasion: Occasion, people: list[Resident], role: str) -> list[Resident]:
        """The people, with the demonstration citizen who plays `role` among them."""
        star = occasion.stars.get(role)
        return [star, *people[: len(people) - 1]] if star is not None and people else [star] if star else people

    def _placed(
        self, occasion: Occasion, people: list[Resident], guests: list[Resident], dice: Random, *, late: bool = False
    ) -> None:
        everybody = [*people, *guests]
        dice.shuffle(everybody)
        times = self.times(occasion, len(everybody), dice, until=self._full_since(occasion) if late else None)
        for each, at in zip(everybody, times, strict=True):
            by = dice.choice(["desk", "phone"]) if each.keeper is None else ""
            self.enter(occasion, each, "placed", at, by=by)

    def _queue(self, occasion: Occasion, people: list[Resident], dice: Random, *, offers: int) -> None:
        """The waiting list, and the offers that await an answer: `offers` of those placed have given up."""
        people, late = self._starring(occasion, people), self._full_since(occasion)
        times = sorted(late + dice.randint(0, max(self.now - 61 - late, 1)) for _ in people)
        for place, (each, at) in enumerate(zip(people, times, strict=True)):
            if place < offers and occasion.begins > self.now + 3 * DAY and self.give_up(occasion, dice):
                until = self.answer_by(dice)
                self.enter(occasion, each, "offered", at, waiting_since=written(at), offered_until=written(until))
            else:
                self.enter(occasion, each, "waiting", at, waiting_since=written(at))

    def _full_since(self, occasion: Occasion) -> int:
        return max(occasion.opens + DAY // 3, min(occasion.closes, self.now) - 2 * DAY)

    def _starring(self, occasion: Occasion, people: list[Resident]) -> list[Resident]:
        """The queue with the demonstration citizens in it: first where an offer is to come, else third."""
        offered, waiting = occasion.stars.get("offered"), occasion.stars.get("waiting")
        if offered is not None:
            people = [offered, *people[1:]]
        if waiting is not None:
            people = [*people[:2], waiting, *people[3:]]
        return people

    def answer_by(self, dice: Random) -> int:
        """Until when an offer made yesterday holds: some time tomorrow."""
        return self.now + DAY + dice.choice([720, 840, 960, 1200])

    def give_up(self, occasion: Occasion, dice: Random) -> bool:
        """One of those who had a place on the site gives it back; False where nobody can."""
        for key, each in reversed(occasion.placed):
            if each.keeper is not None and each.keeper not in self.named:
                gone = written(self.now - dice.randint(20, 300))
                self.table.set(key, status="released", why=dice.choice(words()["entries"]["released"]), decided_at=gone)
                occasion.placed.remove((key, each))
                self.taken, self.online = self.taken - 1, self.online - 1
                return True
        return False

    def _released(self, occasion: Occasion, dice: Random, number: int) -> None:
        for each in self.gather(occasion, number, dice):
            at = self.times(occasion, 1, dice)[0]
            gone = written(min(at + DAY // 2, self.now - 20, max(occasion.begins - DAY, at)))
            self.enter(occasion, each, "released", at, why=dice.choice(words()["entries"]["released"]), decided_at=gone)

    def _reviewed(self, occasion: Occasion, dice: Random) -> None:
        """Some decided, most not where entries are still open; all decided where it has begun."""
        ahead = occasion.is_ahead(self.world)
        occasion.places = min(occasion.places, occasion.participants or occasion.places)
        people = self.gather(occasion, round(occasion.places * dice.uniform(0.5, 1.1)), dice)
        answers = words()["entries"]["answers"]
        clerk = self.world.clerks.get(occasion.hall.id)
        for each, at in zip(people, self.times(occasion, len(people), dice), strict=True):
            throw, more = dice.random(), {"answer": dice.choice(answers)}
            status = "declined" if throw < 0.08 else "placed" if throw < (0.35 if ahead else 1) else "entered"
            if status != "entered" and self.taken < occasion.places:
                more |= {"decided_at": written(min(at + DAY, self.now - 30)), "decided_by_id": clerk}
            else:
                status = "entered" if ahead else "unplaced"
            if status == "declined":
                more["why"] = dice.choice(words()["entries"]["declined"])
            self.enter(occasion, each, status, at, **more)

    def _lottery(self, occasion: Occasion, dice: Random) -> None:
        drawn = occasion.closes + drawing.DRAWN_AFTER < self.now
        occasion.places = min(occasion.places, occasion.participants or occasion.places)
        people = self.gather(occasion, round(occasion.places * dice.uniform(1.2, 2.2)), dice)
        people = self._with(occasion, people, "entered")
        if drawn and people:
            occasion.places = min(occasion.places, max(5, round(len(people) * dice.uniform(0.5, 0.8))))
        times = self.times(occasion, len(people), dice)
        if not drawn:
            for each, at in zip(people, times, strict=True):
                self.enter(occasion, each, "entered", at, weight=drawing.weight(each, at))
            return
        drawing.draw(self, occasion, list(zip(people, times, strict=True)), dice)

    def _behind(self, occasion: Occasion, dice: Random) -> None:
        """First come, first served, and over: those placed, a few who gave up or found no place."""
        most = occasion.participants or occasion.places
        wanted = {"training": min(most, 32), "lecture": min(most, dice.randint(12, 30))}.get(
            occasion.kind, min(most, occasion.places, dice.randint(8, 36))
        )
        guests = self.gather(occasion, dice.randint(0, 3), dice, guests=True)
        people = self._with(occasion, self.gather(occasion, max(wanted - len(guests), 1), dice), "placed")
        occasion.places = max(occasion.places, len(people) + len(guests))
        self._placed(occasion, people, guests, dice)
        if self.taken == occasion.places:
            for each in self.gather(occasion, dice.randint(0, 5), dice):
                self.enter(occasion, each, "unplaced", self.times(occasion, 1, dice)[0])
        self._released(occasion, dice, len(people) // 14)

    def _cancelled(self, occasion: Occasion, dice: Random) -> None:
        if occasion.opens >= self.now:
            return
        people = self._with(occasion, self.gather(occasion, dice.randint(4, 18), dice), "cancelled")
        why = self.world.tables[Activity].get(occasion.activity, "note")
        gone = written(min(self.now, occasion.begins) - dice.randint(500, 900))
        keys = [
            self.enter(occasion, each, "cancelled", at, why=why, decided_at=gone)
            for each, at in zip(people, self.times(occasion, len(people), dice), strict=True)
        ]
        stood = {"placed": [self.table.get(key, "code") for key in keys]}
        clerk = self.world.clerks.get(occasion.hall.id)
        self.world.tables[Cancellation].add(
            activity_id=occasion.activity, why=why, at=gone, by_id=clerk, entries=json.dumps(stood)
        )
