"""Rows of tests/access_table.py: the programme as staff make it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from guanlian.network.halls import Hall
from guanlian.programme.models import Activity, Pattern
from tests.access import Anywhere, AtHall, Row, World
from tests.factories import make_activity


def a_draft(hall: Hall) -> Activity:
    """A draft of the hall, two weeks ahead."""
    begins = now() + timedelta(days=14)
    return make_activity(
        hall, title=f"草稿{hall.code}", status="draft", participants=None,
        starts_at=begins, ends_at=begins + timedelta(hours=2),
    )  # fmt: skip


def its_code(hall: Hall, world: World) -> dict[str, Any]:
    """The code of a fresh draft."""
    return {"code": a_draft(hall).code}


def its_first_lesson(hall: Hall, world: World) -> dict[str, Any]:
    """A lesson to add to a fresh draft."""
    return its_code(hall, world) | {"number": 0}


def its_title(hall: Hall, world: World) -> str:
    """The title of a fresh draft."""
    return a_draft(hall).title


def its_pattern(hall: Hall, world: World) -> dict[str, Any]:
    """A template of the hall: offered at the hall and below it."""
    return {"number": Pattern.objects.create(hall=hall, name="班", values={"activity": {"title": "班"}}).pk}


def edits(**more: Any) -> AtHall:
    """Open to those who may change the hall's activities."""
    return AtHall(capability="register.edit", **({"args": its_code} | more))


ROWS: dict[str, Row] = {
    "console:programme": Anywhere(capability="register.view", hides=its_title),
    "console:programme_publish": Anywhere(capability="register.edit", method="post"),
    "console:programme_new": Anywhere(capability="register.edit"),
    "console:programme_blank": Anywhere(capability="register.edit"),
    "console:programme_pattern": AtHall(capability="register.edit", method="post", args=its_pattern),
    "console:programme_clash": Anywhere(capability="register.view"),
    "console:programme_review": Anywhere(capability="activity.review"),
    "console:activity": AtHall(capability="register.view", args=its_code),
    "console:activity_do": edits(method="post", data={"do": "publish"}),
    "console:activity_edit": edits(),
    "console:activity_again": edits(method="post"),
    "console:activity_pattern": edits(method="post", data={"name": "班"}),
    "console:activity_admission": edits(),
    "console:activity_change": edits(),
    "console:activity_cancel": edits(),
    "console:activity_lessons": AtHall(capability="register.view", args=its_code),
    "console:activity_lesson": edits(args=its_first_lesson),
    "console:activity_preview": AtHall(capability="register.view", args=its_code),
    "console:activity_sheet": AtHall(capability="registration.view", args=its_code),
}
