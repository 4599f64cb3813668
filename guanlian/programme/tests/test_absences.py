"""Absences: noted only where nobody could be wronged by it; a restriction follows by rule, and ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localdate, now
from hypothesis import given
from hypothesis import strategies as st

from guanlian.accounts.models import Person, Relation
from guanlian.messaging.models import Message
from guanlian.programme import absences, counted, meeting, releasing, restricting
from guanlian.programme.models import Absence, Activity, Attendance, Registration, Restriction, Session
from tests.factories import make_admission, make_hall, make_person


def hold(hall: Any, *people: Person, ago: int = 2, came: tuple[Person, ...] = (), lessons: int = 1) -> list[Session]:
    """An activity of `lessons` sessions, the last so many days ago, where `people` had places; its rolls are closed.

    Somebody else's ticket was always read.
    """
    admission = make_admission(hall, places=30, activity={"title": f"{ago}天前的活动"})
    starts = now() - timedelta(days=ago + lessons - 1)
    Activity.unscoped.filter(pk=admission.activity_id).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    admission.activity.refresh_from_db()
    every = [
        Session.objects.create(
            activity=admission.activity,
            number=n + 1,
            starts_at=starts + timedelta(days=n),
            ends_at=starts + timedelta(days=n, hours=2),
        )
        for n in range(lessons)
    ]
    entered = starts - timedelta(days=9)
    tickets = {}
    for person in (*people, make_person("一直来的人")):
        ticket = Registration(admission=admission, person=person, status="placed", entered_at=entered)
        ticket.save()
        tickets[person.pk] = ticket
    always = [pk for pk in tickets if pk not in {p.pk for p in people}] + [person.pk for person in came]
    for session in every:
        for pk in always:
            Attendance.unscoped.create(session=session, registration=tickets[pk], way="scanned", at=session.starts_at)
        close(session)
    return every


def close(session: Session, hours: int = 13) -> None:
    Session.objects.filter(pk=session.pk).update(roll_closed_at=now() - timedelta(hours=hours))


def missed(person: Person) -> list[str]:
    return list(Absence.unscoped.filter(registration__person=person).values_list("excused_why", flat=True))


def test_who_had_a_place_and_did_not_come_is_noted_once(network):
    absent, present = make_person(), make_person()
    hold(network.villages[0], absent, present, came=(present,))

    assert absences.note() == 1
    assert absences.note() == 0

    assert (missed(absent), missed(present)) == ([""], [])
    assert Message.objects.get().kind == "absence.noted"


def test_nothing_is_noted_before_a_scanner_had_time_to_report(network):
    absent = make_person()
    (session,) = hold(network.villages[0], absent)
    close(session, hours=1)

    assert absences.note() == 0


def test_nobody_is_absent_where_no_ticket_was_read(network):
    absent = make_person()
    (session,) = hold(network.villages[0], absent)
    Attendance.unscoped.filter(session=session).delete()

    assert absences.note() == 0


def test_nobody_is_absent_from_what_was_called_off(network):
    absent = make_person()
    (session,) = hold(network.villages[0], absent)
    Session.objects.filter(pk=session.pk).update(called_off_at=now(), called_off_why="停电")

    assert absences.note() == 0


def test_a_place_given_back_in_time_is_no_absence_and_one_given_back_late_is(network):
    early, late, waited = make_person(), make_person(), make_person()
    (session,) = hold(network.villages[0], early, late, waited)
    for person, hours in ((early, 3), (late, 1), (waited, 1)):
        Registration.unscoped.filter(person=person).update(
            status="released",
            decided_at=session.starts_at - timedelta(hours=hours),
            waiting_since=session.starts_at - timedelta(days=1) if person == waited else None,
        )

    absences.note()

    assert (missed(early), missed(late), missed(waited)) == ([], [""], [])


def test_who_came_without_a_place_or_got_one_at_the_last_moment_is_not_absent(network):
    last_moment = make_person()
    (session,) = hold(network.villages[0], last_moment)
    Registration.unscoped.filter(person=last_moment).update(decided_at=session.starts_at - timedelta(minutes=30))

    assert absences.note() == 0


def test_who_registered_before_the_time_was_changed_is_not_absent(network):
    told = make_person()
    (session,) = hold(network.villages[0], told)
    session.starts_at += timedelta(minutes=30)
    session.save()

    assert absences.note() == 0


def test_who_turns_out_to_have_come_is_not_absent_after_all(network):
    offline = make_person()
    (session,) = hold(network.villages[0], offline)
    absences.note()
    ticket = Registration.unscoped.get(person=offline)
    Attendance.unscoped.create(session=session, registration=ticket, way="offline", at=session.starts_at)

    absences.note()

    assert missed(offline) == ["签到记录后来补到，不算缺席"]


def test_a_single_lesson_missed_does_not_count_and_two_running_count_once(network):
    ill, gone = make_person(), make_person()
    first, second, third = hold(network.villages[0], ill, gone, lessons=3)
    for session in (first, third):
        ticket = Registration.unscoped.get(person=ill)
        Attendance.unscoped.create(session=session, registration=ticket, way="listed", at=session.starts_at)

    absences.note()

    counting = restricting.counting_of([ill.pk, gone.pk])
    assert [(each.registration.person, each.session) for each in counting] == [(gone, second)]
    assert [each.kind for each in Message.objects.filter(to=gone.keeper)] == ["absence.course"]
    assert not Message.objects.filter(to=ill.keeper)


lessons = st.dictionaries(st.integers(1, 12), st.sampled_from(["came", "missed", "excused"]))


@given(lessons)
def test_of_a_course_at_most_one_absence_counts_and_only_after_two_running(kept):
    noted = [_absence(number, what) for number, what in kept.items() if what != "came"]
    came = {7: {number for number, what in kept.items() if what == "came"}}

    counting = counted.that_count(noted, came)

    order = [kept[number] for number in sorted(kept)]
    twice = any(pair == ("missed", "missed") for pair in zip(order, order[1:], strict=False))
    assert len(counting) == (1 if twice else 0)


def _absence(number: int, what: str) -> Any:
    session = Session(number=number)
    made = Absence(pk=number, session=session, registration_id=7, excused_why="病" if what == "excused" else "")
    made.meetings = 12  # type: ignore[attr-defined]
    return made


def test_the_third_absence_in_the_window_closes_online_places_for_a_time(network):
    person = make_person("王二")
    for ago in (40, 20):
        hold(network.villages[1], person, ago=ago)
    hold(network.villages[0], person)
    absences.note()

    (made,) = restricting.restrict()

    today = localdate()
    assert (made.person, made.hall) == (person, network.villages[0])
    assert (made.period.lower, made.period.upper) == (today, today + timedelta(days=14))
    told = Message.objects.get(kind="restriction.made")
    assert "40天前的活动" in told.params["which"]
    assert restricting.restrict() == []


def test_absences_far_apart_lead_nowhere(network):
    person = make_person()
    for ago in (150, 120, 3):
        hold(network.villages[0], person, ago=ago)
    absences.note()

    assert restricting.restrict() == []


def test_no_absence_leads_to_two_restrictions(network):
    person = make_person()
    for ago in (4, 3, 2):
        hold(network.villages[0], person, ago=ago)
    absences.note()
    restricting.restrict()
    yesterday = localdate() - timedelta(days=1)
    Restriction.unscoped.update(period=(yesterday - timedelta(days=14), yesterday))  # it ended by itself

    assert restricting.restrict() == []
    assert restricting.current(person, localdate()) is None


def test_a_childs_absences_are_the_childs_alone(network):
    mother = make_person("妈妈")
    child = make_person("女儿", keeper=mother.keeper, relation=Relation.CHILD)
    for ago in (4, 3, 2):
        hold(network.villages[0], mother, child, ago=ago, came=(mother,))
    absences.note()

    made = restricting.restrict()

    assert [each.person for each in made] == [child]


def test_guests_whom_the_desk_enters_are_never_restricted(network):
    guest = Person.unscoped.create(relation=Relation.GUEST, hall=network.villages[0], name="张大妈")
    for ago in (4, 3, 2):
        hold(network.villages[0], guest, ago=ago)
    absences.note()

    assert restricting.restrict() == []


def test_an_excused_absence_lifts_the_restriction_that_stood_on_it(network, cast):
    person = make_person()
    sessions = [hold(network.villages[0], person, ago=ago)[0] for ago in (4, 3, 2)]
    absences.note()
    (made,) = restricting.restrict()
    ticket = Registration.unscoped.get(admission__activity=sessions[0].activity, person=person)

    absences.excuse(tickets=[(ticket.code, 1)], why="住院", by=cast.branch_head, on=localdate())

    made.refresh_from_db()
    assert made.lifted_why == "住院"
    assert Message.objects.filter(kind="restriction.lifted").count() == 1
    assert restricting.restrict() == []


def test_a_whole_session_is_excused_at_once_and_only_where_one_may(network, cast):
    people = [make_person() for _ in range(3)]
    (session,) = hold(network.villages[0], *people)
    (elsewhere,) = hold(network.villages[7], make_person())
    absences.note()
    asked: dict[str, Any] = {"number": 1, "why": "台风", "on": localdate()}

    for code, by in ((session, cast.village_administrator), (elsewhere, cast.branch_head)):
        with pytest.raises(absences.NothingToExcuse):
            absences.excuse_session(activity=code.activity.code, by=by, **asked)
    done = absences.excuse_session(activity=session.activity.code, by=cast.branch_head, **asked)

    assert len(done) == 3
    assert Absence.unscoped.filter(excused_why="").count() == 1


def test_giving_back_is_always_open_before_the_beginning(network):
    admission = make_admission(network.villages[0])
    person = make_person()
    ticket = Registration(admission=admission, person=person, status="placed")
    ticket.save()

    releasing.release(code=ticket.code, by=person.keeper, on=localdate())

    assert Registration.unscoped.get().status == "released"


@pytest.mark.django_db(transaction=True)
def test_two_workers_note_and_restrict_once():
    hall = make_hall()
    person = make_person()
    for ago in (4, 3, 2):
        hold(hall, person, ago=ago)

    def work(_n: int) -> None:
        try:
            absences.note()
            restricting.restrict()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    restricting.restrict()

    assert Absence.unscoped.count() == 3
    assert Restriction.unscoped.count() == 1
    assert Message.objects.filter(kind="restriction.made").count() == 1


def test_sessions_are_made_for_activities_without(network):
    admission = make_admission(network.villages[0])

    assert len(meeting.sessions_of(admission.activity)) == 1
