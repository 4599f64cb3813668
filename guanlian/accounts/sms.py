"""Short messages. `GUANLIAN_SMS_BACKEND` names the class that sends them; the default prints them to the web log."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, ClassVar, NamedTuple, Protocol

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.utils.module_loading import import_string

CONSOLE = "guanlian.accounts.sms.ConsoleBackend"


class SmsBackend(Protocol):
    """What a gateway's class offers; it is made once, without arguments, and reads its own settings."""

    def send(self, *, phone: str, text: str) -> None:
        """Send `text` to `phone` (E.164). Raises SmsNotSent when the gateway refuses or can't be reached."""


class SmsNotSent(Exception):
    """The gateway did not take the message."""


class ConsoleBackend:
    """Prints messages to the log of the web server: for development and demonstration."""

    def send(self, *, phone: str, text: str) -> None:
        """Print one line."""
        sys.stderr.write(f"[短信 SMS] {phone}: {text}\n")
        sys.stderr.flush()


class Sent(NamedTuple):
    """A message that MemoryBackend kept."""

    phone: str
    text: str


class MemoryBackend:
    """Keeps messages, for tests to read."""

    outbox: ClassVar[list[Sent]] = []

    def send(self, *, phone: str, text: str) -> None:
        """Put the message into `outbox`."""
        self.outbox.append(Sent(phone, text))


def send(*, phone: str, text: str) -> None:
    """Send `text` to `phone` (E.164) by the installation's backend. Raises SmsNotSent."""
    _backend(settings.GUANLIAN_SMS_BACKEND).send(phone=phone, text=text)


@cache
def _backend(path: str) -> SmsBackend:
    return import_string(path)()


@register(deploy=True)
def codes_reach_people(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """`check --deploy` warns while codes only go to the log."""
    if settings.GUANLIAN_SMS_BACKEND != CONSOLE:
        return []
    return [
        Warning(
            "sign-in codes are printed to the web log instead of being sent",
            hint="Set GUANLIAN_SMS_BACKEND to the class of your SMS gateway.",
            id="accounts.W001",
        )
    ]
