"""Outside organisations: one approved with offers, one that waits; made up, like everything of the demonstration."""

from __future__ import annotations

import json
from datetime import timedelta

from guanlian.community.credit_codes import check_sign
from guanlian.community.models import Offer, Provider, ProviderMember
from guanlian.demo.world import World, moment

# Codes with the right check sign that no register has: the authority's part is made of nines.
NUMBERS = ("52330499MJ9999990", "91330499MA9999991")
OFFERS = [
    (
        "performance",
        "皮影戏《武松打虎》",
        "一出折子戏，演完孩子可以上手试一试。",
        40,
        "children",
        "4 米宽的暗处",
    ),
    ("training", "皮影雕刻两小时", "每人带走一片自己刻的皮影。", 120, "children,seniors", "桌椅 20 套"),
    ("lecture", "海宁皮影三百年", "从唱腔讲到牛皮怎么刻，有实物。", 90, "public", "投影"),
]


def make(world: World) -> None:
    """At the main hall of the story; the citizens `lijianguo` and `shimin` act for them."""
    branch = world.story_village.parent
    main = branch.parent if branch else None
    if main is None:
        return
    day = world.until - timedelta(days=120)
    table = world.tables[Provider]
    approved = table.add(
        hall_id=main.id,
        name="水乡皮影社（演示）",
        kind="social",
        credit_code=NUMBERS[0] + check_sign(NUMBERS[0]),
        licence="演示许可证 0001 号",
        introduction="十来个人的皮影戏班，演了二十年，常进学校和养老院。",
        sealed=json.dumps(["李建国", "+8619900009001"], ensure_ascii=False),
        status="approved",
        applied_at=moment(day, 600),
        applied_by_id=world.accounts["lijianguo"],
        checked_at=moment(day + timedelta(days=3), 600),
        checked_by_id=world.accounts["nanhu"],
        checked_note="登记证书原件、演出许可证",
        approved_at=moment(day + timedelta(days=5), 600),
        approved_by_id=world.accounts["jiaxing"],
    )
    world.tables[ProviderMember].add(provider_id=approved, user_id=world.accounts["lijianguo"], since=moment(day, 600))
    for kind, title, description, minutes, audiences, needs in OFFERS:
        offer = world.tables[Offer].add(
            provider_id=approved,
            kind=kind,
            title=title,
            description=description,
            minutes=minutes,
            audiences=f"{{{audiences}}}",
            needs=needs,
            price_note="公益供给，由文化馆按场次补贴交通",
            status="offered",
            offered_at=moment(day + timedelta(days=6), 600),
        )
        world.tables[Offer.areas.through].add(offer_id=offer, hall_id=main.id)
    waiting = table.add(
        hall_id=main.id,
        name="南湖手作工坊（演示）",
        kind="company",
        credit_code=NUMBERS[1] + check_sign(NUMBERS[1]),
        introduction="教大家编竹篮、做灯笼，材料我们带来。",
        sealed=json.dumps(["市民", "+8619900009002"], ensure_ascii=False),
        status="applied",
        applied_at=moment(world.until - timedelta(days=1), 900),
        applied_by_id=world.accounts["shimin"],
    )
    world.tables[ProviderMember].add(
        provider_id=waiting, user_id=world.accounts["shimin"], since=moment(world.until - timedelta(days=1), 900)
    )
