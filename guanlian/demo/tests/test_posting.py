"""Posts, heads and trainings of the demonstration fit each other."""

from __future__ import annotations

from guanlian.demo.world import BEFORE
from guanlian.programme.models import Activity, Trainee
from guanlian.staffing.models import Appointment, Appraisal, Establishment, Post, Secondment


def test_administrators_who_left_were_followed_on_the_same_day(nanhu):
    table = nanhu.tables[Post]
    by_village: dict[int, list[tuple[str, str]]] = {}
    for row in table.rows:
        if table.get(row[0], "role") == Post.Role.VILLAGE_ADMINISTRATOR:
            first, _comma, end = table.get(row[0], "period").strip("[)").partition(",")
            by_village.setdefault(table.get(row[0], "hall_id"), []).append((first, end))

    left = [sorted(posts) for posts in by_village.values() if len(posts) == 2 and sorted(posts)[0][0] == str(BEFORE)]

    assert left and all(first[1] == second[0] for first, second in left)


def test_an_officer_who_heads_a_branch_is_seconded_there_and_no_one_of_its_own_holds_the_post(nanhu):
    heads, downs, posts = (nanhu.tables[model] for model in (Appointment, Secondment, Post))
    sent = {(downs.get(r[0], "member_id"), downs.get(r[0], "to_hall_id")) for r in downs.rows}
    headed = [r[0] for r in heads.rows if heads.get(r[0], "basis") == "officer"]
    own = {posts.get(r[0], "hall_id") for r in posts.rows if posts.get(r[0], "role") == Post.Role.HEAD}

    assert all((heads.get(key, "member_id"), heads.get(key, "hall_id")) in sent for key in headed)
    assert not own & {heads.get(key, "hall_id") for key in headed}


def test_one_procedure_awaits_the_county_and_one_the_town(nanhu):
    table = nanhu.tables[Appointment]

    status = [table.get(row[0], "status") for row in table.rows]

    assert (status.count("proposed"), status.count("consulted")) == (1, 1)


def test_lists_of_trainings_hold_no_more_than_came_and_everybody_once(nanhu):
    lists, activities = nanhu.tables[Trainee], nanhu.tables[Activity]
    pairs = [(lists.get(row[0], "activity_id"), lists.get(row[0], "member_id")) for row in lists.rows]
    listed: dict[int, int] = {}
    for activity, _member in pairs:
        listed[activity] = listed.get(activity, 0) + 1

    assert pairs and len(set(pairs)) == len(pairs)
    assert all(n <= activities.get(activity, "participants") for activity, n in listed.items())
    assert all(activities.get(activity, "status") == "held" for activity in listed)


def test_every_hall_above_the_villages_has_an_establishment_and_last_year_was_appraised(nanhu):
    table, said = nanhu.tables[Establishment], nanhu.tables[Appraisal]

    halls = {table.get(row[0], "hall_id") for row in table.rows}
    years = {said.get(row[0], "year") for row in said.rows}

    assert halls == {hall.id for hall in nanhu.halls if hall.tier != "subbranch"}
    assert years == {nanhu.until.year - 1}
