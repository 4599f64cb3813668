"""Telling people: one message into the inbox, and its sendings into the outbox, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from guanlian.accounts.models import Person, User
from guanlian.messaging import nudging, quiet
from guanlian.messaging.kinds import Kind, kept, kind_called
from guanlian.messaging.models import Channel, Message, Sending, Unwanted


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell `person` (the account of their household, or the phone of a guest) or the account `user`.

    `key` makes telling twice harmless; `about` is the address on the site where one acts on it. A moment (aware
    datetime) or a day among `params` is said in the reader's language.
    """

    kind: str
    person: Person | None = None
    user: User | None = None
    params: dict[str, Any] = field(default_factory=dict)
    about: str = ""
    key: str | None = None


@transaction.atomic
def tell(news: Iterable[News], *, at: datetime | None = None) -> list[Message]:
    """Write the messages and their sendings; what was told before under the same key is not told again.

    Guests without a phone are told nothing: their hall rings them. Returns the messages that are new.
    """
    at = at or now()
    wanted = [(each, kind_called(each.kind), *_reaching(each)) for each in news]
    told = Message.objects.filter(key__in=[each.key for each, *_ in wanted if each.key]).values_list("key", flat=True)
    seen = set(told)
    fresh: list[tuple[Message, Kind]] = []
    for each, kind, user, phone in wanted:
        if (user is None and not phone) or (each.key and each.key in seen):
            continue
        seen.add(each.key or "")
        message = Message(
            to=user,
            phone=phone,
            topic=kind.topic,
            kind=kind.name,
            params={name: kept(value) for name, value in each.params.items()},
            about=each.about,
            key=each.key,
        )
        fresh.append((message, kind))
    Message.objects.bulk_create([message for message, _kind in fresh])
    sendings = Sending.objects.bulk_create(_sendings(fresh, at))
    if any(sending.due_at <= at for sending in sendings):
        transaction.on_commit(nudging.nudge)
    return [message for message, _kind in fresh]


def _reaching(news: News) -> tuple[User | None, str]:
    """The account that gets the message, else the phone."""
    user = news.user or (news.person.keeper if news.person else None)
    if user is not None:
        return (user, "") if user.erased_at is None else (None, "")
    return None, news.person.phone if news.person else ""


def _sendings(fresh: list[tuple[Message, Kind]], at: datetime) -> list[Sending]:
    people = [message.to_id for message, _kind in fresh if message.to_id]
    unwanted = set(Unwanted.objects.filter(user__in=people).values_list("user_id", "topic", "channel"))
    return [
        Sending(message=message, channel=channel, due_at=at if kind.urgent else quiet.after(at))
        for message, kind in fresh
        for channel in kind.channels
        if (message.to_id, message.topic, str(channel)) not in unwanted and _has_address(message, channel)
    ]


def _has_address(message: Message, channel: Channel) -> bool:
    if message.to is None:
        return channel == Channel.SMS and bool(message.phone)
    if channel == Channel.SMS:
        return bool(message.to.phone and message.to.phone_verified)
    return bool(message.to.email)
