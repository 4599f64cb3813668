"""The outbox: each sending is claimed, carried, and its result written down.

A claim is committed before anything goes out, one sending at a time, and a claimed sending is never taken up again by
itself: however many workers there are, nothing is sent twice. A worker that dies in between leaves exactly the one
sending in its hands; whether the gateway had taken it nobody knows, so it becomes `unsure` and a person decides.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from guanlian.kernel.clock import moment
from guanlian.messaging import carrying, quiet
from guanlian.messaging.kinds import every_kind
from guanlian.messaging.models import Sending, Status, Unwanted

log = logging.getLogger(__name__)
FAULT = Sending._meta.get_field("fault").max_length


def send_due(*, most: int = 10_000) -> int:
    """Send what is due, one after another, until nothing is or `most` were tried. Returns how many were tried."""
    for tried in range(most):
        sending = claim()
        if sending is None:
            return tried
        carry_out(sending)
    return most


@transaction.atomic
def claim(*, at: datetime | None = None) -> Sending | None:
    """Take the sending that has been due longest and mark it as going; None where nothing is due.

    Rows that another worker is claiming are passed over. `at`: the database's moment unless given; in the quiet hours
    only what is urgent goes.
    """
    at = at or moment()
    due = Sending.objects.select_for_update(skip_locked=True, of=("self",)).filter(status=Status.QUEUED, due_at__lte=at)
    if quiet.is_quiet(at):
        due = due.filter(message__kind__in=[kind.name for kind in every_kind() if kind.urgent])
    sending = due.select_related("message__to").order_by("due_at", "pk").first()
    if sending is None:
        return None
    sending.move_to(Status.GOING)
    sending.claimed_at, sending.tries = at, sending.tries + 1
    sending.save(update_fields=["status", "claimed_at", "tries"])
    return sending


def carry_out(sending: Sending) -> None:
    """Send a claimed sending and write down what became of it."""
    needless = _needless(sending)
    if needless:
        _settle(sending, Status.DROPPED, needless)
        return
    try:
        carrying.carry(sending)
    except carrying.NotSent as fault:
        _again(sending, str(fault))
    except Exception as fault:  # the gateway may have taken it: never a second time by itself
        log.exception("sending %s of message %s: unsure whether it went out", sending.channel, sending.message.code)
        _settle(sending, Status.UNSURE, f"{type(fault).__name__}: {fault}")
    else:
        _settle(sending, Status.SENT)


def note_lost() -> int:
    """Mark as unsure what was claimed so long ago that its worker must have died. Returns how many."""
    patience = timedelta(minutes=quiet.rules()["tries"]["claimed_minutes"])
    lost = Sending.objects.filter(status=Status.GOING, claimed_at__lt=moment() - patience)
    return lost.update(status=Status.UNSURE, fault=_("发送时程序中断，不知是否已发出"))


def _needless(sending: Sending) -> str:
    """Why the sending should not go out any more; empty where it should."""
    message = sending.message
    stale = timedelta(hours=quiet.rules()["tries"]["stale_hours"])
    if sending.claimed_at and sending.claimed_at - message.made_at > stale:
        return _("已过时，只留在收件箱")
    if not carrying.address_of(sending):
        return _("对方已没有这种联系方式")
    unwanted = Unwanted.objects.filter(user=message.to_id, topic=message.topic, channel=sending.channel)
    if message.to_id and unwanted.exists():
        return _("对方已退订")
    return ""


def _again(sending: Sending, fault: str) -> None:
    tries = quiet.rules()["tries"]
    if sending.tries >= tries["most"]:
        _settle(sending, Status.FAILED, fault)
        return
    waits = tries["wait_minutes"]
    due_at = moment() + timedelta(minutes=waits[min(sending.tries, len(waits)) - 1])
    _settle(sending, Status.QUEUED, fault, due_at=due_at)


def _settle(sending: Sending, status: Status, fault: str = "", **more: datetime) -> None:
    """Write the result, if the claim is still this worker's. What went out counts as sent even where the clock had
    already given the worker up."""
    mine = Q(status=Status.GOING) | (Q(status=Status.UNSURE) if status == Status.SENT else Q(pk=None))
    sent_at = {"sent_at": Now()} if status == Status.SENT else {}
    Sending.objects.filter(mine, pk=sending.pk, claimed_at=sending.claimed_at).update(
        status=status, fault=fault[:FAULT], **sent_at, **more
    )
