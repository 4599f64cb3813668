"""What the tests of the door share: a class that is on now, tickets for it, and a device that reports."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import localdate, now

from guanlian.accounts.models import Person
from guanlian.network.models import Hall
from guanlian.programme import attending
from guanlian.programme.attending import Item, Outcome
from guanlian.programme.meeting import sessions_of
from guanlian.programme.models import Registration, Session
from tests.factories import make_admission, make_person

_keys = count(1)


def make_door(hall: Hall, *, begins: datetime | None = None, **more: Any) -> Session:
    """The only session of a class of `hall` that began ten minutes ago."""
    begins = begins or now() - timedelta(minutes=10)
    admission = make_admission(hall, places=20, opens_at=begins - timedelta(days=9), closes_at=begins, **more)
    activity = admission.activity
    type(activity).unscoped.filter(pk=activity.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=2))
    activity.refresh_from_db()
    return sessions_of(activity)[0]


def make_ticket(session: Session, name: str = "", *, status: str = "placed", **more: Any) -> Registration:
    """An entry for the session's activity."""
    person: Person = more.pop("person", None) or make_person(name)
    given = {"waiting_since": now()} if status == "waiting" else {}
    ticket = Registration(
        admission=session.activity.admission, person=person, status=status, channel="desk", **given, **more
    )
    ticket.save()
    return ticket


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def read(session: Session, *codes: str, by: Any, device: str = "a", at: datetime | None = None, **more: Any) -> Outcome:
    """What the last of `codes` is told when a device reads them."""
    moment = milliseconds(at or now())
    items = [Item(key=more.pop("key", "") or f"k{next(_keys)}", code=code, at=moment, **more) for code in codes]
    return attending.attend(session=session, items=items, by=by, on=localdate(), device=device)[-1]
