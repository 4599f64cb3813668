"""Cancelling, deciding, moving, checking in, giving up: each tells those concerned and frees what it frees."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from guanlian.accounts.scope import NotYours as NoRight
from guanlian.booking import arriving, cancelling, deciding, lending, moving, refusals, reminding, reserving
from guanlian.booking.models import Reservation
from guanlian.booking.tests.rooms import ahead, book, clock, make_room
from guanlian.community.models import Rehearsal
from guanlian.messaging.models import Message
from tests.factories import make_person, make_record, make_user


def under_way(made: Reservation, *, minutes: int) -> None:
    """Let the reservation have begun so many minutes ago (of an hour)."""
    begins = now() - timedelta(minutes=minutes)
    period = (begins, begins + timedelta(hours=1))
    Reservation.unscoped.filter(pk=made.pk).update(period=period)
    type(made.hold).objects.filter(pk=made.hold_id).update(period=period)


def kinds_of_news() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def test_the_person_cancels_in_one_tap_and_the_room_is_free(network):
    room, person = make_room(network.branches[0]), make_person()
    made = book(room, clock(10), clock(12), person)

    (ended,) = cancelling.cancel(code=made.code, by=person.keeper, on=localdate())
    cancelling.cancel(code=made.code, by=person.keeper, on=localdate())

    assert ended.status == "cancelled"
    assert kinds_of_news() == ["booking.confirmed"]  # who cancels knows it
    assert book(room, clock(10), clock(12)).status == "confirmed"


def test_the_hall_cancels_with_a_reason_and_nobody_elses(network, cast):
    room, person = make_room(network.villages[0]), make_person()
    made = book(room, clock(10), clock(12), person)

    with pytest.raises(refusals.NoReason):
        cancelling.cancel(code=made.code, by=cast.village_administrator, on=localdate())
    with pytest.raises(cancelling.NotYours):
        cancelling.cancel(code=made.code, by=make_user(), on=localdate(), why="不知道")
    cancelling.cancel(code=made.code, by=cast.village_administrator, on=localdate(), why="停电")

    told = Message.objects.get(kind="booking.cancelled")
    assert (told.to, told.params["why"]) == (person.keeper, "停电")


def test_requests_are_approved_in_bulk_and_declined_with_a_reason(network, cast):
    room = make_room(network.villages[0], rule={"approval": True})
    codes = [book(room, clock(h), clock(h + 1)).code for h in (10, 11, 12)]
    clerk = cast.village_administrator

    deciding.approve(codes=codes[:2], by=clerk, on=localdate())
    with pytest.raises(refusals.NoReason):
        deciding.decline(codes=codes[2:], by=clerk, on=localdate(), why=" ")
    deciding.decline(codes=codes[2:], by=clerk, on=localdate(), why="那天检修")

    assert list(Reservation.unscoped.order_by("period").values_list("status", flat=True)) == [
        "confirmed", "confirmed", "declined",
    ]  # fmt: skip
    assert sorted(kinds_of_news()[3:]) == ["booking.confirmed", "booking.confirmed", "booking.declined"]
    assert book(room, clock(12), clock(13)).status == "requested"


def test_nobody_decides_at_another_hall_not_even_in_a_bulk(network, cast):
    here = book(make_room(network.villages[0], rule={"approval": True}), clock(10), clock(11))
    there = book(make_room(network.villages[7], rule={"approval": True}), clock(10), clock(11))

    with pytest.raises(NoRight):
        deciding.approve(codes=[here.code, there.code], by=cast.village_administrator, on=localdate())

    assert set(Reservation.unscoped.values_list("status", flat=True)) == {"requested"}


def test_moving_keeps_the_old_time_when_the_new_is_taken(network):
    room, person = make_room(network.branches[0]), make_person()
    made = book(room, clock(10), clock(12), person)
    book(room, clock(14), clock(16))

    with pytest.raises(refusals.Taken) as refusal:
        moving.move(code=made.code, starts_at=clock(15), ends_at=clock(17), by=person.keeper, on=localdate())

    made.refresh_from_db()
    assert (made.period.lower, made.hold.period.lower, made.status) == (clock(10), clock(10), "confirmed")
    assert refusal.value.instead[0] == (clock(16), clock(18))


def test_moving_may_overlap_the_time_that_it_leaves(network):
    room, person = make_room(network.branches[0], rule={"per_week": 1}), make_person()
    made = book(room, clock(10), clock(12), person)

    moving.move(code=made.code, starts_at=clock(11), ends_at=clock(13), by=person.keeper, on=localdate())

    made.refresh_from_db()
    made.hold.refresh_from_db()
    assert (made.period.lower, made.hold.period.upper) == (clock(11), clock(13))
    assert book(room, clock(10), clock(11)).status == "confirmed"


def test_staff_move_to_another_room_and_the_person_is_told(network, cast):
    hall = network.villages[0]
    room, other, person = make_room(hall), make_room(hall, name="礼堂"), make_person()
    made = book(room, clock(10), clock(12), person)

    moving.move(
        code=made.code, venue=other.code, starts_at=clock(10), ends_at=clock(12), by=cast.village_administrator,
        on=localdate(), why="换一间大的",
    )  # fmt: skip

    made.refresh_from_db()
    assert (made.venue, made.hold.resource) == (other, type(other).unscoped.get(pk=other.pk).resource)
    assert Message.objects.get(kind="booking.moved").params["venue"] == "礼堂"


def test_an_approved_time_is_changed_by_the_hall_alone(network, cast):
    room, person = make_room(network.villages[0], rule={"approval": True}), make_person()
    made = book(room, clock(10), clock(12), person)
    deciding.approve(codes=[made.code], by=cast.village_administrator, on=localdate())

    with pytest.raises(refusals.AskTheHall):
        moving.move(code=made.code, starts_at=clock(11), ends_at=clock(13), by=person.keeper, on=localdate())


def test_one_checks_in_at_the_door_in_time_and_only_there(network):
    room, person = make_room(network.branches[0]), make_person()
    made = book(room, clock(10), clock(11), person)
    mark = arriving.mark_of(room)

    with pytest.raises(refusals.NotYet):
        arriving.check_in(code=made.code, by=person.keeper, on=localdate(), mark=mark)
    under_way(made, minutes=5)
    with pytest.raises(arriving.NotHere):
        arriving.check_in(code=made.code, by=person.keeper, on=localdate(), mark="anderswo")
    came = arriving.check_in(code=made.code, by=person.keeper, on=localdate(), mark=mark)

    assert came.status == "used" and came.checked_in_at is not None
    assert (
        arriving.check_in(code=made.code, by=person.keeper, on=localdate(), mark=mark).checked_in_at
        == came.checked_in_at
    )


def test_what_nobody_came_to_is_given_up_once_and_can_be_had_at_once(network):
    room, person = make_room(network.branches[0], rule={"lead_hours": 2, "release_minutes": 20}), make_person()
    late, fresh = book(room, clock(10), clock(11), person), book(room, clock(12), clock(13))
    under_way(late, minutes=25)
    under_way(fresh, minutes=-90)

    assert (arriving.release_unused(), arriving.release_unused()) == (1, 0)

    late.refresh_from_db()
    fresh.refresh_from_db()
    assert (late.status, fresh.status) == ("released", "confirmed")
    assert Message.objects.filter(kind="booking.released", to=person.keeper).count() == 1


def test_a_room_without_check_in_is_never_given_up(network):
    made = book(make_room(network.branches[0], rule={"release_minutes": 0}), clock(10), clock(11))
    under_way(made, minutes=50)

    assert arriving.release_unused() == 0


def test_a_troupe_that_came_has_rehearsed_once_however_often_it_is_entered(network, cast):
    hall, clerk = network.villages[0], cast.village_administrator
    room, troupe = make_room(hall), make_record("community.Troupe", hall, founded_on=date(2020, 1, 1))
    first = book(room, clock(10), clock(11), troupe=troupe, by=clerk, channel="desk")
    second = book(room, clock(12), clock(13), troupe=troupe, by=clerk, channel="desk")
    for made in (first, second):
        Reservation.unscoped.filter(pk=made.pk).update(
            period=(now() - timedelta(minutes=1), now() + timedelta(minutes=59))
        )
        arriving.check_in(code=made.code, by=clerk, on=localdate(), attended=18)

    rehearsal = Rehearsal.unscoped.get()
    assert (rehearsal.troupe, rehearsal.held_on, rehearsal.venue, rehearsal.attended) == (troupe, localdate(), room, 18)


def test_a_loan_awaits_the_other_hall_and_both_see_it(network, cast):
    owner, borrower = network.villages[1], network.villages[0]
    room = make_room(owner)

    made = lending.borrow(
        venue=room.code, for_hall=borrower, starts_at=clock(19), ends_at=clock(21), purpose="联排",
        by=cast.village_administrator, on=localdate(),
    )  # fmt: skip
    deciding.approve(codes=[made.code], by=cast.branch_head, on=localdate())

    made.refresh_from_db()
    assert (made.status, made.for_hall) == ("confirmed", borrower)
    assert Message.objects.get(kind="booking.confirmed").to == cast.village_administrator
    assert cancelling.decides(made, cast.village_administrator, localdate())
    with pytest.raises(refusals.OwnVenue):
        lending.borrow(
            venue=room.code, for_hall=owner, starts_at=clock(9), ends_at=clock(10), purpose="自用",
            by=cast.branch_head, on=localdate(),
        )  # fmt: skip


def test_a_reminder_goes_out_once_for_each_time(network):
    room, person = make_room(network.branches[0]), make_person()
    made = book(room, clock(10, days_ahead=3), clock(11, days_ahead=3), person)
    Reservation.unscoped.filter(pk=made.pk).update(made_at=now() - timedelta(days=3))
    assert reminding.remind() == 0

    begins = now() + timedelta(hours=20)
    Reservation.unscoped.filter(pk=made.pk).update(period=(begins, begins + timedelta(hours=1)))
    reminding.remind()
    reminding.remind()

    assert kinds_of_news().count("booking.reminder") == 1


def test_undo_is_the_same_once_more(network):
    room, person = make_room(network.branches[0]), make_person()
    made = book(room, clock(10), clock(12), person)
    cancelling.cancel(code=made.code, by=person.keeper, on=localdate())

    again = reserving.reserve(
        venue=room.code, starts_at=clock(10), ends_at=clock(12), purpose=made.purpose, person=person, by=person.keeper,
        on=localdate(), key=f"again-{made.code}",
    )  # fmt: skip

    assert (again.status, again.period.lower) == ("confirmed", made.period.lower)
    assert ahead() == localdate(again.period.lower)
