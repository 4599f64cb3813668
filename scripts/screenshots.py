"""The README's pictures, drawn anew from a running demonstration.

`guanlian up` must serve it; its address is GUANLIAN_PUBLIC_URL (default http://127.0.0.1:8000).
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from guanlian.launch.browser import ARGUMENTS, chromium  # noqa: E402 - the tree is on the path from here on

FOLDER = ROOT / "docs" / "screenshots"
SITE = os.environ.get("GUANLIAN_PUBLIC_URL", "http://127.0.0.1:8000")
PASSWORD = "guanlian-demo"
VILLAGE = "330402100226"
SATURDAY = 5
DESKTOP, PHONE = (1280, 860), (390, 844)


def page_of(browser: Browser, size: tuple[int, int], *, user: str = "", large: bool = False) -> Page:
    """A fresh visitor's page, signed in as `user` where given."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", base_url=SITE, reduced_motion="reduce"
    )
    if large:
        context.add_cookies([{"name": "large", "value": "1", "url": SITE}])
    page = context.new_page()
    if user:
        page.goto("/sign-in/")
        page.get_by_label("用户名").fill(user)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="登录").click()
        page.get_by_role("link", name="登录", exact=True).wait_for(state="detached")
    return page


def draw(page: Page, path: str, name: str) -> None:
    """The page at `path`, settled, as docs/screenshots/NAME.png."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    """Draw them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        visitor = page_of(browser, DESKTOP)
        draw(visitor, "/", "home")
        draw(visitor, f"/halls/{VILLAGE}/standard/", "hall-standard")
        draw(visitor, f"/halls/{VILLAGE}/standard/subbranch.activities/", "figure")
        draw(page_of(browser, DESKTOP, user="nanhu"), "/console/matrix/?tier=branch", "matrix")
        village = page_of(browser, PHONE, user="sanxing", large=True)
        draw(village, "/console/registers/activities/new/", "record-phone")
        citizen = page_of(browser, PHONE, user="wangfang")
        today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
        citizen.goto(f"/venues/free/?kind=dance_room&part=afternoon&day={saturday}")
        citizen.locator("main form").last.evaluate("form => scrollTo(0, form.getBoundingClientRect().bottom - 250)")
        citizen.screenshot(path=FOLDER / "free-phone.png")
        draw(citizen, "/me/tickets/", "tickets-phone")
        citizen.locator("main .entries li", has_text="有名额").get_by_role("link").first.click()
        citizen.wait_for_load_state("networkidle")
        citizen.screenshot(path=FOLDER / "ticket-phone.png")
        browser.close()


if __name__ == "__main__":
    main()
