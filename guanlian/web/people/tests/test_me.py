"""One's own pages: what comes next, the household's forms, the inbox, the choices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from guanlian.accounts.models import Person, User
from guanlian.booking.models import Reservation
from guanlian.community import following
from guanlian.holds import holding
from guanlian.holds.models import Resource
from guanlian.messaging import choosing
from guanlian.messaging.models import Message
from guanlian.messaging.telling import News, tell
from guanlian.network.venues import Venue
from guanlian.programme.models import Registration
from guanlian.programme.sessions import Session
from guanlian.web import stencil
from guanlian.web.people.tests.conftest import Family
from tests.factories import SmallNetwork, make_admission, make_record, make_user


def text(response: Any) -> str:
    return response.content.decode()


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def a_ticket(hall: Any, person: Person, status: str = "placed", **more: Any) -> Registration:
    admission = make_admission(hall, **more)
    given = {"offered_until": now() + timedelta(hours=5), "waiting_since": now()} if status == "offered" else {}
    entry = Registration(admission=admission, person=person, status=status, **given)
    entry.save()
    return entry


def a_reservation(hall: Any, person: Person | None, **more: Any) -> Reservation:
    venue = make_record(Venue, hall, resource=Resource.objects.create(kind="venue", label="排练室"))
    starts = now() + timedelta(days=3)
    hold = holding.take(resource=venue.resource, starts_at=starts, ends_at=starts + timedelta(hours=2), reason="预约")
    return Reservation.unscoped.create(
        venue=venue, period=hold.period, status="confirmed", hold=hold, person=person, **({"purpose": "排练"} | more)
    )


def test_next_things_stand_first_and_those_of_others_nowhere(client: Client, family: Family, network: SmallNetwork):
    mine = a_ticket(network.branches[0], family.child, activity={"title": "剪纸班"})
    a_ticket(network.branches[0], make_other(), activity={"title": "别人的课"})
    booked = a_reservation(network.branches[0], family.mother)
    client.force_login(family.user)

    page = text(client.get(reverse("portal:me")))

    assert "剪纸班" in page and mine.get_absolute_url() in page
    assert booked.venue.name in page
    assert "别人的课" not in page


def make_other() -> Person:
    from tests.factories import make_person

    return make_person("外人")


def test_an_offer_stands_on_top_with_its_deadline(client: Client, family: Family, network: SmallNetwork):
    a_ticket(network.branches[0], family.child, activity={"title": "有票的课"})
    offer = a_ticket(network.branches[0], family.child, "offered", activity={"title": "等答复的课"})
    client.force_login(family.user)

    page = text(client.get(reverse("portal:me")))

    assert page.index("等答复的课") < page.index("有票的课")
    assert "有 1 个名额等您答复" in page
    assert offer.code in page


def test_a_course_shows_its_next_session(client: Client, family: Family, network: SmallNetwork):
    entry = a_ticket(network.branches[0], family.child, activity={"title": "竹笛班"})
    for n in (1, 2, 3):
        begins = now() + timedelta(days=7 * (n - 2), hours=1)
        Session.objects.create(
            activity=entry.admission.activity, number=n, starts_at=begins, ends_at=begins + timedelta(hours=2)
        )
    client.force_login(family.user)

    assert "第 2 次，共 3 次" in text(client.get(reverse("portal:me")))


def test_three_of_everything_take_no_more_statements_than_one(client: Client, family: Family, network: SmallNetwork):
    client.force_login(family.user)

    def one_more() -> None:
        a_ticket(network.branches[0], family.child)
        a_ticket(network.branches[0], family.mother, "offered")
        a_reservation(network.branches[0], family.mother)
        troupe = make_record("community.Troupe", network.branches[0], dissolved_on=None)
        a_reservation(network.branches[0], make_other(), troupe=troupe)
        following.follow(user=family.user, code=troupe.code)
        tell([News("outbox.trouble", user=family.user, params={"n": 1})])

    pages = [reverse(f"portal:{name}") for name in ("me", "household", "inbox", "my_troupes", "settings")]
    one_more()
    before = [statements(client, page) for page in pages]
    one_more()
    one_more()

    assert [statements(client, page) for page in pages] == before


def test_an_empty_page_says_what_to_do(client: Client, family: Family):
    client.force_login(family.user)

    assert "看看有什么活动" in text(client.get(reverse("portal:me")))
    assert "没有消息" in text(client.get(reverse("portal:inbox")))
    assert "看看有哪些团队" in text(client.get(reverse("portal:my_troupes")))


def test_strangers_pay_no_statement_for_the_unread_mark(client: Client, network: SmallNetwork):
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse("portal:troupes"))

    assert not [each for each in seen if "messaging_message" in each["sql"]]


def test_the_head_of_every_page_counts_what_is_unread(client: Client, family: Family):
    tell([News("outbox.trouble", user=family.user, params={"n": 1})])
    client.force_login(family.user)

    assert "收件箱，1 封未读" in text(client.get(reverse("portal:troupes")))


def test_a_page_rendered_once_for_many_tells_nobody_of_anothers_messages(rf: Any, family: Family):
    tell([News("outbox.trouble", user=family.user, params={"n": 1})])
    seen = []
    for user in (family.user, make_user("other", name="外人")):
        request = rf.get("/activities/HD-1/register/")
        request.user = user
        seen.append(stencil.filled(request, "web/person.html", of=(), context=dict))

    assert "沈小荷" in seen[0] and "外人" in seen[1]
    assert not any("未读" in page for page in seen)


def test_a_child_is_added_with_consent_and_one_comes_back_to_the_class(client: Client, family: Family):
    client.force_login(family.user)
    where = reverse("portal:member_new") + "?as=child&next=/activities/HD-1/"
    given = {"relation": "child", "name": "小宝", "born_on": "2019-01-01", "next": "/activities/HD-1/"}

    refused = client.post(where, given)
    added = client.post(where, given | {"guardian": "沈小荷", "consent": "on"})

    assert refused.status_code == 422 and "须由监护人勾选同意" in text(refused)
    assert 'value="小宝"' in text(refused)
    child = Person.unscoped.get(name="小宝")
    assert added.url == f"/activities/HD-1/?person={child.code}"
    assert child.consent_by == "沈小荷"


def test_the_way_back_leads_nowhere_but_here(client: Client, family: Family):
    client.force_login(family.user)

    added = client.post(
        reverse("portal:member_new"), {"relation": "parent", "name": "外公", "next": "https://evil.example/"}
    )

    assert added.url == reverse("portal:household")


def test_where_several_places_match_the_person_chooses(client: Client, family: Family, network: SmallNetwork):
    client.force_login(family.user)
    where = reverse("portal:member", args=[family.child.code])
    given = {"relation": "child", "name": "沈一诺", "born_on": "2018-05-01", "place": "菱村"}

    asked = client.post(where, given)
    village = network.villages[2]
    chosen = client.post(where, given | {"place_code": village.code})

    assert asked.status_code == 422 and village.code in text(asked)
    assert chosen.status_code == 302
    family.child.refresh_from_db()
    assert family.child.lives_at == village


@pytest.mark.parametrize("place", ["没有这个村", "9" * 12])
def test_a_place_that_does_not_exist_is_refused_and_nothing_typed_is_lost(
    client: Client, family: Family, network: SmallNetwork, place: str
):
    client.force_login(family.user)
    given = {"relation": "child", "name": "沈一诺", "born_on": "2018-05-01", "place": place}

    refused = client.post(reverse("portal:member", args=[family.child.code]), given)

    assert refused.status_code == 422 and place in text(refused)


def test_removing_names_what_stands_against_it_and_can_give_it_back(
    client: Client, family: Family, network: SmallNetwork
):
    ticket = a_ticket(network.branches[0], family.child, activity={"title": "剪纸班"})
    booked = a_reservation(network.branches[0], family.child)
    client.force_login(family.user)
    where = reverse("portal:member_remove", args=[family.child.code])

    refused = client.post(where)
    assert refused.status_code == 409 and "剪纸班" in text(refused) and booked.venue.name in text(refused)
    client.post(where, {"releasing": "1"})

    for each in (ticket, booked, family.child):
        each.refresh_from_db()
    booked.hold.refresh_from_db()
    assert (ticket.status, booked.status) == ("released", "cancelled")
    assert booked.hold.released_at is not None
    assert family.child.removed_at is not None


def test_opening_a_message_reads_it_and_goes_where_it_leads(client: Client, family: Family):
    (message,) = tell([News("outbox.trouble", user=family.user, params={"n": 1}, about="/troupes/")])
    (alone,) = tell([News("outbox.trouble", user=family.user, params={"n": 2})])
    client.force_login(family.user)

    assert client.get(reverse("portal:message", args=[message.code])).url == "/troupes/"
    assert "2 条短信" in text(client.get(reverse("portal:message", args=[alone.code])))

    assert not Message.objects.filter(read_at=None).exists()


def test_no_message_leads_out_of_the_house(client: Client, family: Family):
    (message,) = tell([News("outbox.trouble", user=family.user, params={"n": 1}, about="//evil.example/")])
    client.force_login(family.user)

    assert client.get(reverse("portal:message", args=[message.code])).status_code == 200


def test_the_inbox_is_filtered_emptied_and_put_away(client: Client, family: Family):
    told = tell([News("outbox.trouble", user=family.user, params={"n": n}) for n in range(25)])
    client.force_login(family.user)
    inbox = reverse("portal:inbox")

    assert "第 1 页，共 2 页" in text(client.get(inbox))
    client.post(reverse("portal:inbox_read_all"))
    client.post(reverse("portal:message_away", args=[told[0].code]))

    assert not Message.objects.filter(read_at=None).exists()
    assert told[0].code in text(client.get(inbox + "?away=1"))
    assert told[0].code not in text(client.get(inbox + "?page=2"))
    client.post(reverse("portal:message_away", args=[told[0].code]), {"back": "1"})
    assert told[0].code in text(client.get(inbox + "?page=2"))


def test_the_choices_of_the_settings_are_kept(client: Client, family: Family):
    client.force_login(family.user)

    client.post(reverse("portal:choose_messages"), {"place.sms": "on", "reminder.email": "on"})

    unwanted = choosing.unwanted_by(user=family.user)
    assert ("place", "sms") not in unwanted and ("reminder", "email") not in unwanted
    assert {("place", "email"), ("reminder", "sms")} <= unwanted
    assert not any(topic == "work" for topic, _channel in unwanted)


def test_a_mail_address_is_kept_once_its_owner_opened_the_mail(client: Client, family: Family):
    client.force_login(family.user)
    client.post(reverse("portal:ask_mail"), {"email": "xiaohe@example.org"})
    (sent,) = mail.outbox
    link = next(word for word in sent.body.split() if "/me/settings/mail/" in word).partition("8000")[2]

    client.get(link)
    assert User.objects.get(pk=family.user.pk).email == ""
    thief = Client()
    thief.force_login(make_user("thief"))
    assert thief.post(link).status_code == 409
    client.post(link)
    assert User.objects.get(pk=family.user.pk).email == "xiaohe@example.org"
    client.post(reverse("portal:ask_mail"), {"email": ""})

    assert User.objects.get(pk=family.user.pk).email == ""
    assert User.objects.get(username="thief").email == ""


def test_confirming_mails_are_not_sent_without_end(client: Client, family: Family):
    client.force_login(family.user)

    answers = [client.post(reverse("portal:ask_mail"), {"email": f"a{n}@example.org"}).status_code for n in range(6)]

    assert answers == [302] * 5 + [409]
    assert len(mail.outbox) == 5


def a_way_out(user: User) -> str:
    return choosing.leaving_path(user=user, topic="place", channel="email")


def test_a_mail_program_leaves_in_one_post_without_signing_in(family: Family):
    program = Client(enforce_csrf_checks=True)

    answer = program.post(a_way_out(family.user), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert choosing.unwanted_by(user=family.user) == {("place", "email")}


def test_looking_at_the_link_leaves_nothing(client: Client, family: Family):
    assert "报名与名额" in text(client.get(a_way_out(family.user)))
    assert choosing.unwanted_by(user=family.user) == set()
    assert client.get("/unsubscribe/nonsense/").status_code == 404


def test_the_language_chosen_is_the_language_written_to(client: Client, family: Family):
    client.force_login(family.user)

    client.post(reverse("set_language"), {"language": "en"})

    assert User.objects.get(pk=family.user.pk).language == "en"


def test_closing_the_account_says_what_is_ahead_and_gives_it_back_when_told(
    client: Client, family: Family, network: SmallNetwork
):
    from guanlian.accounts.tests.walking import by_password

    ticket = a_ticket(network.branches[0], family.child, activity={"title": "剪纸班"})
    by_password(client, "mother")

    refused = client.post(reverse("portal:erase"), {"sure": "on"})
    assert refused.status_code == 409 and "剪纸班" in text(refused)
    client.post(reverse("portal:erase"), {"sure": "on", "releasing": "on"})

    ticket.refresh_from_db()
    family.child.refresh_from_db()
    assert (ticket.status, family.child.name) == ("released", "")
    assert User.objects.get(pk=family.user.pk).erased_at is not None
