"""What citizens do: one gets a place for her daughter, another waits, is offered the place and takes it.

Both are read at the door, one of them without a network, and the main hall's clause counts the run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guanlian.accounts import sms
from guanlian.assessment import packs
from guanlian.assessment.evaluating import evaluate
from guanlian.programme.meeting import sessions_of
from guanlian.programme.models import Activity, Admission, Attendance, Registration, Session
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import make_admission
from tests.fixtures import PersonClient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLAUSE = "main.public_training"

Visitor = Callable[..., Page]


@pytest.fixture
def course(network) -> Activity:
    """A class of the main hall for children, with one place, that begins in an hour."""
    admission = make_admission(
        network.mains[0],
        places=1,
        age_min=6,
        age_max=12,
        activity={"title": "少儿写意花鸟", "kind": "training", "audiences": ["children"]},
    )
    begins = now() + timedelta(hours=1)
    Activity.unscoped.filter(pk=admission.activity_id).update(starts_at=begins, ends_at=begins + timedelta(hours=2))
    Admission.objects.filter(pk=admission.pk).update(closes_at=begins)
    return Activity.unscoped.get(pk=admission.activity_id)


@pytest.fixture
def visitor(browser: Browser, live_server, settings) -> Iterator[Visitor]:
    """`visitor(size)`: somebody who was never here, on a device of their own."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    opened: list[BrowserContext] = []

    def come(size: dict[str, int], session: str = "") -> Page:
        context = browser.new_context(
            viewport=size, locale="zh-CN", base_url=live_server.url, reduced_motion="reduce", has_touch=size == PHONE
        )
        if session:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield come
    for context in opened:
        context.close()


def find_and_ask(page: Page, course: Activity, button: str) -> None:
    """From the first page to the form, or to signing in before it."""
    page.goto("/")
    page.get_by_role("searchbox").first.fill("花鸟")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name=course.title).first.click()
    page.wait_for_url(f"**{course.get_absolute_url()}")
    page.get_by_role("main").get_by_role("link", name=button, exact=True).click()


def sign_in_by_phone(page: Page, number: str, name: str) -> None:
    page.get_by_label(re.compile("手机号")).fill(number)
    page.get_by_role("button", name="发送验证码").click()
    page.wait_for_url("**/confirm/**")
    code = re.search(r"\d{6}", sms.MemoryBackend.outbox[-1].text)
    assert code
    page.get_by_label(re.compile("验证码")).fill(code[0])
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.get_by_label(re.compile("称呼")).fill(name)
    page.get_by_role("button", name="继续").click()


def add_child(page: Page, name: str, guardian: str) -> None:
    """A daughter of seven, from the form and back to it."""
    page.get_by_role("link", name="添加一位家人").click()
    expect(page.get_by_role("combobox", name="是您的")).to_have_value("child")
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label(re.compile("出生日期")).fill((localdate() - timedelta(days=7 * 366)).isoformat())
    page.get_by_label(re.compile("监护人姓名")).fill(guardian)
    page.get_by_label(re.compile("同意文化馆")).check()
    page.get_by_role("button", name="保存").click()


def choose(page: Page, name: str, button: str) -> None:
    page.get_by_role("checkbox", name=re.compile(name)).check()
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_the_search_to_the_clause(course: Activity, visitor: Visitor, cast, network, size):
    before = counted(network.mains[0].code)

    # A first visitor finds the class, signs in, and gets the place for her daughter.
    mother = visitor(size)
    find_and_ask(mother, course, "报名")
    sign_in_by_phone(mother, "13800000101", "王芳")
    add_child(mother, "王小雨", "王芳")
    choose(mother, "王小雨", "报名")
    mother.wait_for_url("**/me/tickets/BM-*/")
    expect(mother.get_by_role("img", name=re.compile("票码"))).to_be_visible()
    first = Registration.unscoped.get(person__name="王小雨")
    assert first.status == "placed"

    # Another finds it full and joins the waiting list.
    father = visitor(size)
    find_and_ask(father, course, "加入候补")
    sign_in_by_phone(father, "13800000102", "李强")
    add_child(father, "李小满", "李强")
    choose(father, "李小满", "加入候补")
    father.wait_for_url("**/me/tickets/BM-*/")
    expect(father.get_by_role("main")).to_contain_text("候补")
    second = Registration.unscoped.get(person__name="李小满")
    assert second.status == "waiting"

    # The first gives the place back; the second is offered it and accepts.
    mother.get_by_role("main").get_by_role("button", name="来不了，退掉").click()
    mother.get_by_role("button", name="退掉王小雨的").click()
    mother.wait_for_load_state()
    father.goto("/me/")
    expect(father.get_by_role("main")).to_contain_text("候补到了名额")
    father.get_by_role("main").get_by_role("button", name="参加", exact=True).click()
    father.wait_for_load_state()
    second.refresh_from_db()
    assert second.status == "placed"

    # At the door both are read, the first as a walk-in, the second without a network.
    at_door = PersonClient()
    at_door.force_login(cast.main_staff)
    door = visitor(PHONE, at_door.cookies["sessionid"].value)
    door.goto(f"/console/programme/{course.code}/door/")
    door.wait_for_selector("html[data-kept=yes]", timeout=20_000)
    with door.expect_response("**/sync/"):
        read(door, first.code, "walk_in")
    door.context.set_offline(True)
    read(door, second.code, "in")
    expect(door.locator("#door-net")).to_contain_text("1 条待发")
    door.context.set_offline(False)
    expect(door.locator("#door-net")).to_have_attribute("data-state", "online", timeout=20_000)
    expect(door.locator("#door-net")).not_to_contain_text("待发", timeout=20_000)
    assert set(Attendance.unscoped.values_list("registration__code", "way", "walk_in")) == {
        (first.code, "scanned", True),
        (second.code, "offline", False),
    }

    # The class is over: staff close its roll, and the clause counts the run with those who came.
    let_pass(course, timedelta(hours=4))
    door.reload()
    door.get_by_role("link", name="名单").click()
    door.get_by_role("button", name="结束签到").click()
    expect(door.get_by_text("活动记为 2 人参与。").first).to_be_visible()
    course.refresh_from_db()
    assert (course.status, course.participants) == ("held", 2)
    assert counted(network.mains[0].code) == before + 1


def read(page: Page, code: str, mark: str) -> None:
    page.get_by_label("票号").fill(code)
    page.locator("#door-type").get_by_role("button", name="签到").click()
    expect(page.locator("#door-answer")).to_have_attribute("data-mark", mark)


def let_pass(course: Activity, time: timedelta) -> None:
    """Have the class been so much earlier."""
    for session in sessions_of(course):
        Session.objects.filter(pk=session.pk).update(starts_at=session.starts_at - time, ends_at=session.ends_at - time)
    Activity.unscoped.filter(pk=course.pk).update(starts_at=course.starts_at - time, ends_at=course.ends_at - time)


def counted(hall: str) -> int:
    """How many runs the hall's clause counts this year."""
    found = evaluate(packs.load("jiaxing-2015"), localdate().year, halls=[hall], clauses=[CLAUSE])
    return int(found.scorecards[0].results[0].value or 0)
