"""What halls make public: service notices (with a drawn picture of the board at some), items, and the mark."""

from __future__ import annotations

from datetime import timedelta

from guanlian.demo import picture
from guanlian.demo.world import BEFORE, Place, World, span
from guanlian.network.models import IdentityMark, ServiceItem, ServiceNotice

PARTS = {
    "items": "场地免费开放；公益培训与讲座；群众文艺演出与展览；团队排练辅导；数字阅览。",
    "content": "多功能厅、培训教室、排练室按表开放；每季公布培训班次；每月公布演出、展览与讲座。",
    "hours": "按本馆开放时间表；节假日安排提前十日公告。",
    "manner": "到馆、电话或网上预约；均不收费；老年人可由工作人员代办。",
}
BOARDS = ["一楼大厅入口右侧", "正门公告栏", "服务台旁电子屏", "礼堂门口公示栏"]
ITEMS = ["场地免费开放", "公益培训", "群众文艺演出", "展览展示", "团队排练辅导", "数字阅览", "文艺骨干辅导"]
VILLAGE_ITEMS = ["场地免费开放", "图书阅览", "文体活动"]
UNMARKED = 0.012  # share of halls that don't carry the unified identity yet
PHOTOGRAPHED = {"330402", "330481", "330402100"}  # besides the central hall


def make(world: World) -> None:
    """Notices, service items and marks of every hall."""
    for hall in world.halls:
        _notices(world, hall)
        _items(world, hall)
        if world.profiles.draw("mark", hall.code) > UNMARKED or hall.tier == "central":
            sign = hall.name if hall.tier in {"central", "main"} else f"{_main(hall).name}{hall.name}"
            world.tables[IdentityMark].add(hall_id=hall.id, sign=sign, period=span(BEFORE - timedelta(days=400)))


def _main(hall: Place) -> Place:
    while hall.parent is not None and hall.tier != "main":
        hall = hall.parent
    return hall


def _notices(world: World, hall: Place) -> None:
    """One notice for each stretch of years in which it stayed as it was; a poor one lacks a part."""
    clause = f"{hall.tier}.notice_board"
    dice = world.dice("notice", hall.code)
    lacking = dice.choice(["content", "hours"] if hall.tier == "branch" else ["content", "hours", "manner"])
    if hall.tier == "subbranch" and dice.random() < 0.1:
        return
    whole = [hall.tier == "subbranch" or world.meets(hall, clause, y) for y in world.years]
    place = dice.choice(BOARDS)
    for first, end, complete in world.runs(whole):
        texts = {k: v for k, v in PARTS.items() if complete or hall.tier == "central" or k != lacking}
        world.tables[ServiceNotice].add(
            hall_id=hall.id,
            **texts,
            board_place=place,
            board_photo=_photo(world, hall) if complete else "",
            period=span(first, end),
        )


def _photo(world: World, hall: Place) -> str:
    """The name of the drawn board among the world's files, for the few halls that have one."""
    if hall.tier != "central" and hall.code not in PHOTOGRAPHED:
        return ""
    name = f"notices/demo-{hall.code}.png"
    world.files[name] = picture.board(seed=int(hall.code))
    return name


def _items(world: World, hall: Place) -> None:
    names = VILLAGE_ITEMS if hall.tier == "subbranch" else ITEMS
    for name in names:
        world.tables[ServiceItem].add(hall_id=hall.id, name=name, period=span(BEFORE))
    free = [hall.tier != "branch" or world.meets(hall, "branch.free_services", y) for y in world.years]
    if hall.tier == "branch" and not free[0]:
        end = next((first for first, _, now in world.runs(free) if now), None)
        world.tables[ServiceItem].add(hall_id=hall.id, name="器乐小班辅导", free=False, period=span(BEFORE, end))
        if end is not None:
            world.tables[ServiceItem].add(hall_id=hall.id, name="器乐小班辅导", period=span(end))
