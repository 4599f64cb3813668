"""What becomes of the volunteers' shifts when their activity is called off or taken back."""

from __future__ import annotations

import pytest

from guanlian.community.models import Service, Shift
from guanlian.community.shifts import Stands
from guanlian.community.tests.helping import a_citizen, a_service, a_shift, a_volunteer, an_activity
from guanlian.messaging.models import Message
from guanlian.programme import recording

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
