"""Entering activities: where, when, in which state, with whom; shared by the makers of every tier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from guanlian.demo import days, titles
from guanlian.demo.titles import STARTS, Form
from guanlian.demo.troupes import Company
from guanlian.demo.world import Place, World, moment
from guanlian.holds.models import Hold
from guanlian.network.models import Venue
from guanlian.network.venues import VenueKind
from guanlian.programme.models import Activity, Participation

AGAIN = {"performance": "场", "screening": "场", "training": "期", "lecture": "期", "exhibition": "回"}
ROOMS: dict[str, tuple[str, ...]] = {
    "performance": (VenueKind.VILLAGE_HALL, VenueKind.MULTI_FUNCTION, VenueKind.STAGE),
    "exhibition": (VenueKind.EXHIBITION, VenueKind.VILLAGE_HALL, VenueKind.MULTI_FUNCTION),
    "screening": (VenueKind.VILLAGE_HALL, VenueKind.MULTI_FUNCTION, VenueKind.STAGE),
    "training": (VenueKind.TRAINING, VenueKind.VILLAGE_HALL, VenueKind.DANCE, VenueKind.STUDY),
    "lecture": (VenueKind.TRAINING, VenueKind.VILLAGE_HALL, VenueKind.MULTI_FUNCTION),
    "contest": (VenueKind.MULTI_FUNCTION, VenueKind.VILLAGE_HALL, VenueKind.STAGE),
}
CANCELLED = ["因台风天气取消。", "因场地检修取消。", "演职人员调整，另行安排。", "报名人数不足，并入下一期。"]
WITHDRAWN = ["重复登记", "登记到了别的支馆", "日期填错，已重新登记"]
LARGE = 500
# How far back people's entries are told.
RECENT = timedelta(days=92)
# Days after an event in which its record may still await confirmation.
WAITING = 16


@dataclass(slots=True)
class Done:
    """An activity as entered: its key, its day, and whether it was held."""

    id: int
    day: date
    held: bool
    place: Place
    title: str


@dataclass(slots=True)
class Lesson:
    """One meeting of an activity: its day, from and to (minutes after midnight), and the hold on what lies ahead."""

    day: date
    start: int
    end: int
    hold: int | None


class Programme:
    """All activities of the demonstration in the making."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.activities = world.tables[Activity]
        self.parts = world.tables[Participation]
        self.performers = world.tables[Activity.troupes.through]
        self.holds = world.tables[Hold]
        self.log: dict[int, list[Done]] = {}
        self.hosted: set[tuple[int, int]] = set()
        self.lessons: dict[int, list[Lesson]] = {}  # of activities of the last months and ahead, exhibitions aside
        self.early: set[int] = set()  # whose entries opened long before they begin
        self._titles: dict[tuple[int, int, str], list[tuple[date, int]]] = {}
        self._busy: dict[tuple[int, date], list[tuple[int, int]]] = {}

    def put_on(self, hall: Place, form: Form, year: int, dice: Random, **more: Any) -> Done | None:
        """One activity of `form` on a day that fits; None where the year's part is past the horizon.

        `more` goes to `enter`; `names` among it gives words for the title and `day` fixes the day.
        """
        names, day = more.pop("names", {}), more.pop("day", None)
        if day is None:
            day = days.likely(*form.window(year), dice)
        if day > self.world.horizon:
            return None
        title = titles.write(form, hall, day, dice, **names)
        return self.enter(hall, form, title, day, dice, **more)

    def enter(
        self,
        hall: Place,
        form: Form,
        title: str,
        day: date,
        dice: Random,
        *,
        place: Place | None = None,
        people: int | None = None,
        line: float | None = None,
        features: Sequence[str] = (),
        brand: int | None = None,
        troupes: Iterable[Company] = (),
        hosts: Iterable[Place] = (),
        partners: Iterable[Place] = (),
        announced: bool = True,
        certain: bool = False,
    ) -> Done:
        """Enter one activity. `certain`: it was held and is recorded so, whatever the dice say."""
        world, at = self.world, place or hall
        held = day < world.until and (certain or day < world.until - timedelta(days=WAITING) or dice.random() > 0.3)
        key = self.activities.add(
            hall_id=hall.id,
            title=title,
            kind=form.kind,
            place_id=at.id if at is not hall else None,
            status="held" if held else "scheduled",
            participants=(people or dice.randint(*form.people)) if held else None,
            exhibition_line_m=line,
            audiences=f"{{{','.join(form.audiences)}}}",
            features=f"{{{','.join(dict.fromkeys((*form.features, *features)))}}}",
            brand_id=brand,
            announced_on=self._announced(day, dice, announced),
            recorded_at=world.recorded(day + timedelta(days=1), 600) if held else world.recorded(day, 600),
        )
        self._fit(key, at, form, day, dice, title)
        self._titles.setdefault((hall.id, day.year, title), []).append((day, key))
        self._parts(key, hall, partners, hosts)
        self.hosted.update((host.id, day.year) for host in hosts if held or day >= world.until)
        for company in troupes:
            self.performers.add(activity_id=key, troupe_id=company.id)
        done = Done(key, day, held, at, title)
        self.log.setdefault(hall.id, []).append(done)
        return done

    def _fit(self, key: int, at: Place, form: Form, day: date, dice: Random, title: str) -> None:
        """When and in which room: its hours, its lessons, its venue, and the hold on what lies ahead."""
        lessons = dice.randint(*form.lessons)
        length = dice.randint(7, 30) if form.kind == "exhibition" else 1
        venue, start = self._room(at, form, day, length, lessons, dice)
        end = start + (420 if form.kind == "exhibition" else dice.choice((90, 120, 150)))
        last = day + timedelta(days=length - 1 if length > 1 else (lessons - 1) * 7)
        self.activities.set(
            key,
            starts_at=moment(day, start),
            ends_at=moment(last, end),
            venue_id=venue,
            place_note="" if venue else at.area + "文化广场",
            lessons=lessons,
        )
        if last < self.world.until - RECENT:
            return
        if form.kind == "exhibition":
            if last >= self.world.until:
                self.activities.set(key, hold_id=self._hold(venue, day, start, last, end, title))
            return
        meetings = [day + timedelta(days=7 * n) for n in range(lessons)]
        self.lessons[key] = [
            Lesson(d, start, end, self._hold(venue, d, start, d, end, title) if d >= self.world.until else None)
            for d in meetings
        ]
        if lessons == 1:
            self.activities.set(key, hold_id=self.lessons[key][0].hold)

    def set_aside(self, hall: Place, form: Form, year: int, dice: Random) -> None:
        """One more entry that never counts: a draft, one cancelled with its reason, or one withdrawn."""
        done = self.put_on(hall, form, year, dice)
        if done is None:
            return
        self.log[hall.id].remove(done)
        fate = dice.choices(["cancelled", "draft", "withdrawn"], [55, 20, 25])[0]
        if fate == "withdrawn":
            at = self.world.recorded(done.day + timedelta(days=2), 900)
            self.activities.set(done.id, withdrawn_at=at, withdrawn_why=dice.choice(WITHDRAWN))
        else:
            why = dice.choice(CANCELLED) if fate == "cancelled" else ""
            self.activities.set(done.id, status=fate, participants=None, note=why)
            if fate == "draft":
                self.activities.set(done.id, announced_on=None)
        self._give_back(done.id)

    def call_off(self, key: int, why: str) -> None:
        """It won't take place."""
        self.activities.set(key, status="cancelled", participants=None, note=why)
        self._give_back(key)

    def put_back(self, key: int, status: str, by: int | None = None) -> None:
        """It is not public yet: a draft, or submitted for review."""
        self.activities.set(key, status=status, announced_on=None, hold_id=None, recorded_by_id=by)
        self._give_back(key)
        for lesson in self.lessons.get(key, ()):
            lesson.hold = None

    def _give_back(self, key: int) -> None:
        """Release the venue of an activity that won't take place."""
        holds = [self.activities.get(key, "hold_id"), *(lesson.hold for lesson in self.lessons.get(key, ()))]
        for hold in filter(None, holds):
            self.holds.set(hold, released_at=self.world.recorded(self.world.until))

    def _parts(self, key: int, hall: Place, partners: Iterable[Place], hosts: Iterable[Place]) -> None:
        self.parts.add(activity_id=key, hall_id=hall.id, role="organiser")
        for partner in partners:
            self.parts.add(activity_id=key, hall_id=partner.id, role="co_organiser")
        for host in hosts:
            self.parts.add(activity_id=key, hall_id=host.id, role="host")

    def number(self) -> None:
        """Number those of a hall's year that share a title, in the order of their days."""
        for (_hall, _year, title), entries in self._titles.items():
            for place, (_day, key) in enumerate(sorted(entries), 1) if len(entries) > 1 else ():
                unit = AGAIN.get(self.activities.get(key, "kind"), "次")
                self.activities.set(key, title=f"{title}（第{titles.number(place)}{unit}）")

    def _announced(self, day: date, dice: Random, announced: bool) -> date | None:
        """A few days ahead; where it was not announced ahead, on the day itself or never."""
        ahead = dice.randint(4, 21)
        if day >= self.world.until:
            return min(day, self.world.until) - timedelta(days=ahead)
        if announced:
            return day - timedelta(days=ahead)
        return None if dice.random() < 0.6 else day

    def _room(
        self, at: Place, form: Form, day: date, length: int, lessons: int, dice: Random
    ) -> tuple[int | None, int]:
        """A venue free on all the days, with the minute of the day at which it begins; no venue if all are taken."""
        exhibition = form.kind == "exhibition"
        start = 540 if exhibition else dice.choice(STARTS[form.start])
        dates = [day + timedelta(days=n * (1 if exhibition else 7)) for n in range(length if exhibition else lessons)]
        taken = (0, 1440) if exhibition else (start, start + 150)
        for kind in ROOMS.get(form.kind, (VenueKind.VILLAGE_HALL, VenueKind.STAGE, VenueKind.MULTI_FUNCTION)):
            for venue in at.venues.get(str(kind), ()):
                if all(self.is_free(venue, d, taken) for d in dates):
                    for d in dates:
                        self.take(venue, d, taken)
                    return venue, start
        return None, start

    def is_free(self, venue: int, day: date, taken: tuple[int, int]) -> bool:
        """Whether nothing takes the venue on `day` between two minutes after midnight."""
        return all(end <= taken[0] or start >= taken[1] for start, end in self._busy.get((venue, day), ()))

    def take(self, venue: int, day: date, taken: tuple[int, int]) -> None:
        """From now on the venue is in use then."""
        self._busy.setdefault((venue, day), []).append(taken)

    def _hold(self, venue: int | None, day: date, start: int, last: date, end: int, reason: str) -> int | None:
        """Hold the venue from a minute of `day` to one of `last`; nothing to hold where there is no venue."""
        if venue is None:
            return None
        return self.holds.add(
            resource_id=self.world.tables[Venue].get(venue, "resource_id"),
            period=f"[{moment(day, start)},{moment(last, end)})",
            reason=reason,
            made_at=self.world.recorded(day),
        )
