"""Works, submissions, awards, research, publications, digital resources."""

from __future__ import annotations

from datetime import date
from random import Random

from guanlian.creation.models import (
    Award,
    DigitalItem,
    DigitalProject,
    Level,
    Publication,
    ResearchProject,
    Submission,
    Work,
)
from guanlian.demo.world import Place, World, span
from guanlian.network.venues import Art

FORMS = [
    ("小品《{x}》", Art.DRAMA),
    ("村歌《{x}》", Art.MUSIC),
    ("舞蹈《{x}》", Art.DANCE),
    ("越剧小戏《{x}》", Art.OPERA),
    ("表演唱《{x}》", Art.FOLK_SONG),
    ("钹子书《{x}》", Art.QUYI),
    ("皮影新编《{x}》", Art.SHADOW),
    ("农民画《{x}》", Art.PAINTING),
    ("三跳《{x}》", Art.QUYI),
]
NAMES = [
    "桥头茶馆",
    "蚕花姑娘",
    "船到南湖",
    "稻花香里",
    "外婆的灶头",
    "运河人家",
    "一碗粽香",
    "菱塘月色",
    "村口的老樟树",
]
NAMES += ["夜航船", "田歌新唱", "水乡嫁妆", "潮起盐官", "灯下剪影", "礼堂开门了", "河埠头", "桑园晨曲", "家门口的戏台"]
EVENTS = {
    Level.NATIONAL: ["全国群众歌咏展演", "全国群众舞蹈展演"],
    Level.PROVINCIAL: ["浙江省群众文艺新作展演", "浙江省村歌大赛", "浙江省曲艺新作大赛"],
    Level.CITY: ["嘉兴市群众文艺新作评比", "嘉兴市村歌大赛", "嘉兴市排舞大赛"],
    Level.COUNTY: ["全县群众文艺会演", "全县少儿艺术节"],
}
STUDIES = ["总分馆制下基层文化队伍的激励", "农村居民文化需求的年度调查", "{x}的活态传承", "文化下派员作用的实证研究"]
ITEMS = ["演出录像", "口述访谈", "展览图录", "曲谱扫描"]
DIGITAL = ["{a}非遗影像资料库", "{a}群众文艺演出录像", "{a}艺术慕课", "{a}老照片数字档案", "{a}民歌录音采集"]


def make(world: World) -> None:
    """What the halls create, send in, win, study and publish."""
    for hall in world.halls:
        for year in world.years:
            dice = world.dice("creation", hall.code, year)
            if hall.tier in {"central", "main"}:
                _upper(world, hall, year, dice)
            elif hall.tier == "branch":
                _branch(world, hall, year, dice)


def local_work(world: World, hall: Place, year: int, dice: Random) -> None:
    """A programme of its own for a village that hosted nothing (annex, 支馆: 创作编排具有本地特色的文艺节目)."""
    if year in world.years:
        _work(world, hall, year, dice, (1, 8), quality=False)


def _work(world: World, hall: Place, year: int, dice: Random, first: tuple[int, int], *, quality: bool) -> int | None:
    day = world.day_in(year, dice, first)
    if day is None:
        return None
    form, art = dice.choice(FORMS)
    title = form.format(x=dice.choice(NAMES))
    return world.tables[Work].add(
        hall_id=hall.id,
        title=title,
        art=art,
        authors=f"{hall.area}群众文艺创作组",
        created_on=day,
        local_theme=True,
        quality=quality,
        recorded_at=world.recorded(day),
    )


def _branch(world: World, hall: Place, year: int, dice: Random) -> None:
    """A branch that meets the clause brings out a quality programme; it stays until a year that misses it."""
    if not world.meets(hall, "branch.works", year):
        if dice.random() < 0.5:
            _work(world, hall, year, dice, (1, 8), quality=False)
        return
    work = _work(world, hall, year, dice, (1, 8), quality=True)
    poor = next((y for y in world.years if y > year and not world.meets(hall, "branch.works", y)), None)
    if work and poor:
        world.tables[Work].set(work, retired_on=date(poor, 1, 1))


