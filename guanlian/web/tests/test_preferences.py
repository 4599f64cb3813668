"""Large print and language are switched without script and last."""

import pytest

pytestmark = pytest.mark.urls("guanlian.web.tests.gallery_urls")


def test_large_print_is_switched_on_and_off_and_leads_back(client):
    on = client.post("/preferences/print/", {"large": "1", "next": "/_gallery/?a=1"})
    assert (on.status_code, on.headers["location"]) == (302, "/_gallery/?a=1")
    assert 'class="no-script large"' in client.get("/_gallery/").content.decode()

    client.post("/preferences/print/", {"large": "0", "next": "/_gallery/"})
    assert 'class="no-script"' in client.get("/_gallery/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_never_leads_off_the_site(client, elsewhere):
    reply = client.post("/preferences/print/", {"large": "1", "next": elsewhere})

    assert reply.headers["location"] == "/"


def test_a_link_cannot_switch_a_preference(client):
    assert client.get("/preferences/print/").status_code == 405


def test_the_language_is_switched_and_lasts(client):
    client.post("/preferences/language/", {"language": "en", "next": "/_gallery/"})

    page = client.get("/_gallery/", headers={"accept-language": "zh-CN"}).content.decode()
    assert '<html lang="en"' in page
    assert ">中文</button>" in page
