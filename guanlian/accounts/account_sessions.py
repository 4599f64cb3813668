"""A browser's session, and whose it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class AccountSession(AbstractBaseSession):
    """Django's own session, with the account that signed in by it: one look finds both, and an account that is deleted
    takes its sessions along."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from guanlian.accounts.sessions import SessionStore

        return SessionStore
