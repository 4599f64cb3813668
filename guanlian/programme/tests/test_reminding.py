"""Reminders: once, a day ahead, with a link that gives back one ticket and does nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now

from guanlian.accounts.models import Person, Relation
from guanlian.messaging.models import Message
from guanlian.programme import meeting, reminding
from guanlian.programme.models import Registration, Session
from tests.factories import at, make_admission, make_hall, make_person


def a_place(hall: Any, person: Person | None = None, *, hours: float = 20, entered: float = 100) -> Registration:
    """A place in an activity that begins in so many hours, entered so many hours ago."""
    starts = now() + timedelta(hours=hours)
    admission = make_admission(hall)
    admission.activity.starts_at, admission.activity.ends_at = starts, starts + timedelta(hours=2)
    admission.activity.save()
    ticket = Registration(
        admission=admission,
        person=person or make_person(),
        status="placed",
        entered_at=now() - timedelta(hours=entered),
    )
    ticket.save()
    return ticket


def test_everybody_with_a_place_is_reminded_once_a_day_ahead(network):
    soon, later = a_place(network.villages[0]), a_place(network.villages[0], hours=30)

    assert reminding.remind() == 1
    assert reminding.remind() == 0

    told = Message.objects.get()
    assert (told.kind, told.to) == ("reminder.session", soon.person.keeper)
    assert later.person.keeper != told.to


def test_nobody_is_reminded_of_what_they_have_just_done_or_given_back(network):
    a_place(network.villages[0], entered=1)
    given_back = a_place(network.villages[0])
    given_back.move_to("released")
    given_back.save()

    assert reminding.remind() == 0


def test_a_guest_is_told_whom_to_ring(network):
    guest = Person.unscoped.create(
        relation=Relation.GUEST, hall=network.villages[0], name="张大妈", phone="+8613900000001"
    )
    a_place(network.villages[0], guest)

    reminding.remind()

    told = Message.objects.get()
    assert (told.kind, told.phone) == ("reminder.by_phone", "+8613900000001")


def test_of_a_course_only_what_breaks_its_rhythm_is_reminded():
    weekly = [at() + timedelta(weeks=n) for n in (0, 1, 2, 4, 5, 6)]
    weekly.append(weekly[-1] + timedelta(days=6))  # moved by a day

    reminded = [reminding.breaks_the_rhythm(each, weekly) for each in weekly]

    assert reminded == [True, False, False, True, False, False, True]


def test_the_link_shows_first_and_gives_back_on_the_button_signed_out(client, network):
    ticket = a_place(network.villages[0], make_person("王小明"))
    reminding.remind()
    link = Message.objects.get().about

    looked = client.get(link)

    ticket.refresh_from_db()
    assert ticket.status == "placed"
    assert "王小明" not in looked.content.decode()
    answer = client.post(link, follow=True)
    again = client.post(link, follow=True)
    ticket.refresh_from_db()
    assert ticket.status == "released"
    assert (answer.status_code, again.status_code) == (200, 200)


def test_a_link_ends_with_the_beginning_and_no_other_ticket_can_be_made_of_it(client, network):
    ticket, other = a_place(network.villages[0]), a_place(network.villages[0])
    (session,) = meeting.sessions_of(ticket.admission.activity)
    link = reminding.link(ticket, session)

    forged = client.post(link.replace(ticket.code, other.code))
    Session.objects.filter(pk=session.pk).update(starts_at=now() - timedelta(minutes=1))
    late = client.post(link)

    assert (forged.status_code, late.status_code) == (410, 410)
    assert set(Registration.unscoped.values_list("status", flat=True)) == {"placed"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once():
    hall = make_hall()
    for _ in range(4):
        a_place(hall)

    def work(_n: int) -> int:
        try:
            return reminding.remind()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    reminding.remind()

    assert Message.objects.count() == 4
