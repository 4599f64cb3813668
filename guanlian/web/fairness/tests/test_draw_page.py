"""The draw's page: what is public before and after, and that anybody can replay it by what the page hands out."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser, Page, expect

from guanlian.accounts.models import Relation
from guanlian.programme import drawing, draws, registering
from guanlian.programme.models import Admission, Draw, Registration
from tests.factories import make_admission, make_hall, make_person


def make_lottery(hall: Any, entries: int, **values: Any) -> Admission:
    """A lottery with so many entries, every third a family of two with more tickets."""
    admission = make_admission(
        hall, **({"policy": "lottery", "places": 7, "closes_at": now() + timedelta(days=1)} | values)
    )
    drawing.commit(admission)
    for n in range(entries):
        people = [make_person(f"市民{n}")]
        if n % 3 == 0:
            people.append(make_person(f"家人{n}", keeper=people[0].keeper, relation=Relation.OTHER))
        made = registering.register(
            activity=admission.activity.code, people=people, by=people[0].keeper, on=localdate()
        )
        Registration.unscoped.filter(pk__in=[each.pk for each in made]).update(weight=1 + n % 4)
    return admission


def drawn(admission: Admission) -> Draw:
    Admission.objects.filter(pk=admission.pk).update(closes_at=now() - timedelta(seconds=1))
    return draws.draw(admission=admission.pk)


def address(admission: Admission) -> str:
    return f"/activities/{admission.activity.code}/draw/"


def test_before_the_draw_the_commitment_is_public_and_the_seed_is_not(client, network):
    admission = make_lottery(network.branches[0], 4)
    made = Draw.objects.get()

    page = client.get(address(admission)).content.decode()

    assert made.commitment in page
    assert drawing.sealed.decrypt(made.sealed) not in page
    assert made.sealed not in page
    assert "4 组、6 人登记" in page
    assert client.get(f"{address(admission)}list.csv").status_code == 404


def test_after_the_draw_seed_list_and_result_are_public_and_name_nobody(client, network):
    admission = make_lottery(network.branches[0], 5)
    made = drawn(admission)

    page = client.get(address(admission)).content.decode()
    listed = client.get(f"{address(admission)}list.csv").content.decode()

    assert made.seed in page
    assert listed == made.entries
    for entry in Registration.unscoped.select_related("person"):
        assert entry.group in page
        for secret in (entry.code, entry.person.code, entry.person.name):
            assert secret not in page + listed


def test_one_finds_ones_own_line_signed_in_or_by_the_code_on_the_ticket(client, network):
    admission = make_lottery(network.branches[0], 5)
    drawn(admission)
    entry = Registration.unscoped.select_related("person__keeper").first()

    sought = client.get(address(admission), {"line": entry.group.lower()}).content.decode()
    unknown = client.get(address(admission), {"line": "TX-NOBODY"}).content.decode()
    client.force_login(entry.person.keeper)
    own = client.get(address(admission)).content.decode()

    assert f"第 {entry.rank} 签" in sought
    assert "名单里没有 TX-NOBODY" in unknown
    assert entry.person.name in own


def test_the_script_that_people_download_gives_the_same_draw(client, network, tmp_path: Path):
    admission = make_lottery(network.branches[0], 9, reserved=2)
    made = drawn(admission)
    (tmp_path / "list.csv").write_bytes(client.get(f"{address(admission)}list.csv").content)
    (tmp_path / "replay.py").write_bytes(client.get("/fairness/replay.py").content)
    page = client.get(address(admission)).content.decode()
    command = re.search(r"python3 (replay\.py .*?)</pre>", page)
    assert command is not None

    done = subprocess.run(
        [sys.executable, "-I", *command[1].split()], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    first, *rows = done.stdout.splitlines()
    assert first == f"commitment {made.commitment}"
    entered = Registration.unscoped.order_by("rank").values_list("rank", "group", "won").distinct()
    assert [(int(rank), group, end == "placed") for rank, group, _people, end in map(str.split, rows)] == list(entered)
    assert len((tmp_path / "replay.py").read_text().splitlines()) < 30


def test_a_lottery_called_off_or_none_at_all(client, network):
    off = make_lottery(network.branches[0], 1)
    off.activity.move_to("cancelled")
    off.activity.save()
    none = make_admission(network.branches[0])

    assert "不再摇号" in client.get(address(off)).content.decode()
    assert client.get(address(none)).status_code == 404


def test_a_draw_that_nobody_entered_says_so(client, network):
    admission = make_lottery(network.branches[0], 0)
    drawn(admission)

    assert "没有人登记" in client.get(address(admission)).content.decode()


def test_a_long_list_takes_no_more_statements_than_a_short_one(client, network):
    counts = []
    for entries in (1, 8):
        admission = make_lottery(network.branches[0], entries)
        drawn(admission)
        client.get(address(admission))
        with CaptureQueriesContext(connection) as seen:
            client.get(address(admission))
        counts.append(len(seen))

    assert counts[0] == counts[1]


# In a browser.


@pytest.fixture
def page(browser: Browser, live_server: Any, settings: Any) -> Page:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    context = browser.new_context(locale="zh-CN", base_url=live_server.url, reduced_motion="reduce")
    return context.new_page()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_browser_replays_the_draw_without_a_network_and_finds_what_was_changed(page: Page):
    admission = make_lottery(make_hall(), 9, reserved=2)
    made = drawn(admission)
    page.goto(address(admission))
    expect(page.locator("[data-replay]")).to_be_visible()
    page.context.set_offline(True)

    page.locator("[data-replay]").click()

    end = page.locator("[data-end]")
    expect(end).to_have_attribute("data-state", "same")
    for step in ("seed", "list", "order", "places"):
        expect(page.locator(f"[data-step={step}]")).to_have_attribute("data-state", "same")

    page.get_by_text("改一个字试试").click()
    page.locator("[data-list]").fill(made.entries.replace(",1,", ",2,", 1))
    page.get_by_role("button", name="用这份重算").click()
    expect(end).to_have_attribute("data-state", "other")
    expect(page.locator("[data-step=seed]")).to_have_attribute("data-state", "same")
    expect(page.locator("[data-step=list]")).to_have_attribute("data-state", "other")
    page.get_by_role("button", name="恢复公布的").click()
    page.locator("[data-list]").fill(made.entries.replace("\n", "\r\n"))  # as an editor may save it
    page.get_by_role("button", name="用这份重算").click()
    expect(end).to_have_attribute("data-state", "same")
