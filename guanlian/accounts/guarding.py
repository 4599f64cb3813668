"""What everybody who works here must have done before a page of work opens: a second factor, a fresh sign-in."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from guanlian.accounts.models import User

SIGNED_IN_AT = "signed_in_at"


def second_factor_waived(person: User) -> bool:
    """Whether `person` may work without a second factor: a demonstration account where the installation allows it."""
    return person.is_demo and settings.GUANLIAN_STAFF_MFA == "off"


def passed_second_factor(request: HttpRequest) -> bool:
    """Whether this very session was opened with, or set up, the second factor that the person has now."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records) and is_enrolled(request.user)


def is_enrolled(person: Any) -> bool:
    """Whether `person` has an authenticator."""
    return is_mfa_enabled(person, [Authenticator.Type.TOTP])


def is_stale(request: HttpRequest) -> bool:
    """Whether the sign-in is older than staff may work on (STAFF_SESSION_HOURS). An unknown age is stale."""
    age = time.time() - request.session.get(SIGNED_IN_AT, 0)
    return age > timedelta(hours=settings.STAFF_SESSION_HOURS).total_seconds()


@receiver(user_logged_in)
def note_when(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    """Every sign-in, by whatever way, leaves its time in the session."""
    if request is not None:
        request.session[SIGNED_IN_AT] = time.time()
