"""Establishments, heads of branches, administrators who followed one another, and what is said of people's work."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from guanlian.demo.staff import ARTS
from guanlian.demo.world import BEFORE, Place, World, moment, span
from guanlian.staffing.models import (
    Appointment,
    Appraisal,
    Basis,
    Establishment,
    JournalNote,
    Post,
    Secondment,
    StaffMember,
    Step,
)

SUCCEEDED, CHANGED, HEADED_BY_OFFICER, UNNAMED = 0.05, 0.2, 0.12, 0.06
WHY = ["退休", "调任", "辞职", "任期届满"]
SAID = {
    "officer": ["驻点扎实，辅导有计划，村里反映好。", "活动组织得力，团队带出了新人，材料要再及时些。"],
    "administrator": ["礼堂开放准时，活动登记及时，群众满意。", "肯跑腿、会组织，下一步要多带团队。"],
}
GROUNDS = {Basis.STATION_HEAD: "在站工作多年，熟悉当地队伍。", Basis.OFFICER: "下派以来工作扎实，专业能带队。"}
NOTES = ["走访两支团队，约好下月排练时间。", "和村里商量了重阳演出的场地。", "整理礼堂器材，缺两支话筒，已报镇里。"]


def make(world: World) -> None:
    """Everything of it that doesn't need activities."""
    for hall in world.halls:
        if hall.tier != "subbranch":
            _establishment(world, hall)
    for number, branch in enumerate(world.of_tier("branch")):
        _head(world, branch, number)
    _successions(world)
    _appraisals(world)
    _notes(world)


def _establishment(world: World, hall: Place) -> None:
    """What was approved: about what is in post; a few halls were given one more, or one less, later."""
    dice, table = world.dice("establishment", hall.code), world.tables[Establishment]
    positions = max(3, len(hall.staff) + dice.choice([0, 0, 0, 1]))
    later = world.years[-1] if dice.random() < CHANGED else None
    end = date(later, 1, 1) if later else None
    basis = f"嘉演编〔2022〕{dice.randint(3, 60)}号（演示）"
    table.add(hall_id=hall.id, positions=positions, basis=basis, period=span(BEFORE, end))
    if end is not None:
        basis = f"嘉演编〔{end.year - 1}〕{dice.randint(3, 60)}号（演示）"
        table.add(hall_id=hall.id, positions=positions + 1, basis=basis, period=span(end))


def _head(world: World, branch: Place, number: int) -> None:
    """The branch's head: its station head or its officer; with some the appointment is still under way, or missing."""
    dice, story = world.dice("head", branch.code), branch is world.story_village.parent
    throw = 1.0 if story else dice.random()
    officer = _officer(world, branch)
    if not story and number in (2, 3):  # one awaits the county's opinion, one the town's decision
        _procedure(world, branch, branch.staff[0], Basis.STATION_HEAD, world.until, consulted=number == 3)
    elif throw < UNNAMED:
        return
    elif throw < UNNAMED + HEADED_BY_OFFICER and officer is not None and officer[1] < world.until - timedelta(days=40):
        _appointed(world, branch, officer[0], Basis.OFFICER, officer[1] + timedelta(days=30), None)
        _no_head_s_post(world, branch)
    elif dice.random() < CHANGED and not story:
        change = date(2024, 7, 1)
        _appointed(world, branch, branch.staff[1], Basis.STATION_HEAD, BEFORE, min(change, world.until))
        if change < world.until:
            _appointed(world, branch, branch.staff[0], Basis.STATION_HEAD, change, None)
    else:
        _appointed(world, branch, branch.staff[0], Basis.STATION_HEAD, BEFORE, None)


def _officer(world: World, branch: Place) -> tuple[int, date] | None:
    """The officer there on the last day, and since when."""
    table = world.tables[Secondment]
    for row in table.rows:
        key = row[0]
        first, _comma, end = table.get(key, "period").strip("[)").partition(",")
        day = str(world.until)
        down = table.get(key, "to_hall_id") == branch.id and table.get(key, "direction") == Secondment.Direction.DOWN
        if down and first <= day and (not end or day < end):
            return table.get(key, "member_id"), date.fromisoformat(first)
    return None


def _no_head_s_post(world: World, branch: Place) -> None:
    """Where the officer heads the branch nobody of its own holds the head's post."""
    table = world.tables[Post]
    for row in table.rows:
        if table.get(row[0], "hall_id") == branch.id and table.get(row[0], "role") == Post.Role.HEAD:
            table.set(row[0], role=Post.Role.STAFF)


