"""Changes of what is public: everyone concerned is told once, on whatever path; cancelling can be undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from guanlian.accounts import recording as registers
from guanlian.accounts.recording import NoReason
from guanlian.messaging.models import Message
from guanlian.programme import announcing, moving, recording, registering
from guanlian.programme.models import Activity, Admission, Registration, Untold
from guanlian.programme.registers import ACTIVITIES
from guanlian.programme.venues import DateTaken
from tests.factories import days, make_admission, make_person, make_record


def enter(admission: Admission, *people: Any, **more: Any) -> list[Registration]:
    return registering.register(
        activity=admission.activity.code, people=people, by=people[0].keeper, on=localdate(), **more
    )


def full_class(network: Any) -> tuple[Admission, dict[str, Any]]:
    """A public class of two places: two are in (one household), one waits."""
    admission = make_admission(network.villages[0], places=2)
    parent = make_person("张三")
    child = make_person("张小", keeper=parent.keeper, relation="child")
    waiting = make_person("李四")
    enter(admission, parent, child)
    enter(admission, waiting, waiting=True)
    return admission, {"parent": parent, "child": child, "waiting": waiting}


def to(activity: Activity, **change: Any) -> dict[str, Any]:
    given = {
        "starts_at": activity.starts_at,
        "ends_at": activity.ends_at,
        "place": activity.place,
        "venue": activity.venue,
        "place_note": activity.place_note,
    }
    return given | change


def test_a_move_tells_each_household_old_and_new_and_keeps_their_places(network, cast):
    admission, people = full_class(network)
    activity = admission.activity
    later = activity.starts_at + timedelta(days=1)

    moving.move(
        activity=activity,
        **to(activity, starts_at=later, ends_at=later + timedelta(hours=2)),
        why="场地检修",
        by=cast.branch_head,
        on=localdate(),
    )

    told = Message.objects.filter(kind="activity.time_moved")
    assert {m.to_id for m in told} == {people["parent"].keeper_id, people["waiting"].keeper_id}
    assert told.first().params["old_when"] != told.first().params["new_when"]
    assert told.first().params["why"] == "场地检修"
    assert "/me/tickets/" in told.first().about
    admission.refresh_from_db()
    assert (admission.taken, admission.closes_at) == (2, later)
    assert not Untold.objects.exists()


def test_a_move_into_a_taken_room_changes_and_tells_nothing(network, cast):
    admission, _people = full_class(network)
    venue = make_record("network.Venue", network.villages[0], name="礼堂", period=days())
    rival = make_admission(network.villages[0], activity={"venue": venue, "title": "占着的"}).activity
    recording.correct(activity=rival, values={"title": "占着"}, by=cast.branch_head)
    activity = admission.activity

    with pytest.raises(DateTaken):
        moving.move(activity=activity, **to(activity, venue=venue), why="换大厅", by=cast.branch_head, on=localdate())

    activity.refresh_from_db()
    assert activity.venue is None
    assert not Message.objects.exists()
    assert not Untold.objects.exists()


def test_a_move_without_a_reason_is_refused(network, cast):
    admission, _people = full_class(network)
    with pytest.raises(NoReason):
        moving.move(activity=admission.activity, **to(admission.activity), why="", by=cast.branch_head, on=localdate())


def test_the_registers_own_form_tells_them_as_well(network, cast):
    admission, people = full_class(network)

    registers.correct(
        register=ACTIVITIES, key=admission.activity.pk, values={"place_note": "文化广场"}, by=cast.branch_head
    )

    assert {m.to_id for m in Message.objects.filter(kind="activity.place_moved")} == {
        people["parent"].keeper_id,
        people["waiting"].keeper_id,
    }


def test_a_change_of_words_concerns_nobody(network, cast):
    admission, _people = full_class(network)
    registers.correct(register=ACTIVITIES, key=admission.activity.pk, values={"summary": "新简介"}, by=cast.branch_head)
    assert not Message.objects.exists()


def test_cancelling_ends_every_entry_and_tells_each_household_why(network, cast):
    admission, people = full_class(network)

    with pytest.raises(NoReason):
        recording.cancel(activity=admission.activity, reason=" ", by=cast.branch_head)
    recording.cancel(activity=admission.activity, reason="台风", by=cast.branch_head)

    assert set(Registration.unscoped.values_list("status", flat=True)) == {"cancelled"}
    admission.refresh_from_db()
    assert admission.taken == 0
    told = Message.objects.filter(kind="activity.cancelled")
    assert {m.to_id for m in told} == {people["parent"].keeper_id, people["waiting"].keeper_id}
    assert told.first().params["why"] == "台风"
    assert Activity.unscoped.get(pk=admission.activity_id).note == "台风"


def test_withdrawing_a_public_record_has_the_same_consequences(network, cast):
    admission, _people = full_class(network)

    recording.withdraw(activity=admission.activity, reason="重复登记", by=cast.branch_head)

    assert set(Registration.unscoped.values_list("status", flat=True)) == {"cancelled"}
    assert Message.objects.filter(kind="activity.cancelled").count() == 2


def test_undoing_offers_the_places_again_and_keeps_the_queue(network, cast):
    admission, people = full_class(network)
    activity = recording.cancel(activity=admission.activity, reason="台风", by=cast.branch_head)

    recording.publish(activity=activity, by=cast.branch_head)

    live = dict(Registration.unscoped.exclude(status="cancelled").values_list("person", "status"))
    assert live == {people["parent"].pk: "offered", people["child"].pk: "offered", people["waiting"].pk: "waiting"}
    assert Message.objects.get(kind="activity.back").to == people["parent"].keeper
    assert Message.objects.get(kind="activity.back_in_line").to == people["waiting"].keeper
    admission.refresh_from_db()
    assert admission.taken == 2
    assert Activity.unscoped.get(pk=activity.pk).note == ""


def test_what_slipped_past_every_path_is_told_by_the_worker(network):
    admission, _people = full_class(network)
    Activity.unscoped.filter(pk=admission.activity_id).update(status="cancelled")
    assert not Message.objects.exists()

    assert announcing.catch_up() == 1

    assert Message.objects.filter(kind="activity.cancelled").count() == 2
    assert announcing.catch_up() == 0


def test_news_of_what_begins_within_a_day_does_not_wait_for_the_morning(network, cast):
    admission, _people = full_class(network)
    activity = admission.activity
    soon = activity.starts_at - timedelta(days=6, hours=5)
    moving.move(
        activity=activity,
        **to(activity, starts_at=soon, ends_at=soon + timedelta(hours=2)),
        why="提前",
        by=cast.branch_head,
        on=localdate(),
    )
    assert set(Message.objects.values_list("kind", flat=True)) == {"activity.time_moved.soon"}
