"""The inbox, the choices, leaving by a link, and what staff do with what did not go out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.timezone import localdate, now

from guanlian.accounts import own_data
from guanlian.accounts.models import User
from guanlian.messaging import choosing, mending, outbox, quiet, reading
from guanlian.messaging.models import Channel, Message, Sending, Topic, Unwanted
from guanlian.messaging.telling import News, tell
from tests.factories import SHANGHAI, Cast, make_user


@pytest.fixture
def reader(db: None) -> User:
    return make_user(phone="+8613800000009", phone_verified=True, email="reader@example.org")


def say(user: User, kind: str = "test.urgent", key: str | None = None) -> Message:
    when = datetime(2026, 6, 1, 9, 30, tzinfo=SHANGHAI)
    (message,) = tell([News(kind, user=user, params={"what": "名额", "when": when}, key=key)])
    return message


def test_moments_are_said_in_the_language_of_the_reader(reader: User):
    message = say(reader, "test.calm")

    with translation.override("zh-hans"):
        chinese = reading.in_words(message)[1]
    with translation.override("en"):
        english = reading.in_words(message)[1]

    assert chinese == "名额，时间6月1日 9:30。"
    assert english == "名额，时间1 Jun 9:30。"


def test_a_message_of_a_kind_that_nobody_knows_any_more_can_still_be_read(reader: User):
    message = say(reader)
    Message.objects.filter(pk=message.pk).update(kind="gone.kind")
    message.refresh_from_db()

    assert reading.in_words(message) == ("报名与名额", "")


def test_opening_reads_and_putting_away_hides_and_both_can_be_repeated(reader: User):
    first, second = say(reader), say(reader)

    reading.open_message(user=reader, code=first.code)
    once = Message.objects.get(pk=first.pk).read_at
    reading.open_message(user=reader, code=first.code)
    reading.put_away(user=reader, code=second.code)
    reading.put_away(user=reader, code=second.code)

    assert Message.objects.get(pk=first.pk).read_at == once
    assert reading.unread(user=reader) == 0
    assert list(reading.inbox(user=reader)) == [first]
    assert list(reading.inbox(user=reader, put_away=True)) == [second]
    reading.take_back(user=reader, code=second.code)
    assert set(reading.inbox(user=reader)) == {first, second}


def test_nobody_opens_another_persons_message(reader: User):
    message = say(reader)

    for act in (reading.open_message, reading.put_away, reading.take_back):
        with pytest.raises(reading.NoSuchMessage):
            act(user=make_user(), code=message.code)

    message.refresh_from_db()
    assert message.read_at is None


def test_what_was_told_under_a_key_is_not_told_again_even_after_it_was_put_away(reader: User):
    message = say(reader, key="once")
    reading.put_away(user=reader, code=message.code)

    assert tell([News("test.urgent", user=reader, params={"what": "名额"}, key="once")]) == []


def test_a_choice_keeps_out_one_topic_by_one_channel(reader: User):
    choosing.choose(user=reader, wanted=[("place", "email")], among=[("place", "sms"), ("place", "email")])

    message = say(reader)
    other = say(reader, "test.calm")

    assert [each.channel for each in message.sendings.all()] == ["email"]
    assert {each.channel for each in other.sendings.all()} == {"sms", "email"}


def test_choosing_again_brings_it_back_and_leaves_other_choices_alone(reader: User):
    Unwanted.objects.create(user=reader, topic="work", channel="sms")
    choosing.choose(user=reader, wanted=[], among=[("place", "sms")])

    choosing.choose(user=reader, wanted=[("place", "sms")], among=[("place", "sms")])

    assert choosing.unwanted_by(user=reader) == {("work", "sms")}


def test_the_link_of_a_mail_leaves_its_topic_once_and_for_all(reader: User):
    path = choosing.leaving_path(user=reader, topic=Topic.PLACE, channel=Channel.EMAIL)
    token = path.removeprefix(choosing.PATH).rstrip("/")

    choosing.leave(token=token)
    choosing.leave(token=token)
    assert choosing.unwanted_by(user=reader) == {("place", "email")}
    choosing.leave(token=token, everything=True)
    assert choosing.unwanted_by(user=reader) == {(topic, "email") for topic in Topic.values}
    choosing.rejoin(token=token)

    assert ("place", "email") not in choosing.unwanted_by(user=reader)


@pytest.mark.parametrize("token", ["", "x", "gAAAAABm" + "A" * 90])
def test_a_link_that_we_did_not_make_leaves_nothing(db: None, token: str):
    with pytest.raises(choosing.BadLink):
        choosing.leave(token=token)

    assert not Unwanted.objects.exists()


def failed(user: User, status: str) -> Sending:
    sending = say(user).sendings.get(channel="sms")
    Sending.objects.filter(pk=sending.pk).update(status="going", claimed_at=now(), tries=5)
    Sending.objects.filter(pk=sending.pk).update(status=status, fault="busy")
    return sending


def test_central_staff_send_what_failed_once_more_from_the_first_try(reader: User, cast: Cast):
    sending = failed(reader, "failed")

    mending.retry(code=sending.message.code, channel="sms", by=cast.central_staff, on=localdate())
    outbox.send_due()

    sending.refresh_from_db()
    assert (sending.status, sending.tries) == ("sent", 1)


@pytest.mark.parametrize(("status", "then"), [("unsure", "sent"), ("failed", "dropped")])
def test_central_staff_close_what_needs_no_sending(reader: User, cast: Cast, status: str, then: str):
    sending = failed(reader, status)

    mending.settle(code=sending.message.code, channel="sms", by=cast.superuser, on=localdate())

    sending.refresh_from_db()
    assert sending.status == then


def test_others_neither_see_nor_decide(reader: User, cast: Cast):
    sending = failed(reader, "unsure")

    for person in (cast.main_staff, cast.supervisor, cast.citizen):
        with pytest.raises(PermissionDenied):
            mending.troubled(by=person, on=localdate())
        with pytest.raises(PermissionDenied):
            mending.retry(code=sending.message.code, channel="sms", by=person, on=localdate())

    sending.refresh_from_db()
    assert sending.status == "unsure"


def test_those_who_can_mend_are_told_once_a_day(reader: User, cast: Cast):
    failed(reader, "failed")

    for _n in range(2):
        assert mending.tell_of_trouble(on=localdate()) == 1

    told = Message.objects.filter(kind="outbox.trouble")
    assert {message.to for message in told} == {cast.central_staff, cast.superuser}
    assert told.count() == 2


def test_what_went_out_is_not_to_be_sent_again_by_anybody(reader: User, cast: Cast):
    message = say(reader)
    outbox.send_due()

    with pytest.raises(mending.NoSuchSending):
        mending.retry(code=message.code, channel="sms", by=cast.superuser, on=localdate())


def test_the_export_holds_the_messages_and_erasing_leaves_none(reader: User):
    say(reader)
    choosing.choose(user=reader, wanted=[], among=[("place", "sms")])

    data = own_data.export(reader)["messages"]
    own_data.erase(user=reader, on=date(2026, 6, 1))

    assert data["inbox"][0]["title"] == "急：名额"
    assert data["unwanted"] == [{"topic": "place", "channel": "sms"}]
    assert not Message.objects.exists() and not Unwanted.objects.exists()


def test_old_messages_go_after_the_declared_time(reader: User):
    old, young = say(reader), say(reader)
    months = quiet.rules()["retention"]["months"]
    Message.objects.filter(pk=old.pk).update(made_at=now() - timedelta(days=31 * months))

    assert reading.forget_old(at=now()) == 1
    assert list(Message.objects.all()) == [young]
