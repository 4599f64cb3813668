"""Which messages a person wants by which way; and leaving by a link in a mail, without signing in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.db import transaction

from guanlian.accounts import sealed
from guanlian.accounts.models import User
from guanlian.messaging.models import Channel, Topic, Unwanted

Choice = tuple[str, str]  # topic, channel
PATH = "/unsubscribe/"
_MARK = "leave"


class BadLink(LookupError):
    """The link is damaged, or was made by another installation."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a link of a mail leaves: one topic by one channel, of one account."""

    user: User
    topic: Topic
    channel: Channel


def unwanted_by(*, user: User) -> set[Choice]:
    """What the account does not want."""
    return set(Unwanted.objects.filter(user=user).values_list("topic", "channel"))


@transaction.atomic
def choose(*, user: User, wanted: Collection[Choice], among: Collection[Choice]) -> None:
    """Of the choices in `among`, the account wants those in `wanted` and no others."""
    refused = [choice for choice in among if choice not in wanted]
    for topic, channel in among:
        if (topic, channel) in wanted:
            Unwanted.objects.filter(user=user, topic=topic, channel=channel).delete()
    Unwanted.objects.bulk_create(
        [Unwanted(user=user, topic=topic, channel=channel) for topic, channel in refused], ignore_conflicts=True
    )


def leaving_path(*, user: User, topic: str, channel: str) -> str:
    """The address on the site by which the account leaves the topic; only this installation can have made it."""
    return f"{PATH}{sealed.encrypt(f'{_MARK}:{user.pk}:{topic}:{channel}')}/"


def read_link(token: str) -> Leaving:
    """What the link leaves. Raises BadLink."""
    try:
        mark, key, topic, channel = sealed.decrypt(token).split(":")
        user = User.objects.get(pk=key, erased_at=None)
        return Leaving(user, Topic(topic), Channel(channel))
    except (InvalidToken, ValueError, User.DoesNotExist) as wrong:
        raise BadLink(token) from wrong


def leave(*, token: str, everything: bool = False) -> Leaving:
    """Leave what the link names or, with `everything`, all topics by its channel. Twice is once. Raises BadLink."""
    leaving = read_link(token)
    topics = Topic.values if everything else [leaving.topic]
    Unwanted.objects.bulk_create(
        [Unwanted(user=leaving.user, topic=topic, channel=leaving.channel) for topic in topics], ignore_conflicts=True
    )
    return leaving


def rejoin(*, token: str) -> Leaving:
    """Take leaving back, for the topic of the link. Raises BadLink."""
    leaving = read_link(token)
    Unwanted.objects.filter(user=leaving.user, topic=leaving.topic, channel=leaving.channel).delete()
    return leaving
