"""The secret address of a person's calendar: made, shown again to its owner, renewed, taken back.

Whoever has the address reads the calendar without signing in, as calendar programs must. The database keeps a digest
to find it by and the address itself encrypted, so that a copy of the database opens no calendar.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from guanlian.accounts import sealed

if TYPE_CHECKING:
    from guanlian.accounts.models import User

BYTES = 24  # of chance in an address


class CalendarLink(models.Model):
    """One account's calendar address; renewing replaces it, and the old one opens nothing."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_link")
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.CharField(max_length=300)
    with_troupes = models.BooleanField(_("包括我关注的团队"), default=True)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("日历订阅")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def token(self) -> str:
        """The secret part of the address."""
        return sealed.decrypt(self.sealed)


def link_of(*, user: User) -> CalendarLink | None:
    """The account's link; None where it has none."""
    return CalendarLink.objects.filter(user=user).first()


def renew(*, user: User) -> CalendarLink:
    """Make the account's link, or replace it: what subscribed to the old one gets nothing any more."""
    token = secrets.token_urlsafe(BYTES)
    link, _made = CalendarLink.objects.update_or_create(
        user=user, defaults={"digest": _digest(token), "sealed": sealed.encrypt(token)}
    )
    return link


def include_troupes(*, user: User, wanted: bool) -> None:
    """Whether the calendar holds what the followed troupes do."""
    CalendarLink.objects.filter(user=user).update(with_troupes=wanted)


def revoke(*, user: User) -> None:
    """Take the link back. Revoking twice changes nothing."""
    CalendarLink.objects.filter(user=user).delete()


def opened_by(token: str) -> CalendarLink | None:
    """The link that `token` opens, while its account is in use."""
    return CalendarLink.objects.select_related("user").filter(digest=_digest(token), user__is_active=True).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
