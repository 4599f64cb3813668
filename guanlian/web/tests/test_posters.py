"""Every activity has a poster: well-formed whatever its title, always the same, and it says its title."""

import itertools
import xml.etree.ElementTree as ET

import pytest
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from guanlian.web import motifs, posters, upright

SVG = "{http://www.w3.org/2000/svg}"
KINDS = tuple(posters.KIND_WORDS)


def texts(drawing: str) -> str:
    return "".join(element.text or "" for element in ET.fromstring(drawing).iter(f"{SVG}text"))


@given(title=st.text(max_size=80), code=st.text(max_size=20), kind=st.sampled_from(KINDS), small=st.booleans())
def test_any_title_gives_a_well_formed_drawing(title, code, kind, small):
    drawing = posters.draw(code=code, kind=kind, title=title, small=small)

    root = ET.fromstring(drawing)
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label")


@given(title=st.text(alphabet="南湖端午文化节：，（）《》“”！?3A ", max_size=60))
def test_no_title_takes_more_room_than_three_columns_of_eight(title):
    columns = upright.columns(title)

    assert len(columns) <= 3
    assert all(1 <= len(column) <= 8 for column in columns)


def test_the_same_activity_always_gets_the_same_poster():
    one, again = (posters.draw(code="A-7", kind="performance", title="南湖船歌") for _ in range(2))

    assert one == again


def test_markup_in_a_title_stays_a_title():
    drawing = posters.draw(code="A", kind="other", title='南湖<script>alert(1)</script>" onload="x')

    root = ET.fromstring(drawing)
    assert not list(root.iter(f"{SVG}script"))
    assert root.get("onload") is None
    assert root.get("aria-label") == '南湖<script>alert(1)</script>" onload="x'


def test_a_title_already_escaped_by_a_template_is_not_escaped_twice():
    drawing = posters.draw(code="A", kind="other", title=mark_safe("锣鼓&amp;丝竹"))

    assert ET.fromstring(drawing).get("aria-label") == "锣鼓&丝竹"


@pytest.mark.parametrize(
    "title", ["嘉善田歌进礼堂", "平湖派琵琶", "海宁皮影戏展演专场周末版", "送戏下乡：越剧折子戏专场"]
)
def test_every_character_of_a_title_that_fits_is_drawn(title):
    drawn = texts(posters.draw(code="A", kind="performance", title=title))

    assert set(title) - {"："} <= set(drawn)


def test_a_long_title_is_cut_with_an_ellipsis_and_read_out_whole():
    title = "关于举办二〇二六年嘉兴市端午民俗文化节暨群众文艺会演优秀节目展演的活动"

    drawing = posters.draw(code="A", kind="performance", title=title)

    assert "…" in texts(drawing)
    assert ET.fromstring(drawing).get("aria-label") == title


def test_columns_are_set_from_right_to_left():
    drawing = posters.draw(code="A", kind="performance", title="送戏下乡：越剧折子戏专场")

    places = {e.text: float(e.get("x")) for e in ET.fromstring(drawing).iter(f"{SVG}text")}
    assert places["送"] > places["越"]


def test_punctuation_is_turned_and_quotes_become_corners():
    cells = upright.columns("《红船》“田歌”")[0]

    assert [(c.text, c.turned) for c in cells if c.turned] == [("《", True), ("》", True), ("『", True), ("』", True)]


def test_digits_share_a_cell_and_long_words_lie_down():
    assert upright.columns("2026年")[0][0] == upright.Cell("2026", False)
    assert all(cell.turned for cell in upright.columns("KARAOKE夜")[0][:-1])


def test_a_closing_mark_never_begins_a_column():
    for length in range(7, 20):
        columns = upright.columns("春" * length + "》" + "秋" * 5)
        assert all(column[0].text != "》" for column in columns)


def test_a_title_in_letters_only_is_set_in_lines():
    drawn = texts(posters.draw(code="A", kind="lecture", title="An evening of southern songs"))

    assert "evening" in drawn


def test_kinds_differ_in_motif_and_one_kind_varies_with_the_code():
    drawings = {posters.draw(code=f"A-{n}", kind="performance", title="同名") for n in range(40)}

    assert len(drawings) >= 20
    assert len({motif for many in motifs.OF_KIND.values() for motif in many}) >= 10
    assert set(motifs.OF_KIND) == set(KINDS)


def test_neighbours_in_a_list_rarely_look_alike():
    looks = [
        (ET.fromstring(posters.draw(code=f"NH-2026-{n:04}", kind="training", title="同名")).get("data-hue"), n)
        for n in range(300)
    ]

    same = sum(a[0] == b[0] for a, b in itertools.pairwise(looks))
    assert same < 75


def test_an_unknown_kind_is_drawn_as_other():
    assert posters.draw(code="A", kind="???", title="某") == posters.draw(code="A", kind="other", title="某")
