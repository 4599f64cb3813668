"""The door on real phones: without a network, through a reload, two of them at once, with a wrong clock, in the sun."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.utils.timezone import now
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guanlian.launch.browser import ARGUMENTS, chromium
from guanlian.programme import doors
from guanlian.programme.models import Attendance, Reading, Session
from guanlian.programme.tests.doors import make_door, make_ticket
from tests.fixtures import PersonClient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}

APART = 3_000  # milliseconds between two phones: more than a loaded machine's clocks are measured wrong by

Phone = Callable[..., Page]


@pytest.fixture
def door(network) -> Session:
    return make_door(network.villages[0], activity={"title": "剪纸体验课"})


@pytest.fixture
def phone(browser: Browser, live_server, cast, settings) -> Iterator[Phone]:
    """`phone(path)`: the page on a phone of its own, in the hands of the village administrator."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    client = PersonClient()
    client.force_login(cast.village_administrator)
    session = client.cookies[configured.SESSION_COOKIE_NAME].value
    opened: list[BrowserContext] = []

    def open_page(path: str, *, within: Browser | None = None, ahead: timedelta | None = None, **more: object) -> Page:
        given = {"viewport": PHONE, "locale": "zh-CN", "base_url": live_server.url, "reduced_motion": "reduce"} | more
        context = (within or browser).new_context(**given)
        opened.append(context)
        context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        if ahead is not None:
            page.clock.install(time=datetime.now().astimezone() + ahead)
        page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()


def kept(page: Page) -> Page:
    """The page, once the phone has all it needs without a network."""
    page.wait_for_selector("html[data-kept=yes]", timeout=20_000)
    expect(page.locator("#door-net")).to_have_attribute("data-state", "online")
    return page


def path_of(session: Session) -> str:
    return f"/console/programme/{session.activity.code}/door/"


def type_code(page: Page, code: str) -> None:
    page.get_by_label("票号").fill(code)
    page.locator("#door-type").get_by_role("button", name="签到").click()


def answer(page: Page, mark: str) -> None:
    expect(page.locator("#door-answer")).to_have_attribute("data-mark", mark)


def online(page: Page) -> None:
    expect(page.locator("#door-net")).to_have_attribute("data-state", "online", timeout=20_000)


def test_a_phone_without_a_network_goes_on_through_a_reload_and_sends_all_of_it_once(phone: Phone, door: Session):
    ticket, other = make_ticket(door, "钱小敏"), make_ticket(door, "沈阿婆")
    page = kept(phone(path_of(door)))

    page.context.set_offline(True)
    type_code(page, ticket.code.lower().replace("-", " "))
    answer(page, "in")
    expect(page.locator("#door-answer")).to_contain_text("钱小敏")
    expect(page.locator("#door-net")).to_contain_text("1 条待发")
    page.reload()
    expect(page.locator("#door-net")).to_contain_text("1 条待发")
    expect(page.locator("#door-waiting")).to_be_visible()
    type_code(page, ticket.code)
    answer(page, "already")
    type_code(page, other.code)
    answer(page, "in")
    page.get_by_role("link", name="清点").click()
    for button in ("+1", "+10", "+5", "−1"):
        page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#door-count")).to_have_text("15")
    assert Attendance.unscoped.count() == Reading.unscoped.count() == 0

    page.context.set_offline(False)
    online(page)
    page.reload()
    online(page)

    assert set(Attendance.unscoped.values_list("registration__code", "way")) == {
        (ticket.code, "offline"),
        (other.code, "offline"),
    }
    assert (Reading.unscoped.count(), doors.headcount(door)) == (2, 15)
    expect(page.locator("#door-count")).to_have_text("15")


