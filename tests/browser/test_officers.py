"""Officers as a main hall arranges them, on a phone and at a desk: a vacancy filled from the branch's need to the post,
which counts in the standard from that very day; and a rotation, proposed, explained and changed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.utils.timezone import localdate
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guanlian.staffing.models import Need, Proposal
from guanlian.staffing.tests.people import person, second
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import days, make_record
from tests.fixtures import PersonClient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
DAY = timedelta(days=1)
SERIOUS = {"serious", "critical"}

As = Callable[..., Page]


@pytest.fixture
def as_(browser: Browser, live_server: Any, settings: Any) -> Iterator[As]:
    """`as_(user, path, size)`: the page in the browser of one who has signed in."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    opened: list[BrowserContext] = []

    def open_page(user: Any, path: str, size: dict[str, int]) -> Page:
        client = PersonClient()
        client.force_login(user)
        session = client.cookies[configured.SESSION_COOKIE_NAME].value
        context = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url, reduced_motion="reduce")
        opened.append(context)
        context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()


def fine(page: Page) -> None:
    """No serious barrier, and nothing wider than the screen."""
    page.wait_for_load_state("networkidle")
    found = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, page.url


def clause(page: Page, main: Any, on: date) -> str:
    """What the public reads of the clause as of a day."""
    page.goto(f"/halls/{main.code}/standard/main.seconded_officers/?year={on.year}&as_of={on}")
    return page.locator("main .figure .num").first.inner_text()


@SIZES
def test_a_vacancy_is_filled_from_the_need_to_the_post_and_counts_from_that_day(as_, network, cast, size):
    main, branch, today = network.mains[0], network.branches[0], localdate()
    person(main, "周水", speciality="dance")
    person(main, "吴山", speciality="opera")
    other = second(network)

    town = as_(cast.branch_head, f"/console/officers/{branch.code}/", size)
    fine(town)
    town.get_by_role("link", name="提出需求").click()
    town.get_by_label("专长").select_option(label="舞蹈")
    town.get_by_label("理由").fill("排舞队多，缺辅导")
    fine(town)
    town.get_by_role("button", name="送总馆").click()
    expect(town.get_by_text("需求已送到总馆")).to_be_visible()

    county = as_(cast.main_staff, "/console/", size)
    expect(county.get_by_text("2 个分馆没有在岗的文化下派员")).to_be_visible()
    assert clause(county, main, today) == "0%"
    county.goto("/console/officers/")
    fine(county)
    county.get_by_role("link", name="有需求，去找人选").click()
    fine(county)
    first = county.locator("tbody tr").first
    expect(first).to_contain_text("周水")
    expect(first).to_contain_text("对口")
    first.get_by_role("link", name="提名").click()
    fine(county)
    county.get_by_role("button", name="提名").click()
    expect(county.get_by_text("提名是您提出的")).to_be_visible()
    assert county.get_by_role("button", name="同意", exact=True).count() == 0
    where = county.url

    deputy = as_(other, where, size)
    fine(deputy)
    deputy.get_by_role("button", name="同意", exact=True).click()
    expect(deputy.get_by_text("已同意，本人和双方的馆会收到消息")).to_be_visible()
    assert clause(deputy, main, today) == "0%"

    county.reload()
    county.get_by_role("button", name="登记到岗").click()
    expect(county.get_by_text(f"从 {today} 起到岗")).to_be_visible()
    assert clause(county, main, today) == "50%"
    assert clause(county, main, today - DAY) == "0%"

    town.goto(f"/console/officers/{branch.code}/")
    expect(town.get_by_role("heading", name="周水")).to_be_visible()
    fine(town)


@SIZES
def test_a_rotation_is_proposed_explained_changed_by_hand_and_adopted(as_, network, cast, size):
    main, today = network.mains[0], localdate()
    people = {name: person(main, name, speciality=art) for name, art in (("周水", "dance"), ("吴山", "opera"))}
    for name, branch in (("周水", network.branches[0]), ("吴山", network.branches[1])):
        make_record(
            "staffing.Secondment", main, member=people[name], to_hall=branch, direction="down",
            period=days(today - 700 * DAY, today),
        )  # fmt: skip
    person(main, "林溪", speciality="choir")
    Need.unscoped.create(hall=network.branches[1], why="缺舞蹈", wanted_from=today, speciality="dance")

    page = as_(cast.main_staff, "/console/officers/", size)
    page.get_by_role("link", name="轮换", exact=True).click()
    fine(page)
    page.get_by_role("button", name="排一个方案").click()
    fine(page)
    line = page.locator(f"#line-{network.branches[1].code}")
    expect(line).to_contain_text("周水")
    expect(line).to_contain_text("擅长舞蹈，该镇需要舞蹈；上一任期在东县桥镇文化站")
    expect(page.get_by_text("最省，已证明")).to_be_visible()

    line.get_by_label("谁去").select_option(label="林溪 · 合唱 · 100")
    line.get_by_role("button", name="定", exact=True).click()
    expect(line).to_contain_text("手工定")
    expect(page.locator(".figures")).to_contain_text("+100")
    line.get_by_role("button", name="放开").click()
    expect(line).to_contain_text("周水")

    page.get_by_role("button", name="采用方案").click()
    page.get_by_role("dialog").get_by_role("button", name="采用方案").click()
    expect(page.get_by_text("已采用：2 份提名在等另一人同意。")).to_be_visible()
    fine(page)
    assert set(Proposal.unscoped.values_list("status", flat=True)) == {"proposed"}
