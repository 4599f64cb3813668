"""Accounts that people make by phone and code."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from guanlian.accounts.models import User
from guanlian.kernel.fields import new_code


def account_for_phone(*, phone: str) -> User:
    """The account with `phone` (E.164), made if there is none.

    A new account has no password and counts as unconfirmed until its owner has entered a code; whoever made it
    without holding the phone gains nothing.
    """
    known = User.objects.filter(phone=phone).first()
    if known is not None:
        return known
    person = User(username=new_code("U", 12).lower(), phone=phone, language=language_in_use())
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # somebody asked for a code for the same number at the same moment
        return User.objects.get(phone=phone)
    return person


def language_in_use() -> str:
    """The language of the page that somebody looks at, as accounts keep it."""
    return "en" if (get_language() or "").startswith("en") else settings.LANGUAGE_CODE


def forget_unconfirmed(*, before: datetime) -> int:
    """Delete accounts made before `before` whose owner never entered a code. Returns how many."""
    stale = User.objects.filter(
        phone_verified=False,
        phone__isnull=False,
        last_login=None,
        date_joined__lt=before,
        password__startswith="!",
        roles=None,
        is_superuser=False,
        socialaccount=None,
    )
    return stale.delete()[1].get(User._meta.label, 0)
