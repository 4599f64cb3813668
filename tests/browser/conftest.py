"""A site that shows one county of the demonstration, and browsers that visit it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from guanlian.demo.accounts import PASSWORD

VILLAGE, BRANCH, MAIN = "330402100226", "330402100", "330402"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}

Open = Callable[..., Page]


@pytest.fixture
def city(live_server, settings) -> str:
    """The address of a site that shows the county of the story."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    call_command("demo", county=[MAIN], verbosity=0)
    return live_server.url


@pytest.fixture
def visit(browser: Browser, city: str) -> Open:
    """`visit(path, size=…)`: a page of the site in a browser of its own."""

    def open_page(path: str, size: dict[str, int] = DESKTOP, *, large: bool = False, **more: object) -> Page:
        context = browser.new_context(viewport=size, locale="zh-CN", base_url=city, reduced_motion="reduce", **more)
        if large:
            context.add_cookies([{"name": "large", "value": "1", "url": city}])
        page = context.new_page()
        page.goto(path)
        return page

    return open_page


def sign_in(page: Page, username: str) -> None:
    """Sign in as one of the demonstration's accounts, and arrive at their first page."""
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
