"""What the demonstration promises of its citizens, seen in memory."""

import json
import re
from collections import Counter, defaultdict
from datetime import date

import pytest
from django.utils import translation

from guanlian.accounts.models import Person, User
from guanlian.booking.models import Reservation
from guanlian.demo import accounts, days
from guanlian.demo.tests.conftest import UNTIL
from guanlian.holds.models import Hold
from guanlian.messaging.kinds import kind_called
from guanlian.messaging.models import Message, Sending
from guanlian.network.models import Hall, Venue
from guanlian.programme import drawing
from guanlian.programme.models import (
    Absence,
    Activity,
    Admission,
    Appeal,
    Attendance,
    Draw,
    Feedback,
    Headcount,
    Opinion,
    Registration,
    Restriction,
    Session,
    Unmet,
)
from guanlian.programme.rules import rules

MIDNIGHT = f"{UNTIL} 00:00"


def rows(world, model):
    """The rows of a table as dictionaries by attribute name."""
    if model._meta.label not in world.tables.counts():
        return []
    table = world.tables[model]
    names = [f.attname for f in model._meta.concrete_fields if not f.generated]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def by_key(world, model):
    return {row["id"]: row for row in rows(world, model)}


def test_every_citizen_bears_a_common_name_and_a_number_that_never_rings(nanhu):
    people = rows(nanhu, Person)
    phones = [row["phone"] for row in [*people, *rows(nanhu, User)] if row["phone"]]

    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,4}", row["name"]) for row in people)
    assert all(re.fullmatch(r"\+861990000\d{4}", phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    assert not any(row["phone_verified"] for row in rows(nanhu, User)), "nothing is ever sent"


def test_only_the_printed_accounts_have_a_password(nanhu):
    named = {a.username for a in accounts.ACCOUNTS}

    assert {row["username"] for row in rows(nanhu, User) if row["password"] != "!"} == named


def test_children_have_a_guardians_consent(nanhu):
    for row in rows(nanhu, Person):
        if row["born_on"] and row["born_on"] > date(UNTIL.year - 14, UNTIL.month, UNTIL.day):
            assert row["consent_at"] and row["consent_by"] and row["relation"] != "self"


def test_places_taken_are_the_entries_that_take_them_and_never_more(nanhu):
    taking = [row for row in rows(nanhu, Registration) if row["status"] in {"placed", "offered"}]
    taken = Counter(row["admission_id"] for row in taking)
    online = Counter(row["admission_id"] for row in taking if row["channel"] == "online")

    for row in rows(nanhu, Admission):
        assert (row["taken"], row["taken_online"]) == (taken[row["id"]], online[row["id"]])
        if row["policy"] != "walk_in":
            assert row["taken"] <= row["places"]
            assert row["taken_online"] <= row["places"] - row["reserved"]
            assert row["opens_at"] < row["closes_at"]


def test_nobody_waits_while_a_place_is_left(nanhu):
    admissions = by_key(nanhu, Admission)
    waiting = {row["admission_id"] for row in rows(nanhu, Registration) if row["status"] == "waiting"}

    assert waiting
    for key in waiting:
        row = admissions[key]
        assert min(row["places"] - row["taken"], row["places"] - row["reserved"] - row["taken_online"]) == 0


def test_every_state_of_a_live_entry_occurs_and_nothing_lies_ahead_of_its_day(nanhu):
    entries = rows(nanhu, Registration)

    assert {row["status"] for row in entries} >= {
        *("entered", "waiting", "offered", "placed", "unplaced", "declined", "released"),
    }
    assert all(row["entered_at"] < MIDNIGHT for row in entries)
    assert all(row["decided_at"] is None or row["decided_at"] < MIDNIGHT for row in entries)
    assert all(row["offered_until"] > MIDNIGHT for row in entries if row["status"] == "offered")


def test_nobody_has_two_live_entries_for_one_activity_nor_too_many_courses(nanhu):
    activities, admissions = by_key(nanhu, Activity), by_key(nanhu, Admission)
    live = [r for r in rows(nanhu, Registration) if r["status"] in {"entered", "waiting", "offered", "placed"}]
    courses = Counter(
        r["person_id"]
        for r in live
        if r["channel"] == "online"
        and activities[admissions[r["admission_id"]]["activity_id"]]["kind"] == "training"
        and activities[admissions[r["admission_id"]]["activity_id"]]["ends_at"] > MIDNIGHT
    )

    assert max(Counter((r["admission_id"], r["person_id"]) for r in live).values()) == 1
    assert max(courses.values()) <= rules()["limits"]["courses_at_once"]


def test_classes_for_children_take_children_of_their_age(nanhu):
    people, admissions, activities = (by_key(nanhu, m) for m in (Person, Admission, Activity))
    entries = rows(nanhu, Registration)

    limited = [r for r in entries if admissions[r["admission_id"]]["age_max"]]
    assert limited
    for row in limited:
        rule = admissions[row["admission_id"]]
        born = people[row["person_id"]]["born_on"]
        day = date.fromisoformat(activities[rule["activity_id"]]["starts_at"][:10])
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        assert rule["age_min"] <= age <= rule["age_max"]


def test_anyone_can_replay_every_draw(nanhu):
    entries = defaultdict(dict)
    for row in rows(nanhu, Registration):
        entries[row["admission_id"]][row["group"]] = row
    drawn = [row for row in rows(nanhu, Draw) if row["drawn_at"]]

    assert drawn
    assert any(row["drawn_at"] is None for row in rows(nanhu, Draw)), "one lottery is still open"
    for row in drawn:
        hat = drawing.read(row["entries"])
        order = drawing.ordered(row["seed"], hat)
        won = {entry.group for entry in drawing.placed(order, row["places"], row["places_online"])}
        here = entries[row["admission_id"]]
        assert drawing.commitment_of(row["seed"]) == row["commitment"]
        assert [here[entry.group]["rank"] for entry in order] == list(range(1, len(order) + 1))
        assert {group for group, entry in here.items() if entry["won"]} == won
        assert all(here[entry.group]["weight"] == entry.tickets for entry in hat)


def test_who_lost_a_draw_weighs_more_in_the_next(nanhu):
    assert max(row["weight"] for row in rows(nanhu, Registration)) > 1


def test_those_who_came_are_the_participants_of_the_record(nanhu):
    sessions, activities = by_key(nanhu, Session), by_key(nanhu, Activity)
    named, counted = defaultdict(set), defaultdict(lambda: defaultdict(int))
    for row in rows(nanhu, Attendance):
        named[sessions[row["session_id"]]["activity_id"]].add(row["registration_id"])
    for row in rows(nanhu, Headcount):
        counted[sessions[row["session_id"]]["activity_id"]][row["session_id"]] += row["people"]

    assert named
    for key, came in named.items():
        by_hand = counted[key].values()
        same = activities[key]["kind"] in rules()["participants"]["same_people"]
        assert len(came) + (max(by_hand, default=0) if same else sum(by_hand)) == activities[key]["participants"]


def test_nothing_was_taken_at_a_door_whose_roll_is_open(nanhu):
    sessions = by_key(nanhu, Session)
    taken = {row["session_id"] for m in (Attendance, Headcount, Absence) for row in rows(nanhu, m)}

    assert all(sessions[key]["roll_closed_at"] for key in taken)
    assert all(row["starts_at"] < MIDNIGHT for row in sessions.values() if row["roll_closed_at"])


def test_whoever_had_a_place_came_or_was_absent(nanhu):
    admissions, sessions = by_key(nanhu, Admission), defaultdict(list)
    for row in rows(nanhu, Session):
        sessions[row["activity_id"]].append(row)
    came = {(r["session_id"], r["registration_id"]) for m in (Attendance, Absence) for r in rows(nanhu, m)}

    for row in rows(nanhu, Registration):
        if row["status"] == "placed":
            for session in sessions[admissions[row["admission_id"]]["activity_id"]]:
                assert session["roll_closed_at"] is None or (session["id"], row["id"]) in came


def test_only_those_with_three_absences_are_restricted_and_one_appeals(nanhu):
    people, entries, absences = (by_key(nanhu, m) for m in (Person, Registration, Absence))
    lessons = Counter(row["activity_id"] for row in rows(nanhu, Session))
    activities = {row["id"]: row["activity_id"] for row in rows(nanhu, Session)}
    single = Counter(
        entries[a["registration_id"]]["person_id"]
        for a in absences.values()
        if not a["excused_why"] and lessons[activities[a["session_id"]]] == 1
    )
    restricted = {row["person_id"] for row in rows(nanhu, Restriction)}
    joined = nanhu.tables[Restriction.absences.through]

    assert restricted
    assert {person for person, n in single.items() if n >= rules()["absence"]["many"]} == restricted
    assert len(joined.rows) == len(restricted) * rules()["absence"]["many"]
    assert all(people[key]["keeper_id"] for key in restricted)
    assert Counter(row["status"] for row in rows(nanhu, Appeal))["open"] == 1


def test_feedback_comes_from_those_who_came(nanhu):
    came = {row["registration_id"] for row in rows(nanhu, Attendance)}
    given = rows(nanhu, Feedback)

    assert {row["mood"] for row in given} == {1, 2, 3}
    assert {row["registration_id"] for row in given} <= came
    assert all(row["made_at"] < MIDNIGHT for row in given)


def test_opinions_wait_are_overdue_and_are_answered(nanhu):
    opinions = rows(nanhu, Opinion)

    assert {"open", "answered"} <= {row["status"] for row in opinions}
    assert any(row["status"] == "open" and row["due_on"] < UNTIL for row in opinions)
    assert {row["kind"] for row in opinions} == {"wish", "complaint"}
    assert all(row["made_at"] < MIDNIGHT for row in opinions)


def test_unmet_demand_is_counted_once_a_day(nanhu):
    unmet = rows(nanhu, Unmet)

    assert {row["kind"] for row in unmet} == {"full", "search", "venue"}
    assert max(Counter((r["kind"], r["hall_id"], r["activity_id"], r["words"], r["on"]) for r in unmet).values()) == 1


def test_no_two_standing_holds_of_a_venue_overlap(nanhu):
    held = defaultdict(list)
    for row in rows(nanhu, Hold):
        if row["released_at"] is None:
            held[row["resource_id"]].append(tuple(row["period"][1:-1].split(",")))

    for periods in held.values():
        periods.sort()
        assert all(a[1] <= b[0] for a, b in zip(periods, periods[1:], strict=False))


def test_every_lesson_ahead_holds_its_venue(nanhu):
    activities, holds = by_key(nanhu, Activity), by_key(nanhu, Hold)

    ahead = [r for r in rows(nanhu, Session) if r["starts_at"] > MIDNIGHT and r["venue_id"]]
    assert ahead
    for row in ahead:
        if activities[row["activity_id"]]["status"] in {"scheduled", "held"}:
            assert holds[row["hold_id"]]["period"] == f"[{row['starts_at']},{row['ends_at']})"


def test_reservations_hold_their_venue_until_they_are_over(nanhu):
    holds, venues = by_key(nanhu, Hold), by_key(nanhu, Venue)
    reservations = rows(nanhu, Reservation)

    assert {"requested", "confirmed", "used", "cancelled", "released"} <= {row["status"] for row in reservations}
    assert any(row["for_hall_id"] for row in reservations)
    for row in reservations:
        hold = holds[row["hold_id"]]
        assert (hold["resource_id"], hold["period"]) == (venues[row["venue_id"]]["resource_id"], row["period"])
        assert (hold["released_at"] is None) == (row["status"] in {"requested", "confirmed", "used"})
        assert (row["period"][1:] < MIDNIGHT) == (row["status"] in {"used", "released"}) or row["status"] == "cancelled"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_message_reads_in_both_languages_and_none_waits_to_be_sent(nanhu, language):
    with translation.override(language):
        for row in rows(nanhu, Message):
            title, text = kind_called(row["kind"]).in_words(json.loads(row["params"]))
            assert not {"%", "{"} & set(title + text), (row["kind"], text)

    assert {row["to_id"] for row in rows(nanhu, Message)} <= set(nanhu.accounts.values())
    assert any(row["read_at"] is None for row in rows(nanhu, Message))
    assert not rows(nanhu, Sending)


def test_the_mother_meets_every_state(nanhu):
    keeper = nanhu.accounts["wangfang"]
    household = {row["id"] for row in rows(nanhu, Person) if row["keeper_id"] == keeper}
    states = {row["status"] for row in rows(nanhu, Registration) if row["person_id"] in household}

    assert len(household) == 3
    assert {"placed", "waiting", "offered"} <= states
    assert any(row["person_id"] in household for row in rows(nanhu, Reservation))


def test_working_days_leave_out_holidays_and_count_worked_weekends():
    assert days.working(date(2026, 2, 13), 1) == date(2026, 2, 14), "a Saturday that is worked"
    assert days.working(date(2026, 2, 14), 1) == date(2026, 2, 24), "after the Spring Festival"


def test_the_city_alone_has_no_citizens_to_spare(nanhu):
    counties = {row["code"][:6] for row in rows(nanhu, Hall)}

    assert set(nanhu.people) <= counties
