"""The water gauge shows a value against its target, and missing is not zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanlian.web.templatetags.gauge import STATUS_WORDS, figure, gauge, measure, status_word


@pytest.mark.parametrize(
    ("value", "target", "water", "tick"),
    [
        (6, 8, 60, 80),
        (8, 8, 80, 80),
        (10, 8, 100, 80),
        (13, 10, 100, 76.92),
        (Decimal("47"), Decimal("42"), 89.52, 80),
        (1000, 10, 100, 8),
        (0, 8, 0, 80),
        (-3, 8, 0, 80),
        (None, 8, None, 80),
        (5, 0, 100, None),
        (0, 0, 0, None),
        (None, None, None, None),
    ],
)
def test_the_tick_stands_at_four_fifths_unless_the_value_passes_it_by_far(value, target, water, tick):
    drawn = measure(value, target, "met")

    assert (drawn.water, drawn.tick) == (water, tick)


def test_a_missing_value_is_drawn_empty_and_a_zero_is_not():
    assert measure(None, 8).void
    assert not measure(0, 8).void
    assert "void" in measure(None, 8, "awaiting").classes


@given(value=st.integers(0, 10**6), more=st.integers(0, 10**6), target=st.integers(1, 10**6))
def test_more_is_never_drawn_as_less(value, more, target):
    low, high = measure(value, target), measure(value + more, target)

    assert 0 <= low.water <= high.water <= 100
    assert 0 < high.tick <= low.tick <= 80


@given(value=st.integers(0, 10**6), target=st.integers(1, 10**6))
def test_the_water_reaches_the_tick_exactly_when_the_target_is_reached(value, target):
    drawn = measure(value, target)

    # Drawn to a hundredth of a per cent; nearer than that the eye can't tell.
    if abs(value - target) * 10_000 > target:
        assert (drawn.water >= drawn.tick) == (value >= target)


def test_what_is_no_number_counts_as_missing():
    assert gauge("", "8").water is None
    assert gauge("待报", 8).water is None
    assert gauge(float("nan"), 8).water is None
    assert gauge("6", "8").water == 60


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (1202, "1,202"),
        (Decimal("83.50"), "83.5"),
        (Decimal("60.00"), "60"),
        (59.9, "59.9"),
        (1234567.891, "1,234,567.89"),
        (Decimal("1E+3"), "1,000"),
        ("3 支", "3 支"),
    ],
)
def test_a_figure_is_written_without_needless_zeros(value, written):
    assert figure(value) == written


def test_every_status_has_its_own_word_and_an_unknown_one_claims_nothing():
    assert len({str(word) for word in STATUS_WORDS.values()}) == 6
    assert str(status_word("nonsense")) == str(STATUS_WORDS["awaiting"])
