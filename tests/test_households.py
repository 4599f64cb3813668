"""Households: who is added, with whose consent, and who leaves; and people made anonymous when their time is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from guanlian.accounts import ahead, forgetting, households, looking_up, members, own_data
from guanlian.accounts.models import Person, Relation, User
from guanlian.accounts.rules import rules
from guanlian.programme import registering
from tests.factories import Cast, SmallNetwork, make_admission, make_user

TODAY = localdate()
FOURTEEN = date(TODAY.year - 14, TODAY.month, min(TODAY.day, 28))
CHILD = FOURTEEN + timedelta(days=40)


@pytest.fixture
def mother(db: None) -> User:
    return make_user("mother", name="沈小荷", phone="+8613800000009", phone_verified=True)


def add(user: User, **more) -> Person:
    given = {"relation": Relation.CHILD, "name": "一诺", "on": TODAY} | more
    return members.add_member(user=user, **given)


def test_a_child_under_fourteen_is_kept_with_who_consented_and_when(mother: User):
    child = add(mother, born_on=CHILD, guardian="沈小荷")

    child.refresh_from_db()
    assert child.consent_by == "沈小荷"
    assert child.consent_at is not None and now() - child.consent_at < timedelta(minutes=1)


def test_without_consent_a_child_is_refused_and_nothing_is_kept(mother: User):
    with pytest.raises(households.ConsentMissing, match="不满 14 周岁"):
        add(mother, born_on=CHILD)

    assert not Person.unscoped.exists()


def test_on_the_fourteenth_birthday_no_guardian_is_asked(mother: User):
    assert add(mother, born_on=FOURTEEN).consent_at is None


def test_a_birthday_told_later_asks_for_the_consent_then(mother: User):
    child = add(mother)

    with pytest.raises(households.ConsentMissing):
        members.change_member(user=mother, code=child.code, name="一诺", on=TODAY, born_on=CHILD)

    child.refresh_from_db()
    assert child.born_on is None
    members.change_member(user=mother, code=child.code, name="一诺", on=TODAY, born_on=CHILD, guardian="沈小荷")
    members.change_member(user=mother, code=child.code, name="沈一诺", on=TODAY, born_on=CHILD)
    child.refresh_from_db()
    assert (child.name, child.consent_by) == ("沈一诺", "沈小荷")


def test_no_child_owns_an_account(mother: User):
    me = households.self_of(user=mother)

    with pytest.raises(members.TooYoungAlone):
        members.change_member(user=mother, code=me.code, name="", on=TODAY, born_on=CHILD, guardian="沈小荷")


def test_nobody_is_born_tomorrow(mother: User):
    with pytest.raises(members.NotBornYet):
        add(mother, born_on=TODAY + timedelta(days=1), guardian="沈小荷")


def test_the_form_sent_twice_is_one_member(mother: User):
    assert add(mother, born_on=CHILD, guardian="沈小荷") == add(mother, born_on=CHILD, guardian="沈小荷")


def test_a_household_has_a_declared_size(mother: User):
    most = rules()["household"]["most"]
    for n in range(most):
        add(mother, name=f"家人{n}", relation=Relation.OTHER)

    with pytest.raises(members.HouseholdFull, match=str(most)):
        add(mother, name="又一位")


def test_another_household_is_out_of_reach(mother: User):
    child = add(mother, name="一诺")
    other = make_user()

    with pytest.raises(members.NoSuchMember):
        members.change_member(user=other, code=child.code, name="x", on=TODAY)
    with pytest.raises(members.NoSuchMember):
        members.remove_member(user=other, code=child.code, on=TODAY)

    child.refresh_from_db()
    assert (child.name, child.removed_at) == ("一诺", None)


def test_who_is_still_expected_stays_until_the_place_is_given_back(mother: User, network: SmallNetwork):
    child = add(mother, name="一诺")
    admission = make_admission(network.branches[0])
    (ticket,) = registering.register(activity=admission.activity.code, people=[child], by=mother, on=TODAY)

    with pytest.raises(ahead.StillExpected) as refusal:
        members.remove_member(user=mother, code=child.code, on=TODAY)
    assert [thing.about for thing in refusal.value.things] == [ticket.get_absolute_url()]
    child.refresh_from_db()
    assert child.removed_at is None

    members.remove_member(user=mother, code=child.code, on=TODAY, releasing=True)
    members.remove_member(user=mother, code=child.code, on=TODAY)

    child.refresh_from_db()
    ticket.refresh_from_db()
    admission.refresh_from_db()
    assert child.removed_at is not None
    assert (ticket.status, admission.taken) == ("released", 0)
    assert child not in households.household_of(user=mother)


def test_oneself_is_not_removed(mother: User):
    me = households.self_of(user=mother)

    with pytest.raises(members.MemberRefused, match="注销"):
        members.remove_member(user=mother, code=me.code, on=TODAY)


def test_a_place_ahead_stands_against_erasing_until_it_is_given_back(mother: User, network: SmallNetwork):
    child = add(mother, born_on=CHILD, guardian="沈小荷")
    admission = make_admission(network.branches[0])
    (ticket,) = registering.register(
        activity=admission.activity.code, people=[child], by=mother, on=TODAY, answer="学过两年，我叫沈一诺"
    )

    with pytest.raises(own_data.CannotErase, match="1 项"):
        own_data.erase(user=mother, on=TODAY)
    child.refresh_from_db()
    assert child.name == "一诺"

    own_data.erase(user=mother, on=TODAY, releasing=True)

    child.refresh_from_db()
    ticket.refresh_from_db()
    assert (child.name, child.born_on, child.consent_by) == ("", None, "")
    assert (ticket.status, ticket.answer, ticket.person) == ("released", "", child)


def test_the_export_tells_of_the_household_and_its_tickets(mother: User, network: SmallNetwork):
    child = add(mother, born_on=CHILD, guardian="沈小荷", lives_at=network.villages[0])
    admission = make_admission(network.branches[0])
    (ticket,) = registering.register(activity=admission.activity.code, people=[child], by=mother, on=TODAY)

    data = own_data.export(mother)

    assert [(row["name"], row["born_on"], row["consent_by"]) for row in data["household"]][-1] == (
        "一诺",
        CHILD.isoformat(),
        "沈小荷",
    )
    assert [row["ticket"] for row in data["programme"]["entries"]] == [ticket.code]
    assert set(data) >= {"account", "roles", "household", "calendar", "messages", "booking", "programme", "follows"}


def a_guest(hall, *, months: int, **more) -> Person:
    entered = TODAY - timedelta(days=31 * months)
    return Person.unscoped.create(
        hall=hall, relation=Relation.GUEST, name="张大妈", phone="+8613800000011", added_on=entered, **more
    )


def test_guests_and_former_members_are_made_anonymous_after_their_time_and_no_sooner(
    mother: User, network: SmallNetwork, cast: Cast
):
    kept = rules()["retention"]
    old = a_guest(network.villages[0], months=kept["guest_months"])
    young = a_guest(network.villages[0], months=kept["guest_months"] - 3)
    busy = a_guest(network.villages[0], months=kept["guest_months"])
    registering.register(
        activity=make_admission(network.villages[0]).activity.code,
        people=[busy],
        by=cast.village_administrator,
        on=TODAY,
        channel="desk",
    )
    gone = add(mother, name="外婆", relation=Relation.OTHER)
    here = add(mother, name="外公", relation=Relation.OTHER)
    Person.unscoped.filter(pk=gone.pk).update(removed_at=now() - timedelta(days=31 * kept["removed_months"]))

    assert forgetting.forget_old(at=now()) == 2
    assert forgetting.forget_old(at=now()) == 0

    names = {person.pk: person.name for person in Person.unscoped.all()}
    assert [names[p.pk] for p in (old, young, busy, gone, here)] == ["", "张大妈", "张大妈", "", "外公"]


def test_the_desk_finds_an_account_by_its_whole_number_only(mother: User, cast: Cast):
    child = add(mother, name="一诺")

    whole = looking_up.find(words="138 0000 0009", by=cast.village_administrator, on=TODAY)
    part = looking_up.find(words="0000009", by=cast.village_administrator, on=TODAY)
    name = looking_up.find(words="沈小荷", by=cast.village_administrator, on=TODAY)

    assert [person.relation for person in whole] == ["self", "child"] and child in whole
    assert (part, name) == ([], [])


def test_the_desk_finds_the_guests_of_its_own_halls(network: SmallNetwork, cast: Cast):
    mine = a_guest(network.villages[0], months=1)
    a_guest(network.villages[7], months=1)

    for words in ("张大", "13800000011"):
        assert looking_up.find(words=words, by=cast.village_administrator, on=TODAY) == [mine]
    assert looking_up.find(words="张", by=cast.village_administrator, on=TODAY) == []


def test_a_person_is_in_view_only_where_known(mother: User, network: SmallNetwork, cast: Cast):
    me = households.self_of(user=mother)
    by = cast.village_administrator

    assert looking_up.in_view(code=me.code, by=by, on=TODAY, seen=[]) is None
    assert looking_up.in_view(code=me.code, by=by, on=TODAY, seen=[me.code]) == me
    assert looking_up.in_view(code=me.code, by=cast.citizen, on=TODAY, seen=[me.code]) is None


def test_a_guest_child_needs_a_guardian_at_the_desk_too(network: SmallNetwork, cast: Cast):
    given = {"hall": network.villages[0], "name": "小宝", "by": cast.village_administrator, "on": TODAY}

    with pytest.raises(households.ConsentMissing):
        households.enter_guest(**given, born_on=CHILD)
    guest = households.enter_guest(**given, born_on=CHILD, guardian="奶奶")
    changed = looking_up.change_guest(
        code=guest.code, by=cast.village_administrator, on=TODAY, name="小宝", phone="+8613800000012", born_on=CHILD
    )

    assert (changed.consent_by, changed.phone, changed.entered_by) == (
        "奶奶",
        "+8613800000012",
        cast.village_administrator,
    )


def test_a_name_chosen_for_oneself_is_the_name_one_registers_under(mother: User):
    me = households.self_of(user=mother)

    households.call_oneself(user=mother, name="沈荷")

    me.refresh_from_db()
    assert (me.name, User.objects.get(pk=mother.pk).name) == ("沈荷", "沈荷")
