"""The pages of troupes: finding one, joining, leading, and what staff see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from guanlian.accounts.models import Person
from guanlian.community.models import Joining, Rehearsal, Troupe, TroupeMember
from guanlian.programme.models import Unmet
from guanlian.web.troupes.tests.rolls import another, member, signed_in
from tests.factories import SmallNetwork, make_person, make_record
from tests.fixtures import PersonClient

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0"}


def placed(network: SmallNetwork) -> None:
    """Give the halls of the first county places: the second branch lies 50 km from the first."""
    for hall, (east, north) in {
        network.branches[0]: (120.70, 30.70),
        network.villages[0]: (120.72, 30.70),
        network.villages[1]: (120.80, 30.70),
        network.branches[1]: (121.20, 30.70),
        network.villages[2]: (121.21, 30.70),
    }.items():
        hall.longitude, hall.latitude = east, north
        hall.save()


def test_the_nearest_recruiting_troupes_come_with_their_reason(client, network, choir):
    placed(network)
    further = make_record(
        Troupe, network.villages[1], name="荷村合唱队", art="choir", dissolved_on=None, recruiting=True
    )
    quiet = make_record(Troupe, network.villages[1], name="不招新的", art="choir", dissolved_on=None, recruiting=False)
    dancers = make_record(Troupe, network.villages[0], name="舞队", art="dance", dissolved_on=None, recruiting=True)

    area = network.branches[0].code
    page = client.get(reverse("portal:troupe_match"), {"art": "choir", "area": area}).content.decode()

    assert page.index(choir.name) < page.index(further.name)
    assert quiet.name not in page and dancers.name not in page
    assert "就在东县桥镇文化站 · 约 1.9 公里" in page


def test_times_that_do_not_suit_are_left_out_and_unknown_ones_come_later(client, network, choir):
    unknown = another(network.villages[0], "甲队", meets="看群里")
    find = reverse("portal:troupe_match")

    saturday = client.get(find, {"art": "choir", "day": "5", "part": "morning"}).content.decode()
    sunday = client.get(find, {"art": "choir", "day": "6"}).content.decode()

    assert saturday.index(choir.name) < saturday.index(unknown.name)
    assert choir.name not in sunday and unknown.name in sunday


def test_what_is_not_found_is_noted_and_can_be_said(client, network, choir):
    placed(network)
    query = {"art": "choir", "area": network.branches[1].code, "day": "5"}

    page = client.get(reverse("portal:troupe_match"), query, **BROWSER).content.decode()

    noted = Unmet.unscoped.get()
    assert (noted.kind, noted.hall, noted.words) == ("search", network.branches[1], "合唱 团队 周六")
    assert f"hall={network.branches[1].code}" in page and "稍远一些的" in page and choir.name in page


def test_the_public_page_names_no_member_and_a_leader_only_by_their_wish(client, choir, leader):
    member(choir, name="队员甲")
    page = choir.get_absolute_url()

    assert leader.name not in client.get(page).content.decode()
    TroupeMember.unscoped.filter(person=leader).update(leader_public=True)

    shown = client.get(page).content.decode()
    assert f"负责人：{leader.name}" in shown and "队员甲" not in shown


def test_signed_out_one_signs_in_and_comes_back(client, choir):
    answer = client.get(reverse("portal:troupe_join", args=[choir.code]))

    assert answer.status_code == 302 and f"next=%2Ftroupes%2F{choir.code}%2Fjoin%2F" in answer["Location"]


def test_from_the_form_to_the_roll_and_out_again(choir, leader):
    singer = make_person("王芳")
    hers, his = signed_in(singer), signed_in(leader)

    sent = hers.post(
        reverse("portal:troupe_join", args=[choir.code]), {"person": singer.code, "message": "女高音"}, follow=True
    )
    assert "等答复" in sent.content.decode()
    page = his.get(reverse("portal:my_troupe", args=[choir.code])).content.decode()
    assert "王芳" in page and "女高音" in page

    request = Joining.unscoped.get()
    his.post(reverse("portal:joining_decide", args=[request.code]), {"accept": "1"})
    mine = hers.get(reverse("portal:my_troupes")).content.decode()
    assert choir.name in mine and "退出" in mine

    row = TroupeMember.unscoped.get(person=singer)
    leave = reverse("portal:troupe_leave", args=[row.code])
    assert "不再是" in hers.get(leave).content.decode()
    hers.post(leave)
    row.refresh_from_db()
    assert row.is_withdrawn  # the same day


def test_a_child_needs_the_guardians_tick(choir):
    mother = make_person("王芳")
    born = localdate() - timedelta(days=9 * 365)
    given = {"relation": "child", "born_on": born, "consent_at": now(), "consent_by": "王芳"}
    child = make_person("小雨", keeper=mother.keeper, **given)
    form = reverse("portal:troupe_join", args=[choir.code])
    hers = signed_in(mother)

    refused = hers.post(form, {"person": child.code, "guardian": "王芳"})
    assert refused.status_code == 422 and not Joining.unscoped.exists()

    hers.post(form, {"person": child.code, "guardian": "王芳", "consent": "on"})
    assert Joining.unscoped.get().consent_by == "王芳"


def test_who_has_no_name_gives_one_with_the_request(choir):
    nameless = make_person()
    Person.unscoped.filter(pk=nameless.pk).update(name="")
    form = reverse("portal:troupe_join", args=[choir.code])
    hers = signed_in(nameless)

    assert hers.post(form, {"person": nameless.code}).status_code == 422
    hers.post(form, {"person": nameless.code, "name": "李梅"})

    assert Joining.unscoped.get().person.name == "李梅"


def test_the_leader_notes_a_rehearsal_names_a_leader_and_describes(choir, leader):
    other = member(choir, make_person("王芳"))
    his, page = signed_in(leader), reverse("portal:my_troupe", args=[choir.code])
    today = localdate().isoformat()

    his.post(reverse("portal:rehearsal_note", args=[choir.code]), {"held_on": today, "attended": "14", "next": page})
    his.post(reverse("portal:troupe_leader", args=[other.code]), {"do": "name", "next": page})
    words = {"meets": "每周日下午 2 点", "introduction": "唱民歌", "next": page}
    answer = his.post(reverse("portal:troupe_describe", args=[choir.code]), words, follow=True)

    assert Rehearsal.unscoped.get().attended == 14
    other.refresh_from_db()
    choir.refresh_from_db()
    assert other.leader and (choir.meets, choir.recruiting) == ("每周日下午 2 点", False)
    assert "近 12 个月有记录的排练和演出 1 次。再有 11 次" in answer.content.decode()


def test_a_refusal_is_said_where_one_pressed(choir, leader):
    member(choir, make_person("王芳"))
    mine = TroupeMember.unscoped.get(person=leader)
    answer = signed_in(leader).post(reverse("portal:troupe_leader", args=[mine.code]), {"do": "unname"}, follow=True)

    assert "团队至少要有一位能上网办事的负责人" in answer.content.decode()


def test_staff_see_the_evidence_and_names_only_with_the_right(choir, leader, cast):
    member(choir, name="队员甲")
    rehearsal = make_record(Rehearsal, choir.hall, troupe=choir, held_on=localdate(), attended=9)
    pages = {}
    for who in ("village_administrator", "supervisor"):
        client = PersonClient()
        client.force_login(getattr(cast, who))
        pages[who] = client.get(reverse("console:troupe", args=[choir.code])).content.decode()

    assert all(f"/console/registers/rehearsals/{rehearsal.code}/" in page for page in pages.values())
    assert "队员甲" in pages["village_administrator"] and leader.name in pages["village_administrator"]
    assert "队员甲" not in pages["supervisor"] and leader.name not in pages["supervisor"]
    assert "2 位队员" in pages["supervisor"]


@pytest.mark.parametrize(("query", "found"), [("state=active", 0), ("state=quiet", 1), ("q=合唱", 1), ("art=dance", 0)])
def test_staff_filter_their_troupes(choir, cast, query, found):
    client = PersonClient()
    client.force_login(cast.main_staff)

    page = client.get(f"{reverse('console:troupes')}?{query}").content.decode()

    assert (choir.name in page) is bool(found)


def test_coverage_lists_the_villages_that_lack_and_opens_their_troupes(choir, cast, network):
    client = PersonClient()
    client.force_login(cast.branch_head)

    page = client.get(reverse("console:troupe_coverage")).content.decode()

    for village in network.villages[:2]:
        assert f"{reverse('console:troupes')}?hall={village.code}" in page
    assert network.villages[2].code not in page


def test_the_lists_cost_the_same_for_one_and_for_three(choir, leader, cast):
    def cost(path: str, client: PersonClient) -> int:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            client.get(path)
        return len(counted)

    staff, his = PersonClient(), signed_in(leader)
    staff.force_login(cast.main_staff)
    pages = [
        (reverse("console:troupes"), staff),
        (reverse("portal:my_troupes"), his),
        ("/troupes/match/?art=choir", his),
    ]
    before = [cost(path, client) for path, client in pages]
    for name in ("乙队", "丙队"):
        member(another(choir.hall, name), leader, leader=True)

    assert [cost(path, client) for path, client in pages] == before