def _procedure(
    world: World, branch: Place, member: int, basis: Basis, day: date, *, consulted: bool = False, **more: Any
) -> None:
    """One procedure, proposed some weeks before `day`."""
    said = {}
    if consulted or "status" in more:
        said = {
            "opinion": "agree",
            "opinion_text": "符合条件，同意。",
            "advised_at": moment(day - timedelta(days=9), 640),
        }
    given = {"status": Step.CONSULTED if consulted else Step.PROPOSED} | said | more
    world.tables[Appointment].add(
        hall_id=branch.id,
        member_id=member,
        basis=basis,
        grounds=GROUNDS.get(basis, ""),
        proposed_at=moment(day - timedelta(days=21), 580),
        **given,
    )


def _appointed(world: World, branch: Place, member: int, basis: Basis, since: date, end: date | None) -> None:
    """One that was carried through; `end`: the day from which somebody else followed."""
    closed: dict[str, Any] = {"status": Step.APPOINTED}
    if end is not None:
        closed = {"status": Step.ENDED, "closed_at": moment(end - timedelta(days=3), 600), "closed_why": "工作调动"}
    _procedure(
        world, branch, member, basis, since,
        appointed_at=moment(since - timedelta(days=2), 600), period=span(since, end), **closed,
    )  # fmt: skip


def _successions(world: World) -> None:
    """Some administrators left and somebody followed on the same day: no village was without one."""
    posts, members = world.tables[Post], world.tables[StaffMember]
    villages = {hall.id: hall for hall in world.of_tier("subbranch") if hall is not world.story_village}
    for row in list(posts.rows):
        key = row[0]
        hall = villages.get(posts.get(key, "hall_id"))
        if hall is None or posts.get(key, "period") != span(BEFORE):
            continue
        dice = world.dice("succession", hall.code)
        day = world.until - timedelta(days=dice.randint(20, 300))
        if dice.random() >= SUCCEEDED or day <= BEFORE:
            continue
        successor = members.add(
            hall_id=hall.id, name=f"演示管理员 {len(members.rows) + 1:04d}", speciality=dice.choice(ARTS), user_id=None
        )
        same = ("hall_id", "role", "line", "full_time", "hired_by_id", "joint_management")
        posts.add(member_id=successor, period=span(day), **{name: posts.get(key, name) for name in same})
        posts.set(key, period=span(BEFORE, day), ended_why=dice.choice(WHY))


def _appraisals(world: World) -> None:
    """Last year's: both halls have written of the officers, and in the story's county of the administrators too."""
    year = world.until.year - 1
    day, last = date(year + 1, 1, 20), f"{year}-12-31"
    if day >= world.until:
        return
    downs, posts = world.tables[Secondment], world.tables[Post]
    duties: dict[tuple[int, int], str] = {}
    for row in downs.rows:
        key = row[0]
        if downs.get(key, "direction") == Secondment.Direction.DOWN and _covers(downs.get(key, "period"), last):
            for hall in ("hall_id", "to_hall_id"):
                duties[downs.get(key, "member_id"), downs.get(key, hall)] = "officer"
    county = world.story_village.county
    near = {hall.id for hall in world.of_tier("subbranch") if hall.county == county}
    for row in posts.rows:
        key = row[0]
        administers = posts.get(key, "role") == Post.Role.VILLAGE_ADMINISTRATOR and posts.get(key, "hall_id") in near
        if administers and _covers(posts.get(key, "period"), last):
            for hall in ("hall_id", "hired_by_id"):
                duties[posts.get(key, "member_id"), posts.get(key, hall)] = "administrator"
    for (member, by), what in duties.items():
        dice = world.dice("appraisal", member, by)
        if dice.random() < 0.9:
            _appraisal(world, member, by, year, what, day, dice)


def _appraisal(world: World, member: int, hall: int, year: int, what: str, day: date, dice: Random) -> None:
    world.tables[Appraisal].add(
        member_id=member,
        year=year,
        hall_id=hall,
        text=dice.choice(SAID[what]),
        conclusion="competent" if dice.random() < 0.93 else "basically",
        written_at=moment(day, dice.randint(520, 1020)),
    )


def _covers(period: str, day: str) -> bool:
    first, _comma, end = period.strip("[)").partition(",")
    return first <= day and (not end or day < end)


def _notes(world: World) -> None:
    """A few notes of the two whose accounts a visitor tries."""
    members = world.tables[StaffMember]
    for username in ("sanxing", "xiapai"):
        key = next((r[0] for r in members.rows if members.get(r[0], "user_id") == world.accounts[username]), None)
        for number, text in enumerate(NOTES if key else []):
            day = world.until - timedelta(days=2 + 5 * number)
            world.tables[JournalNote].add(member_id=key, day=day, text=text)
