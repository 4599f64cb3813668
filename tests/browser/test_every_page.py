"""Every kind of page, as a person meets it: no serious barrier, nothing overflows, light enough for a first visit."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from guanlian.network.models import Venue
from guanlian.programme.models import Activity, Registration
from tests.browser.conftest import BRANCH, DESKTOP, MAIN, PHONE, VILLAGE, Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SERIOUS = {"serious", "critical"}
FIRST_VISIT = 250 * 1024  # bytes, compressed

PUBLIC = [
    *("/", "/halls/", "/activities/", "/activities/?view=month", "/trainings/", "/venues/", "/menu/", "/troupes/"),
    *("/digital/", "/search/?q=皮影", "/standard/", "/standard/subbranch.activities/", "/open-data/", "/sign-in/"),
    *("/venues/free/?kind=dance_room", "/troupes/match/?art=choir", "/say/", "/fairness/"),
    *("/volunteering/", "/providing/"),
    *(f"/halls/{VILLAGE}/", f"/halls/{BRANCH}/", f"/halls/{VILLAGE}/notice/", f"/halls/{MAIN}/standard/"),
    *(f"/halls/{VILLAGE}/standard/", f"/halls/{VILLAGE}/standard/subbranch.activities/", "/api/v1/"),
]
OWN = [
    *("/me/", "/me/tickets/", "/me/bookings/", "/me/household/", "/me/household/new/?as=child", "/me/inbox/"),
    *("/me/opinions/", "/me/conduct/", "/me/troupes/", "/me/calendar/", "/me/settings/"),
]
STAFF = [
    *("/console/", "/console/standard/", "/console/matrix/?tier=branch", "/console/registers/", "/console/workbook/"),
    *("/console/bookings/", "/console/bookings/day/", "/console/bookings/rules/", "/console/bookings/closing/"),
    *("/console/registers/activities/", "/console/registers/activities/new/", "/console/network/"),
    *("/console/programme/", "/console/programme/new/", "/console/programme/new/blank/", "/console/door/"),
    *("/console/draws/", "/console/conduct/", "/console/opinions/", "/console/opinions/feedback/", "/console/desk/"),
    *("/console/demand/", "/console/programme/review/"),
    *("/console/troupes/", "/console/troupes/coverage/", "/console/volunteers/"),
]

UPWARDS = {"matrix", "network", "conduct", "review"}  # for branches and above


def barriers(page: Page) -> list[str]:
    """What axe calls serious or worse on the page, and whether the page is wider than the screen."""
    page.wait_for_load_state("networkidle")
    found = [
        f"{page.url}: {v['id']} at {v['nodes'][0]['target']}"
        for v in Axe().run(page).response["violations"]
        if v["impact"] in SERIOUS
    ]
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{page.url}: {width} px too wide"] if width > 0 else [])


def walk(page: Page, paths: list[str]) -> Iterator[str]:
    for path in paths:
        reply = page.goto(path)
        assert reply is not None
        assert reply.status == 200, path
        yield from barriers(page)


def test_no_public_page_has_a_serious_barrier(visit: Open):
    activity = Activity.objects.public().filter(status="scheduled").first()
    room = Venue.objects.standing().within([activity.hall_id]).filter(bookable=True).first()
    paths = [*PUBLIC, "/map/", f"/activities/{activity.code}/", f"/venues/{room.code}/"]

    assert list(walk(visit("/"), paths)) == []
    assert list(walk(visit("/", PHONE, large=True), paths)) == []
    assert list(walk(visit("/", PHONE, color_scheme="dark"), PUBLIC[:9])) == []


def test_none_of_ones_own_pages_has_a_serious_barrier(visit: Open):
    entry = Registration.unscoped.filter(person__keeper__username="wangfang", status="placed").order_by("pk")[0]
    taken = entry.admission.activity.code
    paths = [*OWN, f"/me/tickets/{entry.code}/", f"/activities/{taken}/register/"]

    for page in (visit("/", PHONE, large=True), visit("/", DESKTOP)):
        sign_in(page, "wangfang")
        assert list(walk(page, paths)) == []


def test_no_page_of_the_staff_has_a_serious_barrier(visit: Open):
    desktop, phone = visit("/", DESKTOP), visit("/", PHONE, large=True)
    sign_in(desktop, "nanhu")
    sign_in(phone, "sanxing")

    assert list(walk(desktop, STAFF)) == []
    assert list(walk(phone, [p for p in STAFF if not any(word in p for word in UPWARDS)])) == []


def test_a_first_visit_is_light(visit: Open):
    heavy = {}
    for path in PUBLIC:
        page = visit("about:blank")
        weights: list[int] = []

        def weigh(reply: Response, weights: list[int] = weights) -> None:
            weights.append(len(gzip.compress(reply.body())))

        page.on("response", weigh)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.context.close()
        if sum(weights) > FIRST_VISIT:
            heavy[path] = sum(weights)

    assert heavy == {}
