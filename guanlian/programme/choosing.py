"""Whom of a household one can enter for an activity: for each, why not or what is still to be told, all at once.

The same judgements as `registering.register` makes, before anybody presses a button; that one has the last word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guanlian.accounts.models import Person
from guanlian.programme import eligibility, refusals
from guanlian.programme.admission import LIVE, Channel, Registration
from guanlian.programme.eligibility import Asked
from guanlian.programme.refusals import Refused
from guanlian.programme.rules import rules

NAME, BIRTHDAY, RESIDENCE = "name", "born_on", "lives_at"


@dataclass(frozen=True, slots=True)
class Choice:
    """One person of the household. `missing`: what the activity needs to know of them and nobody told."""

    person: Person
    refusal: Refused | None = None
    entry: Registration | None = None
    missing: tuple[str, ...] = ()
    barred: Refused | None = None  # only the waiting list is open to them

    @property
    def can(self) -> bool:
        """Whether the person can be ticked."""
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class Choices:
    """A household before an activity. `refusal`: why nobody can be entered now. `room`: how many more of the household;
    None where the hall set no limit."""

    asked: Asked
    people: list[Choice]
    refusal: Refused | None
    room: int | None

    @property
    def full(self) -> bool:
        """Whether places are given at once and the site has none left."""
        return eligibility.gives_at_once(self.asked) and not self.asked.admission.left_online


def choose(*, activity: str, people: Sequence[Person], channel: str = Channel.ONLINE) -> Choices:
    """Judge each of `people` for the activity with that code. Raises NoEntryNeeded."""
    asked = eligibility.ask(activity, people)
    admission = asked.admission
    inside = eligibility.residents(admission)
    online = channel == Channel.ONLINE
    entries = _entries(asked, people)
    busy = {person.pk for person in eligibility.too_many_courses(asked, people)} if online else set()
    keepers = {person.keeper_id for person in people if person.keeper_id}
    room = eligibility.room_in_household(admission, keepers) if online and keepers else None
    return Choices(
        asked,
        [_choice(asked, each, entries.get(each.pk), inside, busy) for each in people],
        _closed(asked, channel),
        room,
    )


def _choice(asked: Asked, person: Person, entry: Registration | None, inside: set[int], busy: set[int]) -> Choice:
    if entry is not None:
        return Choice(person, refusals.AlreadyEntered(person.name, entry.code), entry)
    if person.pk in busy:
        return Choice(person, refusals.TooManyCourses(person.name, rules()["limits"]["courses_at_once"]))
    missing = [] if person.name else [NAME]
    admission = asked.admission
    if person.born_on is None and (admission.age_min is not None or admission.age_max is not None):
        missing.append(BIRTHDAY)
    if person.lives_at_id is None and admission.residents_of is not None:
        missing.append(RESIDENCE)
    refusal = eligibility.unfit(admission, person, inside)
    if refusal is not None and refusal.then != refusals.Then.HOUSEHOLD:
        return Choice(person, refusal)
    barred = eligibility.restricted_until([person], asked.at) if asked.restricted else None
    waits = admission.waiting_list
    no = refusals.Restricted(person.name, barred[1], waiting=waits) if barred else None
    return Choice(person, no if no and not waits else None, None, tuple(missing), no)


def _entries(asked: Asked, people: Sequence[Person]) -> dict[int, Registration]:
    if not asked.entered:
        return {}
    live = Registration.unscoped.filter(admission=asked.admission, person__in=people, status__in=LIVE)
    return {entry.person_id: entry for entry in live}


def _closed(asked: Asked, channel: str) -> Refused | None:
    try:
        eligibility.require_open(asked, channel)
    except Refused as refusal:
        return refusal
    return None