def _upper(world: World, hall: Place, year: int, dice: Random) -> None:
    tier = hall.tier

    def meets(clause: str) -> bool:
        return world.meets(hall, f"{tier}.{clause}", year)

    works = [_work(world, hall, year, dice, (1, 8), quality=True) for _ in range(5 if meets("works_submitted") else 0)]
    for work in [w for w in works if w]:
        level = dice.choice([Level.NATIONAL, Level.PROVINCIAL] if tier == "central" else [Level.CITY, Level.PROVINCIAL])
        _submission(world, hall, work, level, year, dice)
    _awards(world, hall, year, dice, enough=meets("awards"))
    _research(world, hall, year, dice, result=meets("research_projects"))
    _publications(world, hall, year, enough=meets("publication"))
    _digital(world, hall, year, dice, enough=tier == "central" or meets("digitised_items"))


def _submission(world: World, hall: Place, work: int, level: Level, year: int, dice: Random) -> None:
    day = world.day_in(year, dice, (2, 10))
    made = world.tables[Work].get(work, "created_on")
    if day is not None:
        world.tables[Submission].add(
            hall_id=hall.id,
            work_id=work,
            title=world.tables[Work].get(work, "title"),
            level=level,
            submitted_on=max(day, made),
            event=dice.choice(EVENTS[level]),
            recorded_at=world.recorded(max(day, made)),
        )


def _awards(world: World, hall: Place, year: int, dice: Random, *, enough: bool) -> None:
    """Ten of the level that counts, or a few less; and some below it, which don't count."""
    central = hall.tier == "central"
    counting = [Level.PROVINCIAL, Level.PROVINCIAL, Level.NATIONAL] if central else [Level.CITY, Level.PROVINCIAL]
    number = dice.randint(10, 14) if enough else dice.randint(6, 9)
    below = Level.CITY if central else Level.COUNTY
    for level in [dice.choice(counting) for _ in range(number)] + [below] * dice.randint(2, 4):
        day = world.day_in(year, dice, (2, 20))
        if day is None:
            continue
        form, _ = dice.choice(FORMS)
        event = dice.choice(EVENTS[level])
        world.tables[Award].add(
            hall_id=hall.id,
            title=form.format(x=dice.choice(NAMES)),
            award=event + dice.choice(["金奖", "银奖", "铜奖", "优秀组织奖", "创作奖"]),
            kind=dice.choice(["performance", "creation", "organisation"]),
            level=level,
            awarded_on=day,
            awarded_by=event + "组委会（演示）",
            recorded_at=world.recorded(day),
        )


def _research(world: World, hall: Place, year: int, dice: Random, *, result: bool) -> None:
    first = date(year, 2, 15)
    if first >= world.until:
        return
    done = world.day_in(year, dice, (9, 1)) if result else None
    world.tables[ResearchProject].add(
        hall_id=hall.id,
        title=dice.choice(STUDIES).format(x=hall.brands[0][1] if hall.brands else hall.area),
        period=span(first, date(year, 12, 31)),
        result="调研报告一份" if done else "",
        result_on=done,
        recorded_at=world.recorded(first),
    )


def _publications(world: World, hall: Place, year: int, *, enough: bool) -> None:
    title = "嘉兴公共文化" if hall.tier == "central" else f"{hall.area.rstrip('市县区')}群众文化"
    for quarter in range(1, 5 if enough else 1):
        day = date(year, quarter * 3, 20)
        if day < world.until:
            world.tables[Publication].add(
                hall_id=hall.id,
                title=title,
                issue=f"{year}年第{quarter}期",
                issued_on=day,
                recorded_at=world.recorded(day),
            )


def _digital(world: World, hall: Place, year: int, dice: Random, *, enough: bool) -> None:
    first = date(year, 1, 20)
    if first >= world.until:
        return
    projects = [
        world.tables[DigitalProject].add(
            hall_id=hall.id,
            title=title.format(a=hall.area) + f"（{year}）",
            period=span(first, date(year + 1, 1, 1)),
            description="采集、著录并在统一平台上公开。",
            recorded_at=world.recorded(first),
        )
        for title in dice.sample(DIGITAL, 3 if hall.tier == "central" else 1)
    ]
    for number in range(dice.randint(4, 8) if enough else dice.randint(1, 3)):
        day = world.day_in(year, dice, (2, 1))
        if day is not None:
            world.tables[DigitalItem].add(
                hall_id=hall.id,
                project_id=dice.choice(projects),
                title=f"{hall.area}{dice.choice(ITEMS)}（{year}-{number + 1:02d}）",
                creator=hall.name,
                subject="群众文化",
                rights="供公众免费观看",
                digitised_on=day,
                recorded_at=world.recorded(day),
            )
