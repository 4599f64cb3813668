"""A citizen finds a choir in her town and joins: its leader accepts, its rehearsals are in her calendar, she leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guanlian.accounts import calendar_links
from guanlian.booking import reserving
from guanlian.booking.days import at_clock
from guanlian.community.models import Joining, Troupe, TroupeMember
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import SmallNetwork, days, make_person, make_record
from tests.fixtures import PersonClient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visitor = Callable[..., Page]


@pytest.fixture
def choir(network: SmallNetwork) -> Troupe:
    """The choir of a town, on Saturday mornings, with a leader and a room booked for the coming Saturday."""
    town = network.branches[0]
    choir = make_record(
        Troupe, town, name="桥镇合唱团", art="choir", founded_on=date(2020, 1, 1), dissolved_on=None, recruiting=True
    )
    Troupe.unscoped.filter(pk=choir.pk).update(meets="每周六上午 9 点")
    leader = make_person("周团长", lives_at=town)
    row = {"person": leader, "name": "周团长", "leader": True, "period": days(date(2020, 1, 1))}
    make_record(TroupeMember, town, troupe=choir, **row)
    for weekday in range(7):
        make_record("network.OpeningHours", town, weekday=weekday, opens=time(8), closes=time(21), period=days())
    room = make_record("network.Venue", town, name="排练厅", kind="dance_room", capacity=40)
    saturday = localdate() + timedelta(days=1)
    while saturday.weekday() != 5:
        saturday += timedelta(days=1)
    reserving.reserve(
        venue=room.code,
        starts_at=at_clock(saturday, time(9)),
        ends_at=at_clock(saturday, time(11)),
        purpose="排练",
        by=leader.keeper,
        on=localdate(),
        person=leader,
        troupe=choir,
    )
    return choir


@pytest.fixture
def visitor(browser: Browser, live_server, settings) -> Iterator[Visitor]:
    """`visitor(size, person)`: somebody on a device of their own, signed in where a person is given."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    opened: list[BrowserContext] = []

    def come(size: dict[str, int], person=None) -> Page:
        context = browser.new_context(
            viewport=size, locale="zh-CN", base_url=live_server.url, reduced_motion="reduce", has_touch=size == PHONE
        )
        if person is not None:
            client = PersonClient()
            client.force_login(person.keeper)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield come
    for context in opened:
        context.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_looking_for_a_choir_to_singing_and_leaving(choir, visitor: Visitor, network, size):
    singer = make_person("王芳", lives_at=network.villages[0])
    leader = TroupeMember.unscoped.get(name="周团长").person

    # She says what she likes and when, and finds the choir of her town; nobody is named.
    hers = visitor(size, singer)
    hers.goto("/troupes/")
    hers.get_by_role("link", name="帮我找一支").click()
    hers.get_by_role("checkbox", name="合唱").check()
    hers.get_by_label("从哪儿出发").select_option(network.mains[0].code)
    hers.get_by_label("哪天有空").select_option("5")
    hers.get_by_role("button", name="帮我找").click()
    expect(hers.get_by_role("main")).to_contain_text("时间合适")
    hers.get_by_role("link", name=choir.name).click()
    expect(hers.get_by_role("main")).to_contain_text("排练厅")
    expect(hers.get_by_role("main")).not_to_contain_text("周团长")

    # She asks to join.
    hers.get_by_role("link", name="申请加入").click()
    hers.get_by_label(re.compile("想对负责人说的话")).fill("学过三年声乐")
    hers.get_by_role("button", name="送出申请").click()
    hers.wait_for_url("**/me/troupes/")
    expect(hers.get_by_role("main")).to_contain_text("等答复")

    # Its leader reads of it and accepts.
    his = visitor(size, leader)
    his.goto("/me/inbox/")
    expect(his.get_by_role("main")).to_contain_text(f"有人想加入{choir.name}")
    his.goto("/me/troupes/")
    his.get_by_role("link", name="带队").click()
    expect(his.get_by_role("main")).to_contain_text("学过三年声乐")
    his.get_by_role("button", name="欢迎加入").click()
    expect(his.get_by_text("王芳已是队员，消息已发出。")).to_be_visible()
    assert Joining.unscoped.get().status == "accepted"

    # She sees it among her troupes; its rehearsals stand on her page and in her calendar.
    hers.goto("/me/troupes/")
    expect(hers.get_by_role("heading", name=choir.name)).to_be_visible()
    expect(hers.get_by_role("main")).to_contain_text("排练厅")
    hers.goto("/me/")
    expect(hers.get_by_role("main")).to_contain_text(choir.name)
    calendar = f"/calendar/{calendar_links.renew(user=singer.keeper).token}.ics"
    assert f"{choir.name}排练" in read(hers, calendar)

    # She leaves again; the roll of the days before stays.
    hers.goto("/me/troupes/")
    hers.get_by_role("link", name=f"王芳退出{choir.name}").click()
    hers.get_by_role("button", name="退出", exact=True).click()
    expect(hers.get_by_text(f"已退出{choir.name}。")).to_be_visible()
    assert choir.name not in read(hers, calendar)
    hers.goto("/me/")
    expect(hers.get_by_role("main")).not_to_contain_text(choir.name)


def read(page: Page, calendar: str) -> str:
    """The calendar as a calendar program reads it, its folded lines joined."""
    return page.request.get(calendar).text().replace("\r\n ", "")
