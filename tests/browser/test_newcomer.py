"""What a newcomer does: find a village's hall, see how it stands, open a figure, add two activities on a phone, and see
the clause met there and the halls above changed accordingly."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localtime, now
from playwright.sync_api import Page, expect

from tests.browser.conftest import BRANCH, DESKTOP, MAIN, PHONE, VILLAGE, Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def record_activity(page: Page, title: str, days_ago: int) -> None:
    held = localtime(now() - timedelta(days=days_ago)).replace(hour=9, minute=0)
    page.goto("/console/")
    page.get_by_role("link", name="记一场活动").first.click()
    page.get_by_label("名称").fill(title)
    page.get_by_label("种类").select_option(label="讲座")
    page.get_by_label("开始").fill(held.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label(re.compile("参与人数")).fill("36")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text(title).first).to_be_visible()


def below(page: Page, hall: str) -> str:
    """The row of a hall below, as text."""
    return page.get_by_role("row", name=re.compile(hall)).inner_text()


def test_a_newcomer_sees_the_standard_come_true(visit: Open):
    # Finds the village's hall and how it stands.
    page = visit("/")
    page.get_by_role("searchbox").fill("三星村")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name=re.compile("三星村支馆")).first.click()
    page.wait_for_url(f"**/halls/{VILLAGE}/")
    page.locator("#standard").scroll_into_view_if_needed()
    page.get_by_role("link", name=re.compile("全部 5 条")).click()
    page.wait_for_url(f"**/halls/{VILLAGE}/standard/**")
    expect(page.locator(".clause")).to_have_count(5)

    # Opens 'activities 6 of 8' and reads the six records.
    clause = page.locator(".clause", has_text="不少于8次")
    expect(clause).to_contain_text("有风险")
    clause.get_by_role("link", name=re.compile("^6")).click()
    records = page.get_by_role("table").get_by_role("link")
    expect(records).to_have_count(6)
    records.first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    # How the halls above stand before.
    branch = visit(f"/halls/{BRANCH}/standard/")
    before = below(branch, "三星村支馆")
    main = visit("/console/", DESKTOP)
    sign_in(main, "nanhu")
    main.goto(f"/halls/{MAIN}/standard/")
    town_before = below(main, "凤桥镇分馆")

    # Adds two more on a phone as that village's administrator.
    phone = visit("/", PHONE)
    sign_in(phone, "sanxing")
    for days_ago, title in enumerate(["三星村冬日读书会", "三星村越剧故事会"], start=2):
        record_activity(phone, title, days_ago)

    # Sees the clause met, and the branch's and the main hall's pages changed accordingly.
    phone.goto(f"/halls/{VILLAGE}/standard/")
    clause = phone.locator(".clause", has_text="不少于8次")
    expect(clause).to_contain_text("达标")
    clause.get_by_role("link", name=re.compile("^8")).click()
    expect(phone.get_by_text("三星村越剧故事会").first).to_be_visible()
    branch.reload()
    main.reload()
    assert numbers(below(branch, "三星村支馆"))[0] == numbers(before)[0] + 1
    assert town_met(below(main, "凤桥镇分馆")) == town_met(town_before) + 1


def numbers(row: str) -> list[int]:
    return [int(n) for n in re.findall(r"(?<![/\d])\b(\d+)\b", row.split("支馆")[-1])]


def town_met(row: str) -> int:
    """How many results of the villages under the branch are met: the '32' of '32 / 60'."""
    found = re.search(r"(\d+) / \d+", row)
    assert found, row
    return int(found.group(1))
