"""Pages of outside organisations: applying, two persons, offers that everybody sees."""

from __future__ import annotations

import pytest

from guanlian.accounts.models import Role
from guanlian.community.models import Offer, Provider
from tests.factories import give_role, make_user

pytestmark = pytest.mark.django_db
GOOD = "91350100M000100Y43"


def text(response) -> str:
    return response.content.decode()


def form(hall, **more):
    return {
        "name": "水乡皮影社", "kind": "social", "credit_code": GOOD, "hall": hall.code, "contact_name": "沈老师",
        "contact_phone": "13800000009", "introduction": "皮影戏进校园。",
    } | more  # fmt: skip


def test_from_the_application_to_an_offer_that_everybody_sees(client, network, cast):
    hall, user, second = network.mains[0], make_user(), make_user(second_factor=True)
    give_role(second, Role.MAIN_STAFF, hall)
    client.force_login(user)
    wrong = client.post("/providing/apply/", form(hall, credit_code="91350100M000100Y44"))
    assert wrong.status_code == 422 and "校验码" in text(wrong)
    assert client.post("/providing/apply/", form(hall)).status_code == 302
    made = Provider.unscoped.get()
    assert client.get(f"/providing/{made.code}/").status_code == 404

    path = f"/console/providers/{made.code}/do/"
    client.force_login(cast.main_staff)
    assert "13800000009" in text(client.get(f"/console/providers/{made.code}/"))
    client.post(path, {"do": "check", "why": "执照原件"})
    same = client.post(path, {"do": "approve"})
    assert same.status_code == 409 and "另一个人" in text(same)
    client.force_login(second)
    assert client.post(path, {"do": "approve"}).status_code == 302

    client.force_login(user)
    offer = {"title": "皮影折子戏", "kind": "performance", "description": "一出戏。", "minutes": 40}
    assert client.post(f"/me/providing/{made.code}/new/", offer | {"areas": [hall.code]}).status_code == 302
    draft = Offer.unscoped.get()
    client.logout()
    assert "皮影折子戏" not in text(client.get("/providing/"))
    client.force_login(user)
    client.post(f"/me/providing/offers/{draft.code}/move/", {"to": "offered"})
    client.logout()
    here, elsewhere = f"/providing/?county={hall.code}", f"/providing/?county={network.mains[1].code}"
    assert "皮影折子戏" in text(client.get(here)) and "皮影折子戏" in text(client.get(f"/providing/{made.code}/"))
    assert "皮影折子戏" not in text(client.get(elsewhere))
    assert "13800000009" not in text(client.get(f"/providing/{made.code}/"))


def test_refusing_without_a_reason_is_refused(client, network, cast):
    client.force_login(make_user())
    client.post("/providing/apply/", form(network.mains[0]))
    made = Provider.unscoped.get()
    client.force_login(cast.main_staff)

    answer = client.post(f"/console/providers/{made.code}/do/", {"do": "refuse"})

    made.refresh_from_db()
    assert (answer.status_code, made.status) == (409, "applied")
    sheet = client.get("/console/providers/?format=csv").content.decode("utf-8-sig")
    assert GOOD in sheet
