"""Leaders and members: who acts, who leaves, who is named; rehearsals that leaders note."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guanlian.accounts import ahead
from guanlian.community import belonging, joining, leading, refusals, rehearsing
from guanlian.community.models import Rehearsal
from guanlian.messaging.models import Message
from tests.factories import make_person, make_user


def test_a_leader_acts_through_the_account_of_their_household(choir, cast, today):
    assert leading.may_lead(choir.head, choir.troupe, today)
    assert leading.may_lead(cast.village_administrator, choir.troupe, today)
    assert list(leading.led_by(choir.head, today)) == [choir.troupe]
    for other in (make_user(), cast.supervisor, cast.citizen):
        assert not leading.may_lead(other, choir.troupe, today)
    assert not leading.leads(choir.head, choir.troupe, date(2022, 2, 1))


def test_leaving_ends_the_membership_and_the_roll_of_yesterday_stays(choir, singer, today):
    member = choir.member(singer)

    belonging.leave(member=member.code, by=singer.keeper, on=today)

    member.refresh_from_db()
    assert (member.period.lower, member.period.upper) == (date(2022, 3, 1), today)
    assert belonging.troupes_of(singer.keeper, today) == []
    assert Message.objects.filter(kind="troupe.left", to=choir.head).exists()
    with pytest.raises(refusals.NoSuchMember):
        belonging.leave(member=member.code, by=singer.keeper, on=today)


def test_who_joins_and_leaves_the_same_day_can_join_again(choir, singer, today):
    for _ in range(2):
        request = joining.ask(troupe=choir.troupe.code, person=singer.code, by=singer.keeper, on=today)
        member = joining.accept(code=request.code, by=choir.head, on=today)
        belonging.leave(member=member.code, by=singer.keeper, on=today)
        member.refresh_from_db()
        assert member.is_withdrawn and member.withdrawn_why


def test_nobody_ends_another_households_membership(choir, singer, today):
    member = choir.member(singer)

    with pytest.raises(refusals.NoSuchMember):
        belonging.leave(member=member.code, by=make_user(), on=today)
    belonging.leave(member=member.code, by=choir.head, on=today)

    assert Message.objects.filter(kind="troupe.ended", to=singer.keeper).exists()


def test_a_troupe_with_accounts_keeps_a_leader(choir, singer, today):
    other = choir.member(singer)
    for step in (belonging.leave, belonging.unname_leader):
        with pytest.raises(refusals.LastLeader):
            step(member=choir.leader.code, by=choir.head, on=today)

    belonging.name_leader(member=other.code, by=choir.head, on=today)
    belonging.unname_leader(member=choir.leader.code, by=choir.head, on=today)

    assert [row.person for row in leading.leaders_of(choir.troupe, today)] == [singer]


def test_the_only_account_may_leave(choir, today):
    choir.member()

    belonging.leave(member=choir.leader.code, by=choir.head, on=today)

    assert not leading.leaders_of(choir.troupe, today).exists()


def test_only_who_has_an_account_can_be_named_leader(choir, today):
    with pytest.raises(refusals.NoAccount):
        belonging.name_leader(member=choir.member().code, by=choir.head, on=today)


def test_a_leaders_name_is_public_only_by_their_own_wish(choir, singer, cast, today):
    with pytest.raises(refusals.NoSuchMember):
        belonging.show_name(member=choir.leader.code, public=True, by=cast.village_administrator, on=today)
    with pytest.raises(refusals.NotALeader):
        belonging.show_name(member=choir.member(singer).code, public=True, by=singer.keeper, on=today)

    assert belonging.show_name(member=choir.leader.code, public=True, by=choir.head, on=today).leader_public


def test_a_leader_notes_a_rehearsal_once(choir, today):
    given = {"troupe": choir.troupe.code, "held_on": today, "attended": 12, "by": choir.head, "on": today}

    first = rehearsing.note_rehearsal(**given)

    assert rehearsing.note_rehearsal(**given) == first
    with pytest.raises(refusals.RecordedBefore):
        rehearsing.note_rehearsal(**given | {"attended": 9})
    assert rehearsing.correct_rehearsal(code=first.code, attended=9, by=choir.head, on=today).attended == 9
    assert Rehearsal.unscoped.count() == 1


@pytest.mark.parametrize("shift", [1, -61])
def test_no_rehearsal_in_the_future_or_long_ago(choir, today, shift):
    with pytest.raises(refusals.WrongDay):
        rehearsing.note_rehearsal(
            troupe=choir.troupe.code, held_on=today + timedelta(days=shift), attended=5, by=choir.head, on=today
        )


def test_strangers_note_and_describe_nothing(choir, today):
    stranger = make_person("路人").keeper
    code = choir.troupe.code
    with pytest.raises(refusals.NotYourTroupe):
        rehearsing.note_rehearsal(troupe=code, held_on=today, attended=5, by=stranger, on=today)
    with pytest.raises(refusals.NotYourTroupe):
        rehearsing.describe(troupe=code, meets="", introduction="", recruiting=False, by=stranger, on=today)
    with pytest.raises(refusals.NobodyCame):
        rehearsing.note_rehearsal(troupe=code, held_on=today, attended=0, by=choir.head, on=today)
    choir.troupe.refresh_from_db()
    assert choir.troupe.recruiting and not Rehearsal.unscoped.exists()


def test_nobody_leads_a_troupe_that_is_dissolved(choir, today):
    choir.troupe.dissolved_on = today
    choir.troupe.save()

    assert not leading.leads(choir.head, choir.troupe, today)
    assert leading.leads(choir.head, choir.troupe, today - timedelta(days=1))
    assert belonging.troupes_of(choir.head, today) == []
    assert ahead.things_of([choir.leader.person]) == []
