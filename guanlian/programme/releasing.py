"""Answering an offer, and giving a place back in one tap; what comes free goes to the waiting list at once."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.kernel.clock import Now
from guanlian.messaging.telling import News, tell
from guanlian.programme import filling, refusals
from guanlian.programme.admission import LIVE, TAKING, Registration, Status


class NotYours(LookupError):
    """No such entry in the person's household."""


@transaction.atomic
def accept(*, code: str, by: User, on: date) -> list[Registration]:
    """Take the place that is held, for the whole group. Accepting twice changes nothing. Raises NotOffered."""
    held, group, at = _locked(code, by, on)
    found = Registration.unscoped.filter(pk__in=[each.pk for each in group], offered_until__gt=Now())
    in_time = set(found.filter(status=Status.OFFERED).values_list("pk", flat=True))
    if not in_time and held.status != Status.PLACED:
        raise refusals.NotOffered
    taken = [each for each in group if each.pk in in_time]
    for each in taken:
        each.move_to(Status.PLACED)
        each.offered_until, each.decided_at, each.decided_by = None, at, by
        each.save(update_fields=["status", "offered_until", "decided_at", "decided_by"])
    return taken or [held]


@transaction.atomic
def release(*, code: str, by: User, on: date, why: str = "", together: bool = False) -> list[Registration]:
    """Give back a place, an offer, a place in the queue or an entry; `together`: those of the whole group.

    Releasing twice changes nothing. Returns what was given back. Raises TooLate where the activity is over.
    """
    held, group, at = _locked(code, by, on)
    if held.admission.activity.ends_at <= at:
        raise refusals.TooLate
    given = [each for each in (group if together else [held]) if each.status in LIVE]
    freed = any(each.status in TAKING for each in given)
    for each in given:
        each.move_to(Status.RELEASED)
        each.why, each.offered_until, each.decided_at, each.decided_by = why[:200], None, at, by
        each.save(update_fields=["status", "why", "offered_until", "decided_at", "decided_by"])
    if freed:
        filling.fill(admission=held.admission_id)
    if given and held.person.keeper_id != by.pk:
        tell([_released(given)])
    return given


@transaction.atomic
def lapse() -> int:
    """End the offers whose time has passed and offer their places on. Returns how many ended; for the worker."""
    over = Registration.unscoped.select_for_update(skip_locked=True, of=("self",)).filter(
        status=Status.OFFERED, offered_until__lte=Now()
    )
    rows = over.select_related("person__keeper", "admission__activity").annotate(moment=Now())
    ended: list[Registration] = []
    for each in rows.order_by("admission", "pk"):
        each.move_to(Status.LAPSED)
        each.decided_at = each.moment
        ended.append(each)
        each.save(update_fields=["status", "decided_at"])
    tell([_lapsed(list(group)) for _group, group in groupby(sorted(ended, key=_together), key=_together)])
    for admission in sorted({each.admission_id for each in ended}):
        filling.fill(admission=admission)
    return len(ended)


def _together(each: Registration) -> tuple[int, str]:
    return each.admission_id, each.group


def _locked(code: str, by: User, on: date) -> tuple[Registration, list[Registration], datetime]:
    """The entry, its whole group and the database's moment, if `by` may act on it: for their household, or as staff of
    the hall. A group is locked in one order, so two who act on it at one moment wait for each other."""
    named = Registration.unscoped.filter(code=code).values_list("admission", "group").first()
    if named is None:
        raise NotYours(code)
    group = list(  # the annotation gives each row the same moment
        Registration.unscoped.select_for_update(of=("self",))
        .filter(admission=named[0], group=named[1])
        .select_related("person__keeper", "admission__activity__hall")
        .annotate(moment=Now())
        .order_by("pk")
    )
    found = next(each for each in group if each.code == code)
    if found.person.keeper_id != by.pk and not scope.may(by, "registration.act", found.admission.activity.hall, on):
        raise NotYours(code)
    return found, list(group), found.moment


def _lapsed(group: list[Registration]) -> News:
    return _news("place.lapsed", group, about=group[0].admission.activity.get_absolute_url())


def _released(group: list[Registration]) -> News:
    return _news("place.released", group, about=group[0].get_absolute_url())


def _news(kind: str, group: list[Registration], *, about: str) -> News:
    first = group[0]
    params = {"name": filling.names_of(group), "title": first.admission.activity.title}
    return News(kind=kind, person=first.person, params=params, about=about, key=f"{kind}:{first.code}")
