"""Draws: held once when entries have closed, all of it or nothing; nobody slips in, nobody is left out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate, now

from guanlian.accounts.models import Person, Relation
from guanlian.accounts.scope import NotYours
from guanlian.messaging.models import Message
from guanlian.programme import drawing, draws, filling, refusals, registering, releasing
from guanlian.programme.models import Admission, Draw, Registration, Restriction
from tests.factories import days, make_admission, make_hall, make_person


def make_lottery(hall: Any, **values: Any) -> Admission:
    """A lottery with its commitment, open for another day."""
    made = make_admission(hall, **({"policy": "lottery", "closes_at": now() + timedelta(days=1)} | values))
    drawing.commit(made)
    return made


def enter(admission: Admission, *people: Person, **more: Any) -> list[Registration]:
    given = {"by": people[0].keeper, "on": localdate()} | more
    return registering.register(activity=admission.activity.code, people=people, **given)


def close(admission: Admission) -> None:
    """Entries have just closed."""
    Admission.objects.filter(pk=admission.pk).update(closes_at=now() - timedelta(milliseconds=1))


def lose(person: Person, *, won: bool = False, ago: int = 30, status: str = "unplaced") -> None:
    """A draw so many days ago that the person lost (or won)."""
    past = make_lottery(make_hall(), opens_at=now() - timedelta(days=ago + 9), closes_at=now())
    Draw.objects.filter(admission=past).update(
        seed=_open(past), drawn_at=now() - timedelta(days=ago), places=2, places_online=2
    )
    Registration.unscoped.create(admission=past, person=person, status=status, rank=3, won=won)


def _open(admission: Admission) -> str:
    return drawing.sealed.decrypt(Draw.objects.get(admission=admission).sealed)


def test_a_draw_gives_the_places_in_the_order_of_the_lots_and_queues_the_rest(network):
    admission = make_lottery(network.branches[0])
    for _ in range(5):
        enter(admission, make_person())
    close(admission)

    drawn = draws.draw(admission=admission.pk)

    by_rank = Registration.unscoped.order_by("rank")
    assert [(each.rank, each.won, each.status) for each in by_rank] == [
        (1, True, "placed"),
        (2, True, "placed"),
        (3, False, "waiting"),
        (4, False, "waiting"),
        (5, False, "waiting"),
    ]
    assert [each.group for each in drawing.ordered(drawn.seed, drawing.read(drawn.entries))] == [
        each.group for each in by_rank
    ]
    admission.refresh_from_db()
    assert admission.taken == 2


def test_everybody_is_told_once(network):
    admission = make_lottery(network.branches[0], places=1)
    for _ in range(3):
        enter(admission, make_person())
    close(admission)

    draws.draw(admission=admission.pk)
    draws.draw(admission=admission.pk)

    told = Message.objects.filter(kind__startswith="draw.")
    assert sorted((each.kind, each.params.get("position")) for each in told) == [
        ("draw.waiting", "1"),
        ("draw.waiting", "2"),
        ("draw.won", None),
    ]


def test_without_a_waiting_list_the_losers_are_told_so(network):
    admission = make_lottery(network.branches[0], places=1, waiting_list=False)
    for _ in range(2):
        enter(admission, make_person())
    close(admission)

    draws.draw(admission=admission.pk)

    assert sorted(Registration.unscoped.values_list("status", flat=True)) == ["placed", "unplaced"]
    assert set(Message.objects.values_list("kind", flat=True)) == {"draw.won", "draw.lost"}


def test_the_desks_share_is_kept_from_those_who_entered_online(network, cast):
    admission = make_lottery(network.villages[0], places=3, reserved=2)
    online = [enter(admission, make_person())[0] for _ in range(4)]
    guest = Person.unscoped.create(relation=Relation.GUEST, hall=network.villages[0], name="张大妈")
    (desk,) = enter(admission, guest, by=cast.village_administrator, channel="desk")
    close(admission)

    draws.draw(admission=admission.pk)

    desk.refresh_from_db()
    admission.refresh_from_db()
    assert desk.status == "placed"
    assert (admission.taken, admission.taken_online) == (2, 1)
    assert Registration.unscoped.filter(pk__in=[each.pk for each in online], status="waiting").count() == 3


def test_a_family_is_placed_together_and_weighs_what_its_lightest_member_weighs(network):
    admission = make_lottery(network.branches[0], places=2)
    mother = make_person("妈妈")
    lose(mother)
    child = make_person("女儿", keeper=mother.keeper, relation=Relation.CHILD, born_on=date(2000, 5, 1))
    enter(admission, mother, child)
    close(admission)

    drawn = draws.draw(admission=admission.pk)

    (entry,) = drawing.read(drawn.entries)
    assert (entry.people, entry.tickets) == (2, 1)
    assert set(Registration.unscoped.filter(admission=admission).values_list("rank", "status")) == {(1, "placed")}
    (told,) = Message.objects.filter(kind="draw.won")
    assert told.params["name"] == "妈妈、女儿"


def test_whoever_withdrew_is_not_in_the_hat(network):
    admission = make_lottery(network.branches[0])
    person = make_person()
    (entry,) = enter(admission, person)
    releasing.release(code=entry.code, by=person.keeper, on=localdate())
    close(admission)

    drawn = draws.draw(admission=admission.pk)

    assert drawn.entries == ""


def test_a_draw_with_fewer_entries_than_places_places_all_and_one_without_entries_is_held_all_the_same(network):
    few, none = make_lottery(network.branches[0], places=9), make_lottery(network.branches[0])
    enter(few, make_person())
    close(few)
    close(none)

    assert draws.draw_due() == 2

    assert Registration.unscoped.get().status == "placed"
    assert Draw.objects.get(admission=none).seed


def test_nothing_is_drawn_while_people_may_enter_or_when_it_was_called_off(network):
    open_one, called_off = make_lottery(network.branches[0]), make_lottery(network.branches[0])
    for each in (open_one, called_off):
        enter(each, make_person())
    close(called_off)
    called_off.activity.move_to("cancelled")
    called_off.activity.save()

    with pytest.raises(draws.NotClosedYet):
        draws.draw(admission=open_one.pk)
    with pytest.raises(draws.NoLottery):
        draws.draw(admission=called_off.pk)
    assert draws.draw_due() == 0

    assert set(Draw.objects.values_list("seed", "drawn_at")) == {("", None)}
    assert set(Registration.unscoped.values_list("status", flat=True)) == {"entered"}


def test_staff_of_the_hall_may_draw_at_once_and_nobody_else(network, cast):
    admission = make_lottery(network.villages[0])
    close(admission)
    code = admission.activity.code

    with pytest.raises(NotYours):
        draws.draw_now(activity=code, by=cast.supervisor, on=localdate())
    drawn = draws.draw_now(activity=code, by=cast.village_administrator, on=localdate())

    assert drawn.drawn_by == cast.village_administrator


def test_a_seed_that_cannot_be_opened_leaves_everything_as_it_was(network):
    admission = make_lottery(network.branches[0])
    enter(admission, make_person())
    close(admission)
    Draw.objects.filter(admission=admission).update(sealed="nothing")

    assert draws.draw_due() == 0

    assert Draw.objects.get(admission=admission).drawn_at is None
    assert Registration.unscoped.get().status == "entered"


def test_nobody_enters_after_closing_by_whatever_program(network):
    admission = make_lottery(network.branches[0])
    close(admission)
    person = make_person()

    with pytest.raises(refusals.EntriesClosed):
        enter(admission, person)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        Registration(admission=admission, person=person, status="entered").save()

    assert Registration.unscoped.count() == 0


def test_no_entry_comes_before_the_commitment(network):
    bare = make_admission(network.branches[0], policy="lottery")

    with pytest.raises(IntegrityError, match="commitment"), transaction.atomic():
        Registration(admission=bare, person=make_person(), status="entered").save()
    enter(bare, make_person())

    assert Draw.objects.get(admission=bare).committed_at < Registration.unscoped.get().entered_at


def test_what_is_public_stands(network):
    admission = make_lottery(network.branches[0])
    enter(admission, make_person())
    close(admission)
    drawn = draws.draw(admission=admission.pk)
    other = "0" * 64

    for change in ({"commitment": other}, {"seed": other}, {"entries": ""}, {"places": 9}, {"drawn_at": now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Draw.objects.filter(pk=drawn.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        drawn.delete()


def test_a_seed_other_than_the_committed_one_is_refused(network):
    admission = make_lottery(network.branches[0])

    with pytest.raises(IntegrityError, match="commitment"), transaction.atomic():
        Draw.objects.filter(admission=admission).update(seed="0" * 64, drawn_at=now(), places=1, places_online=1)


def test_each_draw_lost_adds_a_ticket_up_to_four_and_a_place_begins_anew(network):
    person = make_person()
    for n in range(5):
        lose(person, ago=10 + n)
    assert drawing.weight_of(person, now()) == 4

    lose(person, ago=8, won=True, status="placed")
    assert drawing.weight_of(person, now()) == 1

    lose(person, ago=5)
    assert drawing.weight_of(person, now()) == 2
    lose(person, ago=4, status="placed")  # lost, and got a place from the waiting list
    assert drawing.weight_of(person, now()) == 1


def test_what_was_lost_long_ago_or_called_off_adds_nothing(network):
    person = make_person()
    lose(person, ago=400)
    lose(person, ago=20, status="cancelled")

    assert drawing.weight_of(person, now()) == 1


def test_under_a_restriction_one_waits_behind_those_who_were_drawn(network):
    person = make_person()
    today = localdate()
    Restriction.unscoped.create(person=person, hall=network.villages[0], period=days(today, today + timedelta(days=9)))
    admission = make_lottery(network.branches[0], places=1)
    for _ in range(3):
        enter(admission, make_person())

    with pytest.raises(refusals.Restricted):
        enter(admission, person)
    (entry,) = enter(admission, person, waiting=True)
    close(admission)
    draws.draw(admission=admission.pk)

    entry.refresh_from_db()
    assert (entry.status, entry.rank, filling.position(entry)) == ("waiting", None, 3)


def test_the_public_list_names_nobody_and_no_ticket(network):
    admission = make_lottery(network.branches[0])
    person = make_person("李小满")
    (entry,) = enter(admission, person)
    alone = Registration(admission=admission, person=make_person(), status="entered")
    alone.save()
    close(admission)

    text = draws.draw(admission=admission.pk).entries

    for secret in (entry.code, alone.code, person.name, person.code, person.keeper.username):
        assert secret not in text


# At one moment.


def in_threads(work: Any, things: list[Any], number: int = 8) -> list[Any]:
    def one(thing: Any) -> Any:
        try:
            return work(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, things))


@pytest.mark.django_db(transaction=True)
def test_two_workers_draw_once():
    admission = make_lottery(make_hall())
    for _ in range(6):
        enter(admission, make_person())
    close(admission)

    found = in_threads(lambda _n: draws.draw(admission=admission.pk), list(range(4)))

    assert len({(each.seed, each.entries, each.drawn_at) for each in found}) == 1
    assert Registration.unscoped.filter(status="placed").count() == 2
    assert Message.objects.filter(kind__startswith="draw.").count() == 6


@pytest.mark.django_db(transaction=True)
def test_whoever_enters_while_it_is_drawn_is_in_the_list_or_refused():
    admission = make_lottery(make_hall(), places=5)
    people = [make_person() for _ in range(40)]
    soon = now() + timedelta(milliseconds=350)
    Admission.objects.filter(pk=admission.pk).update(closes_at=soon)

    def one(person: Person | None) -> str:
        if person is None:
            while True:
                try:
                    return draws.draw(admission=admission.pk).entries
                except draws.NotClosedYet:
                    pass
        try:
            return enter(admission, person)[0].group
        except refusals.EntriesClosed:
            return "refused"

    drawn, *answers = in_threads(one, [None, *people], 10)

    entered = {answer for answer in answers if answer != "refused"}
    assert {each.group for each in drawing.read(drawn)} == entered
    assert Registration.unscoped.filter(rank=None).count() == 0
    assert Registration.unscoped.count() == len(entered)


@pytest.mark.django_db(transaction=True)
def test_an_entry_on_its_way_when_entries_close_is_waited_for_and_listed():
    """The entry's transaction is open when the draw begins: the draw waits until it is known, and lists it."""
    admission = make_lottery(make_hall())
    person = make_person()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            (entry,) = enter(admission, person)
            close_later(admission)
            drawing_now = pool.submit(in_threads, lambda pk: draws.draw(admission=pk), [admission.pk], 1)
            wait_until_somebody_waits()
        (drawn,) = drawing_now.result(timeout=20)

    assert entry.group in drawn.entries


