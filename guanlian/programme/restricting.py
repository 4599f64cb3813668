"""Restrictions: after several absences, no online places at once for some days. Made by rule, dated, told, lifted.

It concerns the absent person alone, a child like a grown-up: neither the household nor who registered for them. Waiting
list, desk, telephone and walk-in stay open; so there is none for guests, whom a hall's desk enters.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count
from django.utils.translation import gettext as _

from guanlian.accounts.models import Person
from guanlian.kernel import clock
from guanlian.messaging.telling import News, tell
from guanlian.programme.conduct import Absence, Restriction
from guanlian.programme.counted import lessons_come, that_count, with_meetings
from guanlian.programme.rules import rules

PAGE = "/me/conduct/"


def restrict() -> list[Restriction]:
    """Make the restrictions that are due today; for the worker. No absence leads to two of them."""
    on = clock.today()
    declared = rules()["absence"]
    recent = (
        Absence.unscoped.filter(on__gte=on - timedelta(days=declared["window_days"]), excused_why="", restrictions=None)
        .filter(registration__person__keeper__isnull=False, registration__person__removed_at=None)
        .order_by()
        .values("registration__person")
        .annotate(n=Count("pk"))
        .filter(n__gte=declared["many"])
    )
    made = [_restrict(row["registration__person"], on) for row in recent]
    return [each for each in made if each is not None]


@transaction.atomic
def _restrict(person: int, on: date) -> Restriction | None:
    held = Person.unscoped.select_for_update(no_key=True).get(pk=person)
    if Restriction.unscoped.filter(person=held, lifted_at=None, period__endswith__gt=on).exists():
        return None
    counting = [each for each in counting_of([held.pk]) if not each.used]  # type: ignore[attr-defined]
    within = in_window(counting)
    if len(within) < rules()["absence"]["many"]:
        return None
    until = on + timedelta(days=rules()["absence"]["restricted_days"])
    made = Restriction(person=held, hall=within[-1].session.activity.hall, period=DateRange(on, until))
    made.save()
    made.absences.set(within)
    tell([_told(made, within)])
    return made


def counting_of(people: Collection[int]) -> list[Absence]:
    """The absences of those people that count, the oldest first; `used`: whether one led to a restriction before."""
    every = with_meetings(Absence.unscoped.filter(registration__person__in=people))
    found = list(every)
    used = set(Restriction.absences.through.objects.filter(absence__in=found).values_list("absence_id", flat=True))
    for each in found:
        each.used = each.pk in used
    return that_count(found, lessons_come({each.registration_id for each in found}))


def in_window(counting: list[Absence]) -> list[Absence]:
    """Those within the declared window, counted back from the last of them."""
    if not counting:
        return []
    since = max(each.on for each in counting) - timedelta(days=rules()["absence"]["window_days"])
    return sorted((each for each in counting if each.on > since), key=lambda each: (each.on, each.pk))


@transaction.atomic
def reconsider(*, people: Collection[int], why: str) -> list[Restriction]:
    """Lift those people's restrictions of which too few absences still count. Returns the lifted."""
    running = Restriction.unscoped.select_for_update(of=("self",)).filter(
        person__in=people, lifted_at=None, period__endswith__gt=clock.today()
    )
    found = list(running.select_related("person__keeper").prefetch_related("absences").order_by("pk"))
    counting = {each.pk for each in counting_of(people)} if found else set()
    lifted = [
        each
        for each in found
        if sum(absence.pk in counting for absence in each.absences.all()) < rules()["absence"]["many"]
    ]
    for each in lifted:
        lift(each, why=why)
    tell([_lifted(each) for each in lifted])
    return lifted


def lift(restriction: Restriction, *, why: str) -> None:
    """End it now. The caller holds its row, and tells."""
    restriction.lifted_at, restriction.lifted_why = clock.moment(), why[:200]
    restriction.save(update_fields=["lifted_at", "lifted_why"])


def current(person: Person, on: date) -> Restriction | None:
    """The restriction that the person is under on the day `on`."""
    return Restriction.objects.everywhere(because="one person's own").in_force(on).filter(person=person).first()


def last_day(restriction: Restriction) -> date:
    """The last day on which it holds."""
    return restriction.period.upper - timedelta(days=1)


def in_words(absences: Collection[Absence]) -> str:
    """Days and titles, as messages and pages list them."""
    return _("、").join(f"{each.on:%Y-%m-%d}“{each.session.activity.title}”" for each in absences)


def _told(made: Restriction, absences: list[Absence]) -> News:
    return News(
        kind="restriction.made",
        person=made.person,
        params={
            "name": made.person.name,
            "n": str(len(absences)),
            "which": in_words(absences),
            "last": last_day(made),
            "window": str(rules()["absence"]["window_days"]),
        },
        about=PAGE,
        key=f"restriction:{made.pk}",
    )


def _lifted(lifted: Restriction) -> News:
    params = {"name": lifted.person.name, "why": lifted.lifted_why}
    return News(kind="restriction.lifted", person=lifted.person, params=params, about=PAGE, key=f"lifted:{lifted.pk}")
