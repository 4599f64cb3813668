"""Unmet demand: counted by the day, without a name, and never in anybody's way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils.timezone import localdate

from guanlian.programme import demand
from guanlian.programme.models import Unmet
from tests.factories import DAY, make_activity, make_hall


def rows() -> set[tuple[str, int | None, int | None, str, int]]:
    return set(Unmet.unscoped.values_list("kind", "hall", "activity", "words", "number"))


def test_the_same_wish_of_a_day_is_one_row_with_its_number(network):
    hall = network.branches[0]

    for words in ("古筝 入门", "  古筝　入门 ", "古筝 入门。"):
        demand.note(kind="search", hall=hall, words=words, on=DAY)
    demand.note(kind="search", words="古筝 入门", on=DAY)

    assert rows() == {("search", hall.pk, None, "古筝 入门", 3), ("search", None, None, "古筝 入门", 1)}


def test_a_full_class_counts_for_its_hall(network):
    course = make_activity(network.branches[0])

    demand.note(kind="full", activity=course, on=DAY)
    demand.note(kind="full", activity=course, on=DAY)

    assert rows() == {("full", network.branches[0].pk, course.pk, "", 2)}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张三 13800000001 广场舞", "张三 广场舞"),
        ("me@example.org 合唱", "合唱"),
        ("ＡＢＣ班", "abc班"),
        ("舞" * 90, "舞" * 60),
        ("\0 ，。", ""),
    ],
)
def test_words_are_kept_short_and_without_what_names_a_person(typed, kept):
    assert demand.normal(typed) == kept


def test_nothing_to_note_is_not_noted(network):
    assert not demand.note(kind="search", words=" 。", on=DAY)
    assert rows() == set()


def test_noting_never_fails_its_caller(network, monkeypatch):
    monkeypatch.setattr(demand, "UPSERT", "INSERT INTO nowhere VALUES (%s, %s, %s, %s, %s)")

    assert not demand.note(kind="search", words="合唱", on=DAY)

    monkeypatch.undo()
    assert demand.note(kind="search", words="合唱", on=DAY)  # the caller's transaction is whole


@pytest.mark.django_db(transaction=True)
def test_twenty_at_one_moment_are_twenty():
    hall = make_hall()

    def one(_n: int) -> None:
        try:
            demand.note(kind="venue", hall=hall, words="排练厅", on=localdate())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(20)))

    assert rows() == {("venue", hall.pk, None, "排练厅", 20)}
