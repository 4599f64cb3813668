"""The pages of a rotation: made, explained in words, changed by hand with what that costs, adopted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from guanlian.staffing.models import Need, Proposal, RotationRound
from guanlian.staffing.tests.people import person, second
from guanlian.web.staffing.rotations import in_words
from tests.factories import days, make_record

START = "/console/officers/rotation/"


@pytest.fixture
def county(client, network, cast):
    """Two free people, and a branch that asks for a dancer."""
    made = [person(network.mains[0], name, speciality=art) for name, art in (("周水", "dance"), ("吴山", "opera"))]
    Need.unscoped.create(hall=network.branches[0], why="缺舞蹈", wanted_from=localdate(), speciality="dance")
    client.force_login(cast.main_staff)
    return made


def drafted(client, network) -> RotationRound:
    client.post(START, {"hall": network.mains[0].code, "day": localdate().isoformat()})
    return RotationRound.unscoped.get()


def test_a_plan_is_made_and_each_line_explained(client, network, county):
    made = drafted(client, network)

    text = client.get(f"{START}{made.code}/").content.decode()

    assert "擅长舞蹈，该镇需要舞蹈；没有下派过" in text
    assert "最省，已证明" in text
    assert all(str(points) in text for points in made.weights.values())


def test_a_change_by_hand_shows_what_it_costs_more_and_can_be_released(client, network, county):
    made = drafted(client, network)
    line = f"{START}{made.code}/lines/{network.branches[0].code}/"

    answer = client.post(line, {"member": county[1].code}, follow=True)

    assert "手工定" in answer.content.decode()
    assert ">+100</span>" in answer.content.decode()
    assert client.post(line, {"member": ""}, follow=True).content.decode().count("没有人去") > 1
    assert "手工定了" not in client.post(line, {"free": "1"}, follow=True).content.decode()


def test_adopting_makes_proposals_and_the_page_leads_to_them(client, network, county):
    made = drafted(client, network)

    client.post(f"{START}{made.code}/adopt/")

    text = client.get(f"{START}{made.code}/").content.decode()
    proposals = list(Proposal.unscoped.all())
    assert len(proposals) == 2
    assert all(f"/console/officers/proposals/{each.code}/" in text for each in proposals)
    assert client.post(f"{START}{made.code}/drop/").status_code == 409


def test_a_second_person_agrees_to_all_with_one_press_and_whoever_proposed_cannot(client, network, county):
    made = drafted(client, network)
    client.post(f"{START}{made.code}/adopt/")
    page = f"{START}{made.code}/"
    assert "同意全部" not in client.get(page).content.decode()
    assert client.post(f"{page}consent/").status_code == 409
    client.force_login(second(network))
    assert "同意全部 2 份" in client.get(page).content.decode()

    agreed = client.post(f"{page}consent/", follow=True).content.decode()
    taken = client.post(f"{page}post/", follow=True).content.decode()

    assert "已同意 2 份提名" in agreed and "登记 2 人到岗" in agreed
    assert "2 人已登记到岗" in taken and "同意全部" not in taken
    assert set(Proposal.unscoped.values_list("status", flat=True)) == {"in_post"}


def test_nothing_to_rotate_is_said_and_how_to_go_on(client, network, cast):
    client.force_login(cast.main_staff)
    today = localdate()
    for branch in network.branches[:2]:
        make_record(
            "staffing.Secondment", network.mains[0], member=person(network.mains[0], branch.name), to_hall=branch,
            direction="down", period=days(today, today + timedelta(days=500)),
        )  # fmt: skip

    answer = client.post(START, {"hall": network.mains[0].code, "day": today.isoformat()})

    assert answer.status_code == 409
    assert "没有分馆需要换人" in answer.content.decode()


def test_a_line_in_words():
    parts = {"own": "dance", "wanted": "dance", "km": 12, "before": "新丰镇", "there_until": ""}

    assert in_words(parts) == "擅长舞蹈，该镇需要舞蹈；离家 12 公里；上一任期在新丰镇"
    assert in_words({}) == ""
