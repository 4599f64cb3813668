"""The calendar that one's secret address opens: everything of the household, nothing of others, closed when revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now
from icalendar import Calendar

from guanlian.accounts import calendar_links
from guanlian.community import following
from guanlian.programme import releasing
from guanlian.programme.sessions import Session
from guanlian.web.people.tests.conftest import Family
from guanlian.web.people.tests.test_me import a_reservation, a_ticket, make_other
from tests.factories import SmallNetwork, make_record


def events(client: Client, family: Family) -> dict[str, Any]:
    link = calendar_links.link_of(user=family.user) or calendar_links.renew(user=family.user)
    answer = client.get(reverse("portal:calendar_feed", args=[link.token]))
    assert answer.status_code == 200, answer
    return {str(event["uid"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_the_calendar_holds_the_households_tickets_with_every_session(
    client: Client, family: Family, network: SmallNetwork
):
    course = a_ticket(network.branches[0], family.child, activity={"title": "竹笛班"})
    for n in (1, 2):
        begins = now().replace(microsecond=0) + timedelta(days=7 * n)
        Session.objects.create(
            activity=course.admission.activity, number=n, starts_at=begins, ends_at=begins + timedelta(hours=2)
        )
    single = a_ticket(network.branches[0], family.mother)
    booked = a_reservation(network.branches[0], family.mother)
    a_ticket(network.branches[0], make_other())
    a_ticket(network.branches[0], family.mother, "entered", policy="reviewed")

    found = events(client, family)

    assert set(found) == {
        f"{course.code}-1@guanlian",
        f"{course.code}-2@guanlian",
        f"{single.code}-1@guanlian",
        f"{booked.code}@guanlian",
    }
    lesson = found[f"{course.code}-2@guanlian"]
    assert (str(lesson["summary"]), str(lesson["status"])) == ("竹笛班 第 2 次（沈一诺）", "CONFIRMED")
    assert lesson["dtstart"].dt == begins
    assert str(lesson["dtstart"].dt.tzinfo) == "UTC"


def test_what_is_given_back_stays_cancelled_with_a_higher_sequence(
    client: Client, family: Family, network: SmallNetwork
):
    ticket = a_ticket(network.branches[0], family.child)
    uid = f"{ticket.code}-1@guanlian"
    before = events(client, family)[uid]

    releasing.release(code=ticket.code, by=family.user, on=localdate())
    after = events(client, family)[uid]

    assert (str(before["status"]), str(after["status"])) == ("CONFIRMED", "CANCELLED")
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt >= before["last-modified"].dt


def test_a_session_called_off_is_cancelled_alone(client: Client, family: Family, network: SmallNetwork):
    ticket = a_ticket(network.branches[0], family.child)
    for n in (1, 2):
        begins = now() + timedelta(days=7 * n)
        Session.objects.create(
            activity=ticket.admission.activity, number=n, starts_at=begins, ends_at=begins + timedelta(hours=2)
        )
    Session.objects.filter(number=1).update(called_off_at=now(), called_off_why="停电")

    found = events(client, family)

    assert [str(found[f"{ticket.code}-{n}@guanlian"]["status"]) for n in (1, 2)] == ["CANCELLED", "CONFIRMED"]


def test_followed_troupes_are_in_it_if_wanted_without_who_reserved(
    client: Client, family: Family, network: SmallNetwork
):
    troupe = make_record("community.Troupe", network.branches[0], name="越音社", dissolved_on=None)
    rehearsal = a_reservation(network.branches[0], make_other(), troupe=troupe, purpose="外人的用途")
    following.follow(user=family.user, code=troupe.code)

    with_them = events(client, family)
    link = calendar_links.link_of(user=family.user)
    assert link is not None
    raw = client.get(reverse("portal:calendar_feed", args=[link.token])).content.decode()
    calendar_links.include_troupes(user=family.user, wanted=False)

    assert str(with_them[f"{rehearsal.code}-troupe@guanlian"]["summary"]) == "越音社排练"
    assert "外人" not in raw
    assert events(client, family) == {}


def test_a_renewed_or_revoked_address_opens_nothing_and_the_database_holds_no_address(client: Client, family: Family):
    client.force_login(family.user)
    page = reverse("portal:my_calendar")
    client.post(page, {"do": "renew"})
    old = calendar_links.link_of(user=family.user)
    assert old is not None
    token = old.token
    assert token in client.get(page).content.decode()
    assert token not in old.sealed and token != old.digest

    client.post(page, {"do": "renew"})
    new = calendar_links.link_of(user=family.user)
    assert new is not None
    stranger = Client()
    assert stranger.get(reverse("portal:calendar_feed", args=[token])).status_code == 404
    assert stranger.get(reverse("portal:calendar_feed", args=[new.token])).status_code == 200
    client.post(page, {"do": "revoke"})

    assert stranger.get(reverse("portal:calendar_feed", args=[new.token])).status_code == 404


def test_the_calendar_takes_a_fixed_number_of_statements(client: Client, family: Family, network: SmallNetwork):
    def one_more() -> None:
        a_ticket(network.branches[0], family.child)
        a_reservation(network.branches[0], family.mother)
        troupe = make_record("community.Troupe", network.branches[0], dissolved_on=None)
        a_reservation(network.branches[0], make_other(), troupe=troupe)
        following.follow(user=family.user, code=troupe.code)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            events(client, family)
        return len(seen)

    one_more()
    events(client, family)
    before = count()
    one_more()
    one_more()

    assert count() == before


def test_following_shows_on_the_troupes_page_and_ends_at_a_press(client: Client, family: Family, network: SmallNetwork):
    troupe = make_record("community.Troupe", network.branches[0], dissolved_on=None)
    page, press = troupe.get_absolute_url(), reverse("portal:follow", args=[troupe.code])
    assert f"?next={page}" in client.get(page).content.decode()
    client.force_login(family.user)

    client.post(press)
    client.post(press)
    assert "已关注" in client.get(page).content.decode()
    client.post(press, {"stop": "1"})

    assert list(following.followed_by(user=family.user)) == []
    assert client.post(reverse("portal:follow", args=["TD-NONE"])).status_code == 404
