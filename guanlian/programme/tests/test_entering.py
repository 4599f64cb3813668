"""From asking to giving back: queues, offers, decisions, and the words that follow them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from hypothesis import given
from hypothesis import strategies as st

from guanlian.accounts import completing
from guanlian.accounts.completing import CannotComplete
from guanlian.accounts.models import Person, Relation
from guanlian.messaging.models import Message
from guanlian.programme import (
    choosing,
    confirming,
    deciding,
    filling,
    finding,
    refusals,
    registering,
    releasing,
    tickets,
)
from guanlian.programme.admission import Policy, Status
from guanlian.programme.deciding import Decision
from guanlian.programme.finding import Wish
from guanlian.programme.models import Activity, Admission, Registration, Restriction
from tests.factories import days, give_role, make_activity, make_admission, make_person, make_user

TODAY = localdate


def ask(admission: Admission, *people: Person, **more: Any) -> list[Registration]:
    given_ = {"by": people[0].keeper, "on": TODAY()} | more
    return registering.register(activity=admission.activity.code, people=people, **given_)


def family(n: int) -> list[Person]:
    first = make_person()
    others = [make_person(f"家人{i}", keeper=first.keeper, relation=Relation.OTHER) for i in range(1, n)]
    return [first, *others]


def status_of(*entries: Registration) -> list[str]:
    return [Registration.unscoped.get(pk=entry.pk).status for entry in entries]


# --- the queue


def test_positions_count_groups_and_say_how_long_the_queue_is(network):
    admission = make_admission(network.branches[0], places=1)
    ask(admission, make_person())
    pair = ask(admission, *family(2), waiting=True)
    (single,) = ask(admission, make_person(), waiting=True)

    places = filling.positions([*pair, single])

    assert [places[entry.pk] for entry in (*pair, single)] == [(1, 2), (1, 2), (2, 2)]
    assert filling.position(single) == 2


def test_a_group_that_does_not_fit_stays_first_and_a_single_person_is_offered_the_place(network):
    admission = make_admission(network.branches[0], places=2)
    first, second = make_person(), make_person()
    (held,) = ask(admission, first)
    ask(admission, second)
    pair = ask(admission, *family(2), waiting=True)
    (single,) = ask(admission, make_person(), waiting=True)

    releasing.release(code=held.code, by=first.keeper, on=TODAY())

    assert status_of(*pair, single) == ["waiting", "waiting", "offered"]


def test_nothing_is_offered_before_the_draw_or_while_entries_await_a_decision(network):
    for policy in (Policy.LOTTERY, Policy.REVIEWED):
        admission = make_admission(network.branches[0], policy=policy, places=5)
        ask(admission, make_person())
        late = Registration(
            admission=admission, person=make_person(), status=Status.WAITING, waiting_since=now(), channel="desk"
        )
        late.save()

        assert filling.fill(admission=admission.pk) == []


def test_a_family_is_told_of_its_offer_in_one_message(network):
    admission = make_admission(network.branches[0], places=2)
    pair = family(2)
    held = ask(admission, *pair)
    waiting = family(2)
    ask(admission, *waiting, waiting=True)

    releasing.release(code=held[0].code, by=pair[0].keeper, on=TODAY(), together=True)

    (told,) = Message.objects.filter(kind="place.offered")
    assert waiting[1].name in told.params["name"]


def test_what_lapsed_goes_to_the_next_and_its_owner_can_queue_again(network):
    admission = make_admission(network.branches[0], places=1)
    first, second, third = make_person(), make_person(), make_person()
    (held,) = ask(admission, first)
    (offer,) = ask(admission, second, waiting=True)
    (next_one,) = ask(admission, third, waiting=True)
    releasing.release(code=held.code, by=first.keeper, on=TODAY())
    Registration.unscoped.filter(pk=offer.pk).update(offered_until=now() - timedelta(minutes=1))

    with pytest.raises(refusals.NotOffered):
        releasing.accept(code=offer.code, by=second.keeper, on=TODAY())
    ended = releasing.lapse()
    (again,) = ask(admission, second, waiting=True)

    assert ended == 1
    assert status_of(offer, next_one, again) == ["lapsed", "offered", "waiting"]
    assert Message.objects.filter(kind="place.lapsed", to=second.keeper).count() == 1


# --- asking


def test_too_few_places_for_all_says_how_many_are_left(network):
    admission = make_admission(network.branches[0], places=1)

    with pytest.raises(refusals.Full, match="只剩 1 个名额，不够 2 人"):
        ask(admission, *family(2))

    assert Registration.unscoped.count() == 0


def test_nobody_chosen_and_no_answer_are_said_so(network):
    admission = make_admission(network.branches[0], policy=Policy.REVIEWED, question="学过几年？")
    person = make_person()

    with pytest.raises(refusals.NobodyChosen):
        registering.register(activity=admission.activity.code, people=[], by=person.keeper, on=TODAY())
    with pytest.raises(refusals.AnswerNeeded, match="学过几年"):
        ask(admission, person)

    assert Registration.unscoped.count() == 0


def test_a_restriction_keeps_people_out_of_a_draw_but_not_off_its_waiting_list(network):
    admission = make_admission(network.branches[0], policy=Policy.LOTTERY)
    person, today = make_person(), TODAY()
    Restriction.unscoped.create(person=person, hall=network.branches[0], period=days(today, today + timedelta(days=9)))

    with pytest.raises(refusals.Restricted):
        ask(admission, person)
    (entry,) = ask(admission, person, waiting=True)

    assert entry.status == "waiting"


def test_the_desk_gives_what_a_decided_review_left(network, cast):
    admission = make_admission(network.villages[0], policy=Policy.REVIEWED, closes_at=now() - timedelta(hours=1))
    guest = Person.unscoped.create(relation=Relation.GUEST, hall=network.villages[0], name="张大妈")

    (entry,) = ask(admission, guest, by=cast.village_administrator, channel="desk")

    assert (entry.status, entry.acted_by) == ("placed", cast.village_administrator)


def test_a_household_sees_at_once_who_can_come_and_why_others_cannot(network):
    admission = make_admission(network.branches[0], age_min=6, age_max=12)
    mother = make_person("妈妈", born_on=date(1985, 1, 1))
    kept = {"keeper": mother.keeper, "relation": Relation.CHILD, "consent_at": now(), "consent_by": "妈妈"}
    child = make_person("女儿", born_on=TODAY() - timedelta(days=9 * 366), **kept)
    other = make_person("儿子", keeper=mother.keeper, relation=Relation.CHILD)

    choices = choosing.choose(activity=admission.activity.code, people=[mother, child, other])

    assert [choice.can for choice in choices.people] == [False, True, True]
    assert isinstance(choices.people[0].refusal, refusals.WrongAge)
    assert choices.people[2].missing == ("born_on",)


def test_what_is_missing_is_kept_once_and_a_child_needs_its_guardians_consent(network):
    person = make_person()
    Person.unscoped.filter(pk=person.pk).update(name="")
    person.refresh_from_db()

    completing.complete(person=person, by=person.keeper, on=TODAY(), name="王芳", born_on=date(1990, 2, 3))
    completing.complete(person=person, by=person.keeper, on=TODAY(), name="别名")

    person.refresh_from_db()
    assert (person.name, person.born_on) == ("王芳", date(1990, 2, 3))
    child = make_person("小宝", keeper=person.keeper, relation=Relation.CHILD)
    with pytest.raises(CannotComplete):
        completing.complete(person=child, by=person.keeper, on=TODAY(), born_on=TODAY() - timedelta(days=2000))
    with pytest.raises(CannotComplete):
        completing.complete(person=child, by=make_user(), on=TODAY(), name="别家")


# --- giving back


def test_giving_back_once_more_changes_nothing_and_after_the_end_is_too_late(network):
    admission = make_admission(network.branches[0])
    person = make_person()
    (entry,) = ask(admission, person)

    first = releasing.release(code=entry.code, by=person.keeper, on=TODAY())
    again = releasing.release(code=entry.code, by=person.keeper, on=TODAY())

    assert ([each.code for each in first], again) == ([entry.code], [])
    (entry,) = ask(admission, person)
    Activity.unscoped.filter(pk=admission.activity_id).update(
        starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1)
    )
    with pytest.raises(refusals.TooLate):
        releasing.release(code=entry.code, by=person.keeper, on=TODAY())
    assert status_of(entry) == ["placed"]


def test_whoever_is_let_go_by_staff_is_told_and_who_did_it_is_kept(network, cast):
    admission = make_admission(network.villages[0])
    person = make_person()
    (entry,) = ask(admission, person)

    releasing.release(code=entry.code, by=cast.village_administrator, on=TODAY(), why="本人来电")

    entry.refresh_from_db()
    assert (entry.why, entry.decided_by) == ("本人来电", cast.village_administrator)
    assert Message.objects.get(to=person.keeper).kind == "place.released"
    with pytest.raises(releasing.NotYours):
        releasing.release(code=entry.code, by=make_user(), on=TODAY())


# --- reviewed entries


@pytest.fixture
def reviewed(network) -> tuple[Admission, list[Registration]]:
    admission = make_admission(network.villages[0], policy=Policy.REVIEWED, places=2)
    return admission, [*ask(admission, *family(2)), *ask(admission, make_person())]


def test_a_group_is_decided_together_and_told(reviewed, cast):
    admission, (first, second, third) = reviewed

    deciding.decide(
        activity=admission.activity.code,
        codes=[first.code],
        decision=Decision.ADMIT,
        by=cast.village_administrator,
        on=TODAY(),
    )

    assert status_of(first, second, third) == ["placed", "placed", "entered"]
    assert Message.objects.filter(kind="place.admitted").count() == 2


def test_more_than_the_places_cannot_be_admitted_and_nobody_is(reviewed, cast):
    admission, entries = reviewed
    codes = [entry.code for entry in entries]
    act = {"activity": admission.activity.code, "codes": codes, "by": cast.village_administrator, "on": TODAY()}

    with pytest.raises(refusals.TooFewLeft):
        deciding.decide(decision=Decision.ADMIT, **act)
    with pytest.raises(refusals.ReasonNeeded):
        deciding.decide(decision=Decision.DECLINE, **act)

    assert status_of(*entries) == ["entered"] * 3
    assert Message.objects.count() == 0


def test_the_waiting_list_gets_its_turn_only_after_the_last_decision(reviewed, cast):
    admission, (first, second, third) = reviewed
    act = {"activity": admission.activity.code, "by": cast.village_administrator, "on": TODAY()}

    deciding.decide(decision=Decision.WAIT, codes=[third.code], **act)
    before = status_of(third)
    deciding.decide(decision=Decision.DECLINE, codes=[first.code], why="名额有限", **act)

    assert before == ["waiting"]
    assert status_of(first, second, third) == ["declined", "declined", "offered"]
    with pytest.raises(refusals.NothingToDecide):
        deciding.decide(decision=Decision.ADMIT, codes=[first.code], **act)


def test_staff_are_reminded_once_a_day_of_what_is_undecided(reviewed, cast):
    admission, _entries = reviewed
    Admission.objects.filter(pk=admission.pk).update(closes_at=now() - timedelta(hours=1))

    told = [deciding.remind(on=TODAY()), deciding.remind(on=TODAY())]

    assert told == [1, 0]
    assert Message.objects.get().to == cast.village_administrator


def test_where_a_village_has_no_staff_the_hall_above_is_reminded(network):
    admission = make_admission(network.villages[1], policy=Policy.REVIEWED)
    ask(admission, make_person())
    Admission.objects.filter(pk=admission.pk).update(closes_at=now() - timedelta(hours=1))
    head = make_user()
    give_role(head, "branch_head", network.branches[0])

    deciding.remind(on=TODAY())

    assert Message.objects.get().to == head


# --- confirming, tickets, finding


def test_each_group_is_confirmed_once_in_the_words_of_its_state(network):
    admission = make_admission(network.branches[0], places=2)
    ask(admission, *family(2))
    ask(admission, make_person(), waiting=True)
    lottery = make_admission(network.branches[0], policy=Policy.LOTTERY)
    ask(lottery, make_person())

    told = [confirming.confirm(), confirming.confirm()]

    assert told == [3, 0]
    kinds = sorted(Message.objects.values_list("kind", flat=True))
    assert kinds == ["place.entered_draw", "place.placed", "place.waiting"]
    assert Message.objects.get(kind="place.waiting").params["at"] == 1


@given(st.text(alphabet=" -·bBmM", max_size=6), st.booleans())
def test_a_ticket_is_read_however_it_was_spaced_or_cased(noise, lower):
    code = "BM-7K3M9Q2XA0"
    written = noise.replace("b", "").replace("B", "") + tickets.spaced(code) + " "

    assert tickets.code_of(written.lower() if lower else written) == code


def test_what_is_no_ticket_is_not_read_as_one():
    assert [tickets.code_of(text) for text in ("", "BM", "BM-123", "https://example.org", "RY-7K3M9Q2XA0")] == [
        None
    ] * 5
    assert tickets.code_of("bm 7k3m 9q2x ao") == "BM-7K3M9Q2XA0"  # o for nought


def test_only_what_one_can_get_into_is_found_where_places_are_asked_for(network):
    hall = network.branches[0]
    full = make_admission(hall, places=1)
    ask(full, make_person())
    kept = make_admission(hall, places=1, reserved=1)
    shut = make_admission(hall, closes_at=now() - timedelta(hours=1))
    open_ = make_admission(hall)
    lottery = make_admission(hall, policy=Policy.LOTTERY)
    walk_in = make_activity(hall, on=TODAY() + timedelta(days=3), status="scheduled", participants=None)

    found = set(finding.matching(Wish(places=True), TODAY()))

    assert found == {open_.activity, lottery.activity, walk_in}
    assert not {full.activity, kept.activity, shut.activity} & found
