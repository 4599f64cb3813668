"""A room found, booked and given up, as a person does it: on a phone by tapping, on a desktop by the arrow keys."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from guanlian.booking.models import Reservation
from guanlian.booking.tests.rooms import make_room
from guanlian.network.halls import Hall
from guanlian.network.models import Venue
from tests.browser.conftest import PHONE
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(live_server, settings) -> Venue:
    """A room of a site that has one."""
    from tests.factories import make_hall

    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    hall: Hall = make_hall(tier="central")
    return make_room(hall)


def open_page(browser, live_server, path: str, size: dict[str, int]) -> Page:
    context = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url, reduced_motion="reduce")
    page = context.new_page()
    page.goto(path)
    return page


def sign_in(page: Page, username: str) -> None:
    from tests.factories import PASSWORD

    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_load_state("networkidle")


def test_on_a_phone_a_tapped_time_is_booked_given_up_and_had_back(browser, live_server, room):
    citizen = make_user("anwohnerin")
    page = open_page(browser, live_server, "/", PHONE)
    sign_in(page, citizen.username)
    page.goto(f"/venues/{room.code}/?day={(localdate() + timedelta(days=1)).isoformat()}")

    page.get_by_role("link", name="从 14:00 起约").click()
    page.get_by_label("做什么用").fill("广场舞排练")
    page.get_by_role("button", name="约下").click()
    expect(page).to_have_url(re.compile("/me/bookings/YY-"))
    page.get_by_role("link", name="取消这次").click()
    page.get_by_role("dialog").get_by_role("button", name="取消这次", exact=True).click()
    page.get_by_role("button", name="恢复这次预约").click()
    expect(page.get_by_text("约好了。")).to_be_visible()

    states = list(Reservation.unscoped.order_by("pk").values_list("status", flat=True))
    assert states == ["cancelled", "confirmed"]


def test_on_a_desktop_the_arrow_keys_walk_the_week(browser, live_server, room):
    page = open_page(browser, live_server, f"/venues/{room.code}/", {"width": 1280, "height": 900})
    grid = page.locator(".vweek")
    expect(grid.locator("a[tabindex='0'], a:not([tabindex])")).to_have_count(1)

    grid.locator("section:nth-of-type(2) a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("begins%3D09%3A30|begins%253D09|begins=09:30"))
