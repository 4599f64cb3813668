"""Reserving: who may, by which rules, and that of two exactly one gets the room."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from guanlian.accounts.models import Person, Relation
from guanlian.accounts.scope import NotYours
from guanlian.booking import refusals
from guanlian.booking.models import Reservation
from guanlian.booking.tests.rooms import ahead, book, clock, make_room
from guanlian.holds.models import Hold
from guanlian.messaging.models import Message
from tests.factories import make_person, make_record, make_user


def test_a_person_gets_the_room_and_is_told(network):
    room, person = make_room(network.branches[0]), make_person("小林")

    made = book(room, clock(10), clock(12), person)

    assert (made.status, made.hold.period.lower, made.code[:3]) == ("confirmed", clock(10), "YY-")
    message = Message.objects.get(to=person.keeper)
    assert (message.kind, message.params["from"], message.about) == (
        "booking.confirmed",
        "10:00",
        f"/me/bookings/{made.code}/",
    )


def test_the_second_is_refused_with_the_next_free_times(network):
    room = make_room(network.branches[0])
    book(room, clock(10), clock(12))

    with pytest.raises(refusals.Taken) as refusal:
        book(room, clock(11), clock(13))

    assert refusal.value.instead[0] == (clock(12), clock(14))
    assert len(refusal.value.instead) == 3
    assert Reservation.unscoped.count() == Hold.objects.count() == 1


def test_back_to_back_is_no_collision(network):
    room = make_room(network.branches[0])

    book(room, clock(10), clock(12))
    book(room, clock(12), clock(13))

    assert Reservation.unscoped.count() == 2


def test_an_activity_in_the_room_is_in_the_way_too(network):
    from guanlian.holds import holding
    from guanlian.network.taking import resource_of

    room = make_room(network.branches[0])
    holding.take(resource=resource_of(room), starts_at=clock(9), ends_at=clock(11), reason="越剧")

    with pytest.raises(refusals.Taken):
        book(room, clock(10), clock(12))


CASES = [
    ({}, (10, 0), (13, 30), refusals.TooLong),
    ({}, (10, 10), (11, 0), refusals.OffTheStep),
    ({}, (12, 0), (10, 0), refusals.WrongTimes),
    ({}, (7, 0), (9, 0), refusals.Closed),
    ({"mode": "slots", "slots": ["09:00-11:00"]}, (10, 0), (12, 0), refusals.NotASlot),
    ({"lead_hours": 72}, (10, 0), (11, 0), refusals.TooSoon),
    ({"groups_only": True}, (10, 0), (11, 0), refusals.GroupsOnly),
    ({"least_people": 5}, (10, 0), (11, 0), refusals.TooFewPeople),
]


@pytest.mark.parametrize(("rule", "begins", "ends", "refusal"), CASES)
def test_each_rule_refuses_by_its_name_and_nothing_changes(network, rule, begins, ends, refusal):
    room = make_room(network.branches[0], rule=rule)

    with pytest.raises(refusal) as refused:
        book(room, clock(*begins), clock(*ends))

    assert str(refused.value)
    assert (Reservation.unscoped.count(), Hold.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_too_far_ahead_too_many_people_and_what_takes_no_booking(network):
    room = make_room(network.branches[0], rule={"ahead_days": 7})
    open_ground = make_room(network.branches[0], bookable=False)

    with pytest.raises(refusals.TooFar):
        book(room, clock(10, days_ahead=8), clock(11, days_ahead=8))
    with pytest.raises(refusals.TooManyPeople):
        book(room, clock(10), clock(11), people=31)
    with pytest.raises(refusals.NotBookable):
        book(open_ground, clock(10), clock(11))


def test_a_person_has_so_many_a_week_and_the_next_week_anew(network):
    room, person = make_room(network.branches[0], rule={"per_week": 1}), make_person()
    monday = 7 - localdate().weekday()
    book(room, clock(10, days_ahead=monday), clock(11, days_ahead=monday), person)

    with pytest.raises(refusals.WeekFull):
        book(room, clock(10, days_ahead=monday + 1), clock(11, days_ahead=monday + 1), person)
    book(room, clock(10, days_ahead=monday + 7), clock(11, days_ahead=monday + 7), person)
    book(room, clock(10, days_ahead=monday + 1), clock(11, days_ahead=monday + 1))

    assert Reservation.unscoped.count() == 3


def test_a_request_holds_the_room_until_it_is_decided(network):
    room = make_room(network.branches[0], rule={"approval": True})

    made = book(room, clock(10), clock(12))

    assert made.status == "requested"
    with pytest.raises(refusals.Taken):
        book(room, clock(10), clock(12))


def test_the_same_request_twice_is_one(network):
    room, person = make_room(network.branches[0]), make_person()

    first = book(room, clock(10), clock(12), person, key="k")
    again = book(room, clock(10), clock(12), person, key="k")
    other = book(room, clock(12), clock(13), key="k")

    assert first == again != other
    assert Reservation.unscoped.count() == 2


def test_for_the_household_and_nobody_elses(network):
    room, mother = make_room(network.branches[0]), make_person()
    child = make_person(
        "女儿",
        keeper=mother.keeper,
        relation=Relation.CHILD,
        born_on=date(2018, 5, 1),
        consent_at=now(),
        consent_by="妈妈",
    )

    assert book(room, clock(10), clock(11), child).person == child
    with pytest.raises(refusals.NotYourHousehold):
        book(room, clock(12), clock(13), child, by=make_user())


def test_staff_book_for_a_guest_at_once_and_who_acted_is_kept(network, cast):
    room = make_room(network.villages[0], rule={"lead_hours": 100, "approval": True})
    guest = Person.unscoped.create(
        relation=Relation.GUEST, hall=network.villages[0], name="张大妈", phone="+8613800000009"
    )
    clerk = cast.village_administrator

    made = book(room, clock(10), clock(11), guest, by=clerk, channel="phone")

    assert (made.status, made.acted_by, made.channel) == ("confirmed", clerk, "phone")
    assert Message.objects.get().phone == guest.phone
    with pytest.raises(NotYours):
        book(make_room(network.villages[7]), clock(10), clock(11), guest, by=clerk, channel="desk")


def test_a_troupe_books_through_its_hall_and_has_its_own_week(network, cast):
    room = make_room(network.villages[0], rule={"groups_only": True, "per_week": 1})
    mine = make_record("community.Troupe", network.villages[0], founded_on=date(2020, 1, 1))
    theirs = make_record("community.Troupe", network.villages[7], founded_on=date(2020, 1, 1))
    clerk = cast.village_administrator

    made = book(room, clock(10), clock(11), troupe=mine, by=clerk, channel="desk")

    assert (made.troupe, made.person) == (mine, None)
    with pytest.raises(refusals.WeekFull):
        book(room, clock(12), clock(13), troupe=mine, by=clerk, channel="desk")
    with pytest.raises(refusals.NotTheirTroupe):
        book(room, clock(12), clock(13), troupe=theirs, by=clerk, channel="desk")


def test_a_leader_books_for_their_own_troupe_and_answers_for_it(network):
    room = make_room(network.villages[0], rule={"groups_only": True})
    leader = make_person("周团长")
    led, other = (make_record("community.Troupe", network.villages[0], dissolved_on=None) for _ in range(2))
    make_record("community.TroupeMember", network.villages[0], troupe=led, person=leader, leader=True)

    made = book(room, clock(10), clock(11), leader, troupe=led)

    assert (made.troupe, made.person, made.channel) == (led, leader, "online")
    with pytest.raises(refusals.NotTheirTroupe):
        book(room, clock(12), clock(13), leader, troupe=other)
    with pytest.raises(refusals.GroupsOnly):
        book(room, clock(12), clock(13), leader)


def test_a_venue_of_tomorrow_is_closed_where_the_hall_says_so(network):
    from tests.factories import days

    hall = network.branches[0]
    room = make_room(hall)
    make_record("network.Closure", hall, venue=None, period=days(ahead(), ahead() + timedelta(days=1)), reason="台风")

    with pytest.raises(refusals.Closed, match="台风"):
        book(room, clock(10), clock(11))
