"""Publication: by a second person where the hall asks for one, announced once, fair to those already in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from guanlian.accounts.recording import NoReason, RecordRefused
from guanlian.accounts.scope import NotYours
from guanlian.messaging.models import Message
from guanlian.programme import admitting, publishing, recording, registering, reviewing, terms
from guanlian.programme.models import Activity, Admission, Draw, Registration, Review, ReviewRule
from tests.factories import make_activity, make_admission, make_person

TODAY = localdate


def draft(hall: Any, **values: Any) -> Activity:
    begins = now() + timedelta(days=14)
    given = {"status": "draft", "participants": None, "starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    return make_activity(hall, **(given | values))


@pytest.fixture
def ruled(network, cast):
    """The town asks for a review of its villages' activities."""
    return reviewing.set_rule(hall=network.branches[0], by=cast.branch_head, on=TODAY(), since=TODAY(), below=True)


def test_without_a_rule_it_is_public_at_once_and_announced_today(network, cast):
    activity = publishing.publish(activity=draft(network.villages[0]), by=cast.village_administrator, on=TODAY())
    assert (activity.status, activity.announced_on) == ("scheduled", TODAY())


def test_the_day_of_announcement_is_set_once(network, cast):
    activity = draft(network.villages[0], announced_on=TODAY() - timedelta(days=3))
    publishing.publish(activity=activity, by=cast.village_administrator, on=TODAY())
    activity.refresh_from_db()
    assert activity.announced_on == TODAY() - timedelta(days=3)


def test_with_a_rule_of_the_town_it_waits_for_a_second_person(network, cast, ruled):
    activity = publishing.publish(activity=draft(network.villages[0]), by=cast.village_administrator, on=TODAY())

    assert activity.status == "submitted"
    assert {m.to for m in Message.objects.filter(kind="activity.submitted")} == {
        cast.branch_head,
        cast.seconded_officer,
    }
    done = publishing.approve(activity=activity, by=cast.branch_head, on=TODAY())
    assert (done.status, done.announced_on) == ("scheduled", TODAY())
    assert Message.objects.get(kind="activity.published").to == cast.village_administrator


def test_the_author_is_no_second_person(network, cast, ruled):
    activity = draft(network.villages[0], recorded_by=cast.branch_head)
    publishing.publish(activity=activity, by=cast.branch_head, on=TODAY())
    activity.refresh_from_db()

    with pytest.raises(reviewing.OwnWork):
        publishing.approve(activity=activity, by=cast.branch_head, on=TODAY())
    with pytest.raises(NotYours):
        publishing.approve(activity=activity, by=cast.village_administrator, on=TODAY())
    with pytest.raises(IntegrityError), transaction.atomic():  # nor by any other program
        Review.objects.filter(activity=activity).update(decided_by=cast.branch_head, decided_at=now(), passed=True)

    activity.refresh_from_db()
    assert activity.status == "submitted"


def test_sent_back_with_a_reason_it_is_a_draft_again(network, cast, ruled):
    activity = publishing.publish(activity=draft(network.villages[0]), by=cast.village_administrator, on=TODAY())

    with pytest.raises(NoReason):
        reviewing.send_back(activity=activity, by=cast.branch_head, on=TODAY(), why="")
    reviewing.send_back(activity=activity, by=cast.branch_head, on=TODAY(), why="名额写错")

    activity.refresh_from_db()
    assert activity.status == "draft"
    assert Message.objects.get(kind="activity.returned").params["why"] == "名额写错"
    with pytest.raises(reviewing.NotSubmitted):
        publishing.approve(activity=activity, by=cast.branch_head, on=TODAY())


def test_the_register_is_no_way_round_the_review(network, cast, ruled):
    activity = draft(network.villages[0])

    with pytest.raises(RecordRefused):
        recording.publish(activity=activity, by=cast.village_administrator)
    entered = recording.record(
        hall=network.villages[0],
        title="端午诗会",
        kind="performance",
        starts_at=now() + timedelta(days=9),
        by=cast.village_administrator,
    )

    assert entered.status == "submitted"
    assert Review.objects.get(activity=entered).submitted_by == cast.village_administrator


def test_what_was_held_needs_no_review(network, cast, ruled):
    entered = recording.record(
        hall=network.villages[0],
        title="已办",
        kind="performance",
        starts_at=now() - timedelta(days=1),
        by=cast.village_administrator,
    )
    assert entered.status == "held"


