"""Lessons: each holds its venue, the activity follows them, everyone who entered hears of a change once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localdate, now

from guanlian.accounts.recording import NoReason, RecordRefused
from guanlian.holds.models import Hold
from guanlian.kernel.columns.dated import SHANGHAI
from guanlian.messaging.models import Message
from guanlian.network.models import PublicHoliday
from guanlian.programme import lessons, recording, registering
from guanlian.programme.lessons import Time
from guanlian.programme.models import Activity, Session
from guanlian.programme.timetable import Rhythm, Ways, moment, plan, ways_at
from guanlian.programme.venues import DateTaken
from tests.factories import days, make_activity, make_admission, make_cast, make_network, make_person, make_record

TUESDAYS_AND_THURSDAYS = (1, 3)


def room(hall: Any, name: str = "排练室") -> Any:
    return make_record("network.Venue", hall, name=name, period=days())


def course(hall: Any, **values: Any) -> Activity:
    begins = now() + timedelta(days=10)
    given = {"status": "draft", "kind": "training", "participants": None}
    given |= {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    return make_activity(hall, **(given | values))


def times(venue: Any, number: int = 3, *, after: int = 10) -> list[Time]:
    first = (now() + timedelta(days=after)).replace(microsecond=0)
    return [Time(first + timedelta(weeks=n), first + timedelta(weeks=n, hours=1), venue) for n in range(number)]


def test_a_rhythm_skips_holidays_and_closures_and_still_gives_all_its_lessons(network):
    hall = network.villages[0]
    make_record("network.Closure", hall, period=days(date(2027, 3, 4), date(2027, 3, 5)), reason="检修", venue=None)
    PublicHoliday.objects.create(day=date(2027, 3, 9), name="某节")
    rhythm = Rhythm(date(2027, 3, 2), TUESDAYS_AND_THURSDAYS, time(19), time(20, 30), 4)
    ways = ways_at(
        hall=hall, venue=None, first=moment(date(2027, 3, 1), time(0)), last=moment(date(2027, 5, 1), time(0))
    )

    planned = plan(rhythm, ways)

    assert [(p.day.day, p.number) for p in planned] == [(2, 1), (4, None), (9, None), (11, 2), (16, 3), (18, 4)]
    assert [p.why for p in planned if p.number is None] == ["闭馆：检修", "某节"]


def test_a_preview_names_what_the_venue_is_used_for():
    used = Ways(held=[(moment(date(2027, 3, 4), time(18)), moment(date(2027, 3, 4), time(20)), "合唱排练")])

    planned = plan(Rhythm(date(2027, 3, 2), TUESDAYS_AND_THURSDAYS, time(19), time(20, 30), 2), used)

    assert [(p.clash, p.why) for p in planned] == [(False, ""), (True, "合唱排练")]


def test_a_course_follows_its_lessons_and_holds_each_not_the_span(network, cast):
    hall = network.villages[0]
    activity, venue = course(hall), room(hall)

    made = lessons.lay_out(activity=activity, times=times(venue), by=cast.branch_head, on=localdate())
    assert Hold.objects.count() == 0  # a draft takes nothing
    recording.publish(activity=activity, by=cast.branch_head)

    activity.refresh_from_db()
    assert (activity.lessons, activity.starts_at, activity.ends_at) == (3, made[0].starts_at, made[2].ends_at)
    assert activity.hold is None
    held = list(Hold.objects.filter(released_at=None).order_by("period").values_list("period", flat=True))
    assert [(p.lower, p.upper) for p in held] == [(s.starts_at, s.ends_at) for s in made]


def test_an_exhibition_of_many_days_keeps_its_span(network, cast):
    venue = room(network.villages[0])
    begins = now() + timedelta(days=5)
    activity = course(
        network.villages[0], kind="exhibition", venue=venue, starts_at=begins, ends_at=begins + timedelta(days=20)
    )

    recording.publish(activity=activity, by=cast.branch_head)

    held = Hold.objects.get(released_at=None).period
    assert (held.lower, held.upper) == (activity.starts_at, activity.ends_at)


def test_a_run_whose_lessons_nobody_listed_holds_its_first_meeting(network, cast):
    venue = room(network.villages[0])
    begins = moment(localdate() + timedelta(days=5), time(19))
    activity = course(
        network.villages[0], venue=venue, lessons=8, starts_at=begins, ends_at=begins + timedelta(weeks=7, hours=2)
    )

    recording.publish(activity=activity, by=cast.branch_head)

    held = Hold.objects.get(released_at=None).period
    assert held.upper - held.lower == timedelta(hours=2)


def test_cancelling_and_withdrawing_free_every_lesson(network, cast):
    hall = network.villages[0]
    activity, venue = course(hall), room(hall)
    lessons.lay_out(activity=activity, times=times(venue), by=cast.branch_head, on=localdate())
    recording.publish(activity=activity, by=cast.branch_head)

    recording.cancel(activity=Activity.unscoped.get(pk=activity.pk), reason="台风", by=cast.branch_head)

    assert not Hold.objects.filter(released_at=None).exists()
    assert set(Session.objects.values_list("hold", flat=True)) == {None}


def test_a_clash_names_its_date_and_changes_nothing(network, cast):
    hall = network.villages[0]
    venue = room(hall)
    first, second = course(hall), course(hall)
    for each in (first, second):
        lessons.lay_out(activity=each, times=times(venue, 2), by=cast.branch_head, on=localdate())
    recording.publish(activity=first, by=cast.branch_head)

    with pytest.raises(DateTaken) as refusal:
        recording.publish(activity=second, by=cast.branch_head)

    begins = second.sessions.first().starts_at
    assert f"{timezone_day(begins)}" in str(refusal.value)
    second.refresh_from_db()
    assert second.status == "draft"
    assert Hold.objects.filter(released_at=None).count() == 2


def timezone_day(at: datetime) -> str:
    from django.utils.timezone import localtime

    local = localtime(at)
    return f"{local.month}月{local.day}日"


def entered_course(network: Any, cast: Any) -> tuple[Activity, list[Any]]:
    """A public course of three lessons with a family of two and one more person in it."""
    admission = make_admission(network.villages[0], places=9, activity={"kind": "training"})
    activity = admission.activity
    lessons.lay_out(activity=activity, times=times(room(network.villages[0])), by=cast.branch_head, on=localdate())
    parent = make_person("张三")
    child = make_person("张小", keeper=parent.keeper, relation="child")
    other = make_person("李四")
    registering.register(activity=activity.code, people=[parent, child], by=parent.keeper, on=localdate())
    registering.register(activity=activity.code, people=[other], by=other.keeper, on=localdate())
    return activity, [parent, child, other]


def test_each_household_hears_once_of_a_lesson_that_moved(network, cast):
    activity, (parent, _child, other) = entered_course(network, cast)
    session = activity.sessions.first()
    later = session.starts_at + timedelta(days=1)

    lessons.move(
        session=session,
        to=Time(later, later + timedelta(hours=1), session.venue),
        why="老师有事",
        by=cast.branch_head,
        on=localdate(),
    )

    told = Message.objects.filter(kind="lesson.moved")
    assert {m.to_id for m in told} == {parent.keeper_id, other.keeper_id}
    assert told.get(to=parent.keeper).params["name"] == "张三、张小"
    assert not Message.objects.filter(kind__startswith="activity.").exists()
    activity.refresh_from_db()
    assert activity.starts_at == later
    session.refresh_from_db()
    assert session.hold.period.lower == later


def test_calling_off_a_lesson_asks_why_and_keeps_the_last(network, cast):
    activity, _people = entered_course(network, cast)
    sessions = list(activity.sessions.all())

    with pytest.raises(NoReason):
        lessons.call_off(session=sessions[0], why=" ", by=cast.branch_head, on=localdate())
    for each in sessions[:2]:
        lessons.call_off(session=each, why="台风", by=cast.branch_head, on=localdate())
    with pytest.raises(lessons.LastOne):
        lessons.call_off(session=sessions[2], why="台风", by=cast.branch_head, on=localdate())

    activity.refresh_from_db()
    assert (activity.lessons, activity.starts_at) == (1, sessions[2].starts_at)
    assert Hold.objects.filter(released_at=None).count() == 1


def test_a_make_up_lesson_is_the_next_number(network, cast):
    activity, _people = entered_course(network, cast)
    at = activity.ends_at + timedelta(days=7)

    made = lessons.add(
        activity=activity, time=Time(at, at + timedelta(hours=1)), why="补课", by=cast.branch_head, on=localdate()
    )

    activity.refresh_from_db()
    assert (made.number, activity.lessons, activity.ends_at) == (4, 4, made.ends_at)
    assert Message.objects.filter(kind="lesson.added").count() == 2


def test_a_timetable_with_people_in_it_is_not_thrown_over(network, cast):
    activity, _people = entered_course(network, cast)

    with pytest.raises(lessons.LessonsStand):
        lessons.lay_out(activity=activity, times=times(None, 5), by=cast.branch_head, on=localdate())

    assert activity.sessions.count() == 3


def test_the_register_cannot_set_times_against_the_lessons(network, cast):
    activity, _people = entered_course(network, cast)

    earlier = activity.starts_at.astimezone(SHANGHAI).replace(tzinfo=None) - timedelta(days=1)
    with pytest.raises(RecordRefused) as refusal:
        recording.correct(activity=activity, values={"starts_at": earlier}, by=cast.branch_head)

    assert "课" in str(refusal.value)


@pytest.mark.django_db(transaction=True)
def test_of_two_courses_published_at_one_moment_one_gets_the_room():
    network = make_network()
    cast = make_cast(network)
    hall = network.villages[0]
    venue = room(hall)
    both = [course(hall), course(hall)]
    slots = times(venue, 4)
    for each in both:
        lessons.lay_out(activity=each, times=slots, by=cast.branch_head, on=localdate())

    def one(activity: Activity) -> str:
        try:
            return recording.publish(activity=activity, by=cast.branch_head).status
        except DateTaken:
            return "taken"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(one, both))

    assert found == ["scheduled", "taken"]
    assert Hold.objects.filter(released_at=None).count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_lets_an_activity_follow_its_sessions():
    hall = make_network().villages[0]
    activity = course(hall)
    first = activity.starts_at + timedelta(days=1)

    Session.objects.bulk_create(
        Session(
            activity=activity,
            number=n,
            starts_at=first + timedelta(weeks=n),
            ends_at=first + timedelta(weeks=n, hours=1),
        )
        for n in (1, 2)
    )

    activity.refresh_from_db()
    assert (activity.lessons, activity.starts_at) == (2, first + timedelta(weeks=1))
