"""Feedback: given by those who came, read by the hall without knowing whose it is, asked for once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from guanlian.messaging.models import Message, Sending
from guanlian.programme import feedback
from guanlian.programme.models import Activity, Attendance, Feedback, Session
from guanlian.programme.tests.doors import make_door, make_ticket
from tests.factories import make_user


@pytest.fixture
def door(network):
    return make_door(network.villages[0])


def attend(door, **more):
    ticket = make_ticket(door, **more)
    Attendance.unscoped.create(session=door, registration=ticket, way="scanned", at=now())
    return ticket


def end(door, ago: timedelta) -> None:
    ends = now() - ago
    for model, where in ((Session, {"pk": door.pk}), (Activity, {"pk": door.activity_id})):
        model._base_manager.filter(**where).update(starts_at=ends - timedelta(hours=2), ends_at=ends)


def test_the_first_tap_is_kept_and_the_second_adds_to_it(door):
    ticket = attend(door)
    keeper = ticket.person.keeper

    feedback.give(code=ticket.code, by=keeper, mood=3)
    feedback.give(code=ticket.code, by=keeper, mood=2, points=["time", "place", "nonsense"], text=" 太晚了 ")
    feedback.give(code=ticket.code, by=keeper, mood=2, points=["time"])

    kept = Feedback.unscoped.get()
    assert (kept.mood, kept.points, kept.text) == (2, ["time"], "太晚了")


def test_only_those_who_came_say_what_they_thought_and_only_of_their_own(door):
    absent, came = make_ticket(door), attend(door)

    with pytest.raises(feedback.NotNow):
        feedback.give(code=absent.code, by=absent.person.keeper, mood=3)
    with pytest.raises(feedback.NotYours):
        feedback.give(code=came.code, by=make_user(), mood=3)
    end(door, timedelta(days=31))
    with pytest.raises(feedback.NotNow):
        feedback.give(code=came.code, by=came.person.keeper, mood=3)
    assert Feedback.unscoped.count() == 0


def test_with_few_answers_the_hall_sees_only_how_many(door):
    for n in range(5):
        found = feedback.results(door.activity)
        assert (found.answers, found.shown, found.moods, found.words) == (n, False, [], [])
        ticket = attend(door)
        feedback.give(code=ticket.code, by=ticket.person.keeper, mood=3 if n else 1, points=["teacher"], text=f"话{n}")

    found = feedback.results(door.activity)
    assert found.shown
    assert dict(found.moods) == {"喜欢": 4, "一般": 0, "不满意": 1}
    assert dict(found.points)["老师或演员"] == 5
    assert found.words == ["话0", "话1", "话2", "话3", "话4"]


def test_those_who_came_are_asked_once_after_the_end_and_not_by_telephone(door):
    ticket, given = attend(door), attend(door)
    make_ticket(door)
    feedback.give(code=given.code, by=given.person.keeper, mood=3)

    assert feedback.invite(at=now()) == 0
    end(door, timedelta(hours=3))
    assert feedback.invite(at=now()) == 1
    assert feedback.invite(at=now()) == 0

    told = Message.objects.get()
    assert (told.to, told.about) == (ticket.person.keeper, f"/me/tickets/{ticket.code}/feedback/")
    assert not Sending.objects.filter(channel="sms").exists()


def test_nobody_is_asked_about_what_is_long_past(door):
    attend(door)
    end(door, timedelta(days=9))

    assert feedback.invite(at=now()) == 0
