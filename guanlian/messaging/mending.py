"""What did not go out, and what nobody knows of: seen and decided by staff of the central hall."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from guanlian.accounts import scope
from guanlian.accounts.capabilities import roles_with
from guanlian.accounts.models import User
from guanlian.messaging import nudging
from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Sending, Status, Topic
from guanlian.messaging.telling import News, tell

RIGHT = "message.mend"
PAGE = "/console/outbox/"
TROUBLED = (Status.FAILED, Status.UNSURE)


declare(
    Kind(
        "outbox.trouble",
        Topic.WORK,
        _("没有发出的消息等您处理"),
        _("有 %(n)s 条短信或邮件没有发出，或不知是否已发出，请看一看。"),
        channels=(),
    )
)


class NoSuchSending(LookupError):
    """No sending in trouble has that code and channel."""


def troubled(*, by: User, on: date) -> QuerySet[Sending]:
    """Sendings that failed for good or are unsure, the latest first. Raises PermissionDenied."""
    _require(by, on)
    return Sending.objects.filter(status__in=TROUBLED).select_related("message__to").order_by("-claimed_at", "-pk")


def retry(*, code: str, channel: str, by: User, on: date) -> Sending:
    """Send it again: its tries begin anew. For an unsure one that is the person's decision to risk a second copy."""
    sending = _move(code, channel, by, on, Status.QUEUED)
    transaction.on_commit(nudging.nudge)
    return sending


def settle(*, code: str, channel: str, by: User, on: date) -> Sending:
    """An unsure one went out, as the gateway's own log says; a failed one is not wanted any more."""
    return _move(code, channel, by, on, None)


def tell_of_trouble(*, on: date) -> int:
    """Tell those who can decide, once a day and in their inbox alone, how many sendings wait. Returns how many wait."""
    waiting = Sending.objects.filter(status__in=TROUBLED).count()
    if waiting:
        able = User.objects.filter(
            roles__role__in=roles_with(RIGHT), roles__period__contains=on, is_active=True
        ) | User.objects.filter(is_superuser=True, is_active=True)
        tell(
            News("outbox.trouble", user=user, params={"n": waiting}, about=PAGE, key=f"outbox.trouble:{on}:{user.pk}")
            for user in able.distinct()
        )
    return waiting


@transaction.atomic
def _move(code: str, channel: str, by: User, on: date, status: Status | None) -> Sending:
    _require(by, on)
    found = Sending.objects.select_for_update(of=("self",)).filter(message__code=code, channel=channel)
    sending = found.filter(status__in=TROUBLED).first()
    if sending is None:
        raise NoSuchSending(code)
    done = Status.SENT if sending.status == Status.UNSURE else Status.DROPPED
    sending.move_to(status or done)
    if status == Status.QUEUED:
        sending.tries, sending.due_at = 0, Now()
    elif done == Status.SENT:
        sending.sent_at = sending.claimed_at
    sending.save(update_fields=["status", "tries", "due_at", "sent_at"])
    return sending


def _require(by: User, on: date) -> None:
    if not scope.may_anywhere(by, RIGHT, on):
        raise PermissionDenied
