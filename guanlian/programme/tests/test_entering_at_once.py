"""Two at one moment: whoever comes first decides, nothing is doubled, lost or stuck."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localdate, now

from guanlian.accounts.models import Person, Relation
from guanlian.programme import refusals, registering, releasing
from guanlian.programme.models import Admission, Registration
from tests.factories import make_admission, make_hall, make_person

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run all of them at one moment, each with its own connection; a refusal is a result."""
    gate = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return work()
        except refusals.Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def ask(admission: Admission, *people: Person, **more: Any) -> list[Registration]:
    given = {"by": people[0].keeper, "on": localdate()} | more
    return registering.register(activity=admission.activity.code, people=people, **given)


def family() -> list[Person]:
    first = make_person()
    return [first, make_person("家人", keeper=first.keeper, relation=Relation.OTHER)]


def live(admission: Admission) -> list[str]:
    found = Registration.unscoped.filter(admission=admission, status__in=["offered", "placed"])
    return sorted(found.values_list("status", flat=True))


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_an_offer_is_accepted_or_lapses_never_both(turn):
    admission = make_admission(make_hall(), places=1)
    first, second, third = make_person(), make_person(), make_person()
    (held,) = ask(admission, first)
    (offer,) = ask(admission, second, waiting=True)
    (after,) = ask(admission, third, waiting=True)
    releasing.release(code=held.code, by=first.keeper, on=localdate())
    Registration.unscoped.filter(pk=offer.pk).update(offered_until=now() + timedelta(milliseconds=30))

    at_once(lambda: releasing.accept(code=offer.code, by=second.keeper, on=localdate()), releasing.lapse)
    releasing.lapse()

    offer.refresh_from_db()
    after.refresh_from_db()
    admission.refresh_from_db()
    assert (offer.status, after.status) in {("placed", "waiting"), ("lapsed", "offered"), ("offered", "waiting")}
    assert admission.taken == len(live(admission)) == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_place_given_back_goes_to_the_queue_and_not_to_whoever_is_quick(turn):
    admission = make_admission(make_hall(), places=1)
    first, waiting, quick = make_person(), make_person(), make_person()
    (held,) = ask(admission, first)
    (queued,) = ask(admission, waiting, waiting=True)

    results = at_once(
        lambda: releasing.release(code=held.code, by=first.keeper, on=localdate()),
        lambda: ask(admission, quick),
    )

    queued.refresh_from_db()
    assert (results[1], queued.status, live(admission)) == ("Full", "offered", ["offered"])


def test_of_two_families_one_gets_the_last_two_places_and_a_family_never_half_of_them():
    admission = make_admission(make_hall(), places=3)
    ask(admission, make_person())
    families = [family() for _ in range(4)]

    results = at_once(*[lambda who=who: ask(admission, *who) for who in families])

    admission.refresh_from_db()
    assert (results.count("Full"), admission.taken) == (3, 3)


def test_a_form_sent_twice_at_once_is_one_entry():
    admission = make_admission(make_hall(), places=5)
    person = make_person()

    first, second = at_once(*[lambda: ask(admission, person, key="k")] * 2)

    assert [each.code for each in first] == [each.code for each in second]
    assert Registration.unscoped.filter(admission=admission).count() == 1


def test_two_tabs_of_one_household_keep_its_limit():
    admission = make_admission(make_hall(), places=5, household_most=1)
    people = family()

    results = at_once(*[lambda who=who: ask(admission, who) for who in people])

    assert results.count("HouseholdFull") == 1
    assert Registration.unscoped.filter(admission=admission).count() == 1


def test_two_tabs_that_accept_for_one_family_neither_fail_nor_stick():
    admission = make_admission(make_hall(), places=2)
    holders, waiting = family(), family()
    held = ask(admission, *holders)
    offers = ask(admission, *waiting, waiting=True)
    releasing.release(code=held[0].code, by=holders[0].keeper, on=localdate(), together=True)

    at_once(
        *[
            lambda code=each.code: releasing.accept(code=code, by=waiting[0].keeper, on=localdate())
            for each in (*offers, *reversed(offers))
        ]
    )

    assert live(admission) == ["placed", "placed"]


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_whoever_leaves_the_queue_as_a_place_comes_free_breaks_nothing(turn):
    admission = make_admission(make_hall(), places=1)
    first, leaving, staying = make_person(), make_person(), make_person()
    (held,) = ask(admission, first)
    (left,) = ask(admission, leaving, waiting=True)
    (next_one,) = ask(admission, staying, waiting=True)

    at_once(
        lambda: releasing.release(code=held.code, by=first.keeper, on=localdate()),
        lambda: releasing.release(code=left.code, by=leaving.keeper, on=localdate()),
    )

    left.refresh_from_db()
    next_one.refresh_from_db()
    assert (left.status, next_one.status) == ("released", "offered")
