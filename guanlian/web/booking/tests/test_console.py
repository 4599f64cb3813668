"""The staff's pages: the queue, one reservation, the day, the rules, closures and loans."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from guanlian.booking.models import Reservation, VenueRule
from guanlian.booking.tests.rooms import ahead, book, clock, make_room
from guanlian.network.models import Closure
from tests.factories import make_person


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.village_administrator)
    return cast.village_administrator


def asking(network, *hours: int) -> list[Reservation]:
    room = make_room(network.villages[0], rule={"approval": True})
    return [book(room, clock(h), clock(h + 1)) for h in hours]


def test_the_queue_shows_who_waits_longest_first_and_who_waits_too_long(client, network, clerk):
    old, new = asking(network, 15, 10)
    Reservation.unscoped.filter(pk=old.pk).update(made_at=now() - timedelta(hours=30))

    rows = client.get(reverse("console:bookings")).context["rows"]

    assert [(row["reservation"], row["late"]) for row in rows] == [(old, True), (new, False)]


def test_the_queue_takes_the_same_number_of_statements_with_one_and_three(
    client, network, clerk, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    room = make_room(network.villages[0], rule={"approval": True})
    book(room, clock(9), clock(10))
    client.get(reverse("console:bookings"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("console:bookings"))
    book(room, clock(10), clock(11))
    book(room, clock(11), clock(12))

    with django_assert_num_queries(len(one)):
        client.get(reverse("console:bookings"))


def test_ticked_requests_are_approved_and_declined_only_with_a_reason(client, network, clerk):
    first, second, third = asking(network, 10, 11, 12)
    address = reverse("console:bookings_decide")

    client.post(address, {"do": "approve", "code": [first.code, second.code]})
    client.post(address, {"do": "decline", "code": [third.code], "why": ""})
    third.refresh_from_db()
    assert third.status == "requested"
    client.post(address, {"do": "decline", "code": [third.code], "why": "那天停电"})

    states = list(Reservation.unscoped.order_by("period").values_list("status", "why"))
    assert states == [("confirmed", ""), ("confirmed", ""), ("declined", "那天停电")]


def test_the_list_is_narrowed_by_day_venue_and_state(client, network, clerk):
    (asked,) = asking(network, 10)
    other = make_room(network.villages[0], name="礼堂")
    done = book(other, clock(10, days_ahead=2), clock(11, days_ahead=2))

    def found(**query) -> list[Reservation]:
        return [row["reservation"] for row in client.get(reverse("console:bookings"), query).context["rows"]]

    assert found() == [asked]
    assert found(state="all") == [done, asked]
    assert found(state="all", venue=other.code) == [done]
    assert found(state="all", day=ahead().isoformat()) == [asked]
    assert found(state="confirmed") == [done]


def test_the_day_sheet_lists_rooms_and_checks_in(client, network, clerk):
    room = make_room(network.villages[0])
    made = book(room, clock(10), clock(11), make_person("李阿姨"))
    begins = now() - timedelta(minutes=5)
    Reservation.unscoped.filter(pk=made.pk).update(period=(begins, begins + timedelta(hours=1)))
    day = localdate(begins).isoformat()

    page = client.get(reverse("console:bookings_day"), {"day": day})
    assert "李阿姨" in page.content.decode()
    back = client.post(reverse("console:booking_act", args=[made.code]), {"do": "arrive", "back": "day"})

    made.refresh_from_db()
    assert made.status == "used" and day in back["Location"]


def test_staff_cancel_with_a_reason_and_move_with_a_word(client, network, clerk):
    room = make_room(network.villages[0])
    made = book(room, clock(10), clock(11))

    refused = client.post(reverse("console:booking_act", args=[made.code]), {"do": "cancel", "why": ""})
    client.post(
        reverse("console:booking_move", args=[made.code]),
        {"day": ahead().isoformat(), "begins": "12:00", "ends": "13:00", "why": "上午有演出"},
    )
    made.refresh_from_db()
    assert (refused.status_code, made.status, made.period.lower, made.why) == (
        409,
        "confirmed",
        clock(12),
        "上午有演出",
    )
    client.post(reverse("console:booking_act", args=[made.code]), {"do": "cancel", "why": "停电"})

    made.refresh_from_db()
    assert made.status == "cancelled"


def rule_sent(**values) -> dict[str, str]:
    given = {
        "mode": "free",
        "slots": "",
        "step_minutes": "30",
        "longest_minutes": "120",
        "lead_hours": "1",
        "ahead_days": "14",
        "per_week": "2",
        "least_people": "1",
        "release_minutes": "15",
        "note": "自带舞鞋",
    }
    return given | values


def test_a_rule_is_read_in_words_before_it_is_saved(client, network, clerk):
    room = make_room(network.villages[0])
    address = reverse("console:booking_rule", args=[room.code])

    seen = client.post(address, rule_sent(step="preview"))
    assert "自带舞鞋" in "".join(seen.context["preview"]) and not VenueRule.objects.exists()
    client.post(address, rule_sent(mode="slots", slots="9:00-11:00\n14:00—16:00"))

    rule = VenueRule.objects.get()
    assert (rule.mode, rule.slots, rule.per_week) == ("slots", ["09:00-11:00", "14:00-16:00"], 2)
    assert "9:00–11:00" in client.get(reverse("portal:venue", args=[room.code])).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "slots", "slots": ""},
        {"mode": "slots", "slots": "早上"},
        {"mode": "slots", "slots": "09:00-11:00\n10:00-12:00"},
        {"longest_minutes": "10"},
        {"step_minutes": "1"},
        {"per_week": "0"},
    ],
)
def test_a_rule_that_makes_no_sense_is_not_saved(client, network, clerk, wrong):
    room = make_room(network.villages[0])

    page = client.post(reverse("console:booking_rule", args=[room.code]), rule_sent(**wrong))

    assert page.status_code == 422 and not VenueRule.objects.exists()


def test_a_closure_shows_whom_it_hits_before_it_is_recorded(client, network, clerk):
    hall = network.villages[0]
    room, other = make_room(hall), make_room(hall, name="礼堂")
    moved, lost = book(room, clock(10), clock(11)), book(room, clock(12), clock(13))
    sent = {"venue": room.code, "first": ahead().isoformat(), "last": ahead().isoformat(), "reason": "地板维修"}

    seen = client.post(reverse("console:booking_closing"), sent | {"step": "preview"})
    assert [hit["reservation"] for hit in seen.context["hit"]] == [moved, lost] and not Closure.unscoped.exists()
    to = next(value for value, _words in seen.context["hit"][0]["proposals"] if value.startswith(other.code))
    done = client.post(reverse("console:booking_closing"), sent | {"step": "confirm", f"to-{moved.code}": to})

    moved.refresh_from_db()
    lost.refresh_from_db()
    assert (moved.venue, moved.status, lost.status) == (other, "confirmed", "cancelled")
    page = client.get(done["Location"])
    assert [hit["reservation"] for hit in page.context["cancelled"]] == [lost]


def test_a_hall_borrows_and_the_owner_decides(client, network, cast, clerk):
    room = make_room(network.villages[1])

    client.post(
        reverse("console:booking_borrow", args=[room.code]),
        {
            "for_hall": network.villages[0].code, "day": ahead().isoformat(), "begins": "19:00", "ends": "21:00",
            "people": "12", "purpose": "联排", "key": "k",
        },
    )  # fmt: skip
    made = Reservation.unscoped.get()
    assert (made.status, made.for_hall) == ("requested", network.villages[0])
    assert client.get(reverse("console:booking", args=[made.code])).context["decides"] is False
    client.force_login(cast.branch_head)
    client.post(reverse("console:booking_act", args=[made.code]), {"do": "approve"})

    made.refresh_from_db()
    assert made.status == "confirmed"
    feed = client.get(reverse("portal:venue_calendar", args=[room.code])).content.decode()
    assert network.villages[0].name in feed.replace("\r\n ", "")
