"""What the pages of staff share: the day asked about, whose names may be read, and how periods are said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.network.directory import Directory, Entry
from guanlian.network.halls import Hall, Tier
from guanlian.web.portal import addresses

Forms = Mapping[str, forms.BaseForm]  # those that came back with errors, by their name on the page
FIRST_DAY = date(2015, 1, 1)


def day_asked(request: HttpRequest) -> date:
    """The day in the address (`on`), today without one; never before the network's first nor after today."""
    today = localdate()
    day = addresses.a_day(request, "on") or today
    return min(max(day, FIRST_DAY), today)


def may_name(request: HttpRequest) -> set[int]:
    """Keys of the halls whose people's names the person may read."""
    return set(scope.halls_for(request.user, "staff.view", localdate()).order_by().values_list("pk", flat=True))


def within_reach(request: HttpRequest, right: str) -> set[int]:
    """Keys of the halls at which the person has `right` today."""
    return set(scope.halls_for(request.user, right, localdate()).order_by().values_list("pk", flat=True))


def may_appraise(request: HttpRequest) -> bool:
    """Whether the person reads or writes appraisals anywhere: whether the way there is shown."""
    today = localdate()
    return any(scope.may_anywhere(request.user, right, today) for right in ("staff.view", "appraisal.write"))


def find_hall(request: HttpRequest, code: str, right: str) -> Hall:
    """The hall with that code; 404 where there is none, 403 without the right there."""
    found = Hall.objects.filter(code=code).first()
    if found is None:
        raise Http404
    scope.require(request.user, right, found, localdate())
    return found


def last_day(period: Any) -> date | None:
    """The last day of a period, itself included; None where no end is in sight."""
    return period.upper - timedelta(days=1) if period.upper else None


def period_words(period: Any) -> str:
    """A period as people say it."""
    last = last_day(period)
    if last is None:
        return _("%(first)s 起") % {"first": period.lower.isoformat()}
    return _("%(first)s 至 %(last)s") % {"first": period.lower.isoformat(), "last": last.isoformat()}


def counties(directory: Directory, mine: Collection[int]) -> list[tuple[str, str]]:
    """Code and name of the main halls among or above the halls in reach, where there are several."""
    found = {}
    for key in mine:
        main = directory.above(key, Tier.MAIN)
        if main is not None:
            found[main.code] = main.name
    return sorted(found.items()) if len(found) > 1 else []


def below(directory: Directory, entry: Entry, code: str) -> bool:
    """Whether the hall is the one with `code` or stands below it; everything does where no code is given."""
    return not code or any(above.code == code for above in directory.path(entry.id))
