"""The programme's pages: drafting in three presses, refusals that lose nothing, lists of a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now

from guanlian.community.tests.helping import a_shift
from guanlian.programme import reviewing
from guanlian.programme.models import Activity, Admission, Pattern, ReviewRule
from tests.factories import Cast, SmallNetwork, days, make_activity, make_admission, make_record


@pytest.fixture
def head(client: Any, cast: Cast) -> Any:
    """The branch head, signed in."""
    client.force_login(cast.branch_head)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"console:{name}", args=args)


def draft(hall: Any, **values: Any) -> Activity:
    begins = (now() + timedelta(days=14)).replace(second=0, microsecond=0)
    given = {"status": "draft", "participants": None, "starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    return make_activity(hall, **(given | values))


def form_of(activity: Activity, **values: Any) -> dict[str, Any]:
    starts, ends = localtime(activity.starts_at), localtime(activity.ends_at)
    given = {
        "title": activity.title,
        "kind": activity.kind,
        "day": f"{starts:%Y-%m-%d}",
        "begins": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "last_day": f"{ends:%Y-%m-%d}" if ends.date() != starts.date() else "",
        "policy": "walk_in",
        "free": "on",
    }
    return given | values


def test_last_years_is_published_in_three_presses(head: Any, network: SmallNetwork) -> None:
    old = make_activity(network.branches[0], on=localdate() - timedelta(weeks=50), title="去年的灯会")

    page = head.get(url("programme_new"))
    offered = page.context["offered"][0]
    assert offered["activity"] == old
    again = head.post(url("activity_again", old.code), {"code": offered["code"]})
    made = Activity.unscoped.get(code=offered["code"])
    assert again.headers["Location"] == url("activity_edit", made.code)
    form = head.get(again.headers["Location"]).context["form"]
    sent = form_of(made, title=form["title"].value(), do="publish")
    assert head.post(url("activity_edit", made.code), sent).status_code == 302

    made.refresh_from_db()
    assert (made.status, made.title, made.announced_on) == ("scheduled", "去年的灯会", localdate())
    assert made.begins_on.weekday() == old.begins_on.weekday()


def test_a_blank_form_sent_twice_is_one_activity_with_its_admission(head: Any, network: SmallNetwork) -> None:
    code = head.get(url("programme_blank")).context["code"]
    day = localdate() + timedelta(days=20)
    sent = {
        "code": code, "title": "合唱班", "kind": "training", "day": str(day), "begins": "19:00", "ends": "20:30",
        "policy": "first_come", "places": "20", "do": "keep",
    }  # fmt: skip

    first, second = head.post(url("programme_blank"), sent), head.post(url("programme_blank"), sent)

    assert (first.status_code, second.status_code) == (302, 302)
    made = Activity.unscoped.get()
    assert (made.status, made.hall, made.admission.places) == ("draft", network.branches[0], 20)
    assert made.admission.closes_at == made.starts_at


def test_what_is_wrong_is_named_and_what_was_typed_is_kept(head: Any, network: SmallNetwork) -> None:
    sent = {"title": "合唱班", "kind": "training", "day": "2027-03-01", "begins": "19:00", "ends": "18:00"}
    page = head.post(url("programme_blank"), sent | {"policy": "first_come", "do": "keep"})
    assert page.status_code == 422
    assert "结束须晚于开始" in page.content.decode()
    assert 'value="合唱班"' in page.content.decode()
    assert not Activity.unscoped.exists()


def test_a_venue_in_use_leaves_a_saved_draft_and_says_when(head: Any, network: SmallNetwork) -> None:
    venue = make_record("network.Venue", network.branches[0], name="大厅", period=days())
    first = draft(network.branches[0], title="先来的", venue=venue)
    head.post(url("activity_do", first.code), {"do": "publish"})
    second = draft(network.branches[0], title="后来的", venue=venue)

    hint = head.get(url("programme_clash"), form_of(second, venue=venue.code, **{"for": network.branches[0].code}))
    answer = head.post(url("activity_edit", second.code), form_of(second, venue=venue.code, do="publish"), follow=True)

    assert "先来的" in hint.content.decode()
    assert "已用于“先来的”" in answer.content.decode()
    second.refresh_from_db()
    assert second.status == "draft"


def test_a_clash_at_another_hall_is_not_told(head: Any, network: SmallNetwork) -> None:
    theirs = draft(network.villages[7])
    hint = head.get(url("programme_clash"), form_of(theirs, **{"for": network.villages[7].code}))
    assert hint.content.decode().strip() == ""


def test_lessons_by_a_rule_are_previewed_then_laid_out(head: Any, network: SmallNetwork) -> None:
    activity = draft(network.branches[0], kind="training")
    first = localdate() + timedelta(days=20)
    rule = {
        "first": str(first), "weekdays": [str(first.weekday())], "begins": "19:00", "ends": "20:30", "number": "4",
    }  # fmt: skip

    preview = head.post(url("activity_lessons", activity.code), rule | {"do": "preview"})
    assert preview.context["number"] == 4
    assert not activity.sessions.exists()
    done = head.post(
        url("activity_lessons", activity.code),
        rule | {"do": "lay_out", "without": str(first + timedelta(weeks=1))},
    )

    assert done.status_code == 302
    activity.refresh_from_db()
    assert (activity.sessions.count(), activity.lessons) == (3, 3)
    lesson = url("activity_lesson", activity.code, 2)
    assert head.get(lesson).status_code == 200
    assert head.post(lesson, {"do": "call_off", "why": "停电"}).status_code == 302
    assert activity.sessions.filter(called_off_at__isnull=False).count() == 1


def test_a_change_and_a_cancellation_ask_why(head: Any, network: SmallNetwork) -> None:
    activity = make_admission(network.branches[0]).activity
    later = activity.starts_at + timedelta(days=1)
    sent = form_of(activity, day=f"{localtime(later):%Y-%m-%d}", last_day="", why="")

    assert head.post(url("activity_change", activity.code), sent).status_code == 422
    assert head.post(url("activity_cancel", activity.code), {"why": " "}).status_code == 422
    activity.refresh_from_db()
    assert activity.status == "scheduled"
    assert head.post(url("activity_cancel", activity.code), {"why": "台风"}).status_code == 302
    page = head.get(url("activity", activity.code)).content.decode()
    assert "台风" in page
    assert "恢复举办" in page
    assert "台风" in head.get(activity.get_absolute_url()).content.decode()


def test_a_change_says_beforehand_how_many_shifts_follow(head: Any, network: SmallNetwork) -> None:
    activity = make_admission(network.branches[0]).activity
    page = url("activity_change", activity.code)
    assert "志愿者班次" not in head.get(page).content.decode()

    a_shift(network.branches[0], activity=activity)

    assert "1 个志愿者班次：整场改期就跟着改" in head.get(page).content.decode()


def test_admission_says_back_and_refuses_in_words(head: Any, network: SmallNetwork) -> None:
    admission = make_admission(network.branches[0], places=9)
    Admission.objects.filter(pk=admission.pk).update(taken=3)
    page = url("activity_admission", admission.activity.code)
    opens = f"{localtime(admission.opens_at):%Y-%m-%dT%H:%M}"

    refused = head.post(page, {"policy": "first_come", "places": "2", "opens_at": opens})

    assert refused.status_code == 422
    assert "已有 3 人占了名额" in refused.content.decode()
    assert head.post(page, {"policy": "first_come", "places": "12", "opens_at": opens}).status_code == 302
    assert "12 个名额" in head.get(url("activity", admission.activity.code)).content.decode()


def test_a_submitted_one_shows_the_second_person_what_to_do(client: Any, cast: Cast, network: SmallNetwork) -> None:
    client.force_login(cast.branch_head)
    client.post(url("programme_review"), {
        "do": "set", "hall": network.branches[0].code, "since": str(localdate()), "below": "on",
    })  # fmt: skip
    assert ReviewRule.objects.get().below
    activity = draft(network.villages[0], recorded_by=cast.village_administrator)
    client.force_login(cast.village_administrator)
    client.post(url("activity_do", activity.code), {"do": "publish"})
    assert "通过并发布" not in client.get(url("activity", activity.code)).content.decode()

    client.force_login(cast.branch_head)
    assert {"review"} == {n["href"].split("need=")[1] for n in client.get(url("programme")).context["needs"]}
    assert "通过并发布" in client.get(url("activity", activity.code)).content.decode()
    client.post(url("activity_do", activity.code), {"do": "approve"})

    activity.refresh_from_db()
    assert activity.status == "scheduled"
    client.post(url("programme_review"), {"do": "lift", "hall": network.branches[0].code})
    assert reviewing.rule_over(network.villages[0], localdate()) is None


def test_several_drafts_are_published_from_the_list(head: Any, network: SmallNetwork) -> None:
    codes = [draft(network.branches[0]).code for _ in range(2)]
    theirs = draft(network.villages[7])
    head.post(url("programme_publish"), {"code": [*codes, theirs.code]})
    assert set(Activity.unscoped.filter(status="scheduled").values_list("code", flat=True)) == set(codes)


def test_the_list_is_narrowed_by_state_words_and_need(head: Any, network: SmallNetwork) -> None:
    mine = draft(network.branches[0], title="甲")
    over = make_activity(network.branches[0], on=localdate() - timedelta(days=3), title="乙", status="scheduled")

    def listed(**asked: str) -> list[str]:
        return [row.activity.code for row in head.get(url("programme"), asked).context["rows"]]

    assert listed() == [mine.code]
    assert listed(state="draft") == [mine.code]
    assert listed(need="confirm") == [over.code]
    assert listed(q="没有的") == []


def test_the_list_takes_as_many_statements_for_three_as_for_one(head: Any, network: SmallNetwork) -> None:
    counts = []
    for _round in range(2):
        make_admission(network.branches[0])
        with CaptureQueriesContext(connection) as seen:
            head.get(url("programme"))
        counts.append(len(seen))
        make_admission(network.branches[0])
    assert counts[0] == counts[1]


def test_templates_papers_and_previews_open(head: Any, network: SmallNetwork) -> None:
    activity = make_admission(network.branches[0]).activity
    head.post(url("activity_pattern", activity.code), {"name": "样板"})
    pattern = Pattern.objects.get()
    for name in ("activity_preview", "activity_sheet", "activity_edit", "activity_lessons"):
        assert head.get(url(name, activity.code)).status_code == 200, name
    made = head.post(url("programme_pattern", pattern.pk), {"hall": network.branches[0].code, "code": "HD-TPL00001"})
    assert made.headers["Location"] == url("activity_edit", "HD-TPL00001")


def test_a_future_record_in_the_register_is_announced_today(head: Any, network: SmallNetwork) -> None:
    when = f"{localtime() + timedelta(days=9):%Y-%m-%dT%H:%M}"
    code = head.get(url("record_new", "activities")).context["entry"].code
    head.post(url("record_new", "activities"), {
        "code": code, "hall": network.branches[0].code, "title": "诗会", "kind": "performance", "starts_at": when,
    })  # fmt: skip
    assert Activity.unscoped.get(title="诗会").announced_on == localdate()
