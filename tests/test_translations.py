"""Chinese first and complete; English second and complete."""

from __future__ import annotations

import re

import pytest

from scripts import wording

FOUND = wording.texts()
ENGLISH = wording.english()
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_every_text_has_english():
    lacking = [f"{m.locations[0][0]}: {m.id}" for m in wording.missing(FOUND, ENGLISH)]

    assert lacking == []


def test_the_catalogue_holds_nothing_that_no_page_says():
    assert [m.id for m in wording.dropped(FOUND, ENGLISH)] == []


@pytest.mark.parametrize(
    "message", [m for m in ENGLISH if m.id and isinstance(m.id, str)], ids=lambda m: str(m.id)[:30]
)
def test_english_keeps_the_places_where_values_go(message):
    assert set(PLACE.findall(message.string)) == set(PLACE.findall(message.id))


def test_english_holds_no_chinese():
    said = [m.string for m in ENGLISH if m.id and isinstance(m.string, str)]

    assert [s for s in said if re.search(r"[一-鿿]", s) and s != "简体中文"] == []
