"""The desk: who is found, who isn't, and what is handed over on paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from guanlian.accounts.models import Person, Relation
from guanlian.community.models import Joining, Troupe
from guanlian.messaging.models import Sending
from guanlian.messaging.telling import News, tell
from guanlian.web.people.tests.conftest import Family
from guanlian.web.people.tests.test_me import a_reservation, a_ticket, text
from tests.factories import Cast, SmallNetwork, make_admission, make_record
from tests.fixtures import PersonClient


@pytest.fixture
def desk(cast: Cast) -> Client:
    client = PersonClient()
    client.force_login(cast.village_administrator)
    return client


def find(desk: Client, words: str) -> str:
    return text(desk.get(reverse("console:desk"), {"q": words}))


def a_guest(hall: Any, name: str = "张大妈") -> Person:
    return Person.unscoped.create(hall=hall, relation=Relation.GUEST, name=name, phone="+8613800000011")


def test_a_whole_number_finds_the_household_shown_by_half_the_number(desk: Client, family: Family):
    page = find(desk, "13800000009")

    assert family.child.code in page and "138****0009" in page
    assert "13800000009" not in page.replace('value="13800000009"', "").replace("q=13800000009", "").replace(
        "q%3D13800000009", ""
    )


def test_nobody_is_found_by_half_a_number_or_by_the_name_of_an_account(desk: Client, family: Family):
    for words in ("1380000", "沈小荷", family.child.code):
        assert "没有找到" in find(desk, words)


def test_a_person_of_an_account_opens_only_after_their_number_was_given(desk: Client, family: Family):
    where = reverse("console:desk_person", args=[family.child.code])

    before = desk.get(where)
    find(desk, "13800000009")

    assert (before.status_code, desk.get(where).status_code) == (404, 200)


def test_a_ticket_is_read_aloud_and_finds_its_person_where_the_ticket_is(
    desk: Client, family: Family, network: SmallNetwork
):
    here = a_ticket(network.villages[0], family.child)
    elsewhere = a_ticket(network.villages[7], family.mother)

    assert family.child.code in find(desk, here.code.lower().replace("-", " "))
    assert "没有找到" in find(desk, elsewhere.code)


def test_what_awaits_a_person_is_shown_for_ones_own_halls_alone(desk: Client, family: Family, network: SmallNetwork):
    a_ticket(network.villages[0], family.child, activity={"title": "本村的课"})
    a_ticket(network.villages[7], family.child, activity={"title": "外县的课"})
    booked = a_reservation(network.villages[0], family.child)
    make_admission(network.villages[0], activity={"title": "还能报的课"})

    page = text(desk.get(reverse("console:desk_person", args=[family.child.code])))

    assert "本村的课" in page and booked.code in page
    assert "外县的课" not in page
    assert "还能报的课" in page and f"for={family.child.code}" in page


def test_a_guest_needs_only_a_name_and_one_goes_straight_on_for_them(desk: Client, network: SmallNetwork, cast: Cast):
    entered = desk.post(reverse("console:guest_new"), {"name": "张大妈"})

    guest = Person.unscoped.get(name="张大妈")
    assert entered.url == reverse("console:desk_person", args=[guest.code])
    assert (guest.hall, guest.entered_by, guest.phone) == (network.villages[0], cast.village_administrator, "")


def test_a_guests_child_needs_a_guardian(desk: Client, network: SmallNetwork):
    given = {"name": "小宝", "born_on": "2020-01-01"}

    refused = desk.post(reverse("console:guest_new"), given)
    desk.post(reverse("console:guest_new"), given | {"guardian": "奶奶", "consent": "on"})

    assert refused.status_code == 422 and "监护人" in text(refused)
    assert Person.unscoped.get(name="小宝").consent_by == "奶奶"


def test_a_guest_is_corrected_by_their_own_halls_alone(desk: Client, network: SmallNetwork):
    mine, others = a_guest(network.villages[0]), a_guest(network.villages[7])

    desk.post(reverse("console:guest_edit", args=[mine.code]), {"name": "张阿姨", "phone": "138 0000 0012"})
    refused = desk.post(reverse("console:guest_edit", args=[others.code]), {"name": "张阿姨"})

    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.name, mine.phone) == ("张阿姨", "+8613800000012")
    assert (refused.status_code, others.name) == (404, "张大妈")


def test_the_slip_carries_the_code_as_text_and_picture(desk: Client, network: SmallNetwork):
    guest = a_guest(network.villages[0])
    ticket = a_ticket(network.villages[0], guest, activity={"title": "剪纸班"})

    page = text(desk.get(reverse("console:slip", args=[guest.code])))

    assert "剪纸班" in page and "<svg" in page
    assert ticket.code[-2:] in page
    assert "13800000011" not in page


def test_a_person_with_three_tickets_takes_no_more_statements(desk: Client, network: SmallNetwork):
    from guanlian.web.people.tests.test_me import statements

    guest = a_guest(network.villages[0])
    where = reverse("console:desk_person", args=[guest.code])

    def one_more() -> None:
        a_ticket(network.villages[0], guest)
        a_reservation(network.villages[0], guest)
        make_admission(network.villages[0])

    one_more()
    before = statements(desk, where)
    one_more()
    one_more()

    assert statements(desk, where) == before


def test_central_staff_send_again_from_the_page(cast: Cast, family: Family):
    (message,) = tell([News("outbox.trouble", user=family.user, params={"n": 1})])
    sending = Sending.objects.create(message=message, channel="sms", due_at=message.made_at, status="failed", tries=5)
    client = PersonClient()
    client.force_login(cast.central_staff)

    page = text(client.get(reverse("console:outbox")))
    client.post(reverse("console:outbox_decide", args=[message.code, "sms"]), {"again": "1"})

    assert message.code in page and "138****0009" in page
    sending.refresh_from_db()
    assert (sending.status, sending.tries) == ("queued", 0)


def test_a_person_without_a_phone_is_put_forward_for_a_troupe_and_the_desk_sees_how_it_stands(
    desk: Client, network: SmallNetwork, cast: Cast
):
    guest = a_guest(network.villages[0])
    choir = make_record(
        Troupe, network.villages[0], name="菱村合唱队", founded_on=localdate(), dissolved_on=None, recruiting=True
    )
    where = reverse("console:desk_person", args=[guest.code])
    assert "菱村合唱队" in text(desk.get(where))

    answer = desk.post(reverse("console:desk_join", args=[guest.code]), {"troupe": choir.code}, follow=True)

    assert "已替张大妈申请加入菱村合唱队" in text(answer)
    assert answer.context["belongs"] == [("菱村合唱队", "等答复")] and not answer.context["troupes"]
    assert Joining.unscoped.get().asked_by == cast.village_administrator


def test_a_refusal_of_a_troupe_is_told_at_the_desk(desk: Client, network: SmallNetwork):
    guest = a_guest(network.villages[0])
    full = make_record(
        Troupe, network.villages[0], name="菱村舞队", founded_on=localdate(), dissolved_on=None, recruiting=False
    )

    answer = desk.post(reverse("console:desk_join", args=[guest.code]), {"troupe": full.code}, follow=True)

    assert "菱村舞队" in text(answer) and not Joining.unscoped.exists()
    assert desk.post(reverse("console:desk_join", args=[guest.code]), {"troupe": "none"}).status_code == 404


def test_a_person_without_a_phone_is_signed_up_as_a_volunteer(desk: Client, network: SmallNetwork):
    guest = a_guest(network.villages[0])
    where = reverse("console:desk_volunteer", args=[guest.code])
    form = {"person": guest.code, "hall": network.villages[0].code, "skills": ["choir"]}
    assert desk.post(where, form).status_code == 422  # nobody knows the birthday

    answer = desk.post(where, form | {"born_on": "1960-05-01"}, follow=True)

    assert "已替张大妈报名做志愿者" in text(answer)
    assert answer.context["belongs"] == [(f"{network.villages[0].name}志愿者", "等馆里答复")]


def test_the_desk_offers_only_halls_in_reach(desk: Client, network: SmallNetwork):
    where = reverse("console:desk_volunteer", args=[a_guest(network.villages[0]).code])

    assert network.villages[1].name not in text(desk.get(where, {"q": network.villages[1].name})).replace(
        f'value="{network.villages[1].name}"', ""
    )
    form = {"person": "x", "hall": network.villages[1].code, "born_on": "1960-05-01"}
    assert desk.post(where, form).status_code == 422
