"""Who of the citizens belongs to a troupe, leads one, or has asked to join: the named ones, and some in every town."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from random import Random

from guanlian.community.models import Joining, JoiningStatus, Troupe, TroupeMember
from guanlian.demo.citizens import GROWN, Resident
from guanlian.demo.tables import code_of
from guanlian.demo.troupes import Company
from guanlian.demo.world import Place, World, stamp, written
from guanlian.network.venues import Art

MESSAGES = (
    "小时候学过，想重新拾起来。",
    "退休了，白天都有空。",
    "没有基础，可以先旁听吗？",
    "刚搬来，想认识邻居。",
    "",
)
KIND = ("这一期满了，秋天再招，欢迎先来听。", "目前缺的是男声，明年再看。", "")
Rolls = dict[int, list[int]]  # by troupe: the keys of its members
CHOIR_MEETS = "每周三下午 2 点"  # when the choir has the room (demo/reserving.py)


def make(world: World) -> None:
    """Leaders with accounts and requests in every town; then the story's choir, led by the retired man."""
    rolls: Rolls = defaultdict(list)
    for row in world.tables[TroupeMember].rows:
        rolls[world.tables[TroupeMember].get(row[0], "troupe_id")].append(row[0])
    for branch in world.of_tier("branch"):
        _town(world, rolls, branch, world.dice("joining", branch.code))
    _named(world, rolls)


def _town(world: World, rolls: Rolls, branch: Place, dice: Random) -> None:
    """Two troupes that a citizen leads, and a few who ask to join them."""
    named = set(world.accounts.values())
    people = [p for p in world.people[branch.county] if p.relation == "self" and p.keeper not in named]
    people = [p for p in people if p.home is not None and (p.home is branch or p.home.parent is branch)]
    people = [p for p in people if (p.age(world.until) or GROWN) >= GROWN]
    dice.shuffle(people)
    for company in [each for each in branch.troupes if _recruits(world, each)][:2]:
        if len(people) < 2:
            return
        link(world, rolls, company, people.pop(), leader=True)
        for days in (3, 20)[: dice.randint(0, 2)]:
            if people:
                _request(world, company, people.pop(), days, dice)


def _named(world: World, rolls: Rolls) -> None:
    """The retired man leads his town's choir, to which two ask; the mother dances in her village and asks elsewhere."""
    village, branch = world.story_village, world.story_village.parent
    household = world.people[village.county]
    mother = next((p for p in household if p.keeper == world.accounts["wangfang"] and p.relation == "self"), None)
    retired = next((p for p in household if p.keeper == world.accounts["lijianguo"] and p.relation == "self"), None)
    choir = choir_of(world)
    if mother is None or retired is None or choir is None or branch is None:
        return
    world.tables[Troupe].set(choir.id, recruiting=True, meets=CHOIR_MEETS)
    link(world, rolls, choir, retired, leader=True)
    dice = world.dice("joining", "named")
    named = set(world.accounts.values())
    asked = {world.tables[Joining].get(row[0], "person_id") for row in world.tables[Joining].rows}
    others = [p for p in household if p.relation == "self" and p.keeper not in named and p.id not in asked]
    for days, person in zip((2, 5), others, strict=False):
        _request(world, choir, person, days, dice)
    if village.troupes:
        link(world, rolls, village.troupes[-1], mother, leader=False)
    elsewhere = next((c for c in branch.troupes if c is not choir and _recruits(world, c)), None)
    if elsewhere is not None:
        _request(world, elsewhere, mother, 4, dice)


def choir_of(world: World) -> Company | None:
    """The choir of the story's town."""
    branch = world.story_village.parent
    troupes = branch.troupes if branch is not None else []
    return next((c for c in troupes if world.tables[Troupe].get(c.id, "art") == Art.CHOIR), None)


def link(world: World, rolls: Rolls, company: Company, person: Resident, *, leader: bool) -> None:
    """The troupe's leader, or another of its members, is that person."""
    table = world.tables[TroupeMember]
    for key in rolls[company.id]:
        if bool(table.get(key, "leader")) is leader and (leader or table.get(key, "person_id") is None):
            table.set(key, person_id=person.id, name=person.name)
            return


def _recruits(world: World, company: Company) -> bool:
    table = world.tables[Troupe]
    return bool(table.get(company.id, "recruiting")) and table.get(company.id, "dissolved_on") is None


def _request(world: World, company: Company, person: Resident, days: int, dice: Random) -> None:
    """Asked `days` ago: the fresh ones wait, the older ones were declined kindly."""
    table = world.tables[Joining]
    day = world.until - timedelta(days=days)
    waits = days < 10
    answered = stamp(day + timedelta(days=2), 19 * 60)
    table.add(
        code=code_of("RT", len(table.rows) + 1, 10),
        troupe_id=company.id,
        person_id=person.id,
        message=dice.choice(MESSAGES),
        status=JoiningStatus.ASKED if waits else JoiningStatus.DECLINED,
        asked_at=written(stamp(day, dice.randint(8, 21) * 60)),
        asked_by_id=person.keeper,
        decided_at=None if waits else written(answered),
        why="" if waits else dice.choice(KIND).rstrip("。"),
    )
