"""Tickets at the door: everybody gets in, everybody counts once, whatever the devices, clocks and networks do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils.timezone import localdate, now
from hypothesis import given
from hypothesis import strategies as st

from guanlian.accounts.scope import NotYours
from guanlian.programme import attending, clocks, doors, releasing, tickets
from guanlian.programme.attending import Item
from guanlian.programme.models import Attendance, Headcount, Reading, Verb
from guanlian.programme.tests.doors import make_door, make_ticket, milliseconds, read
from tests.factories import make_hall, make_user


@pytest.fixture
def clerk(cast):
    return cast.village_administrator


@pytest.fixture
def door(network):
    return make_door(network.villages[0])


def came(session) -> dict[str, str]:
    return {a.registration.code: a.way for a in Attendance.unscoped.filter(session=session)}


def test_whoever_has_a_place_is_let_in_and_counted_once(door, clerk):
    ticket = make_ticket(door, "钱小敏")

    first = read(door, ticket.code, by=clerk)
    again = read(door, ticket.code, by=clerk)

    assert (first.answer, first.name) == ("in", "钱小敏")
    assert (again.answer, again.elsewhere, again.at) == ("already", False, first.at)
    assert came(door) == {ticket.code: "scanned"}


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "spaced"])
def test_a_code_is_read_however_it_was_typed(door, clerk, typed):
    ticket = make_ticket(door)
    signs = ticket.code.removeprefix("BM-")
    text = {"lower": ticket.code.lower(), "spaced": f"bm {signs[:4]} {signs[4:8]} {signs[8:]}"}.get(
        typed, typed.format(ticket.code)
    )

    assert read(door, text, by=clerk).answer == "in"


@pytest.mark.parametrize("signs", ["12BM345678", "BMBMBMBMBM", "ABCDEFGHBM", "BM00000000"])
@pytest.mark.parametrize("written", ["BM-{}", "bm {}", "BM{}", "https://bm.example.org/me/tickets/BM-{}/", "ＢＭ－{}"])
def test_a_code_that_holds_the_letters_of_its_own_beginning_is_read_whole(signs, written):
    assert tickets.code_of(written.format(signs)) == f"BM-{signs}"


def test_the_rest_of_the_group_is_named_and_comes_along(door, clerk):
    mother = make_ticket(door, "妈妈", group="TX-1")
    daughter = make_ticket(door, "女儿", group="TX-1")
    make_ticket(door, "爸爸", group="TX-1", status="released")

    told = read(door, mother.code, by=clerk)

    assert list(told.party) == [(daughter.code, "女儿")]
    assert list(read(door, daughter.code, by=clerk).party) == []


@pytest.mark.parametrize("status", ["released", "waiting", "unplaced"])
def test_nobody_is_sent_home_for_want_of_a_place(door, clerk, status):
    ticket = make_ticket(door, status=status)

    told = read(door, ticket.code, by=clerk)

    assert told.answer == "walk_in"
    assert Attendance.unscoped.get().walk_in


def test_a_ticket_of_another_activity_says_whose_it_is_and_counts_only_when_let_in(door, clerk, network):
    other = make_door(network.villages[0], activity={"title": "太极拳班"})
    ticket = make_ticket(other)

    told = read(door, ticket.code, by=clerk)
    assert (told.answer, "太极拳班" in told.note) == ("other", True)
    assert Headcount.objects.count() == 0

    for _ in range(2):  # two devices without a network let the same person in
        read(door, ticket.code, by=clerk, let_in=True)
    read(door, "BM-0000000000", by=clerk, let_in=True)
    assert doors.headcount(door) == 2
    assert came(door) == came(other) == {}


def test_a_wrong_tick_is_taken_back_with_its_reason_and_a_late_repetition_does_not_bring_it_back(door, clerk):
    ticket = make_ticket(door)
    read(door, ticket.code, by=clerk, key="first")

    refused = read(door, ticket.code, by=clerk, verb=Verb.UNDONE, why=" ")
    assert (refused.answer, bool(refused.note), len(came(door))) == ("refused", True, 1)

    assert read(door, ticket.code, by=clerk, verb=Verb.UNDONE, why="点错人").answer == "undone"
    assert read(door, ticket.code, by=clerk, key="first", at=now() - timedelta(minutes=1)).answer == "undone"
    assert came(door) == {}
    assert Reading.unscoped.get(verb="undone").why == "点错人"

    assert read(door, ticket.code, by=clerk).answer == "in"


def test_two_devices_read_one_ticket_and_the_first_by_the_true_time_wins(door, clerk):
    ticket = make_ticket(door)
    early, late = now() - timedelta(minutes=5), now() - timedelta(minutes=4)
    read(door, ticket.code, by=clerk, device="online", at=late)

    # The other was without a network, and its clock a minute fast: it says it was the later one.
    items = [Item("k", ticket.code, at=milliseconds(early + timedelta(minutes=2)), skew=-120_000, way="offline")]
    (told,) = attending.attend(session=door, items=items, by=clerk, on=localdate(), device="offline")

    held = Attendance.unscoped.get()
    assert (told.answer, held.device, held.way, milliseconds(held.at)) == (
        "in",
        "offline",
        "offline",
        milliseconds(early),
    )
    assert read(door, ticket.code, by=clerk, device="online").elsewhere


def test_a_clock_that_runs_ahead_never_reports_the_future(door, clerk):
    ticket = make_ticket(door)
    items = [Item("k", ticket.code, at=milliseconds(now() + timedelta(hours=3)))]

    attending.attend(session=door, items=items, by=clerk, on=localdate(), device="a", sync_skew=-3_540_000)

    held = Attendance.unscoped.get()
    assert held.at <= held.reported_at


def test_one_bad_item_does_not_hold_up_the_others(door, clerk):
    good, wrong = make_ticket(door), make_ticket(door)
    items = [
        Item("1", wrong.code, at=10**40, verb=Verb.UNDONE),
        Item("2", good.code, at=milliseconds(now())),
        Item("3", "", at=0),
    ]

    told = attending.attend(session=door, items=items, by=clerk, on=localdate(), device="a")

    assert [each.answer for each in told] == ["refused", "in", "unknown"]
    assert set(came(door)) == {good.code}


def test_nobody_reads_tickets_at_another_halls_door(network, cast):
    door = make_door(network.villages[7])
    ticket = make_ticket(door)

    with pytest.raises(NotYours):
        read(door, ticket.code, by=cast.village_administrator)
    assert Reading.unscoped.count() == 0


def test_the_door_is_shut_too_early_too_late_and_when_called_off(network, clerk):
    hall = network.villages[0]
    early = make_door(hall, begins=now() + timedelta(days=2))
    late = make_door(hall, begins=now() - timedelta(days=20))
    off = make_door(hall)
    off.called_off_at, off.called_off_why = now(), "老师生病"

    for session in (early, late, off):
        with pytest.raises(doors.DoorShut):
            read(session, make_ticket(session).code, by=clerk)
    assert Attendance.unscoped.count() == 0


def test_a_place_given_back_at_the_door_is_still_a_walk_in(door, clerk):
    ticket = make_ticket(door)
    releasing.release(code=ticket.code, by=ticket.person.keeper, on=localdate())

    assert read(door, ticket.code, by=clerk).answer == "walk_in"


def test_the_list_of_a_door_costs_the_same_for_one_and_for_many(door, django_assert_num_queries):
    for count in (1, 3):
        for _ in range(count):
            make_ticket(door, "钱小敏")
        with django_assert_num_queries(2):
            doors.listed(door)


# The rule itself.


@dataclass(frozen=True)
class Told:
    verb: str
    at: datetime
    key: str


READINGS = st.lists(
    st.builds(
        Told,
        verb=st.sampled_from(Verb.values),
        at=st.integers(0, 12).map(lambda n: datetime(2026, 11, 1, 18, n, tzinfo=UTC)),
        key=st.sampled_from("abcdefgh"),
    ),
    max_size=8,
    unique_by=lambda each: each.key,
)


@given(readings=READINGS, data=st.data())
def test_any_order_and_repetition_of_deliveries_gives_the_same_attendance(readings, data):
    shuffled = data.draw(st.permutations(readings))
    repeated = shuffled + (data.draw(st.lists(st.sampled_from(readings), max_size=4)) if readings else [])

    assert attending.deciding(repeated) == attending.deciding(readings)


@given(readings=READINGS)
def test_an_attendance_is_a_reading_after_the_last_undoing_and_the_first_of_them(readings):
    found = attending.deciding(readings)
    undone = [each.at for each in readings if each.verb == "undone"]
    standing = [each for each in readings if each.verb == "came" and all(each.at > at for at in undone)]

    assert (found is None) == (not standing)
    assert found is None or (found in standing and found.at == min(each.at for each in standing))


@given(
    wrong=st.integers(-(10**14), 10**14),
    ago=st.integers(0, 3600),
    known=st.booleans(),
)
def test_a_wrong_clock_is_set_right_and_never_passes_the_report(wrong, ago, known):
    reported = datetime(2026, 11, 1, 20, tzinfo=UTC)
    true = reported - timedelta(seconds=ago)

    at = clocks.corrected(
        at=milliseconds(true) + wrong,
        skew=-wrong if known else None,
        sync_skew=0 if known else -wrong,
        reported=reported,
        begins=reported - timedelta(hours=1),
    )

    assert at == true
    assert clocks.corrected(at=wrong, skew=wrong, sync_skew=0, reported=reported, begins=reported) <= reported


@pytest.mark.django_db(transaction=True)
def test_eight_devices_read_the_same_tickets_at_one_moment_and_each_counts_once():
    door = make_door(make_hall())
    codes = [make_ticket(door).code for _ in range(4)]
    clerk = make_user(is_superuser=True)
    moment = now() - timedelta(minutes=3)

    def one(n: int) -> list[str]:
        try:
            items = [
                Item(f"{n}-{code}", code, at=milliseconds(moment + timedelta(seconds=n)))
                for code in (codes if n % 2 else reversed(codes))
            ]
            told = attending.attend(session=door, items=items, by=clerk, on=localdate(), device=f"d{n}")
            return [each.answer for each in told]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(one, range(8)))

    assert {a.registration.code: a.device for a in Attendance.unscoped.filter(session=door)} == dict.fromkeys(
        codes, "d0"
    )
    assert set(told[0]) == {"in"}
    assert Reading.unscoped.count() == 32
