"""One county's demonstration, made once for all tests that only read it."""

from datetime import date

import pytest

from guanlian.demo import making
from guanlian.demo.world import World

UNTIL, TODAY = date(2026, 6, 30), date(2026, 7, 1)
NANHU = ["330402"]


@pytest.fixture(scope="session")
def nanhu() -> World:
    """The demonstration of 南湖区 alone, up to 30 June 2026."""
    return making.make(seed=7, until=UNTIL, today=TODAY, counties=NANHU)
