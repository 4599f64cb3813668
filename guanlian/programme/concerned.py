"""Whom a change of an activity concerns, one message a household, and how it is said in either language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from guanlian.messaging.telling import News
from guanlian.programme.activities import Activity
from guanlian.programme.admission import LIVE, Registration
from guanlian.programme.rules import rules


def entries(activity: Activity) -> Any:
    """The live entries of an activity, with whom they are told to."""
    found = Registration.unscoped.filter(admission__activity=activity, status__in=LIVE)
    return found.select_related("person__keeper").order_by("pk")


def to_households(
    kind: str,
    found: Iterable[Registration],
    words: dict[str, Any],
    *,
    soon: bool = False,
    about: Activity | None = None,
) -> list[News]:
    """One piece of news a household: its members by name, and the ticket on which a place is given back in one tap
    (`about`: the activity's page instead)."""
    return [
        News(
            kind=f"{kind}.soon" if soon else kind,
            person=home[0].person,
            params=words | {"name": names(home)},
            about=(about or home[0]).get_absolute_url(),
        )
        for home in by_household(found)
    ]


def by_household(found: Iterable[Registration]) -> list[list[Registration]]:
    """The entries of each household together; a guest is a household."""
    homes: dict[Any, list[Registration]] = {}
    for each in found:
        homes.setdefault(each.person.keeper_id or f"guest {each.person_id}", []).append(each)
    return list(homes.values())


def names(home: Iterable[Registration]) -> str:
    """The people of one household by name."""
    return "、".join(dict.fromkeys(each.person.name for each in home if each.person.name))


def is_soon(starts_at: datetime) -> bool:
    """Whether it begins so soon that the news can't wait for the morning."""
    return starts_at - now() < timedelta(hours=rules()["reminder"]["hours_before"])


def where(stood: Any, activity: Activity) -> str:
    """The place by name: hall and venue, or what was noted. `stood`: whose place, venue and note are meant."""
    hall = stood.place or activity.hall
    inside = stood.venue.name if stood.venue else stood.place_note
    return " · ".join(part for part in (hall.name, inside) if part)
