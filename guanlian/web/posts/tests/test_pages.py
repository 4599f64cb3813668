"""The staff's pages of posts: what they show on which day, to whom, and that their steps reach the use cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from guanlian.network.models import HallPopulation
from guanlian.programme.models import Trainee
from guanlian.staffing.models import Appointment, Appraisal, JournalNote, Post
from guanlian.staffing.tests.files import administrator, member, officer, post
from tests.factories import days, make_activity, make_record

JUNE_30, JULY_1 = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def head(client, cast):
    client.force_login(cast.branch_head)
    return cast.branch_head


def test_the_establishment_asked_for_30_june_shows_30_june(client, network, cast):
    client.force_login(cast.main_staff)
    branch = network.branches[0]
    HallPopulation.objects.create(hall=branch, year=2025, residents=20_000)
    for n in range(3):
        post(branch, until=JULY_1 if n else None)
    address = reverse("console:establishment")

    def of(day):
        rows = client.get(address, {"on": day.isoformat()}).context["rows"]
        return next((r["m"].in_post, r["m"].required, r["m"].missing) for r in rows if r["hall"].id == branch.pk)

    assert (of(JUNE_30), of(JULY_1)) == ((3, 3, 0), (1, 3, 2))


def test_those_that_lack_most_come_first_and_the_file_has_the_same_rows(client, network, cast):
    client.force_login(cast.main_staff)
    for branch, people in ((network.branches[0], 2), (network.branches[1], 1)):
        HallPopulation.objects.create(hall=branch, year=2025, residents=20_000)
        for _n in range(people):
            post(branch)
    address = reverse("console:establishment") + "?on=2025-06-30&short=1"

    rows = client.get(address).context["rows"]
    file = client.get(address + "&format=csv").content.decode("utf-8-sig").splitlines()

    assert [(r["hall"].id, r["m"].missing) for r in rows] == [(network.branches[1].pk, 2), (network.branches[0].pk, 1)]
    assert [line.split(",")[0] for line in file[1:]] == [network.branches[1].code, network.branches[0].code]


def test_names_are_for_those_who_manage_staff(client, network, cast):
    administrator(network.villages[0], network.branches[0], member=member(network.villages[0], "钱小妹"))
    post(network.branches[0], member=member(network.branches[0], "沈大姐"))
    pages = [reverse("console:administrators"), reverse("console:organisation", args=[network.branches[0].code])]

    def seen(person, path):
        client.force_login(person)
        page = client.get(path).content.decode()
        return "钱小妹" in page or "沈大姐" in page

    assert [[seen(who, path) for path in pages] for who in (cast.branch_head, cast.supervisor, cast.auditor)] == [
        [True, True], [False, False], [False, False],
    ]  # fmt: skip


def test_the_public_sees_numbers_and_the_head_in_office_alone(client, network, cast):
    branch = network.branches[0]
    post(branch, role="head", member=member(branch, "沈站长"))
    post(branch, member=member(branch, "普通馆员"))

    page = client.get(branch.get_absolute_url()).content.decode()

    assert "沈站长" in page and "普通馆员" not in page
    assert "2 人，其中业务人员 2 人" in page


def test_villages_without_an_administrator_come_first_the_longest_without_leading(client, network, head):
    first, second = network.villages[:2]
    administrator(first, network.branches[0], until=JULY_1)
    administrator(second, network.branches[0])

    rows = client.get(reverse("console:administrators")).context["page"].object_list
    june = client.get(reverse("console:administrators"), {"on": "2025-06-30"}).context["counts"]

    assert [(row.entry.id, row.state) for row in rows] == [(first.pk, "vacant"), (second.pk, "met")]
    assert june["met"] == 2


def test_a_page_of_villages_takes_the_same_number_of_statements_with_one_and_two_administrators(
    client, network, head, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    administrator(network.villages[0], network.branches[0])
    client.get(reverse("console:administrators"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("console:administrators"))
    administrator(network.villages[1], network.branches[0])

    with django_assert_num_queries(len(one)):
        client.get(reverse("console:administrators"))


def test_a_town_hires_replaces_and_ends_from_the_village_s_page(client, network, head):
    village, today = network.villages[0], localdate()
    hired = client.post(
        reverse("console:administrator_hire", args=[village.code]),
        {"hire-name": "钱小妹", "hire-since": "2025-03-01", "hire-full_time": "on", "hire-publicly_funded": "on"},
    )
    old = Post.unscoped.get()

    refused = client.post(
        reverse("console:administrator_replace", args=[village.code, old.code]), {"replace-name": "孙小弟"}
    )
    replaced = client.post(
        reverse("console:administrator_replace", args=[village.code, old.code]),
        {"replace-name": "孙小弟", "replace-since": "2025-06-01", "replace-why": "退休"},
    )
    new = Post.unscoped.get(member__name="孙小弟")
    ended = client.post(
        reverse("console:administrator_end", args=[village.code, new.code]),
        {"end-ends_on": today.isoformat(), "end-why": "辞职"},
    )

    assert [r.status_code for r in (hired, refused, replaced, ended)] == [302, 422, 302, 302]
    new.refresh_from_db()
    assert (new.period.lower, new.period.upper, new.ended_why) == (date(2025, 6, 1), today, "辞职")
    assert "孙小弟" in client.get(reverse("console:village_administrators", args=[village.code])).content.decode()


def test_a_refusal_comes_back_with_what_was_typed(client, network, head):
    village = network.villages[0]
    held = administrator(village, network.branches[0], since=date(2025, 3, 1))

    page = client.post(
        reverse("console:administrator_end", args=[village.code, held.code]),
        {"end-ends_on": "2025-03-01", "end-why": "误"},
    )

    assert page.status_code == 409
    assert "离任日期要晚于任职的第一天（2025-03-01）" in page.content.decode()
    assert '<details class="more" open>' in page.content.decode()


def test_a_head_is_proposed_advised_on_and_appointed_over_the_pages(client, network, cast):
    branch, who = network.branches[0], member(network.branches[0], "沈站长")
    post(branch, member=who)
    client.force_login(cast.branch_head)
    client.post(
        reverse("console:head_propose", args=[branch.code]),
        {"propose-member": who.code, "propose-basis": "station_head", "propose-grounds": "熟悉"},
    )
    made = Appointment.unscoped.get()
    client.force_login(cast.supervisor)
    client.post(reverse("console:head_advise", args=[branch.code, made.code]), {"advise-opinion": "agree"})
    client.force_login(cast.branch_head)
    client.post(
        reverse("console:head_appoint", args=[branch.code, made.code]), {"appoint-since": localdate().isoformat()}
    )

    page = client.get(reverse("console:branch_head", args=[branch.code])).content.decode()
    sheet = client.get(reverse("console:branch_head_print", args=[branch.code, made.code])).content.decode()
    listed = client.get(reverse("console:heads")).context["counts"]

    made.refresh_from_db()
    assert made.serves_on(localdate())
    assert "现任：沈站长" in page and "沈站长" in sheet
    assert listed["headed"] == 1


def test_a_head_whose_secondment_has_ended_is_pointed_out(client, network, cast, head):
    from django.utils.timezone import now

    branch, today = network.branches[0], localdate()
    sent = officer(network.mains[0], branch, until=today - timedelta(days=1))
    Appointment.unscoped.create(
        hall=branch, member=sent.member, basis="officer", status="appointed", proposed_at=now(), opinion="agree",
        advised_at=now(), appointed_at=now(), period=days(date(2025, 1, 1)),
    )  # fmt: skip

    page = client.get(reverse("console:branch_head", args=[branch.code])).content.decode()

    assert "但下派已经结束" in page
    assert "在岗期间享受该镇（街道）中层副职待遇" in page


def test_the_first_page_of_a_branch_tells_what_is_missing_in_people(client, network, head):
    administrator(network.villages[0], network.branches[0])

    page = client.get(reverse("console:home"))

    assert [gap.sentence for gap in page.context["gaps"]] == [
        f"{network.villages[1].name}没有专职管理员",
        f"{network.branches[0].name}还没有聘任馆长",
    ]


def test_training_shows_who_had_none_this_year_up_to_the_day(client, network, head):
    first = administrator(network.villages[0], network.branches[0]).member
    second = administrator(network.villages[1], network.branches[0]).member
    run = make_activity(network.branches[0], on=date(2025, 6, 12), kind="training", audiences=["grassroots_staff"])
    client.post(
        reverse("console:staff_training_run", args=[run.code]),
        {"shown": [first.code, second.code], "came": [first.code]},
    )

    def none(day):
        page = client.get(reverse("console:staff_training"), {"on": day})
        return [each.member for each in page.context["without"]["people"]]

    assert list(Trainee.unscoped.values_list("member", flat=True)) == [first.pk]
    assert (none("2025-06-11"), none("2025-06-30")) == ([first, second], [second])


def test_who_was_noted_by_mistake_is_taken_off_and_strangers_can_not_be_noted(client, network, head):
    first = administrator(network.villages[0], network.branches[0]).member
    stranger = administrator(network.villages[7], network.branches[3]).member
    run = make_activity(network.branches[0], kind="training", audiences=["village_administrators"])
    address = reverse("console:staff_training_run", args=[run.code])

    client.post(address, {"shown": [first.code, stranger.code], "came": [first.code, stranger.code]})
    assert list(Trainee.unscoped.values_list("member", flat=True)) == [first.pk]
    client.post(address, {"shown": [first.code], "came": []})

    assert Trainee.unscoped.count() == 0


def test_whose_ticket_was_read_came_without_being_noted(network, cast):
    from django.utils.timezone import now

    from guanlian.kernel.windows import Window
    from guanlian.programme import meeting
    from guanlian.programme.models import Attendance, Registration
    from guanlian.programme.training import trained
    from tests.factories import make_admission, make_person

    admission = make_admission(network.branches[0], activity={"kind": "training"})
    person = make_person()
    who = member(network.villages[0], user=person.keeper)
    ticket = Registration(admission=admission, person=person, status="placed")
    ticket.save()
    session = meeting.sessions_of(admission.activity)[0]
    if session.pk is None:
        session.save()
    Attendance.unscoped.create(session=session, registration=ticket, way="listed", at=now())
    past = now() - timedelta(days=1)
    type(admission.activity).unscoped.filter(pk=admission.activity.pk).update(
        starts_at=past, ends_at=past + timedelta(hours=2)
    )
    type(admission.activity).unscoped.filter(pk=admission.activity.pk).update(status="held")

    runs = trained([who.pk], Window.of_year(past.year))

    assert runs == {who.pk: {admission.activity.pk}}


def test_both_halls_write_and_both_read(client, network, cast):
    who = officer(network.mains[0], network.branches[0]).member
    year = localdate().year
    for person, hall in ((cast.main_staff, network.mains[0]), (cast.branch_head, network.branches[0])):
        client.force_login(person)
        client.post(
            reverse("console:appraisal_write", args=[who.code, year, hall.code]),
            {f"{hall.code}-text": f"{hall.name}说好", f"{hall.code}-conclusion": "competent"},
        )

    page = client.get(reverse("console:appraisal", args=[who.code, year])).content.decode()
    counts = client.get(reverse("console:appraisals"), {"year": year}).context["counts"]

    assert Appraisal.unscoped.count() == 2
    assert all(f"{hall.name}说好" in page for hall in (network.mains[0], network.branches[0]))
    assert counts["both"] == 1


def test_the_way_to_the_appraisals_is_shown_to_those_who_may_go_there(client, network, cast):
    def shown(person):
        client.force_login(person)
        return reverse("console:appraisals") in client.get(reverse("console:establishment")).content.decode()

    people = (cast.branch_head, cast.supervisor, cast.village_administrator, cast.auditor)
    assert [shown(each) for each in people] == [True, True, False, False]


def test_a_journal_fills_itself_and_takes_a_note(client, network, cast):
    client.force_login(cast.village_administrator)
    who = administrator(
        network.villages[0], network.branches[0], member=member(network.villages[0], user=cast.village_administrator)
    ).member
    today = localdate()
    item = make_record("delivery.MenuItem", network.mains[0], title="越剧折子戏")
    for village in network.villages[:2]:
        make_record(
            "delivery.Delivery", network.mains[0], item=item, receiver=village, planned_on=date(2025, 6, 14),
            status="confirmed", rating=None,
        )  # fmt: skip
    make_activity(network.villages[0], on=date(2025, 6, 12), title="端午包粽子", recorded_by=cast.village_administrator)
    make_record(
        "coordination.Support", network.villages[0], receiver=network.villages[1], given_on=date(2025, 6, 13),
        subject="教排舞", recorded_by=cast.village_administrator,
    )  # fmt: skip
    make_activity(network.villages[0], on=date(2025, 6, 12), title="别人记的")

    client.post(reverse("console:journal"), {"day": "2025-06-20", "text": "走访老人"})
    page = client.get(reverse("console:journal"), {"month": "2025-06"}).content.decode()
    client.post(reverse("console:journal"), {"day": (today + timedelta(days=1)).isoformat(), "text": "明天"})

    assert all(words in page for words in ("端午包粽子", "教排舞", "走访老人")) and "别人记的" not in page
    assert page.count("越剧折子戏") == 1
    assert JournalNote.unscoped.count() == 1
    client.force_login(cast.branch_head)
    assert "走访老人" in client.get(
        reverse("console:journal_of", args=[who.code]), {"month": "2025-06"}
    ).content.decode()  # fmt: skip
