"""Asking to join a troupe, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from guanlian.accounts import ahead, forgetting, own_data
from guanlian.accounts.models import Person, Relation
from guanlian.accounts.scope import NotYours
from guanlian.community import belonging, joining, leading, refusals
from guanlian.community.models import Joining, Troupe, TroupeMember
from guanlian.community.troupe_rules import rules
from guanlian.messaging.models import Message
from tests.factories import days, make_person, make_record, make_user


def ask(choir, person: Person, today: date, **more) -> Joining:
    return joining.ask(troupe=choir.troupe.code, person=person.code, by=person.keeper, on=today, **more)


def test_the_leader_accepts_and_the_person_is_a_member_from_that_day(choir, singer, today):
    request = ask(choir, singer, today, message="女高音")

    member = joining.accept(code=request.code, by=choir.head, on=today)

    assert (member.troupe, member.hall, member.name, member.person) == (
        choir.troupe, choir.troupe.hall, "王芳", singer,
    )  # fmt: skip
    assert (member.period.lower, member.period.upper, member.leader) == (today, None, False)
    request.refresh_from_db()
    assert (request.status, request.decided_by, request.member) == ("accepted", choir.head, member)
    told = dict(Message.objects.values_list("kind", "to"))
    assert told == {"troupe.asked": choir.head.pk, "troupe.accepted": singer.keeper_id}
    assert belonging.troupes_of(singer.keeper, today) == [choir.troupe]


def test_no_message_to_the_leader_names_the_person(choir, singer, today):
    ask(choir, singer, today, message="女高音")

    message = Message.objects.get()
    assert "王芳" not in str(message.params) and "女高音" not in str(message.params)


def test_asking_twice_is_one_request(choir, singer, today):
    assert ask(choir, singer, today) == ask(choir, singer, today)
    assert Joining.unscoped.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Joining.unscoped.create(troupe=choir.troupe, person=singer, asked_at=now())


def test_only_for_ones_own_household(choir, singer, today):
    with pytest.raises(refusals.NotYourHousehold):
        joining.ask(troupe=choir.troupe.code, person=singer.code, by=make_user(), on=today)
    assert not Joining.unscoped.exists()


def test_a_child_joins_with_a_guardians_consent(choir, singer, today):
    born = today - timedelta(days=9 * 365)
    child = make_person(
        "小雨", keeper=singer.keeper, relation="child", born_on=born, consent_at=now(), consent_by="王芳"
    )
    with pytest.raises(refusals.ConsentMissing):
        ask(choir, child, today)

    assert ask(choir, child, today, guardian="王芳").consent_by == "王芳"


def test_a_troupe_that_takes_nobody_new_and_its_members_are_refused(choir, singer, today):
    choir.member(singer)
    with pytest.raises(refusals.AlreadyMember):
        ask(choir, singer, today)
    choir.troupe.recruiting = False
    choir.troupe.save()
    with pytest.raises(refusals.NotRecruiting):
        ask(choir, make_person("李强"), today)
    choir.troupe.dissolved_on = today
    choir.troupe.save()
    with pytest.raises(refusals.NoSuchTroupe):
        ask(choir, make_person("李强"), today)
    assert not Joining.unscoped.exists()


def test_somebody_without_a_name_is_asked_for_it_first(choir, today):
    nameless = make_person()
    Person.unscoped.filter(pk=nameless.pk).update(name="")

    with pytest.raises(refusals.NameMissing):
        ask(choir, nameless, today)


def test_declining_says_why_if_one_likes_and_leaves_no_member(choir, singer, today):
    request = ask(choir, singer, today)

    joining.decline(code=request.code, by=choir.head, on=today, why="女高音已满，明年春天再收。")

    request.refresh_from_db()
    assert (request.status, request.why) == ("declined", "女高音已满，明年春天再收")
    assert not TroupeMember.unscoped.filter(person=singer).exists()
    with pytest.raises(refusals.Decided):
        joining.accept(code=request.code, by=choir.head, on=today)


def test_only_the_leader_and_the_halls_staff_decide(choir, singer, today, cast):
    request = ask(choir, singer, today)
    choir.member(make_person("队员甲"))
    for other in (make_user(), singer.keeper, cast.supervisor):
        with pytest.raises(refusals.NotYourTroupe):
            joining.accept(code=request.code, by=other, on=today)
    assert not TroupeMember.unscoped.filter(person=singer).exists()

    joining.accept(code=request.code, by=cast.village_administrator, on=today)

    assert TroupeMember.unscoped.filter(person=singer).exists()


def test_where_no_leader_has_an_account_the_halls_staff_are_told(choir, singer, today, cast):
    choir.leader.person = None
    choir.leader.save()

    request = ask(choir, singer, today)

    message = Message.objects.get()
    assert (message.to, message.about) == (cast.village_administrator, f"/console/troupes/{choir.troupe.code}/")
    assert message.key == f"troupe.asked:{request.code}:{cast.village_administrator.pk}"


def test_who_stands_on_the_roll_by_name_is_linked_and_not_doubled(choir, singer, today):
    known = choir.member(name="王芳（女高音）")
    request = ask(choir, singer, today)
    stranger = choir.member(make_person("队员甲"))
    with pytest.raises(refusals.NotOnTheRoll):
        joining.accept(code=request.code, by=choir.head, on=today, as_member=stranger.code)

    member = joining.accept(code=request.code, by=choir.head, on=today, as_member=known.code)

    assert (member.pk, member.person, member.period.lower) == (known.pk, singer, date(2022, 3, 1))


def test_one_takes_ones_own_request_back(choir, singer, today):
    request = ask(choir, singer, today)
    with pytest.raises(refusals.NoSuchRequest):
        joining.withdraw(code=request.code, by=make_user(), on=today)

    joining.withdraw(code=request.code, by=singer.keeper, on=today)
    joining.withdraw(code=request.code, by=singer.keeper, on=today)

    request.refresh_from_db()
    assert request.status == "withdrawn"


def test_whoever_answers_is_reminded_once_before_a_request_ends(choir, singer, today):
    waits, fresh = ask(choir, singer, today), ask(choir, make_person("李强"), today)
    days_ago = now() - timedelta(days=rules()["joining"]["lapse_days"] - 1)
    Joining.unscoped.filter(pk=waits.pk).update(asked_at=days_ago)

    assert (joining.remind_to_answer(at=now()), joining.remind_to_answer(at=now())) == (1, 1)

    reminders = Message.objects.filter(kind="troupe.waits")
    assert list(reminders.values_list("to", flat=True)) == [choir.head.pk]
    assert fresh.status == "asked"


def test_what_nobody_answers_lapses_and_both_are_told(choir, singer, today):
    late, fresh = ask(choir, singer, today), ask(choir, make_person("李强"), today)
    days_ago = now() - timedelta(days=rules()["joining"]["lapse_days"], minutes=1)
    Joining.unscoped.filter(pk=late.pk).update(asked_at=days_ago)

    assert (joining.lapse_unanswered(at=now()), joining.lapse_unanswered(at=now())) == (1, 0)

    assert dict(Joining.unscoped.values_list("pk", "status")) == {late.pk: "lapsed", fresh.pk: "asked"}
    told = Message.objects.exclude(kind="troupe.asked").values_list("kind", "to")
    assert set(told) == {("troupe.lapsed", singer.keeper_id), ("troupe.let_lapse", choir.head.pk)}


@pytest.mark.parametrize("status", ["accepted", "declined", "withdrawn", "lapsed"])
def test_the_database_keeps_a_request_consistent(choir, singer, status):
    with pytest.raises(IntegrityError), transaction.atomic():
        Joining.unscoped.create(troupe=choir.troupe, person=singer, asked_at=now(), status=status)
    with pytest.raises(IntegrityError), transaction.atomic():
        Joining.unscoped.create(troupe=choir.troupe, person=singer, asked_at=now(), why="先写了答复")


def test_who_leaves_the_site_leaves_their_troupes_and_their_name_goes(choir, singer, today):
    member = choir.member(singer)
    other = make_person("张秀英", keeper=singer.keeper, relation="parent")
    request = ask(choir, other, today, message="我会拉二胡")
    assert [thing.words for thing in ahead.things_of([singer, other])] == [
        "菱村合唱队：入队申请等答复",
        "菱村合唱队：在队",
    ]
    exported = own_data.export(singer.keeper)["troupes"]
    assert (len(exported["requests"]), len(exported["memberships"])) == (1, 1)

    own_data.erase(user=singer.keeper, on=today, releasing=True)

    member.refresh_from_db()
    request.refresh_from_db()
    assert (member.period.upper, member.name) == (today, f"队员 {member.code[-4:]}")
    assert (request.status, request.message) == ("withdrawn", "")
    assert "王芳" not in str(list(member.events.values()))


def test_the_last_leader_may_go_for_good_and_staff_are_told(choir, singer, today, cast):
    choir.member(singer)

    own_data.erase(user=choir.head, on=today, releasing=True)

    assert not leading.leaders_of(choir.troupe, today).exists()
    assert Message.objects.filter(kind="troupe.leaderless", to=cast.village_administrator).exists()


def test_members_are_not_forgotten_by_the_clock(choir, singer):
    removed = now() - timedelta(days=4000)
    Person.unscoped.filter(pk=singer.pk).update(removed_at=removed)
    choir.member(singer)

    forgetting.forget_old(at=now())

    singer.refresh_from_db()
    assert singer.name == "王芳"


def test_one_membership_a_person_and_troupe_at_a_time(choir, singer, today):
    ended = choir.member(singer, period=days(date(2022, 3, 1), today))
    choir.member(singer, period=days(today))

    with pytest.raises(IntegrityError), transaction.atomic():
        choir.member(singer, period=days(date(2023, 1, 1), date(2023, 2, 1)))
    ended.refresh_from_db()
    assert ended.period.upper == today


def a_guest(hall, name: str = "张大妈", **more) -> Person:
    return Person.unscoped.create(hall=hall, relation=Relation.GUEST, name=name, **more)


def test_the_halls_staff_ask_for_somebody_without_a_phone(choir, cast, today):
    guest, staff = a_guest(choir.troupe.hall), cast.village_administrator

    request = joining.ask_at_desk(troupe=choir.troupe.code, person=guest, by=staff, on=today)
    again = joining.ask_at_desk(troupe=choir.troupe.code, person=guest, by=staff, on=today)
    member = joining.accept(code=request.code, by=choir.head, on=today)

    assert (again, request.asked_by, member.person) == (request, staff, guest)
    assert list(Message.objects.values_list("kind", flat=True)) == ["troupe.asked"]


def test_staff_of_another_hall_ask_for_nobody(choir, cast, network, singer, today):
    elsewhere = make_record(Troupe, network.villages[1], founded_on=today - timedelta(days=400), recruiting=True)

    with pytest.raises(NotYours):
        joining.ask_at_desk(troupe=elsewhere.code, person=singer, by=cast.village_administrator, on=today)

    assert not Joining.unscoped.exists()


def test_at_the_desk_a_childs_guardian_is_the_one_on_record(choir, cast, today):
    born = today - timedelta(days=3000)
    child = a_guest(choir.troupe.hall, "张小宝", born_on=born, consent_by="张大妈", consent_at=now())

    asked = joining.ask_at_desk(troupe=choir.troupe.code, person=child, by=cast.village_administrator, on=today)

    assert asked.consent_by == "张大妈"
