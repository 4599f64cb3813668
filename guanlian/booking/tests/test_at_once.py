"""At one moment, from threads of their own: exactly one wins, limits hold, no reservation slips past a closure."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction
from django.utils.timezone import localdate

from guanlian.booking import moving, refusals
from guanlian.booking.models import HOLDING, Reservation
from guanlian.booking.tests.rooms import ahead, book, clock, make_room
from guanlian.booking.tests.test_closures import announce
from guanlian.holds.models import Hold
from guanlian.network.taking import resource_of
from guanlian.network.venues import Venue
from tests.factories import make_hall, make_person, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of them at one moment; what each said: 'done' or the name of its refusal."""
    together = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            together.wait()
            act()
            return "done"
        except refusals.Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, acts))


def test_of_twelve_who_want_one_slot_exactly_one_gets_it():
    room = make_room(make_hall())
    people = [make_person() for _ in range(12)]

    found = at_once(*(lambda p=p: book(room, clock(10), clock(12), p) for p in people))

    assert found == ["Taken"] * 11 + ["done"]
    assert Reservation.unscoped.count() == Hold.objects.count() == 1


def test_one_person_at_once_stays_within_the_week():
    room, person = make_room(make_hall(), rule={"per_week": 2}), make_person()
    monday = 7 - localdate().weekday()

    found = at_once(
        *(
            lambda h=h: book(room, clock(h, days_ahead=monday), clock(h + 1, days_ahead=monday), person)
            for h in range(10, 16)
        )
    )

    assert found == ["WeekFull"] * 4 + ["done"] * 2


def test_the_same_request_at_once_is_one():
    room, person = make_room(make_hall()), make_person()

    found = at_once(*(lambda: book(room, clock(10), clock(12), person, key="same") for _ in range(4)))

    assert found == ["done"] * 4
    assert Reservation.unscoped.count() == 1


def test_no_reservation_slips_past_a_closure():
    hall = make_hall()
    room, clerk = make_room(hall), make_user(is_superuser=True)
    people = [make_person() for _ in range(6)]

    at_once(
        *(lambda p=p, h=h: book(room, clock(h), clock(h + 1), p) for p, h in zip(people, range(10, 16), strict=True)),
        lambda: announce(hall, clerk, first=ahead(1), end=ahead(2)),
    )

    assert not Reservation.unscoped.filter(status__in=HOLDING).exists()
    assert not Hold.objects.filter(released_at=None).exists()


def test_whoever_read_the_room_before_its_first_reservation_holds_up_nobody():
    room, person, other = make_room(make_hall()), make_person(), make_person()
    stale = Venue.unscoped.get(pk=room.pk)
    book(room, clock(9), clock(10), person)
    held, done = Event(), Event()

    def ask_late() -> None:
        with transaction.atomic():
            resource_of(stale)
            held.set()
            done.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(ask_late)
        assert held.wait(10)
        try:
            with transaction.atomic():
                connection.cursor().execute("SET LOCAL lock_timeout = '3s'")
                book(room, clock(12), clock(13), other)
        finally:
            done.set()
        late.result()

    assert Reservation.unscoped.filter(status="confirmed").count() == 2


def test_a_move_and_a_reservation_never_share_the_room():
    room, person = make_room(make_hall()), make_person()
    made = book(room, clock(10), clock(12), person)

    found = at_once(
        lambda: moving.move(code=made.code, starts_at=clock(14), ends_at=clock(16), by=person.keeper, on=localdate()),
        lambda: book(room, clock(15), clock(17)),
    )

    made.refresh_from_db()
    assert found == ["Taken", "done"]
    assert made.status == "confirmed" and made.period.lower in {clock(10), clock(14)}
    assert Hold.objects.filter(released_at=None).count() == Reservation.unscoped.filter(status="confirmed").count()


def test_two_who_swap_times_do_not_block_each_other():
    room, one, other = make_room(make_hall()), make_person(), make_person()
    first, second = book(room, clock(10), clock(11), one), book(room, clock(12), clock(13), other)

    found = at_once(
        lambda: moving.move(code=first.code, starts_at=clock(12), ends_at=clock(13), by=one.keeper, on=localdate()),
        lambda: moving.move(code=second.code, starts_at=clock(10), ends_at=clock(11), by=other.keeper, on=localdate()),
    )

    assert found == ["Taken", "Taken"]
    assert {r.period.lower for r in Reservation.unscoped.all()} == {clock(10), clock(12)}
