"""Who came: tickets read at the door, counts by hand beside them, absences, and what follows from too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from guanlian.demo.admitting import Occasion
from guanlian.demo.citizens import Resident
from guanlian.demo.programme import Lesson
from guanlian.demo.voices import words
from guanlian.demo.world import World, stamp, written
from guanlian.programme.models import Absence, Attendance, Headcount
from guanlian.programme.rules import rules

WAYS = {Attendance.Way.SCANNED: 80, Attendance.Way.LISTED: 12, Attendance.Way.OFFLINE: 8}
MISSED = 0.06  # of those with a place at a single event
LESSON_MISSED = 0.05
GIVES_UP = 0.02  # of those in a course


@dataclass(slots=True)
class Missing:
    """Somebody's absences that count, as the maker of restrictions reads them."""

    resident: Resident
    absences: list[tuple[date, int, Occasion]] = field(default_factory=list)


class Coming:
    """The attendance of everything that was held and registered for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.attendances = world.tables[Attendance]
        self.absences = world.tables[Absence]
        self.headcounts = world.tables[Headcount]
        self.most = rules()["absence"]["many"] - 1
        self.running = rules()["absence"]["course_running"]
        self.came: list[tuple[int, Resident, Occasion]] = []
        self.missing: dict[int, Missing] = {}

    def make(self, occasions: Sequence[Occasion]) -> None:
        """Attendance of every session whose roll was closed; of no other was anything taken."""
        held = sorted((o for o in occasions if o.status == "held" and o.placed), key=lambda o: (o.first, o.activity))
        away = self._away(held)
        for occasion in held:
            dice = self.world.dice("coming", occasion.activity)
            meetings = [
                (key, lesson)
                for key, lesson in zip(occasion.sessions, occasion.lessons, strict=True)
                if lesson.day < self.world.until
            ]
            if len(occasion.lessons) == 1:
                self._event(occasion, *meetings[0], away, dice)
            else:
                self._course(occasion, meetings, dice)

    def _away(self, held: Sequence[Occasion]) -> set[int]:
        """The entries of a few people who stayed away so often lately that they are restricted now."""
        single: dict[int, list[tuple[int, Resident, Occasion]]] = defaultdict(list)
        recent = self.world.until - timedelta(days=60)
        for occasion in held:
            if len(occasion.lessons) == 1 and occasion.first >= recent:
                for key, each in occasion.placed:
                    if each.keeper is not None and each.name and not self._named(each):
                        single[each.id].append((key, each, occasion))
        found: set[int] = set()
        county = self.world.story_village.county
        least = self.most + 1
        often = [entries for entries in single.values() if len(entries) >= least and _lately(entries, self.world)]
        often.sort(key=lambda entries: (entries[0][1].home.county != county, entries[0][1].id))  # type: ignore[union-attr]
        for entries in often[:3] + often[3::25][:5]:
            found |= {key for key, _each, _occasion in entries[-least:]}
        return found

    def _named(self, each: Resident) -> bool:
        return each.keeper in self.world.accounts.values()

    # ---- one event

    def _event(self, occasion: Occasion, session: int, lesson: Lesson, away: set[int], dice: Random) -> None:
        came = 0
        for key, each in occasion.placed:
            misses = dice.random() < MISSED and each.missed < self.most and not self._named(each)
            if key in away or misses or (self._named(each) and occasion.missed):
                excused = key not in away and not self._named(each) and dice.random() < 0.15
                self._absent(occasion, session, key, each, lesson.day, excused=excused, dice=dice)
                continue
            self._attend(session, key, lesson, dice)
            self.came.append((key, each, occasion))
            came += 1
        self._count(session, lesson, (occasion.participants or came) - came, dice)

    def _course(self, occasion: Occasion, meetings: list[tuple[int, Lesson]], dice: Random) -> None:
        """Most come nearly always; who misses now and then is not marked; a few stay away for good."""
        named = 0
        for key, each in occasion.placed:
            numbers = self._missed_lessons(each, len(meetings), dice)
            for number, (session, lesson) in enumerate(meetings):
                if number in numbers:
                    self._absent(occasion, session, key, each, lesson.day, excused=False, dice=dice, counts=False)
                else:
                    self._attend(session, key, lesson, dice)
            if len(numbers) < len(meetings):
                named += 1
                self.came.append((key, each, occasion))
        rest = (occasion.participants or named) - named
        for number, (session, lesson) in enumerate(meetings):
            # The largest count stands for those without a ticket: the first lesson's.
            self._count(session, lesson, rest if number == 0 else rest - dice.randint(0, max(rest // 6, 0)), dice)

    def _missed_lessons(self, each: Resident, lessons: int, dice: Random) -> set[int]:
        if dice.random() < GIVES_UP and lessons > self.running and each.missed < self.most and not self._named(each):
            each.missed += 1  # so many running are one absence, and once only
            return set(range(lessons - self.running, lessons))
        found: set[int] = set()
        for number in range(lessons):
            if dice.random() < LESSON_MISSED and number - 1 not in found and lessons > 1:
                found.add(number)
        return found

    # ---- rows

    def _attend(self, session: int, key: int, lesson: Lesson, dice: Random) -> None:
        at = written(stamp(lesson.day, lesson.start + dice.randint(-18, 8)))
        way = dice.choices(list(WAYS), list(WAYS.values()))[0]
        late = way == Attendance.Way.OFFLINE
        self.attendances.add(
            session_id=session,
            registration_id=key,
            way=way,
            at=at,
            reported_at=written(stamp(lesson.day, lesson.end + 5)) if late else at,
            device="door-2" if late else "door-1",
        )

    def _count(self, session: int, lesson: Lesson, people: int, dice: Random) -> None:
        """Those who just came, counted by hand, in two goes where they are many."""
        goes = [people] if people < 40 else [people - people // 3, people // 3]
        for number, each in enumerate(goes):
            if each > 0:
                at = written(stamp(lesson.day, lesson.start + 10 + 20 * number))
                self.headcounts.add(session_id=session, people=each, at=at, key=f"{session}:demo-{number}")

    def _absent(
        self,
        occasion: Occasion,
        session: int,
        key: int,
        each: Resident,
        day: date,
        *,
        excused: bool,
        dice: Random,
        counts: bool = True,
    ) -> None:
        why = dice.choice(words()["appeals"]["excused"]) if excused else ""
        row = self.absences.add(session_id=session, registration_id=key, on=day, excused_why=why)
        if counts and not excused:
            each.missed += 1
            self.missing.setdefault(each.id, Missing(each)).absences.append((day, row, occasion))


def _lately(entries: list[tuple[int, Resident, Occasion]], world: World) -> bool:
    """Whether the last of them is so near that a restriction for it still holds."""
    return entries[-1][2].first >= world.until - timedelta(days=rules()["absence"]["restricted_days"] - 3)
