"""Booking on the site: what was tapped is filled in, a refusal loses nothing, others' bookings are not there."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from guanlian.accounts import households
from guanlian.accounts.models import Person, Relation
from guanlian.booking import arriving
from guanlian.booking.models import Reservation, Series
from guanlian.booking.tests.rooms import ahead, book, clock, make_room
from tests.factories import make_person, make_record


@pytest.fixture
def citizen(client, cast) -> Person:
    client.force_login(cast.citizen)
    return households.self_of(user=cast.citizen)


def sent(person: Person, **values) -> dict[str, str]:
    given = {"day": ahead().isoformat(), "begins": "10:00", "ends": "12:00", "who": person.code, "people": "3"}
    return given | {"purpose": "亲子读书会", "key": "k1"} | values


def test_whoever_is_not_signed_in_signs_in_and_comes_back_to_the_time(client, network):
    room = make_room(network.branches[0])

    answer = client.get(reverse("portal:book", args=[room.code]), {"day": ahead().isoformat(), "begins": "14:00"})

    assert answer.status_code == 302
    assert "begins%253D14" in answer["Location"] or "begins%3D14" in answer["Location"]


def test_a_tapped_time_is_booked_once_however_often_it_is_sent(client, network, citizen):
    room = make_room(network.branches[0])
    address = reverse("portal:book", args=[room.code])
    form = client.get(address, {"day": ahead().isoformat(), "begins": "10:00", "ends": "12:00"}).context["form"]
    assert (form["begins"].value(), form["ends"].value(), form["who"].value()) == ("10:00", "12:00", citizen.code)

    first, second = client.post(address, sent(citizen)), client.post(address, sent(citizen))

    made = Reservation.unscoped.get()
    assert first.status_code == second.status_code == 303
    assert first["Location"] == f"/me/bookings/{made.code}/"
    page = client.get(first["Location"]).content.decode()
    assert made.code in page and "亲子读书会" in page


def test_without_a_tapped_time_the_form_offers_the_first_free_one(client, network, citizen):
    room = make_room(network.branches[0])
    book(room, clock(10), clock(12))

    form = client.get(reverse("portal:book", args=[room.code]), {"day": ahead().isoformat()}).context["form"]

    assert (form["begins"].value(), form["ends"].value()) == ("09:00", "10:00")


def test_who_comes_second_reads_when_it_is_free_and_loses_nothing_typed(client, network, citizen):
    room = make_room(network.branches[0])
    book(room, clock(10), clock(12))

    page = client.post(reverse("portal:book", args=[room.code]), sent(citizen))

    text = page.content.decode()
    assert page.status_code == 409
    (instead,) = re.findall(r'href="([^"]*begins=12:00&amp;ends=14:00[^"]*)"', text)
    form = client.get(unescape(instead)).context["form"]
    assert (form["begins"].value(), form["purpose"].value()) == ("12:00", "亲子读书会")
    assert Reservation.unscoped.count() == 1


def test_a_form_that_lacks_something_says_so(client, network, citizen):
    room = make_room(network.branches[0])

    page = client.post(reverse("portal:book", args=[room.code]), sent(citizen, purpose=""))

    assert page.status_code == 422 and not Reservation.unscoped.exists()


def test_nobody_books_for_a_stranger_by_their_code(client, network, citizen):
    room, stranger = make_room(network.branches[0]), make_person()

    assert client.get(reverse("portal:book", args=[room.code]), {"for": stranger.code}).status_code == 404
    assert client.post(reverse("portal:book", args=[room.code]), sent(stranger)).status_code == 422
    assert not Reservation.unscoped.exists()


def test_staff_book_for_the_person_they_serve(client, network, cast):
    room = make_room(network.villages[0])
    guest = Person.unscoped.create(relation=Relation.GUEST, hall=network.villages[0], name="张大妈")
    client.force_login(cast.village_administrator)

    answer = client.post(
        f"{reverse('portal:book', args=[room.code])}?for={guest.code}",
        sent(guest, channel="phone", **{"for": guest.code}),
    )

    made = Reservation.unscoped.get()
    assert (made.person, made.channel, made.acted_by) == (guest, "phone", cast.village_administrator)
    assert answer["Location"] == f"/console/bookings/{made.code}/"


def test_staff_book_for_a_troupe_of_their_hall(client, network, cast):
    hall = network.villages[0]
    room, troupe = make_room(hall), make_record("community.Troupe", hall, founded_on=ahead(-900))
    client.force_login(cast.village_administrator)

    client.post(reverse("portal:book", args=[room.code]), sent(troupe, channel="desk"))

    assert Reservation.unscoped.get().troupe == troupe


def test_the_list_takes_the_same_number_of_statements_with_one_and_three(
    client, network, citizen, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    room = make_room(network.branches[0])
    book(room, clock(9), clock(10), citizen)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("portal:bookings"))
    book(room, clock(10), clock(11), citizen)
    book(room, clock(11), clock(12), citizen)

    with django_assert_num_queries(len(one)):
        page = client.get(reverse("portal:bookings"))

    assert len(page.context["ahead"]) == 3


def test_cancelled_in_one_tap_and_had_back_in_another(client, network, citizen):
    room = make_room(network.branches[0])
    made = book(room, clock(10), clock(12), citizen)

    assert client.get(reverse("portal:booking_cancel", args=[made.code])).status_code == 200
    client.post(reverse("portal:booking_cancel", args=[made.code]))
    made.refresh_from_db()
    assert made.status == "cancelled"
    assert "恢复这次预约" in client.get(reverse("portal:booking", args=[made.code])).content.decode()
    back = client.post(reverse("portal:booking_again", args=[made.code]))

    again = Reservation.unscoped.exclude(pk=made.pk).get()
    assert back["Location"] == f"/me/bookings/{again.code}/"
    assert (again.status, again.period.lower) == ("confirmed", made.period.lower)


def test_another_time_and_the_old_one_kept_where_it_is_taken(client, network, citizen):
    room = make_room(network.branches[0])
    made = book(room, clock(10), clock(12), citizen)
    book(room, clock(14), clock(16))
    address = reverse("portal:booking_move", args=[made.code])

    refused = client.post(address, {"day": ahead().isoformat(), "begins": "15:00", "ends": "16:00"})
    moved = client.post(address, {"day": ahead().isoformat(), "begins": "16:00", "ends": "17:00"})

    made.refresh_from_db()
    assert (refused.status_code, moved.status_code) == (409, 302)
    assert made.period.lower == clock(16)


def test_a_series_is_previewed_changed_and_taken_at_once(client, network, citizen):
    room = make_room(network.branches[0], rule={"ahead_days": 60})
    first = ahead(2)
    book(room, clock(10, days_ahead=9), clock(11, days_ahead=9))
    rule = sent(citizen, day=first.isoformat(), weekdays=[first.weekday()], every_weeks="1", last=ahead(23).isoformat())
    address = reverse("portal:book_repeat", args=[room.code])

    seen = client.post(address, rule | {"step": "preview"})
    assert [row["free"] for row in seen.context["rows"]] == [True, False, True, True]
    assert not Reservation.unscoped.filter(person=citizen).exists()
    chosen = [row["iso"] for row in seen.context["rows"] if row["free"]][:2]
    taken = client.post(
        address,
        rule | {"step": "confirm", "date": chosen, f"begins-{chosen[1]}": "14:00", f"ends-{chosen[1]}": "15:00"},
    )

    made = list(Reservation.unscoped.filter(person=citizen).order_by("period"))
    assert taken["Location"] == f"/me/bookings/{made[0].code}/"
    assert [localdate(r.period.lower).isoformat() for r in made] == chosen
    assert made[1].period.lower == clock(14, days_ahead=16)
    assert [skip["day"] for skip in Series.objects.get().skipped] == [ahead(9).isoformat(), ahead(23).isoformat()]


def test_the_sign_at_the_door_checks_in_and_a_made_up_one_does_not(client, network, citizen):
    room = make_room(network.branches[0])
    made = book(room, clock(10), clock(11), citizen)
    Reservation.unscoped.filter(pk=made.pk).update(period=(now() - timedelta(minutes=5), now() + timedelta(minutes=55)))
    door = reverse("portal:venue_here", args=[room.code, arriving.mark_of(room)])

    assert client.get(reverse("portal:venue_here", args=[room.code, "x" * 20])).status_code == 404
    assert [row["reservation"] for row in client.get(door).context["rows"]] == [made]
    client.post(door, {"code": made.code})

    made.refresh_from_db()
    assert made.status == "used"


def test_a_reservation_goes_into_a_calendar(client, network, citizen):
    made = book(make_room(network.branches[0]), clock(10), clock(12), citizen)

    feed = client.get(reverse("portal:booking_calendar", args=[made.code])).content.decode()

    assert f"UID:{made.code}@guanlian" in feed and "STATUS:CONFIRMED" in feed
