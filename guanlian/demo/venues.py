"""Venues by tier, each with the resource that a hold takes."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from guanlian.demo.world import BEFORE, Place, World, span
from guanlian.holds.models import Resource
from guanlian.network.models import Venue
from guanlian.network.venues import Art, VenueKind

# name, kind, art, people from–to, equipment
Room = tuple[str, str, str, int, int, str]
MULTI: Room = ("多功能厅", VenueKind.MULTI_FUNCTION, "", 200, 450, "灯光音响、投影、可伸缩座椅")
GALLERY: Room = ("展览厅", VenueKind.EXHIBITION, "", 80, 200, "挂画轨道、射灯、恒湿展柜")
CLASSROOM: Room = ("培训教室", VenueKind.TRAINING, "", 30, 60, "课桌椅、投影、书写板")
DANCE: Room = ("舞蹈排练室", VenueKind.DANCE, "", 25, 60, "把杆、镜墙、木地板、音响")
READING: Room = ("公共电子阅览室", VenueKind.READING, "", 12, 40, "电脑、打印机、无线网络")
STAGE: Room = ("文化广场舞台", VenueKind.STAGE, "", 500, 1500, "露天舞台、电源、照明")
STUDIES: list[Room] = [
    ("音乐学习室", VenueKind.STUDY, Art.MUSIC, 8, 20, "钢琴、谱架、吸音墙"),
    ("书法学习室", VenueKind.STUDY, Art.CALLIGRAPHY, 12, 24, "毛毡长案、笔洗、字帖"),
    ("美术学习室", VenueKind.STUDY, Art.PAINTING, 12, 24, "画架、静物台、天光灯"),
    ("戏曲学习室", VenueKind.STUDY, Art.OPERA, 10, 20, "镜墙、扬琴、二胡"),
]
UPPER: list[Room] = [MULTI, GALLERY, CLASSROOM, DANCE, *STUDIES, READING, STAGE]
HALL: Room = ("大礼堂", VenueKind.VILLAGE_HALL, "", 120, 320, "舞台、音响、投影幕、长条凳")
CENTRE: Room = ("文化活动大厅", VenueKind.VILLAGE_HALL, "", 60, 160, "音响、投影、折叠椅")
# What a main or central hall that falls short of the clause on spaces lacks.
MISSING = [VenueKind.READING, VenueKind.EXHIBITION, VenueKind.DANCE]


def make(world: World) -> None:
    """Every hall's venues, and by kind where the makers of activities find them."""
    for hall in world.halls:
        dice = world.dice("venues", hall.code)
        for room in _rooms(world, hall, dice):
            _venue(world, hall, room, dice)


def _rooms(world: World, hall: Place, dice: Random) -> list[Room]:
    if hall.tier in {"central", "main"}:
        complete = world.meets_now(hall, f"{hall.tier}.free_spaces")
        missing = None if complete else (VenueKind.READING if hall.tier == "central" else dice.choice(MISSING))
        rooms = [r for r in UPPER if r[1] != missing]
        return rooms + [("二楼" + CLASSROOM[0], *CLASSROOM[1:])] if hall.tier == "central" else rooms
    if hall.tier == "branch":
        rooms = [MULTI, CLASSROOM, DANCE, STAGE]
        rooms += [GALLERY] if dice.random() < 0.5 else []
        rooms += [dice.choice(STUDIES)] if dice.random() < 0.6 else []
        return rooms + ([READING] if world.meets_now(hall, "branch.digital_services") else [])
    rooms = [HALL if hall.is_village else CENTRE]
    extra = [
        ("农家书屋", VenueKind.STUDY, Art.LITERATURE, 12, 30, "书架、桌椅、电子书借阅机"),
        ("排练房", VenueKind.DANCE, "", 15, 30, "镜墙、音响"),
        ("文化广场", VenueKind.STAGE, "", 150, 500, "照明、室外音响"),
    ]
    return rooms + dice.sample(extra, dice.randint(1, 2))


def _venue(world: World, hall: Place, room: Room, dice: Random) -> None:
    name, kind, art, fewest, most, equipment = room
    if hall.tier == "branch":
        fewest, most = max(8, fewest // 2), max(12, most // 2)
    capacity = dice.randrange(fewest, most + 1, 5) if most - fewest > 20 else dice.randint(fewest, most)
    resource = world.tables[Resource].add(kind=Resource.Kind.VENUE, label=f"{hall.name} · {name}")
    key = world.tables[Venue].add(
        hall_id=hall.id,
        name=name,
        kind=kind,
        art=art,
        capacity=capacity,
        area_m2=Decimal(round(capacity * dice.uniform(1.3, 2.4))),
        equipment=equipment,
        step_free=kind == VenueKind.STAGE or dice.random() < (0.9 if hall.tier in {"central", "main"} else 0.55),
        bookable=kind != VenueKind.READING or hall.tier != "subbranch",
        period=span(BEFORE),
        resource_id=resource,
    )
    hall.venues.setdefault(str(kind), []).append(key)
