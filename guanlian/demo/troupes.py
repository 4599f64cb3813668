"""Troupes with their members and rehearsals: some thriving, some young, some only in name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from guanlian.community.models import Rehearsal, Troupe, TroupeMember
from guanlian.demo.world import Place, World, span
from guanlian.network.venues import Art

# A rehearsal every 23 days or so makes more than twelve in any twelve months.
EVERY, JITTER = 23, 3
VILLAGE: list[tuple[str, Art]] = [
    ("排舞队", Art.DANCE),
    ("越剧队", Art.OPERA),
    ("腰鼓队", Art.DANCE),
    ("合唱队", Art.CHOIR),
    ("民乐队", Art.MUSIC),
    ("舞龙队", Art.CRAFT),
    ("旗袍秀队", Art.DANCE),
    ("太极队", Art.OTHER),
    ("书画社", Art.CALLIGRAPHY),
    ("锣鼓队", Art.MUSIC),
    ("曲艺队", Art.QUYI),
    ("小品队", Art.DRAMA),
    ("摄影小组", Art.PHOTOGRAPHY),
    ("民歌队", Art.FOLK_SONG),
]
LOCAL: dict[str, tuple[str, Art]] = {
    "330402": ("船歌队", Art.FOLK_SONG),
    "330411": ("农民画社", Art.PAINTING),
    "330421": ("田歌队", Art.FOLK_SONG),
    "330424": ("滚灯队", Art.CRAFT),
    "330481": ("皮影班", Art.SHADOW),
    "330482": ("钹子书社", Art.QUYI),
    "330483": ("三跳队", Art.QUYI),
}
UPPER: list[tuple[str, Art]] = [
    ("合唱团", Art.CHOIR),
    ("民族乐团", Art.MUSIC),
    ("舞蹈团", Art.DANCE),
    ("越剧团", Art.OPERA),
    ("曲艺队", Art.QUYI),
    ("琵琶社", Art.MUSIC),
    ("戏剧社", Art.DRAMA),
    ("书法社", Art.CALLIGRAPHY),
    ("摄影协会", Art.PHOTOGRAPHY),
    ("美术创作组", Art.PAINTING),
    ("朗诵艺术团", Art.DRAMA),
    ("管乐团", Art.MUSIC),
    ("时装队", Art.DANCE),
    ("萨克斯乐队", Art.MUSIC),
]
CHOIR = UPPER[0]
MEETS = ["每周二、五晚 7 点", "每周三下午 2 点", "每周六上午 9 点", "每周一、四晚 6 点半", "每天清晨 6 点"]


@dataclass(slots=True)
class Company:
    """A troupe as the makers of performances see it."""

    id: int
    name: str
    home: Place
    founded: date
    active: frozenset[int]
    stage: bool


def performing(hall: Place, year: int, dice: Random, most: int = 3) -> list[Company]:
    """A few of the hall's troupes that perform and are active in `year` (of the future: those active last)."""
    stage = [t for t in hall.troupes if t.stage and (year in t.active or year > max(t.active, default=year))]
    return dice.sample(stage, min(len(stage), dice.randint(1, most)))


def make(world: World) -> None:
    """Every hall's troupes. A hall that meets the clause keeps enough of them active all year."""
    for hall in world.halls:
        dice = world.dice("troupes", hall.code)
        if hall.tier == "subbranch":
            _village(world, hall, dice)
        elif hall.tier == "branch":
            _branch(world, hall, dice)
        else:
            _upper(world, hall, dice)


def _forms(hall: Place, dice: Random, number: int, pool: list[tuple[str, Art]]) -> list[tuple[str, Art]]:
    own = LOCAL.get(hall.county)
    chosen = dice.sample(pool, min(number, len(pool)))
    if own is not None and (hall.tier != "subbranch" or dice.random() < 0.35):
        chosen[-1] = own
    return chosen


def _with_choir(forms: list[tuple[str, Art]]) -> list[tuple[str, Art]]:
    """The same, with a choir third: the story's town has one (demo/joining.py)."""
    others = [form for form in forms if form != CHOIR]
    rest = others[2:] if CHOIR in forms else others[3:]
    return [*others[:2], CHOIR, *rest]


def _active(world: World, hall: Place, clause: str, place: int, enough: int) -> frozenset[int]:
    """Years in which the `place`-th troupe is active: the first `enough` are in good years, one fewer in poor ones."""
    years = world.years
    return frozenset(y for y in years if place < (enough if world.meets(hall, clause, y) else max(1, enough - 1)))


