"""What the public pages promise: they open for everyone, say what is, and cost the same for one record as for three."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanlian.network import restructuring
from tests.factories import LONG_AGO, SmallNetwork, days, make_activity, make_record

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)
PAGES = [
    "/", "/search/?q=菱村", "/near/", "/near/?lat=30.7&lng=120.7", "/halls/", "/halls/?open=1", "/halls/?q=菱村",
    "/map/", "/map/?lack=no_notice", "/activities/", "/activities/?view=month", "/activities/?when=past", "/trainings/",
    "/venues/", "/venues/?evening=1", "/menu/", "/troupes/", "/digital/", "/accessibility/", "/privacy/", "/open-data/",
    "/robots.txt", "/sitemap.xml", "/icon.svg", "/map/counties.geojson",
]  # fmt: skip
BAD = [
    "/?day=nonsense", "/search/?q=%00", "/near/?lat=x&lng=y", "/near/?county=1&next=//evil.example",
    "/halls/?county=x&tier=y&kind=z&page=-4", "/activities/?day=0001-01-01", "/activities/?month=9999-12-31&view=month",
    "/activities/?kind=<script>&page=10000000000000000000", "/venues/?people=-1", "/menu/?year=99999999999",
]  # fmt: skip


def scheduled(hall, on=TOMORROW, **values):
    return make_activity(hall, on=on, status="scheduled", participants=None, **values)


@pytest.fixture
def client_() -> Client:
    return Client()


@pytest.mark.parametrize("path", [*PAGES, *BAD])
def test_every_page_opens_for_everyone_whatever_the_address_asks(network: SmallNetwork, client_: Client, path) -> None:
    reply = client_.get(path)

    assert reply.status_code == 200


def test_choosing_a_county_never_leads_to_another_site(network: SmallNetwork, client_: Client) -> None:
    reply = client_.get(f"/near/?county={network.mains[0].code}&next=//evil.example/")

    assert (reply.status_code, reply["Location"]) == (302, "/")
    assert reply.cookies["county"].value == network.mains[0].code


def test_the_week_counts_what_begins_in_it_and_opens_onto_the_same_list(network: SmallNetwork, client_: Client) -> None:
    monday = TODAY - timedelta(days=TODAY.weekday())
    for n in (0, 6):
        scheduled(network.villages[0], on=monday + timedelta(days=n))
    scheduled(network.villages[0], on=monday + timedelta(days=7))
    make_activity(network.villages[0], on=monday, status="cancelled")
    make_activity(network.villages[0], on=monday, status="draft")

    home = client_.get("/")

    assert home.context["week_total"] == 2
    assert client_.get(home.context["week_href"]).context["total"] == 2


def test_a_county_chosen_counts_what_takes_place_there(network: SmallNetwork, client_: Client) -> None:
    scheduled(network.villages[0], on=TODAY)
    scheduled(network.villages[7], on=TODAY)
    scheduled(network.mains[0], on=TODAY, place=network.villages[6])

    found = client_.get(f"/activities/?county={network.mains[1].code}&day={TODAY}")

    assert found.context["total"] == 2


def test_a_draft_and_a_withdrawn_activity_have_no_page(network: SmallNetwork, client_: Client) -> None:
    draft = make_activity(network.villages[0], status="draft")
    taken_back = make_activity(network.villages[0], withdrawn_at=timezone.now(), withdrawn_why="误记")

    assert [client_.get(a.get_absolute_url()).status_code for a in (draft, taken_back)] == [404, 404]


def test_a_cancelled_activity_says_so_and_leads_on(network: SmallNetwork, client_: Client) -> None:
    cancelled = make_activity(network.villages[0], on=TOMORROW, status="cancelled")

    page = client_.get(cancelled.get_absolute_url()).content.decode()

    assert "这场活动已取消" in page
    assert f"/activities/?day={TOMORROW}" in page
    calendar = client_.get(cancelled.get_absolute_url() + "calendar.ics").content.decode()
    assert "STATUS:CANCELLED" in calendar


def test_a_held_activity_names_the_clauses_it_counts_in(network: SmallNetwork, client_: Client) -> None:
    held = make_activity(network.villages[0], on=date(TODAY.year, 1, 2) if date(TODAY.year, 1, 2) < TODAY else TODAY)

    counts = client_.get(held.get_absolute_url()).context["counts"]

    assert {c.hall for c in counts} >= {network.villages[0].name}
    assert all(client_.get(c.href).status_code == 200 for c in counts)


def test_members_names_are_on_no_public_page(network: SmallNetwork, client_: Client) -> None:
    troupe = make_record("community.Troupe", network.villages[0], name="菱村合唱队", founded_on=LONG_AGO)
    make_record("community.TroupeMember", network.villages[0], troupe=troupe, name="隐名者甲", period=days())

    pages = [
        client_.get(path).content.decode() for path in (troupe.get_absolute_url(), "/troupes/", "/search/?q=隐名者")
    ]

    assert "菱村合唱队" in pages[0]
    assert client_.get(troupe.get_absolute_url()).context["troupe"].members_now == 1
    assert not any("隐名者甲" in page for page in pages)


def test_a_merged_hall_points_to_its_heir_and_shows_how_it_was(network: SmallNetwork, client_: Client) -> None:
    gone, heir = network.villages[:2]
    restructuring.carry_out(restructuring.plan_merge(hall=gone, into=heir, on=TODAY), basis="")

    now = client_.get(gone.get_absolute_url()).content.decode()
    then = client_.get(f"{gone.get_absolute_url()}?on={TODAY - timedelta(days=1)}")

    assert "并入" in now
    assert heir.get_absolute_url() in now
    assert then.context["tier"] == "支馆"
    assert client_.get(f"{gone.get_absolute_url()}?on=2014-12-31").context["not_yet"] is True


def test_a_hall_without_anything_still_says_what_to_do(network: SmallNetwork, client_: Client) -> None:
    page = client_.get(network.villages[0].get_absolute_url()).content.decode()

    assert "还没有公布开放时间" in page
    assert network.branches[0].get_absolute_url() in page


def test_the_notice_carries_the_halls_address_as_a_code(network: SmallNetwork, client_: Client, settings) -> None:
    settings.PUBLIC_URL = "https://halls.example"
    hall = network.villages[0]
    make_record("network.OpeningHours", hall, weekday=0, opens=time(9), closes=time(17), period=days())

    page = client_.get(f"{hall.get_absolute_url()}notice/?paper=a3").content.decode()

    assert f"https://halls.example{hall.get_absolute_url()}" in page
    assert 'class="qr"' in page
    assert "9:00–17:00" in page
    assert "sheet-notice a3" in page


def test_a_page_is_shared_for_seconds_only_where_nobody_is_signed_in(network: SmallNetwork, cast, client_) -> None:
    anonymous = client_.get("/")
    client_.force_login(cast.citizen)

    assert anonymous["Cache-Control"] == "public, max-age=0, s-maxage=8, must-revalidate"
    assert "Cookie" in anonymous["Vary"]
    assert not anonymous.cookies
    assert client_.get("/")["Cache-Control"] == "private, no-cache"


def test_an_unchanged_page_is_not_sent_again(network: SmallNetwork, client_: Client) -> None:
    tag = client_.get("/halls/")["ETag"]

    assert client_.get("/halls/", headers={"If-None-Match": tag}).status_code == 304


def _one_more(network: SmallNetwork, n: int) -> None:
    """One more of everything that a list shows."""
    hall = network.villages[n]
    scheduled(hall, on=TOMORROW, kind="training")
    scheduled(hall, on=TOMORROW)
    make_record("network.Venue", hall, name=f"厅{n}", capacity=30, period=days())
    make_record("community.Troupe", hall, name=f"队{n}", founded_on=LONG_AGO)
    make_record("creation.DigitalItem", hall, title=f"件{n}", digitised_on=LONG_AGO)
    make_record(
        "network.OpeningHours", hall, weekday=TODAY.weekday(), opens=time(0), closes=time(23, 59), period=days()
    )
    menu = make_record("delivery.Menu", network.halls[n], year=TODAY.year, title=f"单{n}", published_on=LONG_AGO)
    make_record("delivery.MenuItem", network.halls[n], menu=menu, title=f"戏{n}", stock=3)


LISTS = [
    "/", "/activities/", "/activities/?view=month", "/trainings/", "/venues/", "/troupes/", "/digital/", "/menu/",
    "/halls/?open=1", "/halls/?tier=subbranch", "/search/?q=荷村", "/search/?q=厅", "/map/",
    "/near/?lat=30.7&lng=120.7",
]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_statements_for_one_and_for_three(network: SmallNetwork, client_: Client, path) -> None:
    _one_more(network, 0)
    client_.get(path)
    with CaptureQueriesContext(connection) as one:
        client_.get(path)
    _one_more(network, 1)
    _one_more(network, 3)

    with CaptureQueriesContext(connection) as three:
        client_.get(path)

    assert len(three) == len(one)
