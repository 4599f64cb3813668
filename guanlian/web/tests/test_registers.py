"""The registers' pages: within one's halls, found again by their address, never overwriting another's work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from guanlian.accounts import recording
from guanlian.holds.models import Hold
from guanlian.kernel.registers import every_register, register_called
from guanlian.programme.models import Activity
from tests.factories import Cast, SmallNetwork, days, make_activity, make_record
from tests.workbook.books import fill_every_register


@pytest.fixture
def clerk(client: Any, cast: Cast) -> Any:
    """The village administrator of the first village, signed in."""
    client.force_login(cast.village_administrator)
    return client


def new(clerk: Any, **values: Any) -> Any:
    """Post the form of an activity as the browser would, with its hidden code."""
    page = clerk.get(reverse("console:record_new", args=["activities"]))
    sent = {
        "code": page.context["entry"].code,
        "title": "端午诗会",
        "kind": "performance",
        "starts_at": "2025-06-01T19:30",
    }
    return clerk.post(reverse("console:record_new", args=["activities"]), sent | values)


def test_every_register_has_its_list_and_its_form(client: Any, cast: Cast, network: SmallNetwork) -> None:
    fill_every_register(network.villages[0])
    client.force_login(cast.central_staff)
    assert client.get(reverse("console:registers")).status_code == 200
    for register in every_register():
        page = client.get(reverse("console:register", args=[register.slug]), {"year": "2025", "q": "一"})
        assert page.status_code == 200, register.slug
        listed = client.get(reverse("console:register", args=[register.slug]))
        assert listed.context["rows"], register.slug
        ref = listed.context["rows"][0]["ref"]
        assert client.get(reverse("console:record_new", args=[register.slug])).status_code == 200
        form = client.get(reverse("console:record_edit", args=[register.slug, ref]))
        assert form.status_code == 200, register.slug
        assert not form.context["entry"].has_errors


def test_a_form_saved_unchanged_changes_nothing(client: Any, cast: Cast, network: SmallNetwork) -> None:
    fill_every_register(network.villages[0])
    client.force_login(cast.central_staff)
    for register in every_register():
        record = register.records().first()
        before = recording.values_of(register, record)
        ref = record.code if register.has_code else str(record.pk)
        url = reverse("console:record_edit", args=[register.slug, ref])
        entry = client.get(url).context["entry"]
        sent: dict[str, Any] = {"code": entry.code, "seen": recording.version(before)}
        for field in entry.fields.values():
            for part in field.parts:
                sent[part["name"]] = part["value"]
            if field.column.widget == "choices":
                sent[field.column.name] = list(field.given)
        answer = client.post(url, sent)
        assert answer.status_code == 302, (register.slug, [f.error for f in answer.context["entry"].wrong])
        assert recording.values_of(register, record) == before


def test_the_activity_form_asks_at_most_six_things_and_infers_the_rest(clerk: Any, network: SmallNetwork) -> None:
    page = clerk.get(reverse("console:record_new", args=["activities"]))
    assert len(page.context["entry"].first) <= 6

    assert new(clerk, participants="80").status_code == 302

    activity = Activity.unscoped.get()
    assert activity.hall == network.villages[0]
    assert activity.status == "held"
    assert activity.ends_at - activity.starts_at == timedelta(hours=2)
    assert activity.participants == 80


def test_a_draft_sent_twice_is_recorded_once(clerk: Any) -> None:
    first = new(clerk, code="HD-DRAFT001")
    again = new(clerk, code="HD-DRAFT001")
    assert (first.status_code, again.status_code) == (302, 302)
    assert Activity.unscoped.count() == 1
    changed = new(clerk, code="HD-DRAFT001", title="另一场")
    assert changed.status_code == 422
    assert "已经保存过" in changed.content.decode()


def test_a_form_with_faults_names_them_and_keeps_what_was_typed(clerk: Any) -> None:
    answer = new(clerk, title="", participants="很多")
    assert answer.status_code == 422
    entry = answer.context["entry"]
    assert entry.fields["participants"].error == "应为整数，不带单位和文字"
    assert entry.fields["participants"].value == "很多"
    assert not Activity.unscoped.exists()


def test_another_hall_s_records_are_neither_seen_nor_touched(clerk: Any, network: SmallNetwork) -> None:
    theirs = make_activity(network.villages[7], title="外县的活动")
    assert "外县的活动" not in clerk.get(reverse("console:register", args=["activities"])).content.decode()
    for name in ("record_edit", "record_withdraw", "record_history"):
        assert clerk.get(reverse(f"console:{name}", args=["activities", theirs.code])).status_code == 404
    assert (
        clerk.post(reverse("console:record_withdraw", args=["activities", theirs.code]), {"why": "x"}).status_code
        == 404
    )
    refused = new(clerk, hall=network.villages[7].code)
    assert refused.status_code == 302  # the only hall of one's own stands in, whatever is posted
    assert Activity.unscoped.get(title="端午诗会").hall == network.villages[0]
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


def test_the_use_case_itself_refuses_another_hall(cast: Cast, network: SmallNetwork) -> None:
    from guanlian.accounts.scope import NotYours

    values = {"hall": network.villages[7].code, "name": "外县品牌", "since": date(2020, 1, 1)}
    with pytest.raises(NotYours):
        recording.enter(register=register_called("brands"), values=values, by=cast.village_administrator)
    assert not register_called("brands").records().exists()


def test_a_supervisor_looks_and_a_citizen_does_not(client: Any, cast: Cast, network: SmallNetwork) -> None:
    activity = make_activity(network.villages[0])
    edit = reverse("console:record_edit", args=["activities", activity.code])
    client.force_login(cast.supervisor)
    assert client.get(edit).status_code == 200
    assert client.post(edit, {"title": "改"}).status_code == 404
    assert client.get(reverse("console:record_new", args=["activities"])).status_code == 403
    client.force_login(cast.citizen)
    assert client.get(reverse("console:registers")).status_code == 403


def test_who_may_not_see_people_finds_no_names(client: Any, cast: Cast, network: SmallNetwork) -> None:
    person = make_record("staffing.StaffMember", network.branches[0], name="某某某")
    client.force_login(cast.supervisor)
    for url in (
        reverse("console:register", args=["staff"]),
        reverse("console:record_edit", args=["staff", person.code]),
    ):
        page = client.get(url).content.decode()
        assert "某某某" not in page
        assert "不显示" in page
    found = client.get(reverse("console:register", args=["staff"]), {"q": "某某"})
    assert found.context["rows"] == []


def test_who_edits_without_the_right_to_see_persons_keeps_their_names(clerk: Any, network: SmallNetwork) -> None:
    person = make_record("staffing.StaffMember", network.villages[0], name="某某某")
    url = reverse("console:record_edit", args=["staff", person.code])
    page = clerk.get(url)
    assert "某某某" not in page.content.decode()
    sent = {
        "seen": page.context["seen"],
        "code": person.code,
        "hall": person.hall.code,
        "speciality": "dance",
        "note": "",
    }
    assert clerk.post(url, sent).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.speciality) == ("某某某", "dance")
    post = clerk.get(reverse("console:record_new", args=["posts"]))
    assert "某某某" not in post.content.decode()


def test_two_people_at_one_record_see_both_versions(clerk: Any, network: SmallNetwork) -> None:
    activity = make_activity(network.villages[0], title="早先的题目")
    url = reverse("console:record_edit", args=["activities", activity.code])
    page = clerk.get(url)
    sent = {f.parts[0]["name"]: f.value for f in page.context["entry"].fields.values() if f.column.widget != "choices"}
    sent |= {"seen": page.context["seen"], "hall": activity.hall.code, "title": "我的题目"}
    Activity.unscoped.filter(pk=activity.pk).update(title="别人的题目")

    clash = clerk.post(url, sent)

    assert clash.status_code == 409
    assert ("名称", "别人的题目", "我的题目") in clash.context["both"]
    activity.refresh_from_db()
    assert activity.title == "别人的题目"
    assert clerk.post(url, sent | {"seen": clash.context["seen"]}).status_code == 302
    activity.refresh_from_db()
    assert activity.title == "我的题目"


def test_withdrawing_asks_why_and_can_be_undone_and_the_history_tells(clerk: Any, network: SmallNetwork) -> None:
    activity = make_activity(network.villages[0])
    url = reverse("console:record_withdraw", args=["activities", activity.code])
    assert clerk.post(url, {"why": " "}).status_code == 422
    gone = clerk.post(url, {"why": "重复登记"}, follow=True)
    assert activity.code not in [row["ref"] for row in gone.context["rows"]]
    assert gone.context["undo"] == activity.code
    clerk.post(reverse("console:record_restore", args=["activities", activity.code]))
    activity.refresh_from_db()
    assert activity.withdrawn_at is None

    page = clerk.get(reverse("console:record_history", args=["activities", activity.code]))

    assert [step.why for step in page.context["steps"]] == ["恢复", "重复登记", ""]
    assert "重复登记" in page.content.decode()


def test_an_activity_ahead_holds_its_venue_and_cancelling_frees_it(clerk: Any, network: SmallNetwork) -> None:
    venue = make_record("network.Venue", network.villages[0], name="礼堂", period=days())
    start = (timezone.localtime() + timedelta(days=9)).replace(microsecond=0, second=0)
    when = f"{start:%Y-%m-%dT%H:%M}"
    assert new(clerk, venue=venue.code, starts_at=when).status_code == 302
    activity = Activity.unscoped.get()
    assert activity.status == "scheduled"
    assert Hold.objects.filter(released_at=None).get() == activity.hold

    clash = new(clerk, venue=venue.code, starts_at=when, title="另一场")
    assert clash.status_code == 409
    assert "已用于“端午诗会”" in clash.content.decode()
    assert Activity.unscoped.count() == 1

    move = reverse("console:record_move", args=["activities", activity.code])
    clerk.post(move, {"do": "cancel", "why": " "})
    activity.refresh_from_db()
    assert activity.status == "scheduled"
    clerk.post(move, {"do": "cancel", "why": "台风"})
    activity.refresh_from_db()
    assert (activity.status, activity.hold) == ("cancelled", None)
    assert new(clerk, venue=venue.code, starts_at=when, title="另一场").status_code == 302


def test_the_list_is_narrowed_sorted_and_exported_as_shown(clerk: Any, network: SmallNetwork) -> None:
    hall = network.villages[0]
    make_activity(hall, title="甲", on=date(2025, 3, 1), kind="lecture")
    make_activity(hall, title="乙", on=date(2025, 4, 1), kind="lecture")
    make_activity(hall, title="丙", on=date(2025, 5, 1), kind="performance")
    make_activity(hall, title="丁", on=date(2024, 5, 1), kind="lecture")
    asked = {"year": "2025", "kind": "lecture", "sort": "starts_at"}

    page = clerk.get(reverse("console:register", args=["activities"]), asked)
    told = clerk.get(reverse("console:register_export", args=["activities"]), asked | {"format": "csv"})

    assert [row["cells"][0]["text"] for row in page.context["rows"]] == ["甲", "乙"]
    assert [line.split(",")[2] for line in told.content.decode("utf-8-sig").splitlines()[1:]] == ["甲", "乙"]


def test_a_list_takes_as_many_statements_for_three_records_as_for_one(
    clerk: Any, network: SmallNetwork, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _round in (1, 2):
        make_activity(network.villages[0])
        with CaptureQueriesContext(connection) as seen:
            clerk.get(reverse("console:register", args=["activities"]))
        counts.append(len(seen))
        make_activity(network.villages[0])
    assert counts[0] == counts[1]


def test_several_records_are_withdrawn_together_or_not_at_all(clerk: Any, network: SmallNetwork) -> None:
    keys = [make_activity(network.villages[0]).pk for _ in range(3)]
    theirs = make_activity(network.villages[7])
    bulk = reverse("console:register_bulk", args=["activities"])
    clerk.post(bulk, {"do": "withdraw", "key": keys, "why": ""})
    assert not Activity.unscoped.filter(withdrawn_at__isnull=False).exists()
    clerk.post(bulk, {"do": "withdraw", "key": [*keys, theirs.pk], "why": "试登记"})
    assert set(Activity.unscoped.filter(withdrawn_at__isnull=False).values_list("pk", flat=True)) == set(keys)
