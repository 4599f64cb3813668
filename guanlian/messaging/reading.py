"""The inbox: what a person was told, read, put away; and when old messages go."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import now

from guanlian.accounts.models import User
from guanlian.messaging import quiet
from guanlian.messaging.kinds import UnknownKind, kind_called
from guanlian.messaging.models import Message

MANY = 99  # more than that is said as '99+'
DAYS_A_MONTH = 30.4375


class NoSuchMessage(LookupError):
    """The account has no message with that code."""


def inbox(*, user: User, put_away: bool = False, topic: str = "") -> QuerySet[Message]:
    """The account's messages, newest first: those in the inbox, or those put away; all topics or one."""
    found = Message.objects.filter(to=user, put_away_at__isnull=not put_away).order_by("-made_at", "-pk")
    return found.filter(topic=topic) if topic else found


def unread(*, user: User) -> int:
    """How many messages of the inbox are unread; counts no further than MANY + 1."""
    return Message.objects.filter(to=user, read_at=None, put_away_at=None)[: MANY + 1].count()


def open_message(*, user: User, code: str) -> Message:
    """Mark the message as read. Raises NoSuchMessage."""
    message = _mine(user, code)
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=now())
    return message


def read_all(*, user: User, topic: str = "") -> int:
    """Mark everything in the inbox (of a topic) as read. Returns how many were not."""
    return inbox(user=user, topic=topic).filter(read_at=None).order_by().update(read_at=now())


def put_away(*, user: User, code: str) -> Message:
    """Put the message away: out of the inbox, and read. Twice changes nothing. Raises NoSuchMessage."""
    message = open_message(user=user, code=code)
    Message.objects.filter(pk=message.pk, put_away_at=None).update(put_away_at=now())
    return message


def take_back(*, user: User, code: str) -> Message:
    """Put the message back into the inbox. Raises NoSuchMessage."""
    message = _mine(user, code)
    Message.objects.filter(pk=message.pk).update(put_away_at=None)
    return message


def in_words(message: Message) -> tuple[str, str]:
    """Title and text in the language that is active; the topic alone where a room no longer knows the kind."""
    try:
        return kind_called(message.kind).in_words(message.params)
    except UnknownKind:
        return message.get_topic_display(), ""


def forget_old(*, at: datetime) -> int:
    """Delete messages older than the months that rules.toml names. Returns how many; for the worker."""
    months = quiet.rules()["retention"]["months"]
    old = Message.objects.filter(made_at__lt=at - timedelta(days=round(months * DAYS_A_MONTH)))
    return old.delete()[1].get(Message._meta.label, 0)


def _mine(user: User, code: str) -> Message:
    message = Message.objects.filter(to=user, code=code).first()
    if message is None:
        raise NoSuchMessage(code)
    return message
