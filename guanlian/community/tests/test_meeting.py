"""Reading when a troupe meets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanlian.community.meeting import read


@pytest.mark.parametrize(
    ("words", "weekdays", "parts"),
    [
        ("每周二、五晚 7 点", {1, 4}, {"evening"}),
        ("每周六上午 9 点", {5}, {"morning"}),
        ("每天清晨 6 点", set(range(7)), {"morning"}),
        ("周一至周五 14:30", {0, 1, 2, 3, 4}, {"afternoon"}),
        ("星期三和星期日 19:00", {2, 6}, {"evening"}),
        ("周末下午", {5, 6}, {"afternoon"}),
        ("看群里通知", set(), set()),
        ("", set(), set()),
    ],
)
def test_days_and_parts_of_the_day(words, weekdays, parts):
    found = read(words)

    assert (set(found.weekdays), set(found.parts)) == (weekdays, parts)


def test_what_is_not_said_is_not_claimed():
    assert read("看群里通知").suits(5, "morning") is None
    assert read("每周六上午").suits(5, "morning") is True
    assert read("每周六上午").suits(6, "") is False
    assert read("每周六").suits(5, "evening") is None


@given(st.text(max_size=60))
def test_any_words_can_be_read(words):
    found = read(words)

    assert found.weekdays <= set(range(7)) and found.suits(None, "") is True
