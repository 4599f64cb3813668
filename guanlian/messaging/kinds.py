"""The kinds of message there are. Rooms declare theirs when the product starts; texts are read in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

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
        """Title and text in the language that is active; moments and days among `params` as its readers write them."""
        words = _Words({name: _said(value) for name, value in params.items()})
        return str(self.title) % words, str(self.text) % words


class _Words(dict[str, Any]):
    """Values of a template; what an older message lacks stays blank, so that it can still be read."""

    def __missing__(self, name: str) -> str:
        return ""


def kept(value: Any) -> Any:
    """A param as the message keeps it: moments and days so that they can be said in either language later."""
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return value if isinstance(value, int | float | bool) or value is None else str(value)


def _said(value: Any) -> Any:
    if isinstance(value, dict) and "at" in value:
        return date_format(localtime(datetime.fromisoformat(value["at"])), _("n月j日 G:i"))
    if isinstance(value, dict) and "on" in value:
        return date_format(date.fromisoformat(value["on"]), _("n月j日"))
    return value


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