def close_later(admission: Admission) -> None:
    """Entries close, said by another connection than the one whose entry is on its way."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(in_threads, close, [admission], 1).result()


def wait_until_somebody_waits() -> None:
    """Until a statement of this database waits for a lock."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "SELECT pg_sleep(0.02), count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[1]:
                return
    raise AssertionError("nobody waits")


# A worker that dies when all is written but the messages, before the end of its transaction.
KILLED = """
import os, signal, sys
import django
django.setup()
from guanlian.programme import draws
draws.tell = lambda news: os.kill(os.getpid(), signal.SIGKILL)
draws.draw(admission=int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_halfway_leaves_nothing_and_the_next_one_draws_all():
    admission = make_lottery(make_hall())
    for _ in range(5):
        enter(admission, make_person())
    close(admission)
    place = connection.settings_dict
    address = f"postgresql://{place['USER']}@/{place['NAME']}?host={place['HOST']}"
    environment = os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "guanlian.config.settings",
        "GUANLIAN_SECRET_KEY": settings.SECRET_KEY,
    }

    killed = subprocess.run([sys.executable, "-c", KILLED, str(admission.pk)], env=environment, check=False)

    assert killed.returncode == -signal.SIGKILL
    wait_until_alone()
    assert Draw.objects.get().seed == ""
    assert set(Registration.unscoped.values_list("status", "rank")) == {("entered", None)}
    assert Message.objects.count() == 0
    assert draws.draw_due() == 1
    assert sorted(Registration.unscoped.values_list("rank", flat=True)) == [1, 2, 3, 4, 5]
    assert Message.objects.count() == 5


def wait_until_alone() -> None:
    """Until the server has noticed that the other process is gone."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "SELECT pg_sleep(0.02), count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            )
            if not cursor.fetchone()[1]:
                return
    raise AssertionError("the killed process is still there")
