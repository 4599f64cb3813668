"""Closures: what they hit is cancelled and told, or moved before; hours that shrink do the same."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils.timezone import localdate

from guanlian.accounts import recording
from guanlian.booking import closures
from guanlian.booking.models import Reservation
from guanlian.booking.tests.rooms import ahead, book, clock, make_room
from guanlian.kernel.registers import register_called
from guanlian.messaging.models import Message
from guanlian.network import scheduling
from guanlian.network.models import Hall
from tests.factories import make_person


def announce(hall, by, *, venue="", first=None, end=None):
    values = {
        "hall": hall.code, "venue": venue, "period": (first or ahead(1), end or ahead(2)), "reason": "地板维修",
        "announced_on": localdate(),
    }  # fmt: skip
    return recording.enter(register=register_called("closures"), values=values, by=by)


def test_a_closure_cancels_what_it_hits_and_tells_the_people(network, cast):
    hall, person = network.villages[0], make_person()
    room = make_room(hall)
    hit, spared = book(room, clock(10), clock(11), person), book(room, clock(10, days_ahead=3), clock(11, days_ahead=3))
    elsewhere = book(make_room(network.villages[1]), clock(10), clock(11))

    announced = announce(hall, cast.village_administrator)

    states = {r.pk: r.status for r in Reservation.unscoped.all()}
    assert states == {hit.pk: "cancelled", spared.pk: "confirmed", elsewhere.pk: "confirmed"}
    told = Message.objects.get(kind="booking.cancelled")
    assert (told.to, told.params["why"]) == (person.keeper, "地板维修")
    assert [r.pk for r in closures.cancelled_by(announced)] == [hit.pk]


def test_a_closure_of_one_room_leaves_the_others(network, cast):
    hall = network.villages[0]
    room, other = make_room(hall), make_room(hall, name="礼堂")
    book(room, clock(10), clock(11))
    kept = book(other, clock(10), clock(11))

    announce(hall, cast.village_administrator, venue=room.code)

    assert [r.pk for r in Reservation.unscoped.filter(status="confirmed")] == [kept.pk]


def test_staff_see_where_it_could_go_and_close_in_one_step(network, cast):
    hall, clerk = network.villages[0], cast.village_administrator
    room, other = make_room(hall), make_room(hall, name="礼堂")
    moved, lost = book(room, clock(10), clock(11), make_person()), book(room, clock(12), clock(13), make_person())
    mine = Hall.objects.filter(pk=hall.pk)

    found = closures.proposals(moved, [room], ahead(2), mine)
    closures.close(
        hall=hall, venue=room, first=ahead(1), end=ahead(2), reason="检修", announced_on=localdate(), by=clerk,
        on=localdate(), moves={moved.code: found[0].value},
    )  # fmt: skip

    assert (found[0].venue, found[0].starts_at) == (other, clock(10))
    assert found[1].venue == room and localdate(found[1].starts_at) >= ahead(2)
    moved.refresh_from_db()
    lost.refresh_from_db()
    assert (moved.venue, moved.status, lost.status) == (other, "confirmed", "cancelled")
    assert set(Message.objects.values_list("kind", flat=True)) >= {"booking.moved", "booking.cancelled"}


def test_hours_that_shrink_cancel_what_no_longer_lies_within(network):
    hall = network.villages[0]
    room = make_room(hall)
    early, late = book(room, clock(10), clock(11)), book(room, clock(19), clock(20))

    scheduling.publish_week(hall=hall, week={n: [(time(9), time(17))] for n in range(7)}, since=localdate())

    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.status, late.status) == ("confirmed", "cancelled")
    assert late.why


def test_a_closure_that_is_over_or_withdrawn_hits_nothing(network, cast):
    hall, clerk = network.villages[0], cast.village_administrator
    made = book(make_room(hall), clock(10), clock(11))

    announce(hall, clerk, first=localdate() - timedelta(days=3), end=localdate())
    closure = announce(hall, clerk, first=ahead(5), end=ahead(6))
    recording.withdraw(register=register_called("closures"), key=closure.pk, why="不修了", by=clerk)

    made.refresh_from_db()
    assert made.status == "confirmed"
