"""Brands: the city's, the counties', and one of its own for (nearly) every town (一镇一品)."""

from __future__ import annotations

from datetime import date

from guanlian.demo.world import Place, World
from guanlian.programme.models import Brand

OF_HALL = {
    "330400": ["南湖合唱节", "端午民俗文化节"],
    "330402": ["南湖菱文化节", "凤桥桃花节"],
    "330411": ["秀洲农民画艺术节", "江南网船会"],
    "330421": ["嘉善田歌节", "汾湖文化节"],
    "330424": ["海盐滚灯艺术节", "南北湖文化节"],
    "330481": ["钱江观潮节", "硖石灯会"],
    "330482": ["平湖西瓜灯节", "琵琶艺术节"],
    "330483": ["乌镇香市", "桐乡蚕花水会"],
}
TOWN = ["灶头画", "蚕花会", "民间灯会", "龙舞", "田歌会", "打莲湘", "丝弦雅集", "马灯舞", "书场", "农民画"]
TOWN += ["桃花诗会", "水乡婚俗", "草编", "戏曲周", "木偶戏", "花鼓戏", "排舞节", "民谣节", "古镇夜话", "河灯会"]


def make(world: World) -> None:
    """Add the brands and let their halls know them."""
    for hall in world.halls:
        for name in OF_HALL.get(hall.code, []):
            _brand(world, hall, name, 2009)
        if hall.tier == "branch":
            dice = world.dice("brand", hall.code)
            place = hall.area.removesuffix("街道").removesuffix("镇") or hall.area
            _brand(world, hall, place + dice.choice(TOWN), dice.randint(2010, 2021))


def _brand(world: World, hall: Place, name: str, since: int) -> None:
    key = world.tables[Brand].add(hall_id=hall.id, name=name, since=date(since, 5, 1), theme=f"{hall.area}的传统与今天")
    hall.brands.append((key, name))
