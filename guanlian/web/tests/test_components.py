"""Components show what they are given, with the ties a screen reader needs; none asks the database."""

import re

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory

from guanlian.web import gallery

pytestmark = pytest.mark.urls("guanlian.web.tests.gallery_urls")


def render(source: str, **context) -> str:
    template = engines["django"].from_string(compiled(source))
    return template.render(context, RequestFactory().get("/some/?kind=x&page=3"))


def compiled(source: str) -> str:
    from django_cotton.compiler_regex import CottonCompiler

    return CottonCompiler().process(source)


@pytest.mark.parametrize("page", list(gallery.PAGES))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_of_the_gallery_is_shown(client, page, language):
    reply = client.get(f"/_gallery/{page}/", headers={"accept-language": language})

    text = reply.content.decode()
    assert reply.status_code == 200
    assert "<c-" not in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_the_gallery_is_not_there_in_production():
    from django.conf import settings

    from guanlian.web import urls

    assert settings.DEBUG is False
    assert "gallery" not in {getattr(pattern, "name", None) for pattern in urls.urlpatterns}


def test_each_status_has_its_own_shape_and_word():
    shown = [
        render('<c-status-mark status="{{ s }}" />', s=status)
        for status in ("met", "unmet", "on_track", "at_risk", "awaiting", "not_applicable")
    ]

    shapes = {re.search(r"<svg[^>]*>(.*)</svg>", mark).group(1) for mark in shown}
    words = {re.sub(r"<.*?>", "", mark) for mark in shown}
    assert len(shapes) == len(words) == 6


def test_a_bare_mark_still_says_its_word():
    assert '<span class="sr-only">达标</span>' in render('<c-status-mark status="met" bare />')


def test_a_missing_figure_is_a_dash_that_still_opens():
    shown = render('<c-figure :value="None" unit="份" target="1" href="/records/" />')

    assert "—" in shown
    assert "没有数据" in shown
    assert 'href="/records/"' in shown


def test_a_zero_gauge_shows_a_drop_and_a_missing_one_is_void():
    zero, missing = render('<c-gauge :value="0" :target="8" />'), render('<c-gauge :value="None" :target="8" />')

    assert 'class="water"' in zero
    assert 'class="water"' not in missing
    assert "void" in missing


def test_text_from_outside_is_escaped_everywhere():
    nasty = '<img src=x onerror=alert(1)>"'
    source = (
        '<c-activity-card :title="t" href="/" :when="t" :where="t" :places="t" code="A" />'
        '<c-hall-card :name="t" :place="t" :note="t" /><c-refusal :why="t">{{ t }}</c-refusal>'
        '<c-clause-row :text="t" :note="t" /><c-empty :title="t" /><c-chip>{{ t }}</c-chip>'
    )

    assert "<img" not in render(source, t=nasty)


def test_a_component_does_not_see_the_page_around_it():
    assert "secret" not in render("<c-hall-card />", name="secret", place="secret")


class Sample(forms.Form):
    title = forms.CharField(label="名称", help_text="和公告一样。")
    audience = forms.ChoiceField(label="面向", widget=forms.RadioSelect, choices=[("all", "所有人")])


def test_a_field_is_tied_to_its_label_help_and_error():
    shown = render('<c-field :field="field" />', field=Sample({"title": ""})["title"])

    assert '<label for="id_title">名称</label>' in shown
    assert 'aria-describedby="id_title_helptext id_title_error"' in shown
    assert 'id="id_title_helptext"' in shown
    assert 'id="id_title_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_a_group_of_choices_is_a_fieldset_with_its_legend():
    shown = render('<c-field :field="field" />', field=Sample()["audience"])

    assert "<fieldset" in shown
    assert "<legend>面向</legend>" in shown


def test_the_head_of_a_form_leads_to_each_fault():
    assert 'href="#id_title"' in render('<c-errors :form="form" />', form=Sample({}))


def test_the_pager_keeps_the_rest_of_the_address():
    from django.core.paginator import Paginator

    shown = render('<c-pager :page="page" />', page=Paginator(range(100), 10).page(3))

    assert 'href="?kind=x&amp;page=4"' in shown
    assert 'aria-current="page"' in shown


def test_a_chart_has_its_table_and_its_data():
    data = {"categories": ["一月", "二月"], "unit": "场", "series": [{"name": "2026", "data": [1234, None]}]}

    shown = render('<c-bar-chart id="c" title="活动" :data="data" />', data=data)

    assert 'id="c-data" type="application/json"' in shown
    assert ">1,234</td>" in shown
    assert ">—</td>" in shown
