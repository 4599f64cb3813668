"""How people get into what halls put on: policies, opening times, places, and the lessons of each activity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from guanlian.demo.citizens import Resident, words
from guanlian.demo.programme import RECENT, Lesson, Programme
from guanlian.demo.world import Place, World, moment, stamp, written
from guanlian.network.models import Venue
from guanlian.network.venues import VenueKind
from guanlian.programme.models import Admission, Policy, Session
from guanlian.programme.rules import rules

# For people of the network: their halls call them together, nobody registers.
WITHIN = {"hall_staff", "grassroots_staff", "seconded_officers", "village_administrators", "volunteers"}
CHILDREN = (6, 12)  # ages
HOLIDAY = ("暑期", "寒假", "春泥")
DAY = 1440
CLOSED_AFTER = 25  # minutes after the end the roll was closed
SOON = timedelta(days=21)  # what begins within it is open for entries now
TICKETED = {VenueKind.MULTI_FUNCTION, VenueKind.TRAINING, VenueKind.DANCE, VenueKind.STUDY}


@dataclass(slots=True)
class Occasion:
    """An activity into which people get by entry, as the makers of entries see it; moments are stamps."""

    activity: int
    hall: Place
    at: Place
    kind: str
    title: str
    audiences: str
    lessons: list[Lesson]
    status: str
    policy: str
    opens: int
    closes: int
    places: int
    reserved: int
    participants: int | None
    admission: int
    plan: str = ""
    sessions: list[int] = field(default_factory=list)
    placed: list[tuple[int, Resident]] = field(default_factory=list)
    stars: dict[str, Resident] = field(default_factory=dict)
    missed: bool = False  # by the demonstration citizen who has a place

    @property
    def first(self) -> date:
        """The day on which it begins."""
        return self.lessons[0].day

    @property
    def begins(self) -> int:
        """When it begins."""
        return stamp(self.first, self.lessons[0].start)

    @property
    def days(self) -> set[int]:
        """Its days, as ordinals."""
        return {lesson.day.toordinal() for lesson in self.lessons}

    @property
    def for_children(self) -> bool:
        """Whether it is for children."""
        return "children" in self.audiences

    def is_ahead(self, world: World) -> bool:
        """Whether it has not begun, as far as the demonstration tells."""
        return self.first >= world.until


def make(world: World, programme: Programme) -> list[Occasion]:
    """The occasions of the last months and ahead, with their sessions; walk-in activities ahead get their rule too."""
    halls, found = {hall.id: hall for hall in world.halls}, []
    for key, lessons in programme.lessons.items():
        activity = programme.activities
        hall = halls[activity.get(key, "hall_id")]
        at = halls[activity.get(key, "place_id") or hall.id]
        status = activity.get(key, "status")
        if status == "draft" or activity.get(key, "withdrawn_at"):
            continue
        dice = world.dice("admission", key)
        policy = _policy(world, programme, key, hall, at, dice)
        if policy == Policy.WALK_IN or lessons[0].day < world.until - RECENT:
            if policy == Policy.WALK_IN and lessons[0].day >= world.until:
                world.tables[Admission].add(activity_id=key, policy=Policy.WALK_IN, waiting_list=False)
            if len(lessons) > 1 and lessons[-1].day >= world.until:
                _sessions(world, programme, key, lessons, closed=status == "held")
            continue
        occasion = _occasion(world, programme, key, lessons, hall, at, policy, dice)
        if len(lessons) > 1 or not occasion.is_ahead(world):  # else its one session is made when it is asked for
            occasion.sessions = _sessions(world, programme, key, lessons, closed=status == "held")
        if occasion.is_ahead(world):
            activity.set(key, summary=_summary(occasion, dice))
        found.append(occasion)
    return found


def _policy(world: World, programme: Programme, key: int, hall: Place, at: Place, dice: Random) -> str:
    """By kind and hall; of what lies behind, only a part was registered for by the site."""
    activity = programme.activities
    kind, title, audiences = (activity.get(key, name) for name in ("kind", "title", "audiences"))
    venue = activity.get(key, "venue_id")
    room = world.tables[Venue].get(venue, "kind") if venue else ""
    ahead, village, throw = programme.lessons[key][0].day >= world.until, at.tier == "subbranch", dice.random()
    if WITHIN & set(audiences.strip("{}").split(",")):
        return Policy.WALK_IN
    if not ahead and throw > (0.15 if village else 0.6):
        return Policy.WALK_IN
    if kind == "training":
        return _of_course(title, audiences, dice, village=village)
    if kind == "contest" and hall.tier != "subbranch":
        return Policy.REVIEWED if dice.random() < 0.5 else Policy.WALK_IN
    if kind == "lecture":
        return Policy.FIRST_COME if dice.random() < (0.2 if village else 0.75) else Policy.WALK_IN
    if kind in {"performance", "screening"}:
        entered = room in TICKETED or (room == VenueKind.VILLAGE_HALL and dice.random() < 0.08)
        return Policy.FIRST_COME if entered else Policy.WALK_IN
    return Policy.WALK_IN


def _of_course(title: str, audiences: str, dice: Random, *, village: bool) -> str:
    throw = dice.random()
    if "children" in audiences and (any(word in title for word in HOLIDAY) or throw < 0.35):
        return Policy.LOTTERY
    if "troupe_leaders" in audiences:
        return Policy.REVIEWED
    if village:
        return Policy.FIRST_COME if throw < 0.75 else Policy.WALK_IN
    return Policy.LOTTERY if throw > 0.8 else Policy.FIRST_COME


def _occasion(
    world: World,
    programme: Programme,
    key: int,
    lessons: list[Lesson],
    hall: Place,
    at: Place,
    policy: str,
    dice: Random,
) -> Occasion:
    activity = programme.activities
    kind, people = activity.get(key, "kind"), activity.get(key, "participants")
    if key in programme.early:
        opens, closes = _early(world, lessons[0], policy, dice)
    else:
        opens, closes = _times(world, lessons[0], policy, activity.get(key, "announced_on"), dice)
    places = _places(world, activity.get(key, "venue_id"), kind, people, dice)
    reserved = round(places * 0.1) if policy == Policy.FIRST_COME else 0
    if stamp(lessons[0].day) - 2 * DAY < stamp(world.until, 0):
        reserved = 0  # what was kept for desk and phone has gone to all
    return Occasion(
        key,
        hall,
        at,
        kind,
        activity.get(key, "title"),
        activity.get(key, "audiences"),
        lessons,
        activity.get(key, "status"),
        policy,
        opens,
        closes,
        places,
        reserved,
        people,
        world.tables[Admission].add(activity_id=key),
    )


def _times(world: World, first: Lesson, policy: str, announced: date | None, dice: Random) -> tuple[int, int]:
    """From when until when people can enter. Of what begins soon, entries are open; the rest opens later."""
    begins = stamp(first.day, first.start)
    early = dice.randint(4, 7) if policy in {Policy.LOTTERY, Policy.REVIEWED} else 1
    closes = stamp(first.day, 1080) - early * DAY
    if policy == Policy.FIRST_COME and dice.random() < 0.6:
        closes = begins - 120  # one can still register on the day
    lasts = dice.randint(9, 16)
    opens = stamp(first.day, 540) - (lasts + early) * DAY
    if first.day >= world.until and first.day <= world.until + SOON:
        opens = min(opens, stamp(world.until - timedelta(days=dice.randint(2, 8)), 540))
    if announced is not None and announced < first.day:
        opens = max(opens, stamp(announced, 540)) if opens < closes - DAY else opens
    if opens >= closes:
        opens = closes - 3 * DAY
    return opens, min(closes, begins - 60)


def _early(world: World, first: Lesson, policy: str, dice: Random) -> tuple[int, int]:
    """A term's classes: entries opened days ago; of the lotteries one in three has been drawn."""
    today = world.until
    opens = stamp(today - timedelta(days=dice.randint(5, 12)), 540)
    if policy == Policy.LOTTERY:
        closes = stamp(today - timedelta(days=1)) if dice.random() < 0.34 else stamp(today + timedelta(days=3))
        closes += dice.randint(0, 2) * DAY if closes > stamp(today) else 0
    else:
        closes = stamp(first.day) - DAY
    return opens, min(closes + 540, stamp(first.day, first.start) - 60)


