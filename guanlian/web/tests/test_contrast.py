"""The colours can be read: WCAG 2.2 AA contrasts computed from the tokens, in both schemes."""

import re
from pathlib import Path

import pytest

from guanlian.web.posters import HUES

TOKENS = (Path(__file__).resolve().parent.parent / "assets/css/tokens.css").read_text()
SCHEMES = ("light", "dark")
GROUNDS = ("paper", "sheet", "sunk")
TEXTS = ("ink", "ink-2", "ink-3", "water", "seal-text", "reed", "amber")
WRITTEN = [(text, ground) for text in TEXTS for ground in GROUNDS] + [
    ("ink", "amber-wash"),
    ("ink", "water-wash"),
    ("water", "water-wash"),
    ("ink", "seal-wash"),
    ("seal-text", "seal-wash"),
    ("reed", "reed-wash"),
    ("amber", "amber-wash"),
    ("ink-2", "water-wash"),
    ("on-water", "water"),
    ("on-seal", "seal"),
    ("on-seal", "seal-press"),
    ("on-band", "band"),
    ("on-band-strong", "band"),
    *((f"poster-{hue}-ink", f"poster-{hue}-ground") for hue in HUES),
]
DRAWN = [
    (shape, ground)
    for shape in ("edge", "water", "reed-fill", "amber-fill", "seal-fill", "ink")
    for ground in ("paper", "sheet", "sunk")
]


def tokens(scheme: str) -> dict[str, str]:
    dark_at = TOKENS.index("@media (prefers-color-scheme: dark)")
    light = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", TOKENS[:dark_at]))
    if scheme == "light":
        return light
    return light | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", TOKENS[dark_at:]))


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_guideline_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_written_colour_reaches_four_and_a_half_to_one(scheme):
    colours = tokens(scheme)

    found = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in WRITTEN}

    assert {pair: ratio for pair, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_shape_that_carries_meaning_reaches_three_to_one(scheme):
    colours = tokens(scheme)

    found = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in DRAWN}

    assert {pair: ratio for pair, ratio in found.items() if ratio < 3} == {}


def test_a_poster_standing_alone_has_the_light_colours_of_its_hue():
    colours = tokens("light")

    expected = {hue: (colours[f"poster-{hue}-ground"], colours[f"poster-{hue}-ink"]) for hue in HUES}
    assert expected == HUES
