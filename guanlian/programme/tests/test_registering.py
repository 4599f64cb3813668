"""Places: given once, to those who may have them, however many ask at one moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate, now

from guanlian.accounts.models import Person, Relation
from guanlian.messaging.models import Message
from guanlian.programme import filling, refusals, registering, releasing
from guanlian.programme.models import Admission, Registration, Restriction
from tests.factories import days, make_admission, make_person, make_user


def ask(admission: Admission, *people: Person, **more: Any) -> list[Registration]:
    given = {"by": people[0].keeper, "on": localdate()} | more
    return registering.register(activity=admission.activity.code, people=people, **given)


def test_the_first_to_come_gets_a_place_and_the_count_follows(network):
    admission = make_admission(network.branches[0])
    person = make_person()

    (entry,) = ask(admission, person)

    admission.refresh_from_db()
    assert (entry.status, admission.taken, admission.taken_online) == ("placed", 1, 1)


def test_a_full_class_refuses_and_offers_its_waiting_list(network):
    admission = make_admission(network.branches[0], places=1)
    ask(admission, make_person())
    late = make_person()

    with pytest.raises(refusals.Full) as refusal:
        ask(admission, late)
    (entry,) = ask(admission, late, waiting=True)

    assert refusal.value.waiting
    assert entry.status == "waiting"


def test_the_desks_share_is_not_given_online(network, cast):
    admission = make_admission(network.villages[0], places=2, reserved=1)
    ask(admission, make_person())
    guest = Person.unscoped.create(relation=Relation.GUEST, hall=network.villages[0], name="张大妈")

    with pytest.raises(refusals.Full):
        ask(admission, make_person())
    (entry,) = ask(admission, guest, by=cast.village_administrator, channel="desk")

    assert entry.status == "placed"


def test_the_database_itself_refuses_one_place_too_many(network):
    admission = make_admission(network.branches[0], places=1)
    ask(admission, make_person())

    with pytest.raises(IntegrityError, match="never_oversold"), transaction.atomic():
        Registration(admission=admission, person=make_person(), status="placed", channel="desk").save()


def test_the_same_request_twice_is_one_request_even_when_the_class_is_full(network):
    admission = make_admission(network.branches[0], places=1)
    person = make_person()

    first = ask(admission, person, key="k1")
    again = ask(admission, person, key="k1")

    assert [each.code for each in first] == [each.code for each in again]
    assert Registration.unscoped.count() == 1


def test_a_family_enters_together_or_not_at_all(network):
    admission = make_admission(network.branches[0], places=2)
    ask(admission, make_person())
    mother = make_person("妈妈")
    child = make_person(
        "女儿",
        keeper=mother.keeper,
        relation=Relation.CHILD,
        born_on=date(2018, 5, 1),
        consent_at=now(),
        consent_by="妈妈",
    )

    with pytest.raises(refusals.Full):
        ask(admission, mother, child)

    assert Registration.unscoped.filter(person__keeper=mother.keeper).count() == 0


def test_a_released_place_is_held_for_the_next_in_the_queue(network):
    admission = make_admission(network.branches[0], places=1)
    first, second, third = make_person(), make_person(), make_person()
    (held,) = ask(admission, first)
    (next_one,) = ask(admission, second, waiting=True)

    releasing.release(code=held.code, by=first.keeper, on=localdate())

    next_one.refresh_from_db()
    admission.refresh_from_db()
    assert (next_one.status, admission.taken) == ("offered", 1)
    assert Message.objects.get(to=second.keeper).kind == "place.offered"
    with pytest.raises(refusals.Full):
        ask(admission, third)
    (taken,) = releasing.accept(code=next_one.code, by=second.keeper, on=localdate())
    assert taken.status == "placed"


def test_a_restriction_closes_online_places_and_nothing_else(network, cast):
    admission = make_admission(network.villages[0])
    person = make_person()
    today = localdate()
    Restriction.unscoped.create(person=person, hall=network.villages[0], period=days(today, today + timedelta(days=14)))

    with pytest.raises(refusals.Restricted):
        ask(admission, person)
    (waiting,) = ask(admission, person, waiting=True)

    assert waiting.status == "waiting"  # until entries close: then what others left is theirs
    Admission.objects.filter(pk=admission.pk).update(closes_at=now())
    assert [each.code for each in filling.fill(admission=admission.pk)] == [waiting.code]


def test_children_and_residents_only_where_the_rules_say_so(network):
    admission = make_admission(network.branches[0], age_min=6, age_max=12, residents_of=network.branches[0])
    grown = make_person(born_on=date(1980, 1, 1), lives_at=network.villages[0])
    ageless = make_person(lives_at=network.villages[0])

    with pytest.raises(refusals.WrongAge):
        ask(admission, grown)
    with pytest.raises(refusals.BirthdayNeeded):
        ask(admission, ageless)


def test_nobody_registers_for_another_household(network):
    admission = make_admission(network.branches[0])

    with pytest.raises(refusals.NotYourHousehold):
        ask(admission, make_person(), by=make_user())


@pytest.mark.django_db(transaction=True)
def test_forty_ask_at_one_moment_for_five_places():
    from tests.factories import make_hall

    admission = make_admission(make_hall(), places=5)
    people = [make_person() for _ in range(40)]

    def one(person: Person) -> str:
        try:
            return ask(admission, person)[0].status
        except refusals.Full:
            return "full"
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(one, people))

    admission.refresh_from_db()
    assert (found.count("placed"), found.count("full"), admission.taken) == (5, 35, 5)
