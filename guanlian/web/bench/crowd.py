"""The rush's database: a city with weeks ahead, one class, and thousands of people who have signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from random import Random
from time import time

from django.conf import settings
from django.db import connection
from django.utils.crypto import get_random_string
from django.utils.timezone import localdate, now

from guanlian.accounts.guarding import SIGNED_IN_AT
from guanlian.accounts.models import AccountSession, Person, Relation, User
from guanlian.assessment import bench as standard
from guanlian.booking.models import HOLDING, Reservation, VenueRule
from guanlian.network.halls import Hall
from guanlian.network.venues import Venue, VenueKind
from guanlian.programme.models import Activity, Admission, Kind, Policy, Registration, Status

DATABASE = "guanlian_rush"
ACTIVITIES = 4_000  # of past years, below the weeks ahead; the standard's bench has more
AHEAD = 600  # activities in the next four weeks
VENUES = 60
SLOT = "09:00-11:00"
BATCH = 2_000


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in: their account and person, the session's key, the form's token."""

    user: int
    person: int
    code: str
    session: str
    token: str


@contextmanager
def rush_database() -> Iterator[None]:
    """A copy of the bench's city under a name of its own, dropped afterwards; Django is connected to it meanwhile."""
    with standard.throw_away_database():
        if Activity.unscoped.count() < ACTIVITIES:
            standard.ready(ACTIVITIES)
    given = connection.settings_dict["NAME"]
    drop = f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"
    _maintain(drop, f"CREATE DATABASE {DATABASE} TEMPLATE {standard.DATABASE}")
    try:
        connection.settings_dict["NAME"] = DATABASE
        yield
    finally:
        leave()
        connection.settings_dict["NAME"] = given
        _maintain(drop)


def leave() -> None:
    """Close this process's connections, so that others may stop or drop the database."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


def _maintain(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    leave()


def weeks_ahead(chance: Random) -> None:
    """Activities of the next four weeks and venues in a tenth of the villages, so that pages have what they show."""
    halls = list(Hall.objects.order_by("pk"))
    kinds = [kind.value for kind in Kind]
    Activity.unscoped.bulk_create(
        [_ahead(n, chance.choice(halls), chance.choice(kinds), chance) for n in range(AHEAD)], BATCH
    )
    for n, hall in enumerate(chance.sample(halls, VENUES)):
        kind = list(VenueKind)[n % len(VenueKind)]
        Venue.unscoped.create(
            hall=hall, name=str(kind.label), kind=kind, capacity=chance.choice([30, 80, 200]), period=standard.SINCE
        )


def _ahead(number: int, hall: Hall, kind: str, chance: Random) -> Activity:
    begins = now() + timedelta(minutes=chance.randrange(60, 28 * 24 * 60))
    return Activity(
        code=f"RA-{number}",
        hall=hall,
        title=f"{hall.area_name} {number}",
        kind=kind,
        status=Status.SCHEDULED,
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
    )


def a_class(code: str, places: int) -> Admission:
    """One course with so many places, open for entries."""
    starts = now() + timedelta(days=7)
    activity = Activity.unscoped.create(
        code=code,
        hall=Hall.objects.order_by("code")[0],
        title=code,
        kind=Kind.TRAINING,
        status=Status.SCHEDULED,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
    )
    return Admission.objects.create(
        activity=activity,
        policy=Policy.FIRST_COME,
        places=places,
        opens_at=now() - timedelta(days=1),
        closes_at=starts,
    )


def over(admission: Admission) -> None:
    """Let a class be over, so that it counts no longer among those that a person may hold at one time."""
    ended = now() - timedelta(minutes=1)
    Activity.unscoped.filter(pk=admission.activity_id).update(starts_at=ended - timedelta(hours=2), ends_at=ended)


def a_room() -> tuple[Venue, date]:
    """A room that is given in slots, and a day on which its hall is open."""
    hall = Hall.objects.order_by("-code")[0]
    venue = Venue.unscoped.create(hall=hall, name="排练室", kind=VenueKind.DANCE, capacity=30, period=standard.SINCE)
    VenueRule.objects.create(venue=venue, mode=VenueRule.Mode.SLOTS, slots=[SLOT], longest_minutes=240)
    day = localdate() + timedelta(days=2)
    return venue, day if day.weekday() < 6 else day + timedelta(days=1)


def some_rooms(number: int) -> list[Venue]:
    """Rooms that can be booked."""
    return list(Venue.unscoped.filter(bookable=True).order_by("pk")[:number])


def reserved(venue: Venue) -> list[int]:
    """The people who hold the room, one entry a reservation."""
    standing = Reservation.unscoped.filter(venue=venue, status__in=HOLDING)
    return list(standing.values_list("person_id", flat=True))


def visitors(number: int) -> list[Visitor]:
    """`number` people with an account each, signed in by sessions made directly."""
    users = User.objects.bulk_create(
        [User(username=f"rush{n}", name=f"{n}", password=f"!{n}", phone_verified=True) for n in range(number)], BATCH
    )
    people = Person.unscoped.bulk_create(
        [Person(code=f"RY-R{n}", keeper=user, relation=Relation.SELF, name=user.name) for n, user in enumerate(users)],
        BATCH,
    )
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    until = now() + timedelta(hours=2)
    sessions, found = [], []
    for user, person in zip(users, people, strict=True):
        key = get_random_string(32)
        content = {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
            "_auth_user_hash": user.get_session_auth_hash(),
            SIGNED_IN_AT: time(),
        }
        sessions.append(
            AccountSession(session_key=key, session_data=store.encode(content), expire_date=until, account=user)
        )
        found.append(Visitor(user.pk, person.pk, person.code, key, get_random_string(32)))
    AccountSession.objects.bulk_create(sessions, BATCH)
    return found


def settle() -> None:
    """Statistics and a checkpoint, so that no run pays for the one before."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("CHECKPOINT")


def entries(admission: Admission) -> tuple[int, int, int]:
    """What the database itself holds: live places, people with more than one, and the count it kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE status IN ('placed', 'offered')),
                   count(*) - count(DISTINCT person_id),
                   (SELECT taken FROM programme_admission WHERE id = %s)
            FROM programme_registration WHERE admission_id = %s
            """,
            [admission.pk, admission.pk],
        )
        placed, doubles, taken = cursor.fetchone()
    return placed, doubles, taken


def registered(admission: Admission) -> set[int]:
    """The people who have a place."""
    placed = Registration.unscoped.filter(admission=admission, status="placed")
    return set(placed.values_list("person_id", flat=True))