def test_a_rule_is_set_and_lifted_by_those_who_review(network, cast):
    with pytest.raises(NotYours):
        reviewing.set_rule(
            hall=network.villages[0], by=cast.village_administrator, on=TODAY(), since=TODAY(), below=False
        )
    reviewing.set_rule(hall=network.villages[0], by=cast.branch_head, on=TODAY(), since=TODAY(), below=False)
    assert reviewing.rule_over(network.villages[0], TODAY()) is not None
    assert reviewing.rule_over(network.villages[1], TODAY()) is None
    reviewing.lift_rule(hall=network.villages[0], by=cast.branch_head, on=TODAY())
    assert not ReviewRule.objects.exists()


def test_several_are_published_together_or_not_at_all(network, cast):
    over = draft(network.villages[0], starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))
    both = [draft(network.villages[0]), over]
    with pytest.raises(publishing.Begun):
        publishing.publish_all(activities=both, by=cast.branch_head, on=TODAY())
    assert set(Activity.unscoped.values_list("status", flat=True)) == {"draft"}


def lottery(begins: Any, **more: Any) -> dict[str, Any]:
    given = {"policy": "lottery", "places": 5, "opens_at": now(), "closes_at": begins - timedelta(days=1)}
    return given | more


def test_a_published_lottery_commits_its_seed_and_a_draft_does_not(network, cast):
    activity = draft(network.villages[0])
    admitting.set_terms(activity=activity, terms=lottery(activity.starts_at), by=cast.branch_head, on=TODAY())
    assert not Draw.objects.exists()

    publishing.publish(activity=activity, by=cast.branch_head, on=TODAY())

    assert len(Draw.objects.get().commitment) == 64


def enter(admission: Admission, **more: Any) -> Registration:
    person = make_person()
    (made,) = registering.register(
        activity=admission.activity.code, people=[person], by=person.keeper, on=TODAY(), **more
    )
    return made


def test_the_policy_stands_once_somebody_entered(network, cast):
    admission = make_admission(network.villages[0])
    enter(admission)

    with pytest.raises(admitting.PolicyStands):
        admitting.set_terms(activity=admission.activity, terms={"policy": "lottery"}, by=cast.branch_head, on=TODAY())
    with pytest.raises(Exception, match="policy stands"), transaction.atomic():
        Admission.objects.filter(pk=admission.pk).update(policy="reviewed")

    admission.refresh_from_db()
    assert admission.policy == "first_come"


def test_places_never_go_below_those_taken(network, cast):
    admission = make_admission(network.villages[0], places=3)
    enter(admission)
    enter(admission)

    with pytest.raises(admitting.PlacesTaken, match="2"):
        admitting.set_terms(activity=admission.activity, terms={"places": 1}, by=cast.branch_head, on=TODAY())
    with pytest.raises(admitting.ReserveTaken):
        admitting.set_terms(activity=admission.activity, terms={"reserved": 2}, by=cast.branch_head, on=TODAY())

    admission.refresh_from_db()
    assert (admission.places, admission.reserved) == (3, 0)


def test_other_ages_throw_nobody_out(network, cast):
    admission = make_admission(network.villages[0])
    inside = enter(admission)

    admitting.set_terms(activity=admission.activity, terms={"age_min": 60}, by=cast.branch_head, on=TODAY())

    inside.refresh_from_db()
    assert inside.status == "placed"


def test_raised_places_go_to_the_waiting_list_at_once(network, cast):
    admission = make_admission(network.villages[0], places=1)
    enter(admission)
    waiting = enter(admission, waiting=True)

    admitting.set_terms(activity=admission.activity, terms={"places": 2}, by=cast.branch_head, on=TODAY())

    waiting.refresh_from_db()
    assert waiting.status == "offered"


def test_what_is_missing_is_named(network, cast):
    activity = draft(network.villages[0])
    with pytest.raises(admitting.Incomplete) as refusal:
        admitting.set_terms(activity=activity, terms={"policy": "first_come"}, by=cast.branch_head, on=TODAY())
    assert refusal.value.field == "places"
    assert not Admission.objects.exists()


def test_the_rules_are_said_in_one_sentence(network, cast):
    admission = make_admission(network.villages[0], places=30, reserved=5, age_min=6, age_max=12)
    said = terms.in_words(admission)
    assert said.startswith("30 个名额，先到先得；")
    assert "其中 5 个留给到馆和电话" in said
    assert said.endswith("面向 6 至 12 周岁。")
    assert terms.in_words(None) == "不用报名，到场就能参加。"
