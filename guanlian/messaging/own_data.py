"""What messaging keeps about an account: its messages, and what it does not want."""

from __future__ import annotations

from typing import Any

from guanlian.accounts.models import User
from guanlian.accounts.own_data import Part, moment, register
from guanlian.messaging.choosing import unwanted_by
from guanlian.messaging.models import Message, Unwanted
from guanlian.messaging.reading import in_words


def export(user: User) -> dict[str, Any]:
    """Every message with its sendings, and the choices."""
    messages = Message.objects.filter(to=user).prefetch_related("sendings").order_by("made_at", "pk")
    return {
        "inbox": [_exported(message) for message in messages],
        "unwanted": [{"topic": topic, "channel": channel} for topic, channel in sorted(unwanted_by(user=user))],
    }


def _exported(message: Message) -> dict[str, Any]:
    title, text = in_words(message)
    return {
        "code": message.code,
        "made_at": moment(message.made_at),
        "read_at": moment(message.read_at),
        "title": title,
        "text": text,
        "sent": [
            {"channel": each.channel, "status": each.status, "at": moment(each.sent_at)}
            for each in message.sendings.all()
        ],
    }


def forget(user: User) -> None:
    """Nobody is left to read them, and their texts name the person."""
    Message.objects.filter(to=user).delete()
    Unwanted.objects.filter(user=user).delete()


register(Part("messages", export, forget=forget))
