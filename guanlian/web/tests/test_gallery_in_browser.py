"""Every part in a real browser: axe finds nothing serious, nothing overflows, drafts are kept."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from guanlian.web import gallery
from guanlian.web.tests.browser import open_page

pytestmark = [pytest.mark.browser]
SHOWN_HEIGHTS = "all => all.map(e => e.offsetHeight).filter(h => h > 0)"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("page_name", list(gallery.PAGES))
@pytest.mark.parametrize(
    "how", [{}, {"color_scheme": "dark"}, {"large": True, "wide": 390}], ids=["light", "dark", "large"]
)
def test_axe_finds_nothing_serious(browser, site, page_name, how):
    page = open_page(browser, site, f"/_gallery/{page_name}/", **how)

    found = Axe().run(page).response["violations"]

    serious = [
        (v["id"], [n["target"] for n in v["nodes"]][:5]) for v in found if v["impact"] in ("serious", "critical")
    ]
    page.context.close()
    assert serious == []


@pytest.mark.parametrize("how", [{}, {"locale": "en-US"}, {"large": True}], ids=["zh", "en", "large"])
@pytest.mark.parametrize("page_name", list(gallery.PAGES))
def test_nothing_is_wider_than_the_screen(browser, site, page_name, how):
    page = open_page(browser, site, f"/_gallery/{page_name}/", **how)

    over = {}
    for wide in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": wide, "height": 900})
        page.wait_for_timeout(200)
        over[wide] = page.evaluate(OVERFLOW)

    page.context.close()
    assert over == dict.fromkeys(over, 0)


def test_what_a_thumb_presses_is_large_enough(browser, site):
    page = open_page(browser, site, "/_gallery/parts/", wide=390)
    heights = page.eval_on_selector_all(".btn, .tabs a, .week a, .menu summary", SHOWN_HEIGHTS)
    page.context.close()

    large = open_page(browser, site, "/_gallery/parts/", wide=390, large=True)
    taller = large.eval_on_selector_all(".btn, .tabs a, .week a, .menu summary", SHOWN_HEIGHTS)
    large.context.close()

    assert heights and min(heights) >= 44
    assert min(taller) >= 56


def test_a_chart_is_drawn_without_moving_the_page(browser, site):
    page = open_page(browser, site, "/_gallery/charts/")
    page.wait_for_selector("[data-chart=bar] .canvas svg")

    assert page.eval_on_selector("[data-chart=bar] .canvas", "e => e.offsetHeight") == 320
    page.context.close()


def test_a_map_without_its_outlines_opens_its_table(browser, site):
    page = open_page(browser, site, "/_gallery/charts/")
    page.wait_for_selector("[data-chart=map] details[open]")

    assert page.is_hidden("[data-chart=map] .canvas")
    page.context.close()


def test_a_draft_survives_leaving_the_page_and_is_offered_back(browser, site):
    page = open_page(browser, site, "/_gallery/forms/")
    page.fill("#id_title", "南湖船歌")
    page.check("input[name=audience][value=old]")
    page.wait_for_timeout(600)

    page.reload()
    page.wait_for_selector(".draft-note")
    assert page.input_value("#id_title") == ""
    page.click(".draft-note .btn >> nth=0")

    assert page.input_value("#id_title") == "南湖船歌"
    assert page.is_checked("input[name=audience][value=old]")
    page.context.close()


def test_a_dropped_draft_is_gone(browser, site):
    page = open_page(browser, site, "/_gallery/forms/")
    page.fill("#id_title", "南湖船歌")
    page.wait_for_timeout(600)
    page.reload()
    page.click(".draft-note .btn >> nth=1")

    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator(".draft-note").count() == 0
    page.context.close()


def test_a_form_sent_without_a_network_is_sent_once_when_it_returns(browser, site):
    page = open_page(browser, site, "/_gallery/forms/")
    sent = []
    page.on("request", lambda request: sent.append(request.post_data) if request.method == "POST" else None)
    page.fill("#id_title", "南湖船歌")
    page.context.set_offline(True)
    page.click(".form-actions .btn.go")
    page.wait_for_selector(".draft-note.waiting")
    kept = json.loads(page.evaluate("localStorage.getItem('guanlian:draft:0:gallery')"))
    key = dict(kept["pairs"])["idempotency_key"]
    assert sent == []
    assert key

    with page.expect_navigation():
        page.context.set_offline(False)

    assert len(sent) == 1
    assert f"idempotency_key={key}" in sent[0]
    page.context.close()


def test_a_dialog_asks_before_what_cannot_be_undone_and_closes(browser, site):
    page = open_page(browser, site, "/_gallery/parts/")
    page.click("[data-dialog=withdraw]")
    assert page.is_visible("#withdraw")

    page.keyboard.press("Escape")

    assert page.is_hidden("#withdraw")
    page.context.close()
