"""Places in a queue."""

import pytest

from guanlian.programme import filling
from guanlian.programme.models import Registration
from tests.factories import make_admission

pytestmark = pytest.mark.django_db


def test_whose_turn_came_since_they_were_read_has_no_place_in_the_queue_any_more(network):
    stale = Registration(pk=1, admission=make_admission(network.mains[0]), group="TX-GONE", status="waiting")

    assert filling.positions([stale]) == {}
