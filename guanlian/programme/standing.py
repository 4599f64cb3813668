"""How somebody stands with the no-show rules: their absences, which of them count, the restriction, the appeal."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from guanlian.accounts import households
from guanlian.accounts.models import Person, User
from guanlian.programme import restricting
from guanlian.programme.conduct import Absence, Appeal, Restriction
from guanlian.programme.counted import lessons_come, that_count, with_meetings
from guanlian.programme.rules import rules

PAST = 180  # days that the page looks back


@dataclass
class Noted:
    """An absence: whether it is one that counts, whether it led to a restriction, whether it is past the window."""

    absence: Absence
    counts: bool
    used: bool
    past: bool

    @property
    def excused_why(self) -> str:
        """Why it does not count, in the words of whoever excused it."""
        return self.absence.excused_why


@dataclass
class Standing:
    """One person. `counting`: how many absences count towards a restriction now."""

    person: Person
    noted: list[Noted] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    current: Restriction | None = None
    counting: int = 0


def of_household(*, user: User, on: date) -> list[Standing]:
    """Everybody of the account's household, its owner first; a fixed number of statements."""
    people = {person.pk: Standing(person) for person in households.household_of(user=user)}
    since = on - timedelta(days=PAST)
    every = list(with_meetings(Absence.unscoped.filter(registration__person__in=people, on__gte=since)))
    links = Restriction.absences.through.objects.filter(absence__in=every)
    used = set(links.values_list("absence_id", flat=True))
    counting = that_count(every, lessons_come({each.registration_id for each in every}))
    counts = {each.pk for each in counting}
    open_ones: dict[int, list[Absence]] = defaultdict(list)
    window = on - timedelta(days=rules()["absence"]["window_days"])
    for each in counting:
        if each.pk not in used and each.on > window:
            open_ones[each.registration.person_id].append(each)
    for each in reversed(every):
        noted = Noted(each, each.pk in counts, each.pk in used, each.on <= window)
        people[each.registration.person_id].noted.append(noted)
    for made in _restrictions(people, since):
        standing = people[made.person_id]
        standing.restrictions.append(made)
        if made.lifted_at is None and made.period.lower <= on < made.period.upper:
            standing.current = made
    for pk, standing in people.items():
        standing.counting = len(restricting.in_window(open_ones[pk]))
    return list(people.values())


def _restrictions(people: Any, since: date) -> list[Restriction]:
    found = list(
        Restriction.objects.everywhere(because="the household's own")
        .filter(person__in=people, period__endswith__gt=since)
        .select_related("hall", "person")
        .order_by("-period")
    )
    appeals = {each.restriction_id: each for each in Appeal.objects.filter(restriction__in=found)}
    for each in found:
        each.heard = appeals.get(each.pk)  # type: ignore[attr-defined]
        each.last = restricting.last_day(each)  # type: ignore[attr-defined]
    return found
