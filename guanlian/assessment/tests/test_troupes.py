"""What the standard asks of troupes, and the evidence that a troupe is at work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guanlian.assessment import troupes
from guanlian.community.models import Troupe
from guanlian.programme import at_work
from tests.factories import make_activity, make_record

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 30)


def a_troupe(hall, rehearsals: int, performances: int = 0) -> Troupe:
    troupe = make_record(Troupe, hall, founded_on=date(2020, 1, 1), dissolved_on=None)
    for n in range(rehearsals):
        make_record("community.Rehearsal", hall, troupe=troupe, held_on=ON - timedelta(days=7 * n))
    for n in range(performances):
        make_activity(hall, on=ON - timedelta(days=7 * n + 1), kind="performance").troupes.add(troupe)
    return troupe


def test_the_numbers_are_the_packs():
    asked = troupes.asked()

    assert (asked.months_old, asked.events, asked.events_months) == (6, 12, 12)


def test_the_evidence_is_what_the_measure_counts(network):
    asked = troupes.asked()
    troupe = a_troupe(network.villages[0], 5, 3)
    a_troupe(network.villages[0], 4)
    make_record("community.Rehearsal", troupe.hall, troupe=troupe, held_on=date(2024, 6, 30))
    make_record("community.Rehearsal", troupe.hall, troupe=troupe, held_on=ON + timedelta(days=1))
    make_activity(troupe.hall, on=ON - timedelta(days=50), status="cancelled").troupes.add(troupe)

    listed = at_work.evidence(troupe, asked.stretch(ON))

    counted = asked.with_times(Troupe.unscoped.filter(pk=troupe.pk), ON).get().times_at_work
    assert (len(listed), counted) == (8, 8)
    assert [each.day for each in listed] == sorted((each.day for each in listed), reverse=True)
    assert sum(each.performed for each in listed) == 3


def test_halls_that_lack_come_with_their_number_and_what_is_asked(network):
    village, other = network.villages[:2]
    for _ in range(3):
        a_troupe(village, 12)
    a_troupe(other, 12)
    a_troupe(other, 11)

    found = {need.clause.id: need for need in troupes.needs([h.code for h in network.below(network.branches[0])], ON)}

    need = found["subbranch.troupes"]
    assert (need.reached, [(hall.code, r.value, r.target) for hall, r in need.lacking]) == (1, [(other.code, 1, 3)])
    assert set(found) == {"branch.art_troupe", "branch.troupes", "branch.village_troupes", "subbranch.troupes"}
    assert found["branch.village_troupes"].lacking[0][1].value == 50
