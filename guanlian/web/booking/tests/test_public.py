"""What everybody sees of venues: when they are free, and nothing about who has them."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from guanlian.booking.tests.rooms import ahead, book, clock, make_room
from guanlian.holds import holding
from guanlian.network.taking import resource_of
from guanlian.programme.models import Activity
from guanlian.programme.voices import Unmet
from tests.factories import days, make_activity, make_person, make_record

BROWSER = {"user-agent": "Mozilla/5.0"}


def test_the_week_says_taken_and_never_by_whom(client, network):
    room, person = make_room(network.branches[0]), make_person("王小明")
    book(room, clock(10), clock(12), person, purpose="求婚")

    page = client.get(reverse("portal:venue", args=[room.code]))

    text = page.content.decode()
    assert "已占用" in text and "10:00–12:00" in text
    assert "王小明" not in text and "求婚" not in text


def test_a_public_activity_is_named_and_a_draft_is_not(client, network):
    hall = network.branches[0]
    room = make_room(hall)
    for hour, title, status in [(10, "越剧专场", "scheduled"), (14, "还没定的事", "draft")]:
        hold = holding.take(resource=resource_of(room), starts_at=clock(hour), ends_at=clock(hour + 2), reason=title)
        begins = clock(hour)
        made = make_activity(
            hall,
            title=title,
            status="scheduled",
            participants=None,
            venue=room,
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
        )
        Activity.unscoped.filter(pk=made.pk).update(hold=hold)
        if status == "draft":
            Activity.unscoped.filter(pk=made.pk).update(withdrawn_at=begins, withdrawn_why="撤回")

    text = client.get(reverse("portal:venue", args=[room.code])).content.decode()
    feed = client.get(reverse("portal:venue_calendar", args=[room.code])).content.decode()

    assert "越剧专场" in text and "还没定的事" not in text
    assert "越剧专场" in feed and "还没定的事" not in feed and feed.count("BEGIN:VEVENT") == 2


def test_a_closed_day_says_why_and_a_tapped_time_fills_the_form(client, network):
    hall = network.branches[0]
    room = make_room(hall)
    make_record("network.Closure", hall, venue=room, period=days(ahead(2), ahead(3)), reason="地板维修")

    text = client.get(reverse("portal:venue", args=[room.code]), {"day": ahead(1).isoformat()}).content.decode()

    assert "地板维修" in text
    assert f"/venues/{room.code}/book/?day={ahead(1).isoformat()}&amp;begins=14:00&amp;ends=16:00" in text


def test_signed_out_the_pages_can_be_shared(client, network):
    room = make_room(network.branches[0])

    for address in (reverse("portal:venue", args=[room.code]), reverse("portal:free_venues")):
        page = client.get(address)
        assert "public" in page["Cache-Control"] and "s-maxage" in page["Cache-Control"]
        assert "csrfmiddlewaretoken" not in page.content.decode()


def test_the_week_takes_the_same_number_of_statements_however_full_it_is(
    client, network, django_assert_max_num_queries
):
    room = make_room(network.branches[0])
    with django_assert_max_num_queries(14):
        client.get(reverse("portal:venue", args=[room.code]))
    for hour in (9, 11, 13, 15):
        book(room, clock(hour), clock(hour + 1))

    with django_assert_max_num_queries(14):
        client.get(reverse("portal:venue", args=[room.code]))


def test_free_rooms_of_the_city_by_kind_place_day_and_people(client, network):
    near, far = make_room(network.branches[0]), make_room(network.branches[3])
    make_room(network.branches[0], name="小间", capacity=5)
    make_room(network.branches[0], name="教室", kind="training_room")
    taken = make_room(network.branches[0], name="满了的")
    book(taken, clock(18), clock(21))
    asked = {
        "kind": "dance_room",
        "area": network.mains[0].code,
        "day": ahead().isoformat(),
        "part": "evening",
        "people": 20,
    }

    page = client.get(reverse("portal:free_venues"), asked)

    assert [row["venue"] for row in page.context["rows"]] == [near]
    everywhere = client.get(reverse("portal:free_venues"), {k: v for k, v in asked.items() if k != "area"})
    assert {row["venue"] for row in everywhere.context["rows"]} == {near, far}


def test_the_search_takes_the_same_number_of_statements_for_one_and_for_many(
    client, network, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_room(network.branches[0])
    asked = {"day": ahead().isoformat()}
    client.get(reverse("portal:free_venues"), asked)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse("portal:free_venues"), asked)
    for hall in network.halls[1:]:
        make_room(hall)

    with django_assert_num_queries(len(one)):
        client.get(reverse("portal:free_venues"), asked)


def test_the_nearest_comes_first_and_where_one_stands_is_kept_nowhere(client, network):
    for hall, longitude in [(network.branches[0], 120.9), (network.branches[1], 120.5)]:
        type(hall).objects.filter(pk=hall.pk).update(longitude=longitude, latitude=30.7)
        make_room(hall, name=f"东{longitude}")

    page = client.get(reverse("portal:free_venues"), {"day": ahead().isoformat(), "lng": "120.5", "lat": "30.7"})

    assert [row["venue"].name for row in page.context["rows"]] == ["东120.5", "东120.9"]
    assert page["Cache-Control"] == "private, no-store"


def test_a_fruitless_search_is_noted_and_offers_other_days_and_places(client, network):
    here, there = make_room(network.branches[0]), make_room(network.branches[1])
    book(here, clock(18), clock(21))
    asked = {"kind": "dance_room", "area": network.branches[0].code, "day": ahead().isoformat(), "part": "evening"}

    page = client.get(reverse("portal:free_venues"), asked, headers=BROWSER)

    assert page.context["rows"] == []
    unmet = Unmet.unscoped.get()
    assert (unmet.kind, unmet.hall, unmet.words) == ("venue", network.branches[0], "舞蹈排练室")
    assert len(page.context["other_days"]) == 7
    assert [(words, n) for words, _href, n in page.context["other_times"]] == [("上午", 1), ("下午", 1)]
    assert [n for _words, _href, n in page.context["other_places"]] == [1]
    assert there.hall.code in page.context["other_places"][0][1]


def test_an_unknown_venue_is_not_found(client, network):
    assert client.get("/venues/CD-NICHTDA/").status_code == 404
