"""Steps of signing in, as a browser takes them."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from guanlian.accounts.sms import MemoryBackend
from tests.factories import PASSWORD


def who(client: Client) -> str | None:
    """The key of the person signed in, or None."""
    return client.session.get("_auth_user_id")


def ask_code(client: Client, phone: str, **more: str) -> Any:
    """Ask for a code by phone."""
    return client.post(reverse("account_request_login_code"), {"phone": phone} | more)


def enter_code(client: Client, code: str, **more: str) -> Any:
    """Enter it."""
    return client.post(reverse("account_confirm_login_code"), {"code": code} | more)


def last_code() -> str:
    """The code in the last message sent."""
    found = re.search(r"\d{6}", MemoryBackend.outbox[-1].text)
    assert found, MemoryBackend.outbox[-1]
    return found.group()


def wrong(code: str) -> str:
    """Another code than `code`."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def by_password(client: Client, login: str, password: str = PASSWORD, **more: str) -> Any:
    """Sign in by password."""
    return client.post(reverse("account_login"), {"login": login, "password": password} | more)


def dynamic_code(secret: str, steps: int = 0) -> str:
    """The code that an authenticator with `secret` shows now, or some steps of 30 s later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
