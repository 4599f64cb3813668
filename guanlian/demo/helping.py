"""Volunteers with accounts, the shifts they serve in, and what they served; a sign-up that waits."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from guanlian.accounts.models import Relation
from guanlian.community.models import Service, Shift, SignUp, Volunteer
from guanlian.demo.programme import Done, Programme
from guanlian.demo.world import Place, World, moment, span

TASKS = {
    "performance": ["引导观众入场", "帮老人找座位", "后台搬道具"],
    "training": ["签到和发材料", "给老师当助教"],
    "lecture": ["签到和递话筒"],
    "screening": ["引导观众入场"],
    "exhibition": ["展厅讲解", "维护秩序"],
    "contest": ["引导选手", "计时和记分"],
}
LOOK_BACK = timedelta(days=420)
JUST_NOW = timedelta(days=30)
SERVED_MOST = 40  # services of one volunteer of the story
AHEAD_EACH = {"main": 4, "branch": 2}


def make(world: World, programme: Programme) -> None:
    """The story's volunteers with their year, and shifts ahead at every main hall and branch."""
    village, branch = world.story_village, world.story_village.parent
    mother = _volunteer(world, "wangfang", village, ["choir", "dance"], ["weekend_morning", "weekend_afternoon"], 200)
    retired = _volunteer(world, "lijianguo", branch, ["opera", "calligraphy"], [], 20) if branch else None
    _sign_up(world, "shimin", village)
    if mother:
        _year(world, programme, village, mother)
    if retired and branch:
        _year(world, programme, branch, retired)
    for hall in world.halls:
        if hall.tier in AHEAD_EACH:
            _ahead(world, programme, hall, AHEAD_EACH[hall.tier])
    coming = _ahead(world, programme, village, 4)
    if mother:
        for shift, status in zip(coming, ("invited", "confirmed"), strict=False):
            _serve(world, shift, mother, status)


def _self_of(world: World, account: str, home: Place) -> Any:
    keeper = world.accounts.get(account)
    everybody = world.people.get(home.county, [])
    return next((each for each in everybody if each.keeper == keeper and each.relation == Relation.SELF), None)


def _volunteer(
    world: World, account: str, hall: Place | None, skills: list[str], times: list[str], insured_days: int
) -> int | None:
    person = _self_of(world, account, hall) if hall else None
    if hall is None or person is None:
        return None
    return world.tables[Volunteer].add(
        hall_id=hall.id,
        name=person.name,
        skills=f"{{{','.join(skills)}}}",
        availability=f"{{{','.join(times)}}}",
        period=span(world.until - LOOK_BACK),
        person_id=person.id,
        insured_until=world.until + timedelta(days=insured_days),
    )


def _sign_up(world: World, account: str, hall: Place) -> None:
    person = _self_of(world, account, hall)
    if person is None:
        return
    world.tables[SignUp].add(
        hall_id=hall.id,
        person_id=person.id,
        skills="{photography}",
        availability="{weekend_morning}",
        message="会拍照，周末上午有空。",
        status="asked",
        made_at=moment(world.until - timedelta(days=1), 1140),
        made_by_id=person.keeper,
    )


def _year(world: World, programme: Programme, hall: Place, volunteer: int) -> None:
    """What the volunteer served at held activities of the hall in the last year, one a day.

    The latest, where it was just now, is not recorded yet.
    """
    seen: set[date] = set()
    since = world.until - LOOK_BACK
    for done in sorted(programme.log.get(hall.id, []), key=lambda each: each.day, reverse=True):
        if done.held and since < done.day < world.until and done.day not in seen and len(seen) < SERVED_MOST:
            shift = _shift(world, programme, hall, done, 2, world.dice("shift", done.id))
            if shift is not None:
                just_now = not seen and done.day > world.until - JUST_NOW
                seen.add(done.day)
                _serve(world, shift, volunteer, "confirmed" if just_now else "came")


def _ahead(world: World, programme: Programme, hall: Place, most: int) -> list[int]:
    """Shifts at the hall's next activities, one a day; volunteers are still wanted."""
    made: dict[date, int] = {}
    for done in sorted(programme.log.get(hall.id, []), key=lambda each: (each.day, each.id)):
        if done.held or done.day <= world.until or done.day in made or len(made) == most:
            continue
        dice = world.dice("shift", done.id)
        shift = _shift(world, programme, hall, done, dice.randint(2, 6), dice)
        if shift is not None:
            made[done.day] = shift
    return list(made.values())


def _shift(world: World, programme: Programme, hall: Place, done: Done, wanted: int, dice: Random) -> int | None:
    """A shift as long as the activity; none for what goes over more than a day or is not on."""
    rows = programme.activities
    kind, starts, ends = (rows.get(done.id, name) for name in ("kind", "starts_at", "ends_at"))
    off = rows.get(done.id, "status") not in {"scheduled", "held"} or rows.get(done.id, "withdrawn_at")
    if off or kind not in TASKS or starts[:10] != ends[:10] or rows.get(done.id, "hall_id") != hall.id:
        return None
    return world.tables[Shift].add(
        hall_id=hall.id,
        activity_id=done.id,
        task=dice.choice(TASKS[kind]),
        starts_at=starts,
        ends_at=ends,
        wanted=wanted,
        made_by_id=world.clerks.get(hall.id),
    )


def _serve(world: World, shift: int, volunteer: int, status: str) -> None:
    shifts = world.tables[Shift]
    starts, ends = shifts.get(shift, "starts_at"), shifts.get(shift, "ends_at")
    came = status == "came"
    world.tables[Service].add(
        shift_id=shift,
        volunteer_id=volunteer,
        status=status,
        came_from=starts if came else None,
        came_to=ends if came else None,
        acted_by_id=world.clerks.get(shifts.get(shift, "hall_id")),
    )
