"""The kinds of message there are. Rooms declare theirs when the product starts; texts are read in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

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


class Between(NamedTuple):
    """From one moment to another, as a param of a message."""

    starts: datetime
    ends: datetime


class _Words(dict[str, Any]):
    """Values of a template; what an older message lacks stays blank, so that it can still be read."""

    def __missing__(self, name: str) -> str:
        return ""


def kept(value: Any) -> Any:
    """A param as the message keeps it: moments, spans and days so that they can be said in either language later.

    Of a list the parts that say something are said one after another.
    """
    if isinstance(value, Between):
        return {"at": value.starts.isoformat(), "until": value.ends.isoformat()}
    if isinstance(value, list):
        return [kept(each) for each in value if each]
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return value if isinstance(value, int | float | bool) or value is None else str(value)


def _said(value: Any) -> Any:
    if isinstance(value, list):
        return " · ".join(str(_said(each)) for each in value)
    if isinstance(value, dict) and "at" in value:
        starts = localtime(datetime.fromisoformat(value["at"]))
        said = date_format(starts, _("n月j日 G:i"))
        if "until" not in value:
            return said
        ends = localtime(datetime.fromisoformat(value["until"]))
        return f"{said}–{date_format(ends, 'G:i' if starts.date() == ends.date() else _('n月j日 G:i'))}"
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
