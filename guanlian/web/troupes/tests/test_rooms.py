"""A leader books rooms for the troupe; who checks in has rehearsed, and that counts."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localdate, now

from guanlian.booking import arriving
from guanlian.booking.models import Reservation
from guanlian.booking.tests.rooms import ahead, make_room
from guanlian.community.models import Rehearsal, TroupeMember
from guanlian.web.troupes.tests.rolls import another, member, signed_in
from tests.factories import make_person


def sent(who, **values) -> dict[str, object]:
    given = {"day": ahead().isoformat(), "begins": "10:00", "ends": "12:00", "who": who.code, "people": "12"}
    return given | {"purpose": "合唱排练", "key": "k1"} | values


def test_from_the_leaders_page_to_the_room_and_to_the_evidence(choir, leader):
    room = make_room(choir.hall, rule={"groups_only": True})
    his = signed_in(leader)
    mine = reverse("portal:my_troupe", args=[choir.code])
    link = f"{reverse('portal:book', args=[room.code])}?troupe={choir.code}"
    assert link in his.get(mine).content.decode()

    form = his.get(link).context["form"]
    assert form["who"].value() == choir.code and "我带的团队" in str(form["who"])
    answer = his.post(reverse("portal:book", args=[room.code]), sent(choir))

    made = Reservation.unscoped.get()
    assert (made.troupe, made.person, made.channel, answer["Location"]) == (
        choir, leader, "online", f"/me/bookings/{made.code}/",
    )  # fmt: skip
    assert f"/me/bookings/{made.code}/" in his.get(mine).content.decode()

    begun = now() - timedelta(minutes=5)
    Reservation.unscoped.filter(pk=made.pk).update(period=(begun, begun + timedelta(hours=1)))
    arriving.check_in(code=made.code, by=leader.keeper, on=localdate(), mark=arriving.mark_of(room))

    held = Rehearsal.unscoped.get()
    assert (held.troupe, held.held_on, held.venue) == (choir, localdate(begun), room)
    his.post(reverse("portal:rehearsal_correct", args=[held.code]), {"attended": "11", "next": mine})
    held.refresh_from_db()
    page = his.get(mine).content.decode()
    assert held.attended == 11 and "预约签到时自动记" in page and "排练和演出 1 次" in page


def test_a_leader_books_every_week(choir, leader):
    room = make_room(choir.hall, rule={"ahead_days": 60})
    first = ahead(2)
    rule = sent(choir, day=first.isoformat(), weekdays=[first.weekday()], every_weeks="1", last=ahead(16).isoformat())
    address = reverse("portal:book_repeat", args=[room.code])
    his = signed_in(leader)

    rows = his.post(address, rule | {"step": "preview"}).context["rows"]
    his.post(address, rule | {"step": "confirm", "date": [row["iso"] for row in rows]})

    assert set(Reservation.unscoped.values_list("troupe", "person")) == {(choir.pk, leader.pk)}
    assert Reservation.unscoped.count() == 3


def test_nobody_books_for_a_troupe_that_they_do_not_lead(choir, leader):
    room, other = make_room(choir.hall), another(choir.hall, "乙队")
    singer = make_person("王芳")
    member(choir, singer)

    for person, troupe in ((leader, other), (singer, choir)):
        signed_in(person).post(reverse("portal:book", args=[room.code]), sent(troupe))

    assert not Reservation.unscoped.exists()


def test_the_history_of_a_member_is_kept_without_the_name(choir, leader, cast, client):
    row = TroupeMember.unscoped.get(person=leader)
    row.note = "会弹琴"
    row.save()
    client.force_login(cast.main_staff)

    page = client.get(reverse("console:record_history", args=["troupe-members", row.code]))

    assert page.status_code == 200 and "会弹琴" in page.content.decode()
