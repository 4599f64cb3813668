"""The standard's boundaries: on each side of every number, and on each edge of every window."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from guanlian.assessment.judging import Status
from guanlian.network.models import HallPopulation
from guanlian.programme.models import Activity, Participation
from tests.factories import SHANGHAI, days, make_activity, make_link, make_record

pytestmark = pytest.mark.django_db


def spread(number: int, year: int = 2025) -> list[date]:
    """`number` different days of `year`."""
    return [date(year, 1, 10) + timedelta(days=9 * n) for n in range(number)]


def posts(hall, *, professional: int, other: int) -> None:
    for line, number in (("professional", professional), ("support", other)):
        for _ in range(number):
            make_record("staffing.Post", hall, line=line, role="staff", period=days(date(2020, 1, 1)))


@pytest.mark.parametrize(("people", "counted"), [(499, 0), (500, 1), (501, 1), (None, 0)])
def test_a_large_activity_has_at_least_500_people(network, ask, people, counted):
    make_activity(network.branches[0], participants=people)

    assert ask(network.branches[0], "branch.large_activities").value == counted


@pytest.mark.parametrize(("metres", "counted"), [("59.9", 0), ("60.0", 1), (None, 0)])
def test_a_large_exhibition_has_a_line_of_at_least_60_m(network, ask, metres, counted):
    line = metres and Decimal(metres)
    make_activity(network.central, kind="exhibition", exhibition_line_m=line)

    assert ask(network.central, "central.large_exhibitions").value == counted


@pytest.mark.parametrize(
    ("clause", "tier", "audience", "people", "counted"),
    [
        ("central.staff_training", "central", "hall_staff", 59, 0),
        ("central.staff_training", "central", "hall_staff", 60, 1),
        ("central.demonstration_training", "central", "seconded_officers", 79, 0),
        ("central.demonstration_training", "central", "volunteers", 80, 1),
        ("main.staff_training", "main", "troupe_leaders", 79, 0),
        ("main.staff_training", "main", "grassroots_staff", 80, 1),
    ],
)
def test_a_training_run_counts_only_if_it_reaches_the_number_itself(
    network, ask, clause, tier, audience, people, counted
):
    hall = network.central if tier == "central" else network.mains[0]
    make_activity(hall, kind="training", audiences=[audience], participants=people)

    assert ask(hall, clause).value == counted


@pytest.mark.parametrize(("members", "counted"), [(9, 0), (10, 1)])
def test_a_town_troupe_has_at_least_10_members_on_the_day(network, ask, members, counted):
    branch = network.branches[0]
    troupe = make_record("community.Troupe", branch, founded_on=date(2020, 1, 1))
    for _ in range(members):
        make_record("community.TroupeMember", branch, troupe=troupe, period=days(date(2020, 1, 1)))
    make_record("community.TroupeMember", branch, troupe=troupe, period=days(date(2020, 1, 1), date(2025, 12, 31)))

    assert ask(branch, "branch.troupes").value == counted


@pytest.mark.parametrize(
    ("residents", "staff_needed"), [(29_999, 3), (30_000, 3), (30_001, 4), (49_999, 4), (50_000, 5), (50_001, 5)]
)
def test_staff_needed_by_residents(network, ask, residents, staff_needed):
    branch = network.branches[0]
    HallPopulation.objects.create(hall=branch, year=2024, residents=residents)

    assert ask(branch, "branch.staff").target == staff_needed


def test_without_residents_nobody_can_say_how_many_staff_are_needed(network, ask):
    posts(network.branches[0], professional=9, other=0)

    assert ask(network.branches[0], "branch.staff").status == Status.AWAITING


@pytest.mark.parametrize(
    ("clause", "professional", "other", "status"),
    [
        ("central.professional_ratio", 3, 1, Status.MET),  # exactly 75 %
        ("central.professional_ratio", 5, 2, Status.UNMET),  # 71.4 %
        ("main.professional_ratio", 4, 1, Status.MET),  # exactly 80 %
        ("main.professional_ratio", 7, 2, Status.UNMET),  # 77.8 %
    ],
)
def test_ratios_at_exactly_their_number(network, ask, clause, professional, other, status):
    hall = network.central if clause.startswith("central") else network.mains[0]
    posts(hall, professional=professional, other=other)

    assert ask(hall, clause).status == status


def test_every_village_needs_two_performances_from_elsewhere(network, ask):
    branch, first, second = network.branches[0], *network.villages[:2]
    for day in spread(2):
        make_activity(branch, on=day, kind="performance", place=first)
    make_activity(branch, on=spread(1)[0], kind="performance", place=second)
    make_activity(second, on=spread(1)[0], kind="performance", place=second)  # its own: not brought

    result = ask(branch, "branch.village_performances")

    assert (result.value, result.records, result.status) == (50, 3, Status.UNMET)


def test_a_month_with_nine_articles_decides_for_the_year(network, ask):
    for month in range(1, 13):
        for day in range(1, 11 if month != 7 else 10):
            make_record("content.Article", network.mains[0], published_on=date(2025, month, day), original=True)

    result = ask(network.mains[0], "main.website_updates")

    assert (result.value, result.records, result.status) == (9, 119, Status.UNMET)


def test_an_officer_who_left_in_june_is_in_post_in_june_and_not_in_december(network, ask):
    main, branches = network.mains[0], network.branches[:2]
    make_record("staffing.Secondment", main, direction="down", to_hall=branches[0], period=days(date(2024, 1, 1)))
    make_record(
        "staffing.Secondment",
        main,
        direction="down",
        to_hall=branches[1],
        period=days(date(2024, 1, 1), date(2025, 7, 1)),
    )

    assert ask(main, "main.seconded_officers", as_of=date(2025, 6, 30)).value == 100
    assert ask(main, "main.seconded_officers", as_of=date(2025, 7, 1)).value == 50
    assert ask(main, "main.seconded_officers").status == Status.UNMET


def test_a_village_that_merged_in_july_is_answered_for_by_the_one_that_took_it_over(network, ask):
    gone, heir = network.villages[:2]
    make_activity(gone, on=date(2025, 3, 1))
    make_activity(heir, on=date(2025, 9, 1))
    gone.links.update(period=days(date(2015, 1, 1), date(2025, 7, 1)), successor=heir)

    assert ask(heir, "subbranch.activities").value == 2
    assert ask(gone, "subbranch.activities", as_of=date(2025, 6, 30)).value == 1
    with pytest.raises(ValueError, match="not enough values"):
        ask(gone, "subbranch.activities")


def test_a_branch_is_asked_only_about_the_villages_that_existed_then(network, ask):
    branch, gone, heir = network.branches[0], *network.villages[:2]
    gone.links.update(period=days(date(2015, 1, 1), date(2025, 7, 1)), successor=heir)
    make_record(
        "staffing.Post",
        heir,
        role="village_administrator",
        hired_by=branch,
        joint_management=True,
        period=days(date(2020, 1, 1)),
    )

    assert ask(branch, "branch.village_administrators", as_of=date(2025, 6, 30)).value == 50
    assert ask(branch, "branch.village_administrators", as_of=date(2025, 7, 1)).value == 100


@pytest.mark.parametrize(
    "missing", [{"full_time": False}, {"publicly_funded": False}, {"hired_by": None}, {"joint_management": False}]
)
def test_a_village_administrator_is_full_time_funded_hired_by_the_town_and_jointly_managed(network, ask, missing):
    branch, village = network.branches[0], network.villages[0]
    whole = {"role": "village_administrator", "hired_by": branch, "joint_management": True}
    make_record("staffing.Post", village, period=days(date(2020, 1, 1)), **whole | missing)

    assert ask(branch, "branch.village_administrators").value == 0


def test_29_february_counts_and_a_leap_year_has_366_days(network, ask):
    make_activity(network.villages[0], on=date(2024, 2, 29))

    assert ask(network.villages[0], "subbranch.activities", year=2024).value == 1
    assert ask(network.villages[0], "subbranch.activities", year=2024, as_of=date(2024, 2, 28)).value == 0


def test_an_activity_counts_on_its_day_in_shanghai(network, ask):
    last_minute = datetime(2025, 12, 31, 23, 59, tzinfo=SHANGHAI)
    midnight = datetime(2026, 1, 1, 0, 0, tzinfo=SHANGHAI)
    for begins in (last_minute, midnight):
        make_activity(network.villages[0], starts_at=begins, ends_at=begins + timedelta(hours=1))

    assert ask(network.villages[0], "subbranch.activities", year=2025).value == 1
    assert ask(network.villages[0], "subbranch.activities", year=2026, as_of=date(2026, 1, 1)).value == 1


def test_an_activity_of_many_days_counts_once_on_the_day_it_begins(network, ask):
    begins = datetime(2025, 12, 20, 9, 0, tzinfo=SHANGHAI)
    make_activity(network.villages[0], starts_at=begins, ends_at=begins + timedelta(days=30))

    assert ask(network.villages[0], "subbranch.activities", year=2025).value == 1
    assert ask(network.villages[0], "subbranch.activities", year=2026, as_of=date(2026, 11, 1)).value == 0


def test_co_organisers_count_hosts_only_in_hosting_clauses_and_the_tier_above_never(network, ask):
    branch, other, village = network.branches[0], network.branches[1], network.villages[0]
    activity = make_activity(branch, kind="performance")
    Participation.objects.create(activity=activity, hall=other, role="co_organiser")
    Participation.objects.create(activity=activity, hall=village, role="host")

    assert ask(branch, "branch.activities").value == 1
    assert ask(other, "branch.activities").value == 1
    assert ask(village, "subbranch.activities").value == 0
    assert ask(village, "subbranch.hosted_activities").value == 1
    assert ask(network.mains[0], "main.large_activities").value == 0


def test_an_organiser_named_again_as_host_counts_once(network, ask):
    activity = make_activity(network.branches[0], kind="performance", features=["commissioned"])
    Participation.objects.create(activity=activity, hall=network.branches[0], role="host")

    assert ask(network.branches[0], "branch.activities").value == 1
    assert ask(network.branches[0], "branch.hosted_activities").value == 1


@pytest.mark.parametrize("status", ["draft", "cancelled", "scheduled"])
def test_what_did_not_take_place_never_counts(network, ask, status):
    make_activity(network.villages[0], status=status)

    assert ask(network.villages[0], "subbranch.activities").value == 0


def test_what_was_withdrawn_never_counts(network, ask):
    make_activity(network.villages[0], withdrawn_at=datetime(2025, 7, 1, tzinfo=SHANGHAI), withdrawn_why="重复")

    assert ask(network.villages[0], "subbranch.activities").value == 0


def test_what_comes_after_the_as_of_day_does_not_count_yet(network, ask):
    for day in (date(2025, 6, 1), date(2025, 6, 2)):
        make_activity(network.villages[0], on=day)

    assert ask(network.villages[0], "subbranch.activities", as_of=date(2025, 6, 1)).value == 1


@pytest.mark.parametrize(("number", "status"), [(7, Status.UNMET), (8, Status.MET)])
def test_a_village_holds_at_least_eight_activities(network, ask, number, status):
    for day in spread(number):
        make_activity(network.villages[0], on=day)

    assert ask(network.villages[0], "subbranch.activities").status == status


def test_a_count_once_reached_is_met_before_the_year_is_over(network, ask):
    for day in spread(8):
        make_activity(network.villages[0], on=day)

    assert ask(network.villages[0], "subbranch.activities", as_of=date(2025, 6, 1)).status == Status.MET


def test_announced_means_on_an_earlier_day(network, ask):
    day = date(2025, 5, 10)
    make_activity(network.villages[0], on=day, announced_on=day - timedelta(days=1))
    make_activity(network.villages[0], on=day, announced_on=day)
    make_activity(network.villages[0], on=day)

    result = ask(network.villages[0], "subbranch.notice_board")

    assert (round(result.value, 2), result.records) == (Decimal("33.33"), 3)


def test_a_village_that_recorded_no_activity_is_awaited_on_its_notices(network, ask):
    assert ask(network.villages[0], "subbranch.notice_board").status == Status.AWAITING


def test_a_troupe_is_stable_after_six_months_and_active_with_twelve_events(network, ask):
    village = network.villages[0]
    cases = {
        "old and active": (date(2025, 6, 30), 12),
        "too young": (date(2025, 7, 1), 12),
        "too quiet": (date(2020, 1, 1), 11),
    }
    for founded, events in cases.values():
        troupe = make_record("community.Troupe", village, founded_on=founded)
        for day in range(events):
            make_record("community.Rehearsal", village, troupe=troupe, held_on=date(2025, 12, 1 + day))

    assert ask(village, "subbranch.troupes").value == 1


def test_performances_and_rehearsals_both_make_a_troupe_active(network, ask):
    village = network.villages[0]
    troupe = make_record("community.Troupe", village, founded_on=date(2020, 1, 1))
    for day in range(6):
        make_record("community.Rehearsal", village, troupe=troupe, held_on=date(2025, 12, 1 + day))
        make_activity(village, on=date(2025, 11, 1 + day), kind="performance").troupes.add(troupe)

    assert ask(village, "subbranch.troupes").value == 1


def test_the_day_a_year_before_the_judged_day_is_outside_the_twelve_months(network, ask):
    village = network.villages[0]
    troupe = make_record("community.Troupe", village, founded_on=date(2020, 1, 1))
    make_record("community.Rehearsal", village, troupe=troupe, held_on=date(2024, 12, 31))
    for day in range(11):
        make_record("community.Rehearsal", village, troupe=troupe, held_on=date(2025, 12, 1 + day))

    assert ask(village, "subbranch.troupes").value == 0


def test_norms_cover_the_tiers_they_name_among_the_lower_ones(network, ask):
    make_record("coordination.Document", network.central, kind="service_norm", covers=["central", "main", "branch"])
    make_record("coordination.Document", network.central, kind="service_norm", covers=["branch"])

    assert ask(network.central, "central.service_norms").value == 2


def test_support_for_every_branch_must_come_from_the_judged_hall(network, ask):
    main, first, second = network.mains[0], *network.branches[:2]
    make_record("coordination.Support", main, receiver=first, kind="equipment", given_on=date(2025, 3, 1))
    make_record("coordination.Support", network.central, receiver=second, kind="equipment", given_on=date(2025, 3, 1))

    assert ask(main, "main.resource_coordination").value == 50


def test_a_budget_of_nought_is_not_a_budget(network, ask):
    make_record("coordination.BudgetLine", network.branches[0], year=2025, amount=Decimal(0), recurrent=True)
    assert ask(network.branches[0], "branch.budget").status == Status.UNMET

    make_record("coordination.BudgetLine", network.branches[0], year=2025, amount=Decimal("0.01"), recurrent=True)
    assert ask(network.branches[0], "branch.budget").status == Status.MET


def test_a_branch_without_villages_is_not_asked_about_them(network, ask):
    branch = network.branches[0]
    for village in network.villages[:2]:
        village.links.update(period=days(date(2015, 1, 1), date(2025, 1, 1)))
        make_link(village, tier="subbranch", under=network.branches[1], since=date(2025, 1, 1))

    result = ask(branch, "branch.village_administrators")

    assert (result.status, result.value, result.records) == (Status.NOT_APPLICABLE, None, 0)


def test_a_statement_that_is_missing_is_awaited_and_one_that_denies_is_unmet(network, ask):
    asked, denies, says = network.villages[:3]
    for hall, holds in ((denies, False), (says, True)):
        make_record("assessment.Statement", hall, clause="subbranch.opening", year=2025, holds=holds)

    assert ask(asked, "subbranch.opening").status == Status.AWAITING
    assert ask(denies, "subbranch.opening").status == Status.UNMET
    assert ask(says, "subbranch.opening").status == Status.MET


def test_an_activity_moved_to_another_organiser_counts_there_alone(network, ask):
    activity = make_activity(network.villages[0])
    activity.hall = network.villages[1]
    activity.save()

    assert ask(network.villages[0], "subbranch.activities").value == 0
    assert ask(network.villages[1], "subbranch.activities").value == 1
    assert Activity.unscoped.count() == 1
