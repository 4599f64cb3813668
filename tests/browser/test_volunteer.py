"""A citizen becomes a volunteer, is invited, comes, and shows a certificate that anybody can check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.conf import settings as configured
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guanlian.accounts.models import User
from guanlian.community.models import Certificate, Service, Shift, Volunteer
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import make_activity, make_person
from tests.fixtures import PersonClient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visitor = Callable[[User | None], Page]


@pytest.fixture(params=[PHONE, DESKTOP], ids=["390", "1280"])
def visitor(request, browser: Browser, live_server, settings) -> Iterator[Visitor]:
    """`visitor(user)`: that person, or a stranger, on a device of their own."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.PUBLIC_URL = live_server.url
    opened: list[BrowserContext] = []

    def come(user: User | None) -> Page:
        context = browser.new_context(
            viewport=request.param, locale="zh-CN", base_url=live_server.url, reduced_motion="reduce"
        )
        if user is not None:
            client = PersonClient()
            client.force_login(user)
            name = configured.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield come
    for context in opened:
        context.close()


def test_from_signing_up_to_a_certificate_that_anybody_can_check(network, cast, visitor):
    hall = network.villages[0]
    person = make_person("陈欣怡", born_on=date(1990, 5, 1), lives_at=hall)
    activity = make_activity(
        hall, on=localdate() + timedelta(days=3), status="scheduled", participants=None, title="村晚"
    )
    citizen, staff = visitor(person.keeper), visitor(cast.village_administrator)

    _signs_up(citizen, hall)
    _is_accepted(staff)
    assert Volunteer.unscoped.get().person == person
    _is_invited(staff, activity)
    _comes(citizen)
    shift = Shift.unscoped.get()
    assert shift.confirmed == 1

    starts = now() - timedelta(hours=3)
    Shift.unscoped.filter(pk=shift.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    _is_marked(staff, shift)
    assert Service.unscoped.get().minutes == 120

    code = _shows_hours(citizen)
    _is_checked(visitor(None), code)


def _signs_up(page: Page, hall) -> None:
    page.goto("/volunteering/")
    page.get_by_role("main").get_by_role("link", name="报名做志愿者").first.click()
    page.get_by_label(hall.name).check()
    page.get_by_label("合唱", exact=True).check()
    page.get_by_role("button", name="送出报名").click()
    page.wait_for_url("**/me/volunteering/")
    expect(page.get_by_text("等馆里答复")).to_be_visible()


def _is_accepted(page: Page) -> None:
    page.goto("/console/volunteers/")
    page.get_by_role("main").get_by_role("link", name="陈欣怡", exact=True).click()
    page.get_by_role("button", name="接收", exact=True).click()
    expect(page.get_by_text("陈欣怡从今天起是志愿者。")).to_be_visible()


def _is_invited(page: Page, activity) -> None:
    page.goto(f"/console/programme/{activity.code}/")
    page.get_by_role("link", name="志愿者班次").click()
    page.get_by_label("做什么").fill("引导观众入场")
    page.get_by_label("需要几人").fill("1")
    page.get_by_label("合唱", exact=True).check()
    page.get_by_role("button", name="开班次").click()
    page.get_by_label("陈欣怡").check()
    page.get_by_role("button", name="邀请勾选的人").click()
    expect(page.get_by_text("已邀请 1 人。")).to_be_visible()


def _comes(page: Page) -> None:
    page.goto("/me/inbox/")
    expect(page.get_by_text("请陈欣怡来帮忙").first).to_be_visible()
    page.goto("/me/volunteering/")
    page.get_by_role("button", name="来", exact=True).click()
    expect(page.get_by_text("说定了，到时见。")).to_be_visible()


def _is_marked(page: Page, shift: Shift) -> None:
    page.goto(f"/console/volunteers/shifts/{shift.code}/")
    page.get_by_role("button", name="都到岗，做满全班").click()
    expect(page.get_by_text("已登记 1 人到岗。")).to_be_visible()


def _shows_hours(page: Page) -> str:
    page.goto("/me/volunteering/")
    expect(page.locator(".vol-sum")).to_contain_text("2 小时")
    page.get_by_role("button", name="出具证明").click()
    page.wait_for_url("**/certificates/**")
    made = Certificate.unscoped.get()
    expect(page.get_by_text("陈欣怡")).to_be_visible()
    expect(page.get_by_text(made.code).first).to_be_visible()
    return made.code


def _is_checked(page: Page, code: str) -> None:
    page.goto("/volunteering/certificate/")
    page.get_by_label("证明编号").fill(code.lower())
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_text("这份证明是真的")).to_be_visible()
    expect(page.get_by_text("陈*怡")).to_be_visible()
    assert "陈欣怡" not in page.content()
