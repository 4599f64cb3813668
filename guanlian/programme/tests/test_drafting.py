"""Drafts from last year's, from a template, from anything: everything is there, on the same weekday."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from guanlian.accounts.scope import NotYours
from guanlian.programme import drafting, lessons
from guanlian.programme.lessons import Time
from guanlian.programme.models import Activity, Admission
from guanlian.programme.timetable import again_on, next_on
from tests.factories import days, make_activity, make_record

DAYS = st.dates(min_value=date(2016, 1, 1), max_value=date(2040, 12, 31))


@given(day=DAYS, later=st.integers(min_value=0, max_value=2000))
def test_again_falls_on_the_same_weekday_ahead_and_near_the_anniversary(day, later):
    today = day + timedelta(days=later)

    found = again_on(day, today)

    assert found > today
    assert found.weekday() == day.weekday()
    near = [
        abs((found - day.replace(year=y, day=min(day.day, 28))).days)
        for y in (found.year - 1, found.year, found.year + 1)
    ]
    assert min(near) <= 6  # three days off at most, and the 29th counted as the 28th
    assert (found - today).days <= 366 + 7


@given(day=DAYS, later=st.integers(min_value=-400, max_value=2000))
def test_a_copy_falls_on_the_same_weekday_after_today_and_after_itself(day, later):
    today = day + timedelta(days=later)
    found = next_on(day, today)
    assert found.weekday() == day.weekday()
    assert found > max(day, today)
    assert (found - max(day, today)).days <= 7


def test_the_leap_day_comes_again():
    assert again_on(date(2028, 2, 29), date(2028, 6, 1)) == date(2029, 2, 27)


def last_years(network: Any, cast: Any) -> Activity:
    """A course of the branch a year ago: two lessons in its room, five places for children by lottery."""
    hall = network.branches[0]
    venue = make_record("network.Venue", hall, name="排练室", period=days())
    day = localdate() - timedelta(days=330)
    activity = make_activity(hall, on=day, hour=19, title="少儿舞蹈", kind="training", venue=venue, status="draft")
    begins = activity.starts_at
    lessons.lay_out(
        activity=activity,
        times=[Time(begins + timedelta(weeks=n), begins + timedelta(weeks=n, minutes=90), venue) for n in range(2)],
        by=cast.branch_head,
        on=localdate(),
    )
    Admission.objects.create(
        activity=activity,
        policy="lottery",
        places=5,
        opens_at=begins - timedelta(days=20),
        closes_at=begins - timedelta(days=3),
        age_min=6,
        age_max=12,
    )
    Activity.unscoped.filter(pk=activity.pk).update(status="scheduled")
    Activity.unscoped.filter(pk=activity.pk).update(status="held", participants=5)
    activity.refresh_from_db()
    return activity


def test_again_this_year_copies_everything_but_the_outcome(network, cast):
    old = last_years(network, cast)

    made = drafting.again(activity=old, by=cast.branch_head, on=localdate(), code="HD-AGAIN001")

    assert (made.status, made.title, made.kind, made.venue, made.participants) == (
        "draft", "少儿舞蹈", "training", old.venue, None,
    )  # fmt: skip
    assert made.begins_on.weekday() == old.begins_on.weekday()
    shift = made.starts_at - old.starts_at
    assert shift % timedelta(weeks=1) == timedelta(0)
    assert [s.starts_at for s in made.sessions.all()] == [s.starts_at + shift for s in old.sessions.all()]
    assert made.lessons == 2
    assert made.admission.opens_at == old.admission.opens_at + shift
    assert (made.admission.policy, made.admission.places, made.admission.age_max) == ("lottery", 5, 12)
    assert not hasattr(made.admission, "draw")


def test_the_same_tap_twice_is_one_draft(network, cast):
    old = last_years(network, cast)
    first = drafting.again(activity=old, by=cast.branch_head, on=localdate(), code="HD-AGAIN001")
    second = drafting.again(activity=old, by=cast.branch_head, on=localdate(), code="HD-AGAIN001")
    assert first == second
    assert Activity.unscoped.count() == 2


def test_the_season_shows_what_was_held_then_and_lies_ahead_now(network, cast):
    hall = network.branches[0]
    near = make_activity(hall, on=localdate() - timedelta(weeks=50))
    make_activity(hall, on=localdate() - timedelta(weeks=30))
    make_activity(network.branches[1], on=localdate() - timedelta(weeks=50))
    assert list(drafting.of_the_season(hall, localdate())) == [near]


def test_a_template_of_the_hall_above_gives_a_draft_without_its_rooms(network, cast):
    old = last_years(network, cast)
    pattern = drafting.save_pattern(activity=old, name="少儿舞蹈班", by=cast.branch_head, on=localdate())
    village = network.villages[0]

    assert drafting.patterns_for(village, localdate()) == [pattern]
    made = drafting.from_pattern(pattern=pattern, hall=village, by=cast.village_administrator, on=localdate())

    assert (made.hall, made.venue, made.title) == (village, None, "少儿舞蹈")
    assert made.begins_on.weekday() == old.begins_on.weekday()
    assert made.begins_on >= localdate() + timedelta(weeks=2)
    assert [s.venue for s in made.sessions.all()] == [None, None]


def test_nobody_drafts_for_another_hall(network, cast):
    theirs = make_activity(network.villages[7], on=localdate() - timedelta(weeks=50))
    with pytest.raises(NotYours):
        drafting.again(activity=theirs, by=cast.village_administrator, on=localdate())
    assert Activity.unscoped.count() == 1


def test_what_no_longer_exists_is_left_out_of_a_template(network, cast):
    old = last_years(network, cast)
    pattern = drafting.save_pattern(activity=old, name="班", by=cast.branch_head, on=localdate())
    pattern.values["activity"] |= {"brand": "PP-GONE", "troupes": ["TD-GONE"]}
    pattern.save()
    made = drafting.from_pattern(pattern=pattern, hall=network.branches[0], by=cast.branch_head, on=localdate())
    assert made.brand is None
