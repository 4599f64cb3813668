"""Following a troupe: its rehearsals and performances then stand on one's own page and in one's calendar."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from guanlian.accounts.models import User
from guanlian.community.models import Follow, Troupe

PUBLIC = "troupes are public, their members are not"


class NoSuchTroupe(LookupError):
    """No troupe has that code."""


def follow(*, user: User, code: str) -> Troupe:
    """Follow the troupe with that code. Twice is once. Raises NoSuchTroupe."""
    troupe = _troupe(code)
    Follow.objects.bulk_create([Follow(user=user, troupe=troupe)], ignore_conflicts=True)
    return troupe


def unfollow(*, user: User, code: str) -> Troupe:
    """Follow it no longer. Raises NoSuchTroupe."""
    troupe = _troupe(code)
    Follow.objects.filter(user=user, troupe=troupe).delete()
    return troupe


def follows(*, user: User, troupe: Troupe) -> bool:
    """Whether the account follows the troupe."""
    return Follow.objects.filter(user=user, troupe=troupe).exists()


def followed_by(*, user: User) -> QuerySet[Troupe]:
    """The troupes that the account follows and that still exist, the latest followed first."""
    found = Troupe.objects.standing().everywhere(because=PUBLIC).filter(follows__user=user)
    gone = Q(dissolved_on__lte=localdate())
    return found.exclude(gone).select_related("hall").order_by("-follows__since", "-follows__pk")


def _troupe(code: str) -> Troupe:
    troupe = Troupe.objects.standing().everywhere(because=PUBLIC).filter(code=code).first()
    if troupe is None:
        raise NoSuchTroupe(code)
    return troupe
