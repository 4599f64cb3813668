"""Fixtures that every room's tests share: the small network and its people."""

from __future__ import annotations

import pytest

from tests.factories import Cast, SmallNetwork, make_cast, make_network


@pytest.fixture
def network(db: None) -> SmallNetwork:
    """1 central, 2 main, 4 branch and 8 village halls, linked since 2015."""
    return make_network()


@pytest.fixture
def cast(network: SmallNetwork) -> Cast:
    """One person for each role in the first county, a citizen, and a superuser."""
    return make_cast(network)