def test_two_phones_read_one_ticket_and_both_are_told_though_one_clock_is_a_minute_fast(phone: Phone, door: Session):
    ticket = make_ticket(door, "钱小敏")
    offline = kept(phone(path_of(door), ahead=timedelta(minutes=1)))
    connected = kept(phone(path_of(door)))

    offline.context.set_offline(True)
    type_code(offline, ticket.code)
    answer(offline, "in")
    first = now()
    connected.wait_for_timeout(APART)
    type_code(connected, ticket.code)
    answer(connected, "in")
    online(connected)
    assert Attendance.unscoped.get().way == "scanned"

    offline.context.set_offline(False)
    online(offline)
    held = Attendance.unscoped.get()
    assert held.way == "offline"
    assert abs(held.at - first) < timedelta(seconds=30), "the minute is taken off"
    expect(offline.locator("#door-notices li")).to_have_count(0)

    connected.get_by_role("link", name="清点").click()
    connected.get_by_role("button", name="+1", exact=True).click()
    expect(connected.locator("#door-notices")).to_contain_text("先签到")
    assert Reading.unscoped.count() == 2


def test_a_ticket_that_the_phone_does_not_know_is_let_in_without_a_network_and_looked_up_later(
    phone: Phone, door: Session
):
    page = kept(phone(path_of(door)))
    late = make_ticket(door, "刚报名的")

    page.context.set_offline(True)
    for code in (late.code, "BM-0000000000"):
        type_code(page, code)
        answer(page, "unknown")
        page.get_by_role("button", name="放行，记 1 人").click()
        answer(page, "walk_in")
    page.context.set_offline(False)
    online(page)

    assert Attendance.unscoped.get().registration == late
    assert doors.headcount(door) == 1


def test_a_page_older_than_its_token_still_sends(phone: Phone, door: Session):
    ticket = make_ticket(door)
    page = kept(phone(path_of(door)))
    page.context.clear_cookies(name="csrftoken")

    type_code(page, ticket.code)
    answer(page, "in")
    online(page)

    expect(page.locator("#door-net")).to_contain_text("已联网")
    assert Attendance.unscoped.get().registration == ticket


def test_without_a_sign_in_nothing_is_lost_and_the_list_is_forgotten(phone: Phone, door: Session):
    ticket = make_ticket(door)
    page = kept(phone(path_of(door)))
    cookies = page.context.cookies()
    page.context.set_offline(True)
    type_code(page, ticket.code)
    page.context.clear_cookies(name=configured.SESSION_COOKIE_NAME)

    page.context.set_offline(False)
    expect(page.locator("#door-net")).to_contain_text("重新登录")
    assert kept_lists(page) == 0
    page.context.add_cookies(cookies)
    page.reload()
    online(page)

    assert Attendance.unscoped.get().registration == ticket


def test_signing_out_wipes_what_the_phone_kept(phone: Phone, door: Session):
    make_ticket(door)
    page = kept(phone(path_of(door)))
    assert kept_lists(page) == 1

    page.goto("/me/settings/")
    page.get_by_role("main").get_by_role("button", name="退出登录").click()
    expect(page).not_to_have_url(re.compile("/me/"))
    page.wait_for_load_state("networkidle")

    assert kept_lists(page) == 0
    assert page.evaluate("caches.keys()") == []


def kept_lists(page: Page) -> int:
    return page.evaluate(
        """() => new Promise((done) => { const asked = indexedDB.open("guanlian-door", 1);
        asked.onsuccess = () => { const all = asked.result.transaction("lists").objectStore("lists").count();
        all.onsuccess = () => { asked.result.close(); done(all.result); }; }; })"""
    )


def test_a_group_goes_in_with_one_tap_and_a_wrong_tick_is_taken_back_with_its_reason(phone: Phone, door: Session):
    mother = make_ticket(door, "钱妈妈", group="TX-1")
    daughter = make_ticket(door, "钱一诺", group="TX-1")
    page = kept(phone(path_of(door)))

    type_code(page, mother.code)
    page.get_by_role("button", name="同行 1 人一起进").click()
    expect(page.locator("#door-answer")).to_contain_text("同行 2 人都已签到")
    page.get_by_role("link", name="名单").click()
    page.get_by_role("searchbox").fill("一诺")
    page.get_by_role("button", name=re.compile("撤销 钱一诺")).click()
    page.get_by_text("人没有来").click()
    page.get_by_role("button", name="撤销签到").click()
    online(page)

    expect(page.get_by_role("button", name="签到 钱一诺")).to_be_visible()
    page.wait_for_timeout(500)
    assert [each.registration for each in Attendance.unscoped.all()] == [mother]
    assert Reading.unscoped.get(verb="undone").why == "人没有来"
    assert daughter.readings.count() == 2


