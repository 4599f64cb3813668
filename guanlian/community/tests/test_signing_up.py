"""Becoming a volunteer: for oneself or a child, with consent, decided by the hall, counted from that day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from guanlian.accounts import forgetting
from guanlian.accounts.models import Person, Relation
from guanlian.accounts.scope import NotYours
from guanlian.community import signing_up
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.measures import volunteers
from guanlian.community.models import SignUp, Volunteer
from guanlian.community.tests.helping import GROWN, a_citizen, a_service, a_shift, a_volunteer
from guanlian.community.volunteers import Asked
from guanlian.kernel.measures import Span
from guanlian.kernel.windows import Window
from guanlian.messaging.models import Message
from tests.factories import make_person

pytestmark = pytest.mark.django_db
TODAY = localdate


def asked(hall, person, user, **more):
    return signing_up.sign_up(person=person.code, hall=hall, by=user, on=TODAY(), skills=["choir"], **more)


def test_whoever_is_accepted_is_a_volunteer_from_that_day_and_is_told(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    made = asked(hall, person, user, availability=["weekend_morning"])

    volunteer = signing_up.accept(code=made.code, by=cast.village_administrator, on=TODAY())

    assert (volunteer.person, volunteer.name, volunteer.period.lower) == (person, "王芳", TODAY())
    assert volunteer.availability == ["weekend_morning"]
    assert Message.objects.filter(to=user, kind="volunteer.accepted").exists()
    assert Message.objects.filter(to=cast.village_administrator, kind="volunteer.asked").exists()
    assert counted(hall, TODAY()) == 1
    assert counted(hall, TODAY() - timedelta(days=1)) == 0


def counted(hall, on):
    return volunteers(Span(Window.of_year(on.year), on)).filter(counts_for=hall.pk).count()


def test_signing_up_twice_is_refused_while_the_first_waits(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    asked(hall, person, user)

    with pytest.raises(refusals.AlreadyAsked):
        asked(hall, person, user)

    assert SignUp.unscoped.count() == 1


def test_a_volunteer_of_the_hall_needs_no_second_sign_up(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    a_volunteer(hall, person=person)

    with pytest.raises(refusals.AlreadyVolunteer):
        asked(hall, person, user)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_volunteer(hall, person=person)


def test_a_minor_signs_up_with_the_guardians_consent_only(network, cast):
    hall, (mother, user) = network.villages[0], a_citizen()
    child = make_person("陈欣怡", keeper=mother.keeper, relation=Relation.CHILD)
    fifteen = TODAY() - timedelta(days=15 * 366)

    with pytest.raises(refusals.BirthdayMissing):
        asked(hall, child, user)
    with pytest.raises(refusals.GuardianMissing):
        asked(hall, child, user, born_on=fifteen)
    made = asked(hall, child, user, born_on=fifteen, guardian="王芳")

    assert (made.minor, made.consent_by) == (True, "王芳")
    child.refresh_from_db()
    assert child.born_on == fifteen


def test_the_database_keeps_a_minor_without_consent_out(network):
    person, _user = a_citizen()

    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.unscoped.create(hall=network.villages[0], person=person, minor=True)


def test_declining_says_why_and_changes_nothing_else(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    made = asked(hall, person, user)

    with pytest.raises(refusals.NoReason):
        signing_up.decline(code=made.code, by=cast.village_administrator, on=TODAY(), why=" ")
    signing_up.decline(code=made.code, by=cast.village_administrator, on=TODAY(), why="今年人手够了。")

    made.refresh_from_db()
    assert (made.status, made.why) == (Asked.DECLINED, "今年人手够了。")
    assert not Volunteer.unscoped.exists()
    with pytest.raises(refusals.NotOpen):
        signing_up.accept(code=made.code, by=cast.village_administrator, on=TODAY())


def test_another_hall_and_ones_own_household_do_not_decide(network, cast):
    person, user = a_citizen()
    made = asked(network.villages[7], person, user)
    own = make_person("干事", keeper=cast.village_administrator, born_on=TODAY() - timedelta(days=11000))
    mine = asked(network.villages[0], own, cast.village_administrator)

    with pytest.raises(NotYours):
        signing_up.accept(code=made.code, by=cast.village_administrator, on=TODAY())
    with pytest.raises(refusals.OwnSignUp):
        signing_up.accept(code=mine.code, by=cast.village_administrator, on=TODAY())


def test_whom_the_hall_already_knows_is_counted_once(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    known = a_volunteer(hall)
    made = asked(hall, person, user)

    assert signing_up.namesakes(made, TODAY()) == [known]
    volunteer = signing_up.accept(code=made.code, by=cast.village_administrator, on=TODAY(), same_as=known.code)

    assert volunteer == known
    assert counted(hall, TODAY()) == 1


def test_leaving_ends_the_registration_after_today_unless_still_expected(network):
    hall, (person, user) = network.villages[0], a_citizen()
    volunteer = a_volunteer(hall, person=person)
    service = a_service(a_shift(hall), volunteer)

    with pytest.raises(refusals.StillConfirmed):
        signing_up.leave(code=volunteer.code, by=user, on=TODAY())
    type(service).unscoped.filter(pk=service.pk).update(status="cancelled")
    signing_up.leave(code=volunteer.code, by=user, on=TODAY())

    assert counted(hall, TODAY()) == 1
    assert counted(hall, TODAY() + timedelta(days=1)) == 0


def test_erasing_takes_the_name_out_and_keeps_the_hours(network):
    hall, (person, user) = network.villages[0], a_citizen()
    volunteer = a_volunteer(hall, person=person)
    asked(network.villages[1], person, user, message="我会唱歌")

    forgetting.anonymise([person])

    volunteer.refresh_from_db()
    assert "王芳" not in volunteer.name
    assert volunteer.period.upper == TODAY() + timedelta(days=1)
    assert SignUp.unscoped.get().message == ""
    assert not hasattr(volunteer.events.last(), "name")  # history never had it


def at_desk(hall, person, by, **more):
    return signing_up.sign_up_at_desk(person=person, hall=hall, by=by, on=TODAY(), **more)


def a_guest(hall, **more):
    return Person.unscoped.create(hall=hall, relation=Relation.GUEST, name="张大妈", **more)


def test_staff_sign_up_somebody_without_a_phone_and_keep_the_birthday(network, cast):
    hall, staff = network.villages[0], cast.village_administrator
    guest = a_guest(hall)
    with pytest.raises(refusals.BirthdayMissing):
        at_desk(hall, guest, staff)

    made = at_desk(hall, guest, staff, born_on=GROWN)
    volunteer = signing_up.accept(code=made.code, by=staff, on=TODAY())

    guest.refresh_from_db()
    assert (made.made_by, guest.born_on, volunteer.person, volunteer.name) == (staff, GROWN, guest, "张大妈")


def test_staff_sign_up_somebody_with_an_account(network, cast):
    person = make_person("王芳", born_on=None)

    made = at_desk(network.villages[0], person, cast.village_administrator, born_on=GROWN)

    person.refresh_from_db()
    assert (made.person, person.born_on) == (person, GROWN)


def test_at_the_desk_too_a_minor_needs_a_guardian(network, cast):
    born = TODAY() - timedelta(days=12 * 366)
    guest = a_guest(network.villages[0], born_on=born, consent_by="张大爷", consent_at=now())

    with pytest.raises(refusals.GuardianMissing):
        at_desk(network.villages[0], guest, cast.village_administrator)

    assert at_desk(network.villages[0], guest, cast.village_administrator, guardian="张大爷").consent_by == "张大爷"


def test_staff_sign_nobody_up_at_another_hall(network, cast):
    with pytest.raises(NotYours):
        at_desk(network.villages[1], a_guest(network.villages[0], born_on=GROWN), cast.village_administrator)

    assert not SignUp.unscoped.exists()
