"""Staff by function and number, their posts year by year, village administrators, volunteers."""

from __future__ import annotations

from datetime import date
from random import Random

from guanlian.community.models import Volunteer
from guanlian.demo.world import BEFORE, Place, World, span
from guanlian.network.venues import Art
from guanlian.staffing.models import Post, StaffMember

PROFESSIONAL, ADMINISTRATIVE = Post.Line.PROFESSIONAL, Post.Line.ADMINISTRATIVE
CENTRAL_STAFF = 40
EXACTLY = {"330482": 20}  # 16 of 20: exactly the 80 % asked for
ARTS = [a for a in Art if a != Art.OTHER]


def make(world: World) -> None:
    """Members and posts of every hall."""
    for hall in world.halls:
        dice = world.dice("staff", hall.code)
        if hall.tier in {"central", "main"}:
            _upper(world, hall, dice)
        elif hall.tier == "branch":
            _branch(world, hall, dice)
        else:
            _administrator(world, hall, dice)
        _volunteers(world, hall, dice)


def _member(world: World, hall: Place, function: str, dice: Random, account: str = "") -> int:
    table = world.tables[StaffMember]
    key = table.add(
        hall_id=hall.id,
        name=f"{function} {len(table.rows) + 1:04d}",
        speciality=dice.choice(ARTS),
        user_id=world.accounts[account] if account else None,
    )
    if hall.tier != "subbranch":
        hall.staff.append(key)
    return key


def _post(world: World, hall: Place, member: int, lines: list[str | None], **more: object) -> None:
    """The member's posts at the hall: one for each stretch of years on the same line; None means not in post."""
    for first, end, line in world.runs(list(lines)):
        if line is not None:
            world.tables[Post].add(hall_id=hall.id, member_id=member, line=line, period=span(first, end), **more)


def _upper(world: World, hall: Place, dice: Random) -> None:
    """Professional staff just reach the ratio in good years and fall short by one in others."""
    central = hall.tier == "central"
    number = CENTRAL_STAFF if central else EXACTLY.get(hall.code, max(20, len(hall.children) + 8))
    share = 75 if central else 80
    enough = -(-number * share // 100)
    wanted = [enough if world.meets(hall, f"{hall.tier}.professional_ratio", y) else enough - 1 for y in world.years]
    for place in range(number):
        lines: list[str | None] = [str(PROFESSIONAL if place < n else ADMINISTRATIVE) for n in wanted]
        account = ("jiaxing" if central else "nanhu" if hall.code == "330402" else "") if place == number - 2 else ""
        account = account if account in world.accounts else ""
        key = _member(world, hall, "演示馆员", dice, account)
        _post(world, hall, key, lines, role=Post.Role.HEAD if place == 0 else Post.Role.STAFF)


def _target(residents: int) -> int:
    """How many the annex asks for: 3 up to 30,000 residents, 4 up to 50,000 — at exactly 50,000 five — and 5 above."""
    return 3 if residents <= 30_000 else 4 if residents < 50_000 else 5


def _branch(world: World, hall: Place, dice: Random) -> None:
    wanted = []
    for year in world.years:
        target = _target(hall.residents[year])
        wanted.append(target + dice.choice([0, 0, 1]) if world.meets(hall, "branch.staff", year) else target - 1)
    for place in range(max(wanted)):
        lines: list[str | None] = [str(PROFESSIONAL) if place < n else None for n in wanted]
        head = place == 0
        account = "fengqiao" if head and hall is world.story_village.parent else ""
        key = _member(world, hall, "演示馆员", dice, account)
        _post(world, hall, key, lines, role=Post.Role.HEAD if head else Post.Role.STAFF)
    if dice.random() < 0.15:
        # Somebody who left in June: no longer in post at any later year's end.
        key = _member(world, hall, "演示馆员", dice)
        year = world.until.year - (world.until < date(world.until.year, 7, 1))
        period = span(BEFORE, date(year, 7, 1))
        world.tables[Post].add(hall_id=hall.id, member_id=key, line=PROFESSIONAL, period=period)


def _administrator(world: World, hall: Place, dice: Random) -> None:
    """One for each village, hired by the town and managed by both; where the town falls short, some lack."""
    branch = hall.parent
    assert branch is not None
    lacking = hall is not world.story_village and (hall is branch.children[-1] or dice.random() < 0.15)
    lines: list[str | None] = [
        None if lacking and not world.meets(branch, "branch.village_administrators", y) else "support"
        for y in world.years
    ]
    part_time = lacking and dice.random() < 0.4
    if not any(lines) and not part_time:
        return
    account = "sanxing" if hall is world.story_village else ""
    key = _member(world, hall, "演示管理员", dice, account)
    _post(
        world,
        hall,
        key,
        lines if any(lines) else [str(Post.Line.SUPPORT)] * len(lines),
        role=Post.Role.VILLAGE_ADMINISTRATOR,
        full_time=any(lines),
        hired_by_id=branch.id,
        joint_management=True,
    )


def _volunteers(world: World, hall: Place, dice: Random) -> None:
    low, high = {"central": (60, 90), "main": (30, 60), "branch": (8, 24), "subbranch": (0, 3)}[hall.tier]
    good = [hall.tier == "subbranch" or world.meets(hall, f"{hall.tier}.volunteers", y) for y in world.years]
    number = dice.randint(low, high)
    for first, end, now in world.runs(good):
        for place in range(number if now else 0):
            world.tables[Volunteer].add(
                hall_id=hall.id,
                name=f"志愿者 {place + 1:03d}",
                skills=f"{{{dice.choice(ARTS)}}}",
                period=span(first, end),
            )
