"""The outbox: nothing is lost, nothing is sent twice, whoever dies in between and however many send at once."""

from __future__ import annotations

import multiprocessing
import os
import smtplib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils.timezone import now

from guanlian.accounts import sms
from guanlian.accounts.models import Person, User
from guanlian.accounts.sms import MemoryBackend, SmsNotSent
from guanlian.messaging import outbox, quiet
from guanlian.messaging.models import Message, Sending, Status, Unwanted
from guanlian.messaging.telling import News, tell
from tests.factories import SHANGHAI, make_user

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
MIDNIGHT = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)


@pytest.fixture
def reader(db: None) -> User:
    return make_user(phone="+8613800000009", phone_verified=True)


def say(user: User, kind: str = "test.urgent", **more: Any) -> Message:
    (message,) = tell([News(kind, user=user, params={"what": "名额", "when": NOON}, **more)])
    return message


def the_sending(message: Message) -> Sending:
    return Sending.objects.get(message=message)


class Broken:
    """A gateway that fails in a way of its own."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    def send(self, *, phone: str, text: str) -> None:
        raise self.fault


def break_gateway(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    monkeypatch.setattr(sms, "_backend", lambda path: Broken(fault))


def test_a_message_goes_out_once_and_is_noted_as_sent(reader: User):
    message = say(reader)

    outbox.send_due()
    outbox.send_due()

    assert [sent.text for sent in MemoryBackend.outbox] == ["【嘉兴文化馆】马上看名额。"]
    assert (the_sending(message).status, the_sending(message).tries) == ("sent", 1)


def test_what_surely_failed_is_tried_again_after_the_declared_waits_and_then_given_up(
    reader: User, monkeypatch: pytest.MonkeyPatch
):
    message = say(reader)
    break_gateway(monkeypatch, SmsNotSent("busy"))
    waits, most = quiet.rules()["tries"]["wait_minutes"], quiet.rules()["tries"]["most"]

    found = []
    for _n in range(most):
        Sending.objects.filter(message=message).update(due_at=now())
        outbox.send_due()
        sending = the_sending(message)
        found.append(round((sending.due_at - now()).total_seconds() / 60))

    assert found[: most - 1] == waits
    assert (sending.status, sending.tries, sending.fault) == ("failed", most, "busy")


def test_what_may_have_gone_out_is_never_sent_again_by_itself(reader: User, monkeypatch: pytest.MonkeyPatch):
    message = say(reader)
    break_gateway(monkeypatch, TimeoutError("no answer"))

    outbox.send_due()
    monkeypatch.undo()
    outbox.send_due()

    assert the_sending(message).status == "unsure"
    assert MemoryBackend.outbox == []


def test_a_sending_whose_worker_died_becomes_unsure_after_its_patience(reader: User):
    message = say(reader)
    claimed = outbox.claim()
    assert claimed is not None

    too_soon = outbox.note_lost()
    Sending.objects.filter(pk=claimed.pk).update(claimed_at=now() - timedelta(minutes=11))
    noted = outbox.note_lost()
    outbox.send_due()

    assert (too_soon, noted) == (0, 1)
    assert the_sending(message).status == "unsure"
    assert MemoryBackend.outbox == []


def test_a_slow_worker_that_did_send_says_so_even_after_it_was_given_up(reader: User):
    message = say(reader)
    claimed = outbox.claim()
    assert claimed is not None
    Sending.objects.filter(pk=claimed.pk).update(status=Status.UNSURE)

    outbox.carry_out(claimed)

    assert the_sending(message).status == "sent"


def test_a_late_result_does_not_overwrite_what_staff_decided(reader: User, monkeypatch: pytest.MonkeyPatch):
    message = say(reader)
    claimed = outbox.claim()
    assert claimed is not None
    Sending.objects.filter(pk=claimed.pk).update(status=Status.UNSURE)
    Sending.objects.filter(pk=claimed.pk).update(status=Status.QUEUED)
    break_gateway(monkeypatch, TimeoutError())

    outbox.carry_out(claimed)

    assert the_sending(message).status == "queued"


def test_in_the_quiet_hours_only_what_is_urgent_goes_out_even_if_it_was_due_before(reader: User):
    calm, urgent = say(reader, "test.calm"), say(reader)
    Sending.objects.update(due_at=NOON - timedelta(hours=1))

    first, second = outbox.claim(at=MIDNIGHT), outbox.claim(at=MIDNIGHT)

    assert first is not None and first.message_id == urgent.pk
    assert second is None
    assert outbox.claim(at=NOON).message_id == calm.pk


def test_what_is_told_at_night_waits_for_the_morning(reader: User):
    tell([News("test.calm", user=reader, params={"what": "课", "when": NOON})], at=MIDNIGHT)

    assert Sending.objects.get().due_at == datetime(2026, 6, 2, 8, 0, tzinfo=SHANGHAI)


def test_who_unsubscribed_meanwhile_or_left_gets_nothing(reader: User):
    unwanted = say(reader)
    Unwanted.objects.create(user=reader, topic="place", channel="sms")
    gone = make_user(phone="+8613800000010", phone_verified=True)
    left = say(gone)
    User.objects.filter(pk=gone.pk).update(phone=None, is_active=False, erased_at=now())

    outbox.send_due()

    assert {the_sending(unwanted).status, the_sending(left).status} == {"dropped"}
    assert MemoryBackend.outbox == []


def test_what_could_not_go_out_for_two_days_is_left_to_the_inbox(reader: User):
    message = say(reader)
    Message.objects.update(made_at=now() - timedelta(hours=49))

    outbox.send_due()

    assert the_sending(message).status == "dropped"


def test_everybody_reads_in_their_own_language(db: None):
    reader = make_user(phone="+8613800000009", phone_verified=True, language="en", email="reader@example.org")
    tell([News("outbox.trouble", user=reader, params={"n": 3}), News("test.spoken", user=reader)])

    outbox.send_due()

    assert mail.outbox[0].subject == "Messages"
    assert MemoryBackend.outbox[0].text.endswith("Saved.")
    assert "No more mails about “Work”" in mail.outbox[0].alternatives[0].content


def test_a_guest_is_told_by_phone_and_gets_no_link_they_could_not_open(network: Any, cast: Any):
    hall = network.villages[0]
    guest = Person.unscoped.create(relation="guest", hall=hall, name="张大妈", phone="+8613800000011")
    tell([News("test.urgent", person=guest, params={"what": "名额"}, about="/me/tickets/BM-1/")])

    outbox.send_due()

    assert [tuple(sent) for sent in MemoryBackend.outbox] == [("+8613800000011", "【嘉兴文化馆】马上看名额。")]


def test_a_mail_carries_its_one_click_way_out_and_one_id(db: None):
    message = say(make_user(email="reader@example.org"))

    outbox.send_due()

    (sent,) = mail.outbox
    headers = sent.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/unsubscribe/")
    assert message.code in headers["Message-ID"]
    assert headers["List-Unsubscribe"][1:-1] in sent.body


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (ConnectionRefusedError(), "queued"),
        (smtplib.SMTPRecipientsRefused({}), "queued"),
        (smtplib.SMTPServerDisconnected(), "unsure"),
        (TimeoutError(), "unsure"),
    ],
)
def test_a_mail_server_that_refused_did_not_take_it_one_that_fell_silent_may_have(
    db: None, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: str
):
    message = say(make_user(email="reader@example.org"))

    def fail(*args: Any, **kwargs: Any) -> None:
        raise fault

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    outbox.send_due()

    assert the_sending(message).status == status


def test_the_worker_is_asked_to_send_once_the_telling_is_committed(
    reader: User, django_capture_on_commit_callbacks: Any
):
    from procrastinate.contrib.django.models import ProcrastinateJob

    with django_capture_on_commit_callbacks(execute=True):
        say(reader)
        say(reader)

    assert ProcrastinateJob.objects.filter(queueing_lock="send_due", status="todo").count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_one_moment_send_each_message_once():
    people = [make_user(phone=f"+86138000{n:05d}", phone_verified=True) for n in range(60)]
    tell([News("test.urgent", user=person, params={"what": "名额"}) for person in people])

    def work(_n: int) -> int:
        try:
            return outbox.send_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        tried = sum(pool.map(work, range(8)))

    assert tried == 60
    assert Counter(sent.phone for sent in MemoryBackend.outbox) == Counter(str(person.phone) for person in people)
    assert set(Sending.objects.values_list("status", flat=True)) == {"sent"}


class Deadly:
    """A gateway in another process: writes down what it got and takes its whole process down at the fifth message."""

    def __init__(self, log: str) -> None:
        self.log, self.taken = log, 0

    def send(self, *, phone: str, text: str) -> None:
        self.taken += 1
        with Path(self.log).open("a") as out:
            out.write(f"{phone}\n")
            out.flush()
            os.fsync(out.fileno())
        if self.taken == 5:
            os._exit(9)


def _dying_worker(log: str, deadly: bool) -> None:
    connection.connect()
    gateway = Deadly(log)
    if not deadly:
        gateway.taken = -1_000
    sms._backend = lambda path: gateway  # type: ignore[assignment]
    outbox.send_due()
    connection.close()
    os._exit(0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_the_gateway_took_a_message_leaves_one_unsure_and_none_lost_or_doubled(tmp_path: Path):
    people = [make_user(phone=f"+86138000{n:05d}", phone_verified=True) for n in range(30)]
    tell([News("test.urgent", user=person, params={"what": "名额"}) for person in people])
    log = tmp_path / "gateway"
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_dying_worker, args=(str(log), n == 0)) for n in range(3)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    got = log.read_text().split()
    counts = Counter(Sending.objects.values_list("status", flat=True))
    assert sorted(worker.exitcode or 0 for worker in workers) in ([0, 0, 9], [0, 0, 0])
    assert Counter(got) == Counter(str(person.phone) for person in people)
    died = workers[0].exitcode == 9
    assert counts == ({"sent": 29, "going": 1} if died else {"sent": 30})

    Sending.objects.filter(status="going").update(claimed_at=now() - timedelta(minutes=11))
    assert outbox.note_lost() == int(died)
    outbox.send_due()

    assert MemoryBackend.outbox == []
