"""What a message says of moments, spans and days, in the language of whoever reads it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils.translation import override

from guanlian.messaging.kinds import Between, Kind, kept
from guanlian.messaging.models import Topic

AFTERNOON = datetime(2026, 12, 4, 6, 30, tzinfo=UTC)  # 14:30 in Shanghai


def said(value: Any, language: str = "zh-hans") -> str:
    with override(language):
        return Kind("test", Topic.WORK, "", "%(it)s").in_words({"it": kept(value)})[1]


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (AFTERNOON, "12月4日 14:30", "4 Dec 14:30"),
        (date(2026, 12, 4), "12月4日", "4 Dec"),
        (Between(AFTERNOON, AFTERNOON.replace(hour=8)), "12月4日 14:30–16:30", "4 Dec 14:30–16:30"),
        (Between(AFTERNOON, AFTERNOON.replace(day=5)), "12月4日 14:30–12月5日 14:30", "4 Dec 14:30–5 Dec 14:30"),
        ([date(2026, 12, 4), "大厅"], "12月4日 · 大厅", "4 Dec · 大厅"),
        ([date(2026, 12, 4), ""], "12月4日", "4 Dec"),
        ("大厅", "大厅", "大厅"),
    ],
)
def test_times_are_said_as_their_reader_writes_them(value: Any, chinese: str, english: str) -> None:
    assert (said(value), said(value, "en")) == (chinese, english)


def test_what_an_older_message_lacks_stays_blank() -> None:
    assert Kind("test", Topic.WORK, "", "%(a)s-%(b)s").in_words({"a": 1})[1] == "1-"
