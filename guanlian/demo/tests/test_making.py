"""What the demonstration promises, seen in memory."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from guanlian.accounts.models import Person, User
from guanlian.community import credit_codes
from guanlian.community.models import (
    Joining,
    Offer,
    Provider,
    Rehearsal,
    Service,
    SignUp,
    Troupe,
    TroupeMember,
    Volunteer,
)
from guanlian.content.models import Article
from guanlian.demo import days, divisions, making, places
from guanlian.demo.tests.conftest import NANHU, TODAY, UNTIL
from guanlian.demo.world import STORY_VILLAGE
from guanlian.messaging.models import Message
from guanlian.network.models import Hall
from guanlian.programme.models import Activity
from guanlian.staffing.models import StaffMember


def column(world, model, name):
    table = world.tables[model]
    return [table.get(row[0] if model is not User else place, name) for place, row in enumerate(table.rows, 1)]


def test_the_list_of_divisions_makes_the_real_network():
    city = divisions.read()

    towns = [t for county in city.children for t in county.children]
    villages = [v for town in towns for v in town.children]

    assert (len(city.children), len(towns), len(villages)) == (7, 72, 1202)
    assert {len(d.code) for d in villages} == {12}
    assert all(v.name.endswith(("村", "社区")) for v in villages)


@pytest.mark.parametrize(
    ("listed", "short"),
    [
        ("三星村委会", "三星村"),
        ("陈匠村村民委员会", "陈匠村"),
        ("后塘村村委会", "后塘村"),
        ("百福弄社区居委会", "百福弄社区"),
        ("安桥社区居民委员会", "安桥社区"),
        ("闻川社区", "闻川社区"),
    ],
)
def test_a_hall_is_named_after_the_place_not_its_committee(listed, short):
    assert divisions.short_name(listed) == short


def test_an_unknown_county_is_refused_by_name():
    with pytest.raises(divisions.UnknownCounty, match="330402 南湖区"):
        divisions.read(["999999"])


def test_the_same_seed_and_day_make_the_same_rows(nanhu):
    again = making.make(seed=7, until=UNTIL, today=TODAY, counties=NANHU)

    assert [(t.model, t.rows) for t in again.tables] == [(t.model, t.rows) for t in nanhu.tables]
    assert again.files == nanhu.files


def test_another_seed_makes_other_rows(nanhu):
    other = making.make(seed=8, until=UNTIL, today=TODAY, counties=NANHU)

    assert column(other, Activity, "title") != column(nanhu, Activity, "title")


@pytest.mark.parametrize("until", [date(2023, 12, 31), TODAY + timedelta(days=1)])
def test_days_before_the_first_year_or_ahead_of_today_are_refused(until):
    with pytest.raises(making.WrongDay):
        making.make(seed=7, until=until, today=TODAY, counties=NANHU)


def test_the_first_possible_day_makes_a_demonstration_in_which_nothing_was_held():
    world = making.make(seed=7, until=date(2024, 1, 1), today=TODAY, counties=NANHU)

    assert "held" not in column(world, Activity, "status")
    assert "scheduled" in column(world, Activity, "status")


def test_everything_is_marked_as_demonstration(nanhu):
    for table in nanhu.tables:
        if "is_demo" in table.columns:
            place = table.columns.index("is_demo")
            assert {row[place] for row in table.rows} == {True}, table.model


def test_people_are_called_by_function_and_number(nanhu):
    numbered = re.compile(r"(演示馆员|演示管理员|队长|队员|志愿者) \d+")

    assert all(numbered.fullmatch(name) for name in column(nanhu, StaffMember, "name"))
    for model in (TroupeMember, Volunteer):
        roll = zip(column(nanhu, model, "name"), column(nanhu, model, "person_id"), strict=True)
        assert all(numbered.fullmatch(name) for name, person in roll if person is None)
    assert all(name.endswith("（演示）") for name in column(nanhu, User, "name"))
    assert all(re.fullmatch(r"0573-0000 \d{4}", phone) for phone in column(nanhu, Hall, "phone"))


def test_the_named_citizens_lead_sing_and_are_asked(nanhu):
    people, rolls, asked = (nanhu.tables[model] for model in (Person, TroupeMember, Joining))
    keepers = {nanhu.accounts[name]: name for name in ("wangfang", "lijianguo")}
    own = {
        keepers[people.get(row[0], "keeper_id")]: row[0]
        for row in people.rows
        if people.get(row[0], "keeper_id") in keepers and people.get(row[0], "relation") == "self"
    }
    led = [
        rolls.get(row[0], "troupe_id")
        for row in rolls.rows
        if rolls.get(row[0], "person_id") == own["lijianguo"] and rolls.get(row[0], "leader")
    ]
    requests = [asked.get(row[0], "status") for row in asked.rows if asked.get(row[0], "troupe_id") in led]

    assert [nanhu.tables[Troupe].get(key, "art") for key in led] == ["choir"]
    assert requests.count("asked") >= 2
    assert own["wangfang"] in column(nanhu, TroupeMember, "person_id")
    letters = nanhu.tables[Message]
    told = [row for row in letters.rows if letters.get(row[0], "kind") == "troupe.asked"]
    assert len(told) == requests.count("asked")


def test_nobody_belongs_twice_or_asks_where_they_belong(nanhu):
    rolls, asked = nanhu.tables[TroupeMember], nanhu.tables[Joining]
    belongs = [
        (rolls.get(row[0], "troupe_id"), rolls.get(row[0], "person_id"))
        for row in rolls.rows
        if rolls.get(row[0], "person_id")
    ]
    wants = [(asked.get(row[0], "troupe_id"), asked.get(row[0], "person_id")) for row in asked.rows]

    assert len(set(belongs)) == len(belongs)
    assert len(set(wants)) == len(wants) and not set(wants) & set(belongs)


def test_every_hall_lies_within_its_county(nanhu):
    for hall in nanhu.halls[1:]:
        assert places.inside(hall.county, (hall.longitude, hall.latitude)), hall.name


def test_the_newcomers_village_has_held_six_of_eight_and_plans_none(nanhu):
    village = nanhu.story_village
    table = nanhu.tables[Activity]

    rows = [r[0] for r in table.rows if table.get(r[0], "hall_id") == village.id]
    of_year = [k for k in rows if table.get(k, "starts_at").startswith("2026") and table.get(k, "status") == "held"]

    assert village.code == STORY_VILLAGE
    assert village.name == "三星村支馆"
    assert len(of_year) == 6
    assert all(table.get(k, "announced_on") < date.fromisoformat(table.get(k, "starts_at")[:10]) for k in of_year)
    assert not [k for k in rows if table.get(k, "starts_at").startswith("2026") and k not in of_year]


def test_no_two_activities_of_a_hall_and_year_share_a_title(nanhu):
    table = nanhu.tables[Activity]

    seen = Counter(
        (table.get(r[0], "hall_id"), table.get(r[0], "starts_at")[:4], table.get(r[0], "title")) for r in table.rows
    )

    assert [entry for entry, times in seen.items() if times > 1] == []
    assert not [title for title in column(nanhu, Activity, "title") if "{" in title or len(title) > 120]


def test_the_bounds_of_the_standard_occur(nanhu):
    people = set(column(nanhu, Activity, "participants"))
    lines = set(column(nanhu, Activity, "exhibition_line_m"))
    sizes = set(Counter(column(nanhu, TroupeMember, "troupe_id")).values())
    residents = {h.residents[2025] for h in nanhu.of_tier("branch")}

    assert {499, 500, 59, 60, 79, 80} <= people
    assert {59.9, 60.0} <= lines
    assert {9, 10} <= sizes
    assert {30_000, 50_000} <= residents


def test_records_that_do_not_count_occur(nanhu):
    statuses = Counter(column(nanhu, Activity, "status"))
    table = nanhu.tables[Activity]

    waiting = [
        r for r in table.rows if table.get(r[0], "status") == "scheduled" and table.get(r[0], "starts_at") < str(UNTIL)
    ]

    assert set(statuses) == {"draft", "submitted", "scheduled", "held", "cancelled"}
    assert waiting, "some past events still await confirmation"
    assert any(column(nanhu, Activity, "withdrawn_at"))
    assert all(table.get(r[0], "note") for r in table.rows if table.get(r[0], "status") == "cancelled"), (
        "a cancellation says why"
    )


def test_nothing_is_held_on_or_after_the_last_day_and_no_plan_reaches_past_the_horizon(nanhu):
    table = nanhu.tables[Activity]

    for row in table.rows:
        day = date.fromisoformat(table.get(row[0], "starts_at")[:10])
        assert day <= nanhu.horizon
        assert table.get(row[0], "status") != "held" or day < UNTIL
    assert max(column(nanhu, Rehearsal, "held_on")) < UNTIL
    assert max(column(nanhu, Article, "published_on")) < UNTIL


def test_some_troupes_are_too_young_to_count(nanhu):
    young = [d for d in column(nanhu, Troupe, "founded_on") if d > UNTIL - timedelta(days=180)]

    assert young


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("春节", 2026, date(2026, 2, 17)),
        ("元宵", 2025, date(2025, 2, 12)),
        ("端午", 2026, date(2026, 6, 19)),
        ("中秋", 2024, date(2024, 9, 17)),
        ("重阳", 2025, date(2025, 10, 29)),
        ("腊八", 2026, date(2026, 1, 26)),
    ],
)
def test_festivals_follow_the_moon(name, year, day):
    assert days.festival(name, year) == day


def test_a_working_weekend_is_no_day_off():
    working = {day for day, _, is_workday in days.public_holidays(2026) if is_workday}

    assert date(2026, 2, 28) in working
    assert not working & days.days_off(2026)
    assert all(day.weekday() >= 5 for day in working)


def test_volunteers_serve_and_organisations_offer(nanhu):
    came = [status for status in column(nanhu, Service, "status") if status == "came"]
    assert len(came) >= 5
    assert "asked" in column(nanhu, SignUp, "status")
    assert sorted(column(nanhu, Provider, "status")) == ["applied", "approved"]
    assert all(map(credit_codes.is_valid, column(nanhu, Provider, "credit_code")))
    assert set(column(nanhu, Offer, "status")) == {"offered"}
