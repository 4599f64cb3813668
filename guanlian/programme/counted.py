"""Which absences count. Arithmetic: nothing here is written.

A single session counts when it was missed. A course counts once at most, and only when so many of its lessons were
missed running (rules.toml): somebody who is ill for a day has no mark. Excused absences count nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Count, QuerySet

from guanlian.programme.conduct import Absence
from guanlian.programme.rules import rules
from guanlian.programme.sessions import Attendance

Came = Mapping[int, Collection[int]]


def with_meetings(absences: QuerySet[Absence]) -> Any:
    """The absences in the order of their sessions, each with `meetings`: how many sessions its activity has."""
    found = absences.annotate(meetings=Count("session__activity__sessions"))
    return found.select_related("session__activity__hall", "registration__person").order_by("session__starts_at", "pk")


def lessons_come(registrations: Collection[int]) -> dict[int, set[int]]:
    """The numbers of the sessions that each registration came to."""
    found: dict[int, set[int]] = defaultdict(set)
    for registration, number in Attendance.unscoped.filter(registration__in=registrations).values_list(
        "registration", "session__number"
    ):
        found[registration].add(number)
    return found


def that_count(absences: Iterable[Absence], came: Came) -> list[Absence]:
    """Those of `absences` (with `meetings`; all of each registration) that count, in the order given."""
    absences = list(absences)
    running = rules()["absence"]["course_running"]
    courses: dict[int, list[Absence]] = defaultdict(list)
    for each in absences:
        if each.meetings > 1:  # type: ignore[attr-defined]
            courses[each.registration_id].append(each)
    of_courses = {
        pk
        for registration, missed in courses.items()
        if (pk := _first_run(missed, came.get(registration, ()), running)) is not None
    }
    return [
        each
        for each in absences
        if not each.excused_why and (each.meetings == 1 or each.pk in of_courses)  # type: ignore[attr-defined]
    ]


def _first_run(missed: list[Absence], came: Collection[int], running: int) -> int | None:
    """The absence that completes the first `running` unexcused ones between which the person did not come."""
    breaks = dict.fromkeys(came, 0)
    lessons = breaks | {each.session.number: 0 if each.excused_why else each.pk for each in missed}
    run = 0
    for number in sorted(lessons):
        run = run + 1 if lessons[number] else 0
        if run == running:
            return lessons[number]
    return None