def test_a_phone_without_script_can_do_all_of_it(phone: Phone, door: Session):
    ticket = make_ticket(door, "钱小敏")
    page = phone(path_of(door), java_script_enabled=False)

    type_code(page, ticket.code)
    answer(page, "in")
    page.get_by_role("button", name="+10").click()
    expect(page.locator("#door-count")).to_have_text("10")
    page.get_by_label("撤销原因").fill("点错人")
    page.get_by_role("button", name="撤销", exact=True).click()
    answer(page, "undone")
    page.get_by_role("button", name="结束签到").click()

    expect(page.get_by_text("活动记为 10 人参与").first).to_be_visible()
    page.get_by_label(re.compile("要更正")).fill("少记了一队")
    page.get_by_role("button", name="重新打开").click()
    expect(page.get_by_role("button", name="结束签到")).to_be_visible()


def test_the_door_has_no_serious_barrier_and_fits_the_smallest_phone(phone: Phone, door: Session, live_server):
    make_ticket(door, "名字特别特别长的一位欧阳静文女士")
    found = []
    for more in ({"viewport": SMALL}, {"color_scheme": "dark"}, {"locale": "en-GB", "viewport": SMALL}):
        page = kept(phone(path_of(door), **more))
        page.context.add_cookies([{"name": "large", "value": "1", "url": live_server.url}])
        page.reload()
        for tab in ("scan", "roll", "count"):
            page.locator(f"#door-nav a[href='#{tab}']").click()
            violations = Axe().run(page).response["violations"]
            found += [f"{tab} {more}: {v['id']}" for v in violations if v["impact"] in {"serious", "critical"}]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{tab} {more}: {wide} px too wide"] if wide > 0 else []

    assert found == []


def moving_picture(code: str, file: Path, size: int = 480) -> None:
    """A film of one frame for Chromium's pretended camera: the ticket's code, held still."""
    matrix = [list(row) for row in segno.make(code, error="m", micro=False).matrix_iter(scale=8, border=6)]
    luma = bytearray(b"\xeb" * size * size)
    off = (size - len(matrix)) // 2
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            luma[(y + off) * size + x + off] = 16 if dark else 235
    chroma = b"\x80" * (size * size // 4)
    file.write_bytes(
        f"YUV4MPEG2 W{size} H{size} F10:1 Ip A1:1 C420\n".encode() + (b"FRAME\n" + luma + chroma + chroma) * 2
    )


def test_the_camera_reads_a_ticket(browser: Browser, phone: Phone, door: Session, tmp_path: Path):
    ticket = make_ticket(door, "钱小敏")
    film = tmp_path / "ticket.y4m"
    moving_picture(ticket.code, film)
    pretended = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    with_camera = browser.browser_type.launch(executable_path=chromium(), args=[*ARGUMENTS, *pretended])
    try:
        page = phone(path_of(door), within=with_camera, permissions=["camera"])
        opens = page.get_by_role("button", name="打开相机")
        if opens.is_visible():  # else it opened by itself, since it may
            opens.click()

        answer(page, "in")
        expect(page.locator("#door-answer")).to_contain_text("钱小敏")
        page.wait_for_timeout(1500)  # held before the camera, it stays one reading
        answer(page, "in")
        online(page)
        assert Attendance.unscoped.get().way == "scanned"
        if shot := os.environ.get("GUANLIAN_SHOT"):
            page.screenshot(path=shot)
    finally:
        with_camera.close()
