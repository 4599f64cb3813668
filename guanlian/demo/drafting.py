"""What is not public yet: templates, drafts, one activity that waits for a second person, and the rule that asks so."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from guanlian.demo import titles
from guanlian.demo.programme import Programme
from guanlian.demo.titles import Form
from guanlian.demo.world import Place, World, moment
from guanlian.network.models import Venue
from guanlian.programme.models import Pattern, Review, ReviewRule

DAY = 1440
# The templates of the upper halls: name, title, kind, audiences, clock, minutes, lessons, room, rule of admission.
Template = tuple[str, str, str, list[str], str, int, int, str, dict[str, Any]]
TEMPLATES: list[Template] = [
    (
        "市民夜校 · 8 次课",
        "市民夜校：剪纸",
        "training",
        ["public"],
        "18:30",
        90,
        8,
        "training_room",
        {"policy": "first_come", "places": 25, "reserved": 3, "group_most": 2},
    ),
    (
        "寒暑假少儿班 · 摇号",
        "暑期少儿书法班",
        "training",
        ["children"],
        "09:00",
        90,
        6,
        "training_room",
        {"policy": "lottery", "places": 20, "reserved": 0, "group_most": 2, "age_min": 6, "age_max": 12},
    ),
    (
        "周末小剧场",
        "周末小剧场：越剧折子戏",
        "performance",
        ["public"],
        "19:00",
        120,
        1,
        "multi_function",
        {"policy": "first_come", "places": 120, "reserved": 20, "group_most": 4},
    ),
]
ADMISSION = {
    "waiting_list": True,
    "offer_hours": 24,
    "household_most": None,
    "age_min": None,
    "age_max": None,
    "question": "",
    "residents_of": None,
    "opens_at": 14 * DAY,
    "closes_at": DAY,
    "reserve_until": 2 * DAY,
}


def make(world: World, programme: Programme) -> None:
    """At the main hall of the story, and at its branch."""
    branch = world.story_village.parent
    main = branch.parent if branch else None
    if branch is None or main is None:
        return
    world.tables[ReviewRule].add(hall_id=main.id, below=False, since=date(world.until.year - 1, 9, 1))
    for hall in (main, branch):
        for template in TEMPLATES:
            _pattern(world, hall, template)
    dice, ahead = world.dice("drafts"), world.until + timedelta(days=46)
    forms: list[tuple[Place, Form, str, str]] = [
        (main, titles.forms("lecture")[0], "submitted", "人选和讲稿已定，请审核。"),
        (main, titles.forms("training")[0], "draft", ""),
        (branch, titles.forms("lecture")[1], "draft", ""),
    ]
    for number, (hall, form, status, note) in enumerate(forms):
        day = ahead + timedelta(days=7 * number)
        done = programme.enter(hall, form, titles.write(form, hall, day, dice), day, dice)
        # Whoever works at the desk did not write what awaits their review.
        programme.put_back(done.id, status, None if status == "submitted" else world.clerks.get(hall.id))
        programme.activities.set(done.id, note=note)
        if status == "submitted":
            at = moment(world.until - timedelta(days=1), 965)
            world.tables[Review].add(activity_id=done.id, submitted_at=at)


def _pattern(world: World, hall: Place, template: Template) -> None:
    """A template as the product keeps it (`programme.sketching`)."""
    name, title, kind, audiences, clock, minutes, lessons, room, admission = template
    rooms = hall.venues.get(room, [])
    venue = world.tables[Venue].get(rooms[0], "code") if rooms else None
    each = [{"after": 7 * DAY * n, "minutes": minutes, "venue": venue} for n in range(lessons)] if lessons > 1 else []
    values = {
        "activity": {
            "title": title,
            "kind": kind,
            "place": None,
            "venue": venue,
            "place_note": "",
            "exhibition_line_m": None,
            "free": True,
            "audiences": audiences,
            "features": [],
            "brand": None,
            "troupes": [],
            "summary": "",
            "co_organisers": [],
            "hosts": [],
        },
        "clock": clock,
        "weekday": 5,
        "minutes": (lessons - 1) * 7 * DAY + minutes,
        "lessons": each,
        "times": lessons,
        "admission": ADMISSION | admission,
    }
    world.tables[Pattern].add(
        hall_id=hall.id,
        name=name,
        values=json.dumps(values, ensure_ascii=False),
        made_by_id=world.clerks.get(hall.id),
        made_at=moment(world.until - timedelta(days=120)),
    )
