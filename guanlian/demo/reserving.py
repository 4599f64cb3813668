"""Venues as people book them: rules of their own, reservations of these weeks, series, loans between halls."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from guanlian.booking.models import Reservation, Series, Status, VenueRule
from guanlian.demo.citizens import GROWN, Resident
from guanlian.demo.divisions import DATA
from guanlian.demo.hours import Hours
from guanlian.demo.joining import choir_of
from guanlian.demo.programme import Programme
from guanlian.demo.tables import code_of
from guanlian.demo.troupes import Company
from guanlian.demo.world import Place, World, moment, stamp, written
from guanlian.holds.models import Hold
from guanlian.network.models import Venue

BEHIND, AHEAD = 6, 15  # days
REASON = "场地预约"
# How often a free stretch of a day is booked, by kind of venue; villages' halls are used without asking.
USED = {"dance_room": 0.5, "study_room": 0.4, "training_room": 0.22, "multi_function": 0.12}
VILLAGE = 0.1
STARTS = {"dance_room": (540, 810, 900), "study_room": (540, 600, 840, 900), "training_room": (540, 840)}
LENGTHS = {"dance_room": (120, 90, 90), "study_room": (60, 90, 120), "training_room": (120,)}
HELD = {Status.REQUESTED, Status.CONFIRMED, Status.USED}
RELEASE = 20  # minutes after the beginning; a study room's own rule says 15


@cache
def words() -> dict[str, Any]:
    """data/reservations.toml."""
    return tomllib.loads((DATA / "reservations.toml").read_text(encoding="utf-8"))


def make(world: World, programme: Programme) -> None:
    """Rules and reservations of every upper hall, a few of villages; then those of the demonstration citizens."""
    book = Book(world, programme)
    for hall in world.halls:
        dice = world.dice("bookings", hall.code)
        if hall.tier == "subbranch" and dice.random() > VILLAGE:
            continue
        if hall.tier != "subbranch":
            book.rules(hall)
            book.series(hall, dice)
        book.days(hall, dice)
    for main in world.of_tier("main"):
        book.loans(main, world.dice("loans", main.code))
    book.named()


class Book:
    """All reservations of the demonstration in the making."""

    def __init__(self, world: World, programme: Programme) -> None:
        self.world, self.programme = world, programme
        self.hours = Hours(world)
        self.table, self.rule_table, self.venues = (world.tables[m] for m in (Reservation, VenueRule, Venue))
        self.approval: set[int] = set()
        self.weeks: dict[tuple[int, int, int], int] = defaultdict(int)
        self.grown = {
            county: [p for p in people if p.relation == "self" and (p.age(world.until) or GROWN) >= GROWN]
            for county, people in world.people.items()
        }
        self.everybody = [p for people in self.grown.values() for p in people]

    def rules(self, hall: Place) -> None:
        """The rules that some kinds of venue have; the others are booked by the defaults."""
        for kind, rule in words()["rule"].items():
            for venue in hall.venues.get(kind, ()):
                slots = f"{{{','.join(rule.get('slots', ()))}}}"
                self.rule_table.add(venue_id=venue, **{**rule, "slots": slots})
                if rule.get("approval"):
                    self.approval.add(venue)

    def days(self, hall: Place, dice: Random) -> None:
        """What is booked on the days around today."""
        for kind, odds in USED.items():
            for venue in hall.venues.get(kind, ()):
                for n in range(-BEHIND, AHEAD):
                    day = self.world.until + timedelta(days=n)
                    if dice.random() < odds * (1 if n < 5 else 0.6):
                        self._some(hall, venue, kind, day, dice)
        if hall.tier == "subbranch":
            for venue in hall.venues.get("village_hall", ()):
                for n in dice.sample(range(-BEHIND, AHEAD), 4):
                    self._some(hall, venue, "village_hall", self.world.until + timedelta(days=n), dice)

    def _some(self, hall: Place, venue: int, kind: str, day: date, dice: Random) -> None:
        place = dice.randrange(len(STARTS.get(kind, (540, 840))))
        start = STARTS.get(kind, (540, 840))[place]
        lengths = LENGTHS.get(kind, (120, 150))
        length = lengths[place] if kind == "dance_room" else dice.choice(lengths)
        person = self._person(hall, venue, day, dice)
        if person is not None:
            self.reserve(hall, venue, day, start, start + length, person, kind, dice)

    def _person(self, hall: Place, venue: int, day: date, dice: Random) -> Resident | None:
        """Somebody of the county who has not booked the venue that week."""
        week = day.toordinal() // 7
        for _ in range(4):
            people = self.grown.get(hall.county) or self.everybody
            each = dice.choice(people)
            if each.keeper not in self.world.accounts.values() and not self.weeks[venue, each.id, week]:
                return each
        return None

    def free(self, hall: Place, venue: int, day: date, start: int, end: int) -> bool:
        """Whether the hall is open then and nothing else takes the venue."""
        opens = any(a <= start and end <= b for a, b in self.hours.on(hall.id, day))
        return opens and self.programme.is_free(venue, day, (start, end))

    def reserve(
        self,
        hall: Place,
        venue: int,
        day: date,
        start: int,
        end: int,
        person: Resident | None,
        kind: str,
        dice: Random,
        **more: Any,
    ) -> int | None:
        """One reservation with its hold; None where the venue isn't free then."""
        if not self.free(hall, venue, day, start, end):
            return None
        status = more.pop("status", None) or self._status(venue, day, dice)
        people = self.venues.get(venue, "capacity") or 20
        troupe = more.pop("troupe", None) or self._troupe(hall, venue, dice)
        made = min(stamp(day, 0) - dice.randint(1, 9) * 1440, stamp(self.world.until, 0)) - dice.randint(200, 900)
        if status == Status.REQUESTED:  # few wait long for their answer
            made = stamp(self.world.until, 0) - dice.choice([200, 300, 500, 700, 900, 1300, 2400])
        if status in HELD:
            self.programme.take(venue, day, (start, end))
        if person is not None:
            self.weeks[venue, person.id, day.toordinal() // 7] += 1
        number = len(self.table.rows) + 1
        values: dict[str, Any] = {
            "code": code_of("YY", number, 10),
            "venue_id": venue,
            "period": f"[{moment(day, start)},{moment(day, end)})",
            "status": status,
            "hold_id": self._hold(venue, day, start, end, status, made),
            "person_id": person.id if person else None,
            "troupe_id": troupe.id if troupe else None,
            "purpose": dice.choice(words()["purposes"][kind]),
            "people": min(people, dice.randint(15, 30) if troupe else dice.randint(2, 8)),
            # For a troupe the hall's staff book.
            "channel": dice.choice(["desk", "phone"]) if troupe else "online",
            "acted_by_id": person.keeper if person and not troupe else self.world.clerks.get(hall.id),
            "made_at": written(made),
        }
        return self.table.add(**(values | self._outcome(hall, status, day, start, made, dice) | more))

    def _troupe(self, hall: Place, venue: int, dice: Random) -> Company | None:
        """Nearly every second time it is for a troupe; where only groups may, always."""
        if hall.troupes and (venue in self.approval or dice.random() < 0.4):
            return dice.choice(hall.troupes)
        return None

    def _status(self, venue: int, day: date, dice: Random) -> str:
        if day < self.world.until:
            return dice.choices([Status.USED, Status.RELEASED, Status.CANCELLED], [80, 11, 9])[0]
        if venue in self.approval:
            return dice.choices([Status.REQUESTED, Status.CONFIRMED, Status.DECLINED], [55, 35, 10])[0]
        return Status.CONFIRMED if dice.random() < 0.94 else Status.CANCELLED

    def _hold(self, venue: int, day: date, start: int, end: int, status: str, made: int) -> int:
        gone = {Status.RELEASED: stamp(day, start + RELEASE)}.get(Status(status), made + 60)
        return self.world.tables[Hold].add(
            resource_id=self.venues.get(venue, "resource_id"),
            period=f"[{moment(day, start)},{moment(day, end)})",
            reason=REASON,
            made_at=written(made),
            released_at=None if status in HELD else written(gone),
        )

    def _outcome(self, hall: Place, status: str, day: date, start: int, made: int, dice: Random) -> dict[str, Any]:
        decided = {"decided_at": written(made + 45), "decided_by_id": self.world.clerks.get(hall.id)}
        if status == Status.USED:
            return {"checked_in_at": moment(day, start + dice.randint(-12, 9))}
        if status == Status.DECLINED:
            return decided | {"why": dice.choice(words()["declined"]["why"])}
        if status == Status.RELEASED:
            return {"decided_at": moment(day, start + RELEASE)}
        return decided if status == Status.CANCELLED else {}

    def series(self, hall: Place, dice: Random) -> None:
        """A troupe that has the training room every week."""
        venues = hall.venues.get("training_room") or hall.venues.get("dance_room")
        people = self.grown.get(hall.county) or self.everybody
        if venues and dice.random() < 0.5:
            slots = ((540, 660), (810, 900), (900, 990))
            self.weekly(hall, venues[0], dice.choice(people), dice.randrange(1, 5), *dice.choice(slots), dice)

    def weekly(
        self,
        hall: Place,
        venue: int,
        person: Resident,
        weekday: int,
        start: int,
        end: int,
        dice: Random,
        troupe: Company | None = None,
    ) -> None:
        """The venue every week for a troupe whose leader is `person`, from two weeks ago, eight times; days on which it
        can't be had are skipped."""
        monday = self.world.until - timedelta(days=self.world.until.weekday() + 14)
        days = [monday + timedelta(days=weekday + 7 * n) for n in range(8)]
        table, number = self.world.tables[Series], len(self.world.tables[Series].rows) + 1
        made = stamp(days[0], 0) - 9 * 1440 + 600
        key = table.add(
            code=code_of("DQ", number, 10),
            venue_id=venue,
            person_id=person.id,
            weekdays=f"{{{weekday}}}",
            first=days[0],
            last=days[-1],
            opens=f"{start // 60:02d}:{start % 60:02d}",
            closes=f"{end // 60:02d}:{end % 60:02d}",
            made_at=written(made),
        )
        skipped, troupe = [], troupe or (dice.choice(hall.troupes) if hall.troupes else None)
        for day in days:
            kept = Status.USED if day < self.world.until else Status.CONFIRMED
            kind = self.venues.get(venue, "kind")
            more = {"series_id": key, "status": kept, "made_at": written(made), "troupe": troupe}
            found = self.reserve(hall, venue, day, start, end, person, kind, dice, **more)
            if found is None:
                why = "已有其他安排" if self.hours.on(hall.id, day) else "当天不开放"
                skipped.append({"day": day.isoformat(), "why": why})
        table.set(key, skipped=json.dumps(skipped, ensure_ascii=False))

    def loans(self, main: Place, dice: Random) -> None:
        """Branches that ask for a room of their main hall: two agreed, two wait for an answer."""
        rooms = [v for kind in ("multi_function", "dance_room") for v in main.venues.get(kind, ())]
        branches = main.children[:4]
        wanted = [Status.REQUESTED, Status.CONFIRMED, Status.REQUESTED, Status.CONFIRMED]
        for branch, status in zip(branches, wanted, strict=False):
            for n in dice.sample(range(3, AHEAD + 8), 6) if rooms else ():
                day = self.world.until + timedelta(days=n)
                if self._loan(main, branch, dice.choice(rooms), day, status, dice) is not None:
                    break

    def _loan(self, main: Place, branch: Place, venue: int, day: date, status: str, dice: Random) -> int | None:
        key = self.reserve(
            main, venue, day, 810, 990, None, "loan", dice, status=status, for_hall_id=branch.id, channel="desk"
        )
        if key is not None:
            self.table.set(
                key, troupe_id=None, people=dice.randint(25, 60), acted_by_id=self.world.clerks.get(branch.id)
            )
        return key

    def named(self) -> None:
        """What the demonstration citizens have booked: a series, one that waits, one used, one for next week."""
        branch, dice = self.world.story_village.parent, self.world.dice("bookings", "named")
        household = self.world.people[self.world.story_village.county]
        selves = {p.keeper: p for p in household if p.relation == "self"}
        mother, retired = (selves.get(self.world.accounts[name]) for name in ("wangfang", "lijianguo"))
        if branch is None or branch.parent is None or mother is None or retired is None:
            return
        rooms = branch.venues.get("training_room", [])
        if rooms:
            self.weekly(branch, rooms[0], retired, 2, 840, 960, dice, choir_of(self.world))
        self._first(branch, "dance_room", mother, range(2, 12), Status.CONFIRMED, dice)
        self._first(branch, "dance_room", mother, range(-5, -1), Status.USED, dice)
        self._first(branch.parent, "study_room", mother, range(3, 14), Status.CONFIRMED, dice)
        self._first(branch.parent, "multi_function", retired, range(4, 15), Status.REQUESTED, dice)

    def _first(self, hall: Place, kind: str, person: Resident, ahead: Sequence[int], status: str, dice: Random) -> None:
        """The first of the days from today on which the venue is free."""
        for n in ahead:
            day = self.world.until + timedelta(days=n)
            for venue in hall.venues.get(kind, ()):
                for start in STARTS.get(kind, (540, 840)):
                    length = 90 if kind == "dance_room" and start > 600 else 120
                    key = self.reserve(hall, venue, day, start, start + length, person, kind, dice, status=status)
                    if key is not None and venue not in self.approval:
                        self.table.set(key, troupe_id=None, channel="online", acted_by_id=person.keeper, people=4)
                    if key is not None:
                        return
