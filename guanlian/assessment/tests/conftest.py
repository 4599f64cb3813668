"""What the tests of the standard ask: one figure of one hall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from guanlian.assessment import packs
from guanlian.assessment.evaluating import Result, evaluate
from guanlian.network.models import Hall

Ask = Callable[..., Result]


@pytest.fixture
def ask() -> Ask:
    """`ask(hall, clause, year=2025, as_of=None)`: the hall's result on the clause of the Jiaxing standard."""

    def result(hall: Hall, clause: str, *, year: int = 2025, as_of: date | None = None) -> Result:
        evaluation = evaluate(packs.load("jiaxing-2015"), year, as_of=as_of, halls=[hall.code], clauses=[clause])
        [card] = evaluation.scorecards
        [found] = card.results
        return found

    return result
