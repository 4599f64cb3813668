"""How the network is steered: documents in force, budgets, guidance and support, and the villages' statements."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from guanlian.assessment.models import Statement
from guanlian.coordination.models import BudgetLine, Document, Support
from guanlian.demo.world import Place, World, span

K = Document.Kind
OPENING = "subbranch.opening"
MAIN_PAPERS = {
    K.DEVELOPMENT_PLAN: ("development_plan", "{a}文化馆事业发展规划（2021—2030年）"),
    K.SERVICE_STANDARD: ("service_standards", "{a}文化馆总馆、分馆服务标准"),
    K.SERVICE_CATALOGUE: ("", "{a}文化馆总馆、分馆服务目录"),
    K.OPERATING_MECHANISM: ("", "{a}文化馆总分馆运行机制实施办法"),
    K.FUNDING_GUARANTEE: ("mechanisms", "{a}文化馆总分馆经费保障办法"),
    K.INCENTIVE_MECHANISM: ("", "{a}文化馆总分馆考核激励办法"),
}


def make(world: World) -> None:
    """Documents, budgets, support and statements."""
    _city_documents(world)
    for hall in world.of_tier("main"):
        _main_documents(world, hall)
    for hall in world.halls:
        if hall.tier != "subbranch":
            _budget(world, hall)
            _support(world, hall)
        else:
            _statements(world, hall)


def _paper(world: World, hall: Place, kind: str, title: str, first: date, end: date | None, **more: object) -> None:
    if first < world.until:
        number = f"嘉文馆演〔{first.year}〕{len(world.tables[Document].rows) + 1}号"
        world.tables[Document].add(
            hall_id=hall.id, kind=kind, title=title, number=number, issued_on=first, period=span(first, end), **more
        )


def _city_documents(world: World) -> None:
    hall, long_ago = world.central, date(2021, 3, 1)
    _paper(world, hall, K.DEVELOPMENT_PLAN, "嘉兴市文化馆事业发展规划（2021—2030年）", long_ago, date(2031, 1, 1))
    titles = {"main": "县级文化馆服务规范", "branch": "镇（街道）文化站服务规范", "subbranch": "农村文化礼堂服务规范"}
    late = [y for y in world.years if not world.meets(hall, "central.service_norms", y)]
    for tier, title in titles.items():
        first = date(max(late) + 1, 1, 15) if late and tier == "subbranch" else long_ago
        _paper(world, hall, K.SERVICE_NORM, f"嘉兴市{title}", first, None, covers=f"{{{tier}}}")
    for year in world.years:
        if world.meets(hall, "central.guidance_catalogue", year):
            title = f"嘉兴市文化馆资源、产品、服务指导目录（{year}年）"
            end = date(year + 1, 1, 1)
            _paper(world, hall, K.GUIDANCE_CATALOGUE, title, date(year, 2, 20), end, for_year=year)
    _paper(world, hall, K.COORDINATION_MECHANISM, "嘉兴市文化馆总分馆协调机制（会议联席制度）", long_ago, None)
    _paper(world, hall, K.INCENTIVE_MECHANISM, "嘉兴市文化馆总分馆考核激励办法", long_ago, None)


def _main_documents(world: World, hall: Place) -> None:
    """In force from the first year in which the hall meets the clause; an old one has run out before."""
    for kind, (clause, title) in MAIN_PAPERS.items():
        good = [not clause or world.meets(hall, f"main.{clause}", y) for y in world.years]
        for first, end, now in world.runs(good):
            if now:
                _paper(world, hall, kind, title.format(a=hall.area), first, end)


def _budget(world: World, hall: Place) -> None:
    size = {"central": 900_000, "main": 420_000, "branch": 60_000}[hall.tier]
    for year in world.years:
        dice = world.dice("budget", hall.code, year)
        entered = hall.tier != "branch" or world.meets(hall, "branch.budget", year)
        amount = Decimal(round(size * dice.uniform(0.8, 1.3), -3))
        share = Decimal(str(round(dice.uniform(0.82, 1.0) * min(1, (world.until - date(year, 1, 1)).days / 365), 2)))
        world.tables[BudgetLine].add(
            hall_id=hall.id,
            year=year,
            subject="总分馆运行经费" if hall.tier != "branch" else "分馆运行经费",
            amount=amount,
            recurrent=entered,
            spent=amount * share,
            recorded_at=world.recorded(date(year, 1, 10)),
        )


def _give(world: World, hall: Place, to: Place, kind: str, subject: str, day: date | None) -> None:
    if day is not None:
        world.tables[Support].add(
            hall_id=hall.id,
            receiver_id=to.id,
            kind=kind,
            given_on=day,
            subject=subject,
            recorded_at=world.recorded(day + timedelta(days=1)),
        )


def _support(world: World, hall: Place) -> None:
    """From each hall to those below it; in a year in which it falls short, one or a few get nothing."""
    clause = {"central": "digital_guidance", "main": "resource_coordination", "branch": "village_support"}[hall.tier]
    subjects = {
        "central": [("digital", "数字文化馆资源建设与上线指导")],
        "main": [("equipment", "音响灯光设备调拨"), ("service", "演出、展览资源下送"), ("technical", "舞台技术支持")],
        "branch": [("guidance", "文化礼堂活动策划辅导"), ("service", "演出与图书流动支持"), ("equipment", "音响借用")],
    }[hall.tier]
    for year in world.years:
        dice = world.dice("support", hall.code, year)
        full = world.meets(hall, f"{hall.tier}.{clause}", year)
        for place, below in enumerate(hall.children):
            if full or (place and dice.random() < 0.85):
                kind, subject = dice.choice(subjects)
                _give(world, hall, below, kind, subject, world.day_in(year, dice))
        if hall.tier == "branch" and world.meets(hall, "branch.creation_guidance", year):
            for below in dice.sample(hall.children, min(2, len(hall.children))):
                _give(world, hall, below, "creation", f"{below.area}村歌与小品编排辅导", world.day_in(year, dice))


def _statements(world: World, hall: Place) -> None:
    """Most villages have stated how the past years went; for the running one, few have so far."""
    for year in world.years:
        dice = world.dice("statement", hall.code, year)
        stated = date(year, 12, 20) + timedelta(days=dice.randint(0, 25))
        good = world.meets(hall, OPENING, year)
        if year == world.until.year and (hall is world.story_village or dice.random() < 0.25):
            stated = world.until - timedelta(days=dice.randint(5, 60))
        if stated >= world.until or stated.year < year or (not good and dice.random() < 0.7):
            continue
        world.tables[Statement].add(
            hall_id=hall.id,
            clause=OPENING,
            year=year,
            holds=good,
            text="全年按公示时间免费开放，闭馆均提前公告。" if good else "有未提前公告的闭馆，已向分馆说明。",
            stated_on=stated,
            recorded_at=world.recorded(stated),
        )
