"""The kinds of message there are. Rooms declare theirs when the product starts; texts are read in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from guanlian.messaging.models import Channel, Topic


class UnknownKind(KeyError):
    """Code asked for a kind of message that nobody declared. Always a programming error."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A template. `title` and `text` are lazy translations with %(name)s for each of the message's params.

    `urgent`: also in the quiet hours, since tomorrow is too late. `channels`: how it goes out besides the inbox.
    """

    name: str
    topic: Topic
    title: Promise | str
    text: Promise | str
    urgent: bool = False
    channels: tuple[Channel, ...] = (Channel.SMS, Channel.EMAIL)

    def in_words(self, params: Mapping[str, Any]) -> tuple[str, str]:
        """Title and text in the language that is active."""
        return str(self.title) % params, str(self.text) % params


_kinds: dict[str, Kind] = {}


def declare(*kinds: Kind) -> None:
    """Make kinds known; again under the same name replaces."""
    _kinds.update({kind.name: kind for kind in kinds})


def kind_called(name: str) -> Kind:
    """The kind with that name. Raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError as missing:
        raise UnknownKind(name) from missing


def every_kind() -> list[Kind]:
    """All kinds, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
