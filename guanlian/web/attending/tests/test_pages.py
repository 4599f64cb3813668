"""Saying something without an account, and what a door's page answers to programs and strangers."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from guanlian.programme import doors, opinions
from guanlian.programme.models import Attendance, Feedback, Opinion
from guanlian.programme.tests.doors import make_door, make_ticket, milliseconds
from tests.factories import make_person


def write(client, hall, **more):
    return client.post("/say/", {"kind": "wish", "hall": hall.code, "text": "想学古琴", "key": "k1"} | more)


def test_somebody_without_an_account_says_it_and_leaves_a_telephone(client, network):
    answer = write(client, network.mains[0], contact="138 0000 0000")
    page = client.get(answer["Location"])

    made = Opinion.unscoped.get()
    assert (made.by, made.contact, made.hall) == (None, "138 0000 0000", network.mains[0])
    assert made.code in page.content.decode()
    assert client.get(reverse("portal:said")).status_code == 302  # thanked once


def test_a_village_is_written_to_from_its_page(client, network, cast):
    client.force_login(cast.citizen)
    page = client.get("/say/", {"hall": network.villages[0].code}).content.decode()
    assert network.villages[0].name in page

    assert write(client, network.villages[0])["Location"] == "/me/opinions/"
    assert Opinion.unscoped.get().by == cast.citizen


def test_programs_are_thanked_and_nothing_is_kept(client, network):
    assert write(client, network.mains[0], website="http://spam").status_code == 200
    assert Opinion.unscoped.count() == 0


def test_one_address_leaves_only_so_many_a_day_and_loses_no_word(client, network, cast):
    for n in range(5):
        write(client, network.mains[0], key=f"k{n}")
    refused = write(client, network.mains[0], key="k6", text="第六件")

    assert (refused.status_code, Opinion.unscoped.count()) == (429, 5)
    assert "第六件" in refused.content.decode()
    client.force_login(cast.citizen)
    assert write(client, network.mains[0], key="k7").status_code == 302


def test_an_empty_opinion_is_refused_at_its_field(client, network):
    answer = write(client, network.mains[0], text=" ")

    assert answer.status_code == 422
    assert "请写下您想说的话" in answer.content.decode()


def test_another_persons_opinion_does_not_exist(client, network, cast):
    made = opinions.say(hall=network.villages[0], kind="wish", text="想学", on=localdate(), by=cast.main_staff)
    client.force_login(cast.citizen)

    assert client.post(f"/me/opinions/{made.code}/take-back/").status_code == 404
    made.refresh_from_db()
    assert made.status == "open"


def test_the_lists_cost_the_same_for_one_and_for_three(client, network, cast, django_assert_max_num_queries):
    client.force_login(cast.main_staff)
    counts = []
    for _ in range(2):
        for n in range(1 if not counts else 2):
            opinions.say(hall=network.villages[n], kind="wish", text="想学", on=localdate(), by=cast.citizen)
            make_door(network.villages[n])
        with django_assert_max_num_queries(60) as seen:
            for path in ("/console/opinions/", "/console/opinions/halls/", "/console/door/", "/console/demand/"):
                assert client.get(path).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_opinions_are_given_out_without_telephones(client, network, cast):
    opinions.say(hall=network.villages[0], kind="wish", text="想学古琴", contact="13800000009", on=localdate())
    client.force_login(cast.village_administrator)

    found = client.get("/console/opinions/", {"format": "csv"}).content.decode()

    assert "想学古琴" in found
    assert "13800000009" not in found


def test_the_first_tap_is_kept_without_script(client, network):
    door = make_door(network.villages[0])
    person = make_person()
    ticket = make_ticket(door, person=person)
    Attendance.unscoped.create(session=door, registration=ticket, way="scanned", at=now())
    client.force_login(person.keeper)
    path = f"/me/tickets/{ticket.code}/feedback/"

    assert client.post(path, {"mood": "9"}).status_code == 422
    assert client.post(path, {"mood": "3"})["Location"] == path
    client.post(path, {"mood": ["3", "2"], "said": "1", "points": ["time"], "text": "太晚"})

    kept = Feedback.unscoped.get()
    assert (kept.mood, kept.points, kept.text) == (2, ["time"], "太晚")


# The door.


def send(client, door, *items, **more):
    message = {"session": door.number, "device": "d1", "now": milliseconds(now()), "items": list(items)} | more
    path = reverse("console:door_sync", args=[door.activity.code])
    return client.post(path, json.dumps(message), content_type="application/json")


@pytest.fixture
def door(network):
    return make_door(network.villages[0])


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.village_administrator)
    return client


def test_each_item_is_answered_by_itself_and_a_repetition_changes_nothing(clerk, door):
    ticket = make_ticket(door, "钱小敏")
    at = milliseconds(now())
    items = [
        {"key": "1", "verb": "came", "code": ticket.code, "at": at, "way": "scanned"},
        {"key": "2", "verb": "count", "people": 12},
        {"key": "3", "verb": "count", "people": 0},
        {"key": "4", "verb": "came", "code": "nonsense", "at": "yesterday"},
    ]

    first, again = send(clerk, door, *items).json(), send(clerk, door, *items).json()

    assert [(each["key"], each["answer"]) for each in first["items"]] == [
        ("1", "in"), ("4", "unknown"), ("2", "counted"), ("3", "refused"),
    ]  # fmt: skip
    assert first["changed"] == [{"code": ticket.code, "at": first["items"][0]["at"], "device": "d1"}]
    assert (again["items"][0]["answer"], again["count"], doors.headcount(door)) == ("in", 12, 12)


def test_a_clock_a_minute_wrong_is_set_right_as_it_sends(clerk, door):
    ticket = make_ticket(door)
    wrong = milliseconds(now() + timedelta(minutes=1))

    send(clerk, door, {"key": "1", "verb": "came", "code": ticket.code, "at": wrong - 5000}, now=wrong)

    assert abs(Attendance.unscoped.get().at - (now() - timedelta(seconds=5))) < timedelta(seconds=3)


@pytest.mark.parametrize("body", ["", "[]", '{"items": 3}', '{"items": [3]}', "{" * 40])
def test_what_is_no_message_is_refused(clerk, door, body):
    path = reverse("console:door_sync", args=[door.activity.code])

    assert clerk.post(path, body, content_type="application/json").status_code == 422


def test_the_list_is_short_and_no_one_elses(clerk, door, network):
    make_ticket(door, "钱小敏")
    path = reverse("console:door_list", args=[door.activity.code])

    (ticket,) = clerk.get(path).json()["tickets"]

    assert set(ticket) == {"code", "name", "last", "party", "place", "at", "device"}
    other = make_door(network.villages[7])
    assert clerk.get(reverse("console:door_list", args=[other.activity.code])).status_code == 404


def test_the_worker_may_serve_doors_and_nothing_else(clerk, network):
    answer = clerk.get(reverse("console:door_worker"))

    assert answer["Service-Worker-Allowed"] == "/console/programme/"
    assert answer["Content-Type"].startswith("text/javascript")
    assert re.search(r"no-(store|cache)", answer["Cache-Control"])
