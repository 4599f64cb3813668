"""What becomes of the volunteers' shifts when their activity is moved, called off or taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from guanlian.community.models import Service, Shift
from guanlian.community.shifts import Stands
from guanlian.community.tests.helping import a_citizen, a_service, a_shift, a_volunteer, an_activity
from guanlian.messaging.models import Message
from guanlian.programme import moving, recording

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("leave", [recording.cancel, recording.withdraw])
def test_nobody_is_expected_at_what_does_not_take_place(network, cast, leave):
    hall, (person, user) = network.villages[0], a_citizen()
    volunteer = a_volunteer(hall, person=person)
    shift = a_shift(hall, activity=an_activity(hall, ahead=5))
    a_service(shift, volunteer)

    leave(activity=shift.activity, reason="台风", by=cast.village_administrator)

    shift.refresh_from_db()
    assert shift.called_off_at is not None
    assert Service.unscoped.get().status == Stands.CANCELLED
    assert Message.objects.filter(to=user, kind="shift.called_off").count() == 1
    assert not Shift.objects.public().exists()


def moved(shift: Shift, by: Any, **to: Any) -> Shift:
    """The shift after its activity was moved."""
    activity = shift.activity
    stands = {name: getattr(activity, name) for name in ("starts_at", "ends_at", "place", "venue", "place_note")}
    moving.move(activity=activity, **(stands | to), why="台风", by=by, on=localdate())
    shift.refresh_from_db()
    return shift


def told(user: Any, kind: str) -> list[str]:
    return [message.params.get("where", "") for message in Message.objects.filter(to=user, kind=kind)]


def test_shifts_move_with_their_activity_and_whoever_is_in_them_is_told(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    shift = a_shift(hall, activity=an_activity(hall, ahead=5))
    service = a_service(shift, a_volunteer(hall, person=person))
    before, later = shift.starts_at, timedelta(days=2)

    at = {"starts_at": shift.activity.starts_at + later, "ends_at": shift.activity.ends_at + later}
    after = moved(shift, cast.village_administrator, **at)

    service.refresh_from_db()
    assert after.starts_at == before + later == service.during.lower
    assert len(told(user, "shift.moved")) == 1
    assert not Message.objects.filter(kind="shift.to_check").exists()


def test_a_new_place_is_told_to_volunteers_and_their_shift_stays(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    shift = a_shift(hall, activity=an_activity(hall, ahead=5))
    a_service(shift, a_volunteer(hall, person=person))
    before = shift.starts_at

    after = moved(shift, cast.village_administrator, place_note="村口广场")

    assert (after.starts_at, told(user, "shift.moved")) == (before, [])
    assert told(user, "shift.place_moved") == [f"{hall.name} · 村口广场"]


@pytest.mark.parametrize("hours", [-1, 1])
def test_of_an_activity_of_another_length_a_person_sees_to_the_shifts(network, cast, hours):
    shift = a_shift(network.villages[0], activity=an_activity(network.villages[0], ahead=5))
    before = shift.starts_at

    after = moved(shift, cast.village_administrator, ends_at=shift.activity.ends_at + timedelta(hours=hours))

    assert after.starts_at == before
    assert Message.objects.filter(to=cast.village_administrator, kind="shift.to_check").count() == 1


def test_nobody_is_moved_into_two_places_at_once(network, cast):
    hall, (person, user) = network.villages[0], a_citizen()
    volunteer, later = a_volunteer(hall, person=person), timedelta(days=2)
    shift = a_shift(hall, activity=an_activity(hall, ahead=5))
    other = a_shift(hall, activity=an_activity(hall, ahead=7))
    a_service(shift, volunteer)
    a_service(other, volunteer)
    before = shift.starts_at

    at = {"starts_at": shift.activity.starts_at + later, "ends_at": shift.activity.ends_at + later}
    after = moved(shift, cast.village_administrator, **at)

    assert after.starts_at == before
    assert told(user, "shift.moved") == []
    assert Message.objects.filter(to=cast.village_administrator, kind="shift.to_check").count() == 1