def _village(world: World, hall: Place, dice: Random) -> None:
    complete = world.profiles.meets(hall.parent, "branch.village_troupes", world.until.year)
    story = hall is world.story_village
    poor = not complete and not story and (hall is hall.parent.children[-1] or dice.random() < 0.12)  # type: ignore[union-attr]
    number = dice.randint(1, 2) if poor else 3 if dice.random() < 0.62 else dice.randint(3, 5)
    for place, (name, art) in enumerate(_forms(hall, dice, number, VILLAGE)):
        young = place >= 3 and dice.random() < 0.2
        active = frozenset() if young else _active(world, hall, "subbranch.troupes", place, 3)
        if place >= 3 and dice.random() < 0.4:
            active = frozenset()
        size = dice.choices([6, 8, 9, 10, 11, 12, 14, 16, 20], [2, 5, 5, 6, 6, 6, 4, 3, 1])[0]
        founded = world.until - timedelta(days=dice.randint(40, 150)) if young else None
        _troupe(world, hall, hall.area + name, art, size, active, dice, founded=founded)


def _hall_troupe(world: World, hall: Place, name: str, size: int, dice: Random) -> None:
    """The hall's own troupe, for as long as it meets the clause; dissolved, or not yet founded, at other times."""
    good = [world.meets(hall, f"{hall.tier}.art_troupe", year) for year in world.years]
    for first, end, now in world.runs(good):
        if now:
            years = frozenset(y for y in world.years if first.year <= y and (end is None or y < end.year))
            founded = None if first.year < world.years[0] else first
            ended = end if end is None or end < world.until else None
            role = Troupe.Role.HALL_TROUPE
            _troupe(world, hall, name, Art.OTHER, size, years, dice, role=role, founded=founded, dissolved=ended)
            return


def _branch(world: World, hall: Place, dice: Random) -> None:
    _hall_troupe(world, hall, hall.area + "分馆艺术团", 24, dice)
    meets = world.meets_now(hall, "branch.troupes")
    forms = _forms(hall, dice, dice.randint(6, 9), UPPER)
    if hall is world.story_village.parent:
        forms = _with_choir(forms)
    for place, (name, art) in enumerate(forms):
        big = place < (6 if meets else 4)
        size = dice.randint(10, 24) if big else 9
        # The bounds themselves occur: nine members are not ten.
        size = 10 if place == 0 else size
        active = frozenset(world.years) if place < 5 else frozenset()
        _troupe(world, hall, hall.area + name, art, size, active, dice)


def _upper(world: World, hall: Place, dice: Random) -> None:
    tier = hall.tier
    if tier == "central":
        _troupe(world, hall, "嘉兴市业余艺术总团", Art.OTHER, 60, frozenset(world.years), dice, role=Troupe.Role.UNION)
    else:
        _hall_troupe(world, hall, hall.name + "艺术团", 36, dice)
    for place, (name, art) in enumerate(_forms(hall, dice, dice.randint(9, 13), UPPER)):
        # Two fewer in poor years, for the union or the hall's own troupe may count as well.
        years = frozenset(y for y in world.years if place < (9 if world.meets(hall, f"{tier}.troupes", y) else 6))
        _troupe(world, hall, hall.area.removesuffix("市") + name, art, dice.randint(16, 40), years, dice)


def _troupe(
    world: World,
    hall: Place,
    name: str,
    art: Art,
    size: int,
    active: frozenset[int],
    dice: Random,
    *,
    role: str = Troupe.Role.ORDINARY,
    founded: date | None = None,
    dissolved: date | None = None,
) -> None:
    long_ago = date(dice.randint(2006, 2022), dice.randint(1, 12), dice.randint(1, 28))
    founded = founded or long_ago
    key = world.tables[Troupe].add(
        hall_id=hall.id,
        name=name,
        art=art,
        role=role,
        founded_on=founded,
        dissolved_on=dissolved,
        meets=dice.choice(MEETS),
        recruiting=dice.random() < 0.3,
        introduction=f"{hall.area}群众自发组建的业余文艺团队，欢迎爱好者前来旁听、加入。",
    )
    company = Company(key, name, hall, founded, active, art not in {Art.CALLIGRAPHY, Art.PHOTOGRAPHY, Art.PAINTING})
    hall.troupes.append(company)
    for number in range(1, size + 1):
        title = f"队长 {number:02d}" if number == 1 else f"队员 {number:02d}"
        world.tables[TroupeMember].add(
            hall_id=hall.id, troupe_id=key, name=title, leader=number == 1, period=span(founded, dissolved)
        )
    _rehearsals(world, company, size, dice, min(world.until, dissolved or world.until))


def _rehearsals(world: World, company: Company, size: int, dice: Random, end: date) -> None:
    """Steady ones meet about every three weeks; the others a few times a year."""
    rooms = [key for keys in company.home.venues.values() for key in keys]
    venue = dice.choice(rooms) if rooms else None
    table, last = world.tables[Rehearsal], None
    day = max(company.founded, date(world.years[0], 1, 1)) + timedelta(days=dice.randint(0, 20))
    while day < end:
        active = day.year in company.active
        if last is None or day > last:
            table.add(
                hall_id=company.home.id,
                troupe_id=company.id,
                held_on=day,
                venue_id=venue,
                attended=max(2, size - dice.randint(0, 4)),
                recorded_at=world.recorded(day + timedelta(days=1)),
            )
            last = day
        day += timedelta(days=(EVERY if active else 95) + dice.randint(-JITTER, JITTER))