def _places(world: World, venue: int | None, kind: str, people: int | None, dice: Random) -> int:
    """As many as the room seats; part of a show's seats stay for those who just come. Lessons are smaller."""
    seats = (world.tables[Venue].get(venue, "capacity") if venue else None) or 60
    if kind == "contest":
        return dice.randrange(20, 41, 5)  # those who compete; who looks on just comes
    if kind in {"performance", "screening"}:
        return max(20, min(seats, dice.choice([seats, seats // 20 * 10, 40, 60])))
    if people is not None:
        return max(10, -(-people // 5) * 5)
    return min(seats, dice.choice([30, 40, 50, 60])) if kind == "lecture" else min(seats, dice.randrange(15, 41, 5))


def _sessions(world: World, programme: Programme, key: int, lessons: list[Lesson], *, closed: bool) -> list[int]:
    """A row for each meeting; of what was held, the roll of each meeting behind us was closed that day."""
    venue, table, found = programme.activities.get(key, "venue_id"), world.tables[Session], []
    for number, lesson in enumerate(lessons, 1):
        over = stamp(lesson.day, lesson.end + CLOSED_AFTER) if closed and lesson.day < world.until else None
        session = table.add(
            activity_id=key,
            number=number,
            starts_at=moment(lesson.day, lesson.start),
            ends_at=moment(lesson.day, lesson.end),
            venue_id=venue,
            hold_id=lesson.hold if len(lessons) > 1 else None,
            roll_closed_at=written(over) if over else None,
            absences_noted_at=written(over + 60 * rules()["absence"]["noted_hours"]) if over else None,
        )
        found.append(session)
    return found


def _summary(occasion: Occasion, dice: Random) -> str:
    kind = "children" if occasion.for_children else "seniors" if "seniors" in occasion.audiences else occasion.kind
    return dice.choice(words()["summaries"].get(kind) or words()["summaries"]["performance"])


def write(world: World, occasion: Occasion, *, taken: int, online: int) -> None:
    """The rule of an occasion as it stands, with its places as the entries have taken them."""
    children = occasion.for_children and occasion.kind == "training"
    table, troupe = world.tables[Admission], "troupe_leaders" in occasion.audiences or occasion.kind == "contest"
    question = words()["entries"]["troupe_question" if troupe else "question"]
    table.set(
        occasion.admission,
        policy=occasion.policy,
        opens_at=written(occasion.opens),
        closes_at=written(occasion.closes),
        places=occasion.places,
        reserved=occasion.reserved,
        reserve_until=written(stamp(occasion.first) - 2 * DAY) if occasion.reserved else None,
        taken=taken,
        taken_online=online,
        group_most=2 if occasion.kind == "training" else 4,
        household_most=4 if occasion.kind in {"performance", "screening"} else None,
        age_min=CHILDREN[0] if children else None,
        age_max=CHILDREN[1] if children else None,
        question=question if occasion.policy == Policy.REVIEWED else "",
    )
