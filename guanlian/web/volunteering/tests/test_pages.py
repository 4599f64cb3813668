"""Pages of volunteering: what they show, whom they refuse and how they say so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from guanlian.accounts.models import Relation
from guanlian.community.models import Service, SignUp
from guanlian.community.tests.helping import a_citizen, a_past_shift, a_service, a_shift, a_volunteer, an_activity
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_the_list_shows_open_shifts_only_and_is_narrowed(client, network):
    hall, far = network.villages[0], network.villages[7]
    a_shift(hall, task="引导入场", skills=["choir"])
    a_shift(far, task="讲解展厅", skills=["painting"])
    a_shift(hall, task="草稿里的班", activity=an_activity(hall, status="draft"))
    full = a_shift(hall, task="满了的班")
    a_service(full, a_volunteer(hall))

    every, by_art = text(client.get("/volunteering/")), text(client.get("/volunteering/?art=choir"))
    by_county = text(client.get(f"/volunteering/?county={network.mains[1].code}"))

    assert "引导入场" in every and "讲解展厅" in every
    assert "草稿里的班" not in every and "满了的班" not in every
    assert "引导入场" in by_art and "讲解展厅" not in by_art
    assert "讲解展厅" in by_county and "引导入场" not in by_county
    assert "没有符合的班次" in text(client.get("/volunteering/?day=2020-01-01"))


def test_the_activity_says_that_it_wants_volunteers(client, network):
    shift = a_shift(network.villages[0], task="引导入场")

    assert shift.get_absolute_url() in text(client.get(shift.activity.get_absolute_url()))


def test_a_minor_without_consent_keeps_what_was_typed(client, network):
    hall, (person, user) = network.villages[0], a_citizen()
    child = make_person("陈欣怡", keeper=person.keeper, relation=Relation.CHILD)
    client.force_login(user)
    sent = {"person": child.code, "hall": hall.code, "skills": ["choir"], "message": "会唱歌"}
    young = (localdate() - timedelta(days=15 * 366)).isoformat()

    missing = client.post(f"/volunteering/join/?hall={hall.code}", sent)
    alone = client.post(f"/volunteering/join/?hall={hall.code}", sent | {"born_on": young})
    assert (missing.status_code, alone.status_code) == (422, 422)
    assert "会唱歌" in text(alone) and "监护人" in text(alone)
    assert not SignUp.unscoped.exists()

    done = client.post(
        f"/volunteering/join/?hall={hall.code}", sent | {"born_on": young, "guardian": "王芳", "consent": "on"}
    )
    assert done.status_code == 302
    assert SignUp.unscoped.get().consent_by == "王芳"


def test_offering_oneself_and_a_full_shift_says_so(client, network):
    hall, (person, user) = network.villages[0], a_citizen()
    a_volunteer(hall, person=person)
    shift = a_shift(hall)
    client.force_login(user)

    assert client.post(f"/volunteering/shifts/{shift.code}/ask/", {"person": person.code}).status_code == 302
    assert Service.unscoped.get().status == "asked"
    full = a_shift(hall, activity=an_activity(hall, ahead=6))
    a_service(full, a_volunteer(hall, "乙"))
    refused = client.post(f"/volunteering/shifts/{full.code}/ask/", {"person": person.code})
    assert refused.status_code == 409 and "人数已满" in text(refused)


def test_the_roll_corrects_hours_with_a_reason_only(client, network, cast):
    hall = network.villages[0]
    shift = a_past_shift(hall)
    service = a_service(shift, a_volunteer(hall), "came")
    client.force_login(cast.village_administrator)
    path = f"/console/volunteers/services/{service.code}/"

    refused = client.post(path, {"do": "absent"})
    assert refused.status_code == 409 and "请写明原因" in text(refused)
    assert client.post(path, {"do": "absent", "why": "记错人了"}).status_code == 302
    service.refresh_from_db()
    assert (service.status, service.why) == ("absent", "记错人了")
    assert client.post(path, {"do": "nothing"}).status_code == 422


def test_an_unknown_certificate_says_so_and_the_export_holds_the_hours(client, network, cast):
    hall = network.villages[0]
    a_service(a_past_shift(hall, hours=3), a_volunteer(hall, "王芳"), "came")

    unknown = client.get("/volunteering/certificate/ZM-0000000000/")
    assert unknown.status_code == 404 and "没有这个编号" in text(unknown)
    client.force_login(cast.village_administrator)
    sheet = client.get("/console/volunteers/export/?format=csv").content.decode("utf-8-sig")
    assert "王芳" in sheet and ",3," in sheet


def test_what_is_done_and_not_recorded_comes_before_what_is_ahead(client, network, cast):
    hall = network.villages[0]
    done, recorded = a_past_shift(hall, ago=40), a_past_shift(hall, ago=41)
    a_service(done, a_volunteer(hall, "甲"))
    a_service(recorded, a_volunteer(hall, "乙"), "came")
    client.force_login(cast.village_administrator)

    page = text(client.get("/console/volunteers/"))

    assert f"/console/volunteers/shifts/{done.code}/" in page
    assert f"/console/volunteers/shifts/{recorded.code}/" not in page


def test_the_list_asks_the_database_as_often_for_three_as_for_one(client, network, cast, django_assert_max_num_queries):
    hall = network.villages[0]
    client.force_login(cast.village_administrator)
    for name in "甲乙丙":
        a_service(a_past_shift(hall), a_volunteer(hall, name), "came")

    with django_assert_max_num_queries(30):
        assert client.get("/console/volunteers/").status_code == 200
