"""Counting by hand those whom no ticket names: walk-ins, an open-air crowd. Counts of several devices add up."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts.models import User
from guanlian.programme import closing, doors
from guanlian.programme.rules import rules
from guanlian.programme.sessions import Headcount, Session

KEY_LENGTH = 40  # of what a device sends


class BadCount(Exception):
    """No number of people, or one that nobody counts at one go; the message says what is possible."""

    def __init__(self) -> None:
        super().__init__(_("一次请记 1 至 %(n)s 人；记多了，用负数更正。") % {"n": rules()["door"]["count_most"]})


def count(*, session: Session, people: int, key: str, by: User, on: date, at: datetime | None = None) -> bool:
    """Add `people` (negative: correct) to what was counted at the session; the same key again adds nothing.

    Returns whether it was added. Raises NotYours, DoorShut, BadCount.
    """
    moment = now()
    doors.require_open(session, by=by, on=on, now=moment)
    if people == 0 or abs(people) > rules()["door"]["count_most"]:
        raise BadCount
    with closing.following(session=session, by=by):
        return add(session=session, people=people, key=key, at=min(at or moment, moment), by=by)


def add(*, session: Session, people: int, key: str, at: datetime, by: User) -> bool:
    """Write one count, once; whoever calls has asked for the right."""
    before = Headcount.objects.filter(key=(whole := f"{session.pk}:{key[:KEY_LENGTH]}"))
    if before.exists():
        return False
    made = Headcount(session=session, people=people, at=at, counted_by=by, key=whole)
    Headcount.objects.bulk_create([made], ignore_conflicts=True)
    return True
