"""Shifts: who is asked, who comes, how the database keeps number and time, and what the hours add up to."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate, now

from guanlian.accounts.scope import NotYours
from guanlian.community import certifying, inviting, serving, shifting
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.models import Service, Shift
from guanlian.community.own_volunteers import awaiting
from guanlian.community.rules import rules, star_of
from guanlian.community.shifts import Stands
from guanlian.community.tests.helping import a_citizen, a_past_shift, a_service, a_shift, a_volunteer, an_activity
from guanlian.messaging.models import Message
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TODAY = localdate


def opened(hall, by, activity=None, **more):
    activity = activity or an_activity(hall)
    given = {"task": "引导", "starts_at": activity.starts_at, "ends_at": activity.ends_at, "wanted": 2} | more
    return shifting.open_shift(activity=activity, by=by, on=TODAY(), **given)


def test_only_who_looks_after_volunteers_opens_a_shift(network, cast):
    with pytest.raises(NotYours):
        opened(network.villages[7], cast.village_administrator)
    shift = opened(network.villages[0], cast.village_administrator)
    assert shift.left == 2


def test_bad_times_and_activities_that_are_over_are_refused(network, cast):
    hall, by = network.villages[0], cast.village_administrator
    activity = an_activity(hall)

    with pytest.raises(refusals.BadTimes):
        opened(hall, by, activity, ends_at=activity.starts_at)
    with pytest.raises(refusals.BadTimes):
        opened(hall, by, activity, ends_at=activity.starts_at + timedelta(hours=13))
    with pytest.raises(refusals.BadTimes):
        opened(hall, by, activity, starts_at=now() - timedelta(hours=1), ends_at=now() + timedelta(hours=1))
    with pytest.raises(refusals.ActivityOver):
        opened(hall, by, an_activity(hall, status="cancelled"))
    assert not Shift.unscoped.exists()


def test_candidates_match_skill_and_time_and_those_long_not_called_come_first(network):
    hall = network.villages[0]
    lately, never = a_volunteer(hall, "甲"), a_volunteer(hall, "乙")
    a_volunteer(hall, "丙", skills=["dance"])
    a_service(a_past_shift(hall), lately, "came")
    shift = a_shift(hall, skills=["choir"])
    a_volunteer(hall, "丁", availability=["weekday_evening"])

    found = inviting.candidates(shift, 10)

    assert [each.volunteer for each in found] == [never, lately]


def test_an_invitation_is_confirmed_by_who_was_invited_in_one_tap(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    volunteer, shift = a_volunteer(hall, person=person), a_shift(hall)
    (service,) = inviting.invite(
        shift=shift.code, volunteers=[volunteer.code], by=cast.village_administrator, on=TODAY()
    )

    with pytest.raises(NotYours):
        inviting.confirm(code=service.code, by=make_user(), on=TODAY())
    inviting.confirm(code=service.code, by=user, on=TODAY())

    shift.refresh_from_db()
    assert shift.confirmed == 1
    assert Message.objects.filter(to=user, kind="shift.invited").count() == 1
    assert [each.code for each in awaiting([person])] == [service.code]


def test_a_shift_that_needs_insurance_invites_only_the_insured(network, cast):
    hall = network.villages[0]
    shift = a_shift(hall, needs_insurance=True)
    until = localdate(shift.ends_at)
    without, short = a_volunteer(hall, "甲"), a_volunteer(hall, "乙", insured_until=until - timedelta(days=1))
    insured = a_volunteer(hall, "丙", insured_until=until)
    named = {"shift": shift.code, "by": cast.village_administrator, "on": TODAY()}

    for each in (without, short):
        with pytest.raises(refusals.NotInsured):
            inviting.invite(volunteers=[insured.code, each.code], **named)
    assert not Service.unscoped.exists()
    assert len(inviting.invite(volunteers=[insured.code], **named)) == 1


def test_a_shift_for_older_volunteers_refuses_the_young(network, cast):
    hall, (person, user) = network.villages[0], a_citizen(born_on=TODAY() - timedelta(days=16 * 366))
    a_volunteer(hall, person=person)

    with pytest.raises(refusals.TooYoung):
        inviting.ask(shift=a_shift(hall, min_age=18).code, person=person.code, by=user)


def test_whoever_offers_is_confirmed_by_the_hall_and_twice_is_once(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    shift = a_shift(hall)
    with pytest.raises(refusals.NotAVolunteer):
        inviting.ask(shift=shift.code, person=person.code, by=user)
    a_volunteer(hall, person=person)

    service = inviting.ask(shift=shift.code, person=person.code, by=user)
    again = inviting.ask(shift=shift.code, person=person.code, by=user)
    with pytest.raises(NotYours):  # not by themselves
        inviting.confirm(code=service.code, by=user, on=TODAY())
    inviting.confirm(code=service.code, by=cast.village_administrator, on=TODAY())

    assert again == service
    assert Message.objects.filter(to=user, kind="shift.confirmed").exists()
    with pytest.raises(refusals.ShiftFull):
        inviting.ask(shift=shift.code, person=_other(hall)[0].code, by=_other.user)


def _other(hall):
    person, _other.user = a_citizen("李建国")
    a_volunteer(hall, "李建国", person=person)
    return person, _other.user


def test_nobody_is_confirmed_for_two_shifts_at_one_time_even_at_two_halls(network, cast):
    person, user = a_citizen()
    here, there = network.villages[0], network.villages[1]
    first, second = a_shift(here), a_shift(there)
    a_service(first, a_volunteer(here, person=person))
    asked = a_service(second, a_volunteer(there, person=person), "invited")

    with pytest.raises(refusals.Overlaps):
        inviting.confirm(code=asked.code, by=user, on=TODAY())

    asked.refresh_from_db()
    assert asked.status == Stands.INVITED


def test_the_database_keeps_the_number_wanted(network):
    hall = network.villages[0]
    shift = a_shift(hall, wanted=1)
    a_service(shift, a_volunteer(hall, "甲"))

    with pytest.raises(IntegrityError), transaction.atomic():
        a_service(shift, a_volunteer(hall, "乙"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.unscoped.filter(shift=shift).update(status="came")  # without the time


def test_giving_back_frees_the_place_and_tells_the_hall(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    shift = a_shift(hall)
    service = a_service(shift, a_volunteer(hall, person=person))

    inviting.release(code=service.code, by=user, on=TODAY())

    shift.refresh_from_db()
    assert shift.left == 1
    assert Message.objects.filter(to=cast.village_administrator, kind="shift.released").exists()


def test_calling_a_shift_off_says_why_and_tells_everybody_in_it(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    shift = a_shift(hall)
    a_service(shift, a_volunteer(hall, person=person))
    named = {"code": shift.code, "by": cast.village_administrator, "on": TODAY()}

    with pytest.raises(refusals.NoReason):
        shifting.call_off(**named, why=" ")
    shifting.call_off(**named, why="台风")

    assert Service.unscoped.get().status == Stands.CANCELLED
    assert Message.objects.get(to=user, kind="shift.called_off").params["why"] == "台风"
    with pytest.raises(refusals.ShiftOver):
        shifting.call_off(**named, why="台风")


def test_another_time_is_told_and_never_overlaps(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    volunteer = a_volunteer(hall, person=person)
    shift, other = a_shift(hall), a_shift(hall, activity=an_activity(hall, ahead=5))
    a_service(shift, volunteer)
    a_service(other, volunteer)
    named = {"code": shift.code, "by": cast.village_administrator, "on": TODAY(), "task": "引导", "wanted": 1}

    with pytest.raises(refusals.Overlaps):
        shifting.change_shift(**named, starts_at=other.starts_at, ends_at=other.ends_at)
    later = timedelta(hours=1)
    shifting.change_shift(**named, starts_at=shift.starts_at + later, ends_at=shift.ends_at + later)

    service = Service.unscoped.get(shift=shift)
    assert service.during is not None and service.during.lower == shift.starts_at + later
    assert Message.objects.filter(to=user, kind="shift.moved").count() == 1
    with pytest.raises(refusals.FewerThanConfirmed):
        shifting.change_shift(**named | {"wanted": 0}, starts_at=shift.starts_at, ends_at=shift.ends_at)


def test_hours_are_the_time_from_coming_to_going_and_corrected_with_a_reason(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    shift = a_past_shift(hall, hours=3)
    service = a_service(shift, a_volunteer(hall, person=person))
    named = {"code": service.code, "by": cast.village_administrator, "on": TODAY()}

    serving.mark_came(**named)
    assert serving.served(Service.objects.of(user)).hours == 3.0
    with pytest.raises(refusals.NoReason):
        serving.mark_came(**named, came_to=shift.ends_at - timedelta(hours=1))
    serving.mark_came(**named, came_to=shift.ends_at - timedelta(hours=1), why="早走一小时")
    assert serving.served(Service.objects.of(user)).hours == 2.0
    serving.mark_absent(**named, why="记错人了")
    assert serving.served(Service.objects.of(user)).minutes == 0

    service.refresh_from_db()
    assert service.acted_by == cast.village_administrator
    assert service.events.count() >= 3


def test_a_shift_ahead_has_no_hours(network, cast):
    hall = network.villages[0]
    service = a_service(a_shift(hall), a_volunteer(hall))

    with pytest.raises(refusals.NotYetOver):
        serving.mark_came(code=service.code, by=cast.village_administrator, on=TODAY())


def test_all_who_came_are_marked_at_once(network, cast):
    hall = network.villages[0]
    shift = a_past_shift(hall)
    for name in "甲乙":
        a_service(shift, a_volunteer(hall, name))

    assert len(serving.mark_all(shift=shift.code, by=cast.village_administrator, on=TODAY())) == 2
    assert serving.mark_all(shift=shift.code, by=cast.village_administrator, on=TODAY()) == []


def test_stars_are_the_declared_hours():
    assert [each["hours"] for each in rules()["stars"]] == [100, 300, 600, 1000, 1500]
    assert [star_of(60 * hours) for hours in (0, 99, 100, 299, 300, 600, 1000, 1500)] == [0, 0, 1, 1, 2, 3, 4, 5]


def test_a_certificate_is_checked_by_its_code_and_shows_when_the_records_changed(network, cast):
    hall, (person, user) = network.villages[0], a_citizen("陈欣怡")
    volunteer = a_volunteer(hall, "陈欣怡", person=person)
    with pytest.raises(refusals.NothingServed):
        certifying.certify(volunteer=volunteer.code, by=user)
    service = a_service(a_past_shift(hall), volunteer, "came")

    made = certifying.certify(volunteer=volunteer.code, by=user)

    assert certifying.certify(volunteer=volunteer.code, by=user) == made
    found = certifying.check(code=made.code.lower())
    assert found is not None and found.still_so
    assert (found.name, found.certificate.minutes) == ("陈*怡", 180)
    serving.mark_absent(code=service.code, by=cast.village_administrator, on=TODAY(), why="记错人了")
    changed = certifying.check(code=made.code)
    assert changed is not None and not changed.still_so
    with pytest.raises(LookupError):
        certifying.certify(volunteer=volunteer.code, by=make_user())


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_one_moment_never_overfill_a_shift(network, cast):
    hall = network.villages[0]
    shift = a_shift(hall, wanted=1)
    people = [a_citizen(name) for name in ("甲某", "乙某", "丙某")]
    codes = [
        (a_service(shift, a_volunteer(hall, person.name, person=person), "invited").code, user)
        for person, user in people
    ]
    outcomes = []

    def answer(code, user):
        try:
            inviting.confirm(code=code, by=user, on=TODAY())
            outcomes.append("in")
        except refusals.ShiftFull:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=pair) for pair in codes]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(outcomes) == ["full", "full", "in"]
    shift.refresh_from_db()
    assert shift.confirmed == 1


def test_who_came_unplanned_gets_the_hours_too(network, cast):
    hall = network.villages[0]
    shift = a_past_shift(hall, hours=2, wanted=1)
    a_service(shift, a_volunteer(hall, "甲"))
    a_volunteer(hall, "乙")
    a_volunteer(hall, "丙"), a_volunteer(hall, "丙")
    named = {"shift": shift.code, "by": cast.village_administrator, "on": TODAY()}

    for unclear in ("丙", "丁", ""):
        with pytest.raises(refusals.WhoIsMeant):
            serving.add_who_came(**named, who=unclear)
    done = serving.add_who_came(**named, who=" 乙 ")

    shift.refresh_from_db()
    assert (done.minutes, shift.wanted, shift.confirmed) == (120, 2, 2)
    with pytest.raises(refusals.NotYetOver):
        serving.add_who_came(**named | {"shift": a_shift(hall).code}, who="乙")


def test_everybody_settled_is_reminded_once_before_the_shift(network):
    hall, (person, user) = network.villages[0], a_citizen()
    starts = now() + timedelta(hours=5)
    shift = a_shift(hall, starts_at=starts, ends_at=starts + timedelta(hours=2))
    service = a_service(shift, a_volunteer(hall, person=person))
    assert shifting.remind() == 0  # settled just now

    Service.unscoped.filter(pk=service.pk).update(made_at=now() - timedelta(days=3))
    shifting.remind()
    shifting.remind()

    assert Message.objects.filter(to=user, kind="shift.reminder").count() == 1
