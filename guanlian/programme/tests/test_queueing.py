"""Waiting lists by the clock: reserves go to all, what is free is offered, the list ends with the beginning."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localtime, now

from guanlian.messaging.models import Message
from guanlian.programme import filling, queueing
from guanlian.programme.models import Activity, Admission, Registration
from tests.factories import at, make_admission, make_person


def wait(admission: Admission) -> Registration:
    made = Registration(admission=admission, person=make_person(), status="waiting", waiting_since=now())
    made.save()
    return made


def test_what_is_kept_for_the_desk_goes_to_those_who_wait_when_its_time_has_come(network):
    admission = make_admission(network.villages[0], places=2, reserved=2, reserve_until=now() + timedelta(hours=1))
    waiting = wait(admission)
    queueing.release_reserves()
    waiting.refresh_from_db()
    assert waiting.status == "waiting"
    Admission.objects.filter(pk=admission.pk).update(reserve_until=now())

    assert queueing.release_reserves() == 1
    assert queueing.release_reserves() == 0

    waiting.refresh_from_db()
    admission.refresh_from_db()
    assert (waiting.status, admission.reserved) == ("offered", 0)


def test_what_a_fault_left_undone_is_offered_by_the_clock(network):
    waiting = wait(make_admission(network.villages[0]))

    assert queueing.fill_all() == 1

    waiting.refresh_from_db()
    assert waiting.status == "offered"


def test_a_waiting_list_ends_with_the_beginning_and_its_demand_stays_readable(network):
    admission = make_admission(network.villages[0])
    waiting = wait(admission)
    Activity.unscoped.filter(pk=admission.activity_id).update(starts_at=now() - timedelta(minutes=1))

    assert queueing.end_queues() == 1
    assert queueing.end_queues() == 0

    waiting.refresh_from_db()
    assert waiting.status == "unplaced"
    assert waiting.waiting_since is not None
    assert Message.objects.get().kind == "waiting.ended"


def test_no_offer_ends_in_the_quiet_hours():
    begins = at(hour=14) + timedelta(days=9)

    for hour in range(24):
        for hours in (1, 2, 4, 8, 24):
            until = localtime(filling.held_until(at(hour=hour, minute=20), hours, begins))
            assert (8, 0) <= (until.hour, until.minute) < (21, 30), (hour, hours, until)
            assert until >= at(hour=hour, minute=20) + timedelta(hours=1)
