"""Officers sent down to every branch for two years at a time, with gaps and a few terms that end soon; and people sent
up to larger halls."""

from __future__ import annotations

from datetime import date, timedelta

from guanlian.demo.world import Place, World, span
from guanlian.staffing.models import Secondment, StaffMember

TERM_BEGINS, GAP_BEGINS = (3, 1), (6, 16)
FIRST_TERM = 2023
SOON = (24, 80)  # days ahead


def make(world: World) -> None:
    """Secondments down and up, for every main hall."""
    for hall in world.of_tier("main"):
        gaps, soon = _gaps(world, hall), _soon(world, hall)
        for place, branch in enumerate(hall.children):
            _down(world, hall, branch, place, gaps.get(branch.code, []), soon.get(branch.code))
        _up(world, hall)


def _gaps(world: World, hall: Place) -> dict[str, list[int]]:
    """By branch code, the years in which its officer leaves in June and nobody follows before the next spring."""
    found: dict[str, list[int]] = {}
    branches = [b for b in hall.children if b is not world.story_village.parent]
    for year in world.years:
        if branches and not world.meets(hall, "main.seconded_officers", year):
            found.setdefault(world.dice("gap", hall.code, year).choice(branches).code, []).append(year)
    return found


def _soon(world: World, hall: Place) -> dict[str, date]:
    """By branch code, the last days of two terms that are cut short to end in the weeks ahead."""
    branches = [b for b in hall.children if b is not world.story_village.parent]
    dice = world.dice("soon", hall.code)
    chosen = dice.sample(branches, min(2, len(branches)))
    return {branch.code: world.until + timedelta(days=dice.randint(*SOON)) for branch in chosen}


def _down(world: World, hall: Place, branch: Place, place: int, gaps: list[int], soon: date | None) -> None:
    table, term = world.tables[Secondment], 0
    first, last = date(FIRST_TERM, *TERM_BEGINS), date(world.until.year + 2, 1, 1)
    while first < last:
        end = date(first.year + 2, *TERM_BEGINS)
        member = hall.staff[1 + (place + term) % len(hall.children)]  # the head stays
        for begin, stop in _without_gaps(first, end, gaps):
            if begin <= world.until:
                stop = min(stop, soon) if soon and begin <= world.until < stop else stop
                table.add(
                    hall_id=hall.id,
                    member_id=member,
                    direction=Secondment.Direction.DOWN,
                    to_hall_id=branch.id,
                    purpose="驻点辅导、活动策划与联络",
                    liaison=True,
                    period=span(begin, stop),
                    recorded_at=world.recorded(begin),
                )
                if branch is world.story_village.parent and begin <= world.until < stop:
                    world.tables[StaffMember].set(member, user_id=world.accounts["xiapai"])
        first, term = end, term + 1


def _without_gaps(first: date, end: date, gaps: list[int]) -> list[tuple[date, date]]:
    """The term without the months from a June to the next March in which nobody was there."""
    parts, begin = [], first
    for year in gaps:
        gap, over = date(year, *GAP_BEGINS), date(year + 1, *TERM_BEGINS)
        if begin < gap < end:
            parts.append((begin, gap))
            begin = min(over, end)
    return [*parts, (begin, end)] if begin < end else parts


def _up(world: World, hall: Place) -> None:
    """Each year, a few of the branches' staff to the main hall, and of the main hall's to the central one."""
    for year in world.years:
        dice = world.dice("up", hall.code, year)
        first, end = date(year, 4, 1), date(year, 7, 1)
        if first >= world.until:
            continue
        for branch in dice.sample(hall.children, min(3, len(hall.children))):
            _sent_up(world, branch, hall, branch.staff[1], first, end, "参与总馆活动策划与演出")
        for member in hall.staff[-4:-2]:
            _sent_up(world, hall, world.central, member, date(year, 3, 1), date(year, 9, 1), "参与中心馆培训与调研")


def _sent_up(world: World, home: Place, to: Place, member: int, first: date, end: date, purpose: str) -> None:
    world.tables[Secondment].add(
        hall_id=home.id,
        member_id=member,
        direction=Secondment.Direction.UP,
        to_hall_id=to.id,
        purpose=purpose,
        period=span(first, end),
        recorded_at=world.recorded(first),
    )
