"""Activities: recorded in one go by whoever ran them; published, cancelled, confirmed by name.

Scope, history and withdrawal are the registers' (`accounts.recording`); the venue's hold follows from the register's
`settle`. Raises what those raise, and ResourceTaken where the venue is in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from guanlian.accounts import recording, scope
from guanlian.accounts.models import User
from guanlian.accounts.recording import NoReason
from guanlian.kernel.columns.dated import SHANGHAI
from guanlian.kernel.registers import Values
from guanlian.network.models import Hall, Venue
from guanlian.programme.models import Activity, Cancellation, Status
from guanlian.programme.registers import ACTIVITIES, wall_clock


def record(
    *,
    hall: Hall,
    title: str,
    kind: str,
    starts_at: datetime,
    by: User | None,
    ends_at: datetime | None = None,
    place: Hall | None = None,
    venue: Venue | None = None,
    participants: int | None = None,
    announced_on: date | None = None,
    co_organisers: Sequence[Hall] = (),
    hosts: Sequence[Hall] = (),
    code: str = "",
    **more: Any,
) -> Activity:
    """Record an activity that `hall` organised or will organise (times are aware).

    What is not said is inferred: two hours long; held where it has begun, else scheduled. `code` makes sending twice
    harmless. `more` are further columns of the register, in canonical form.
    """
    values: Values = {
        "code": code,
        "hall": hall.code,
        "title": title,
        "kind": kind,
        "starts_at": _wall(starts_at),
        "ends_at": ends_at and _wall(ends_at),
        "place": place.code if place else None,
        "venue": venue.code if venue else None,
        "participants": participants,
        "announced_on": announced_on,
        "co_organisers": tuple(sorted(each.code for each in co_organisers)),
        "hosts": tuple(sorted(each.code for each in hosts)),
        **more,
    }
    return recording.enter(register=ACTIVITIES, values=as_announced(values), by=by)


def enter_draft(*, hall: Hall, values: Values, by: User | None) -> Activity:
    """Keep what was thought of so far; only staff see it. `values` in canonical form."""
    return recording.enter(register=ACTIVITIES, values=values | {"hall": hall.code, "status": Status.DRAFT}, by=by)


def correct(*, activity: Activity, values: Values, by: User | None, seen: str = "", why: str = "") -> Activity:
    """Change columns of the register, in canonical form."""
    return recording.correct(register=ACTIVITIES, key=activity.pk, values=values, by=by, seen=seen, why=why)


def publish(*, activity: Activity, by: User | None) -> Activity:
    """Show a draft, or one that was cancelled, to the public; its venue is held, its announcement is dated, and those
    who were in before it was cancelled are invited back. Raises RecordRefused where a review must come first."""
    values: Values = {"status": Status.SCHEDULED}
    if activity.announced_on is None and activity.starts_at > now():
        values["announced_on"] = localdate()
    undone = activity.cancellations.filter(undone_at=None).first()
    if undone is not None:
        values["note"] = activity.note.removeprefix(undone.why).lstrip("\n")
    return correct(activity=activity, values=values, by=by, why=_("发布") if undone is None else _("恢复举办"))


@transaction.atomic
def cancel(*, activity: Activity, reason: str, by: User | None) -> Activity:
    """Call it off, and say why: the public reads the reason, everybody who entered is told, its venues are free."""
    why = reason.strip()[:200]
    if not why:
        raise NoReason
    if activity.status != Status.CANCELLED and activity.withdrawn_at is None:
        if by is not None:
            scope.require(by, ACTIVITIES.edit, activity.hall, on=localdate())
        Cancellation.objects.get_or_create(activity=activity, undone_at=None, defaults={"why": why, "by": by})
    note = "\n".join(part for part in (why, activity.note) if part)
    return correct(activity=activity, values={"status": Status.CANCELLED, "note": note}, by=by, why=why)


def as_announced(values: Values) -> Values:
    """The values of a new record; what is public at once and lies ahead was announced today unless said otherwise."""
    starts, status = values.get("starts_at"), values.get("status") or Status.SCHEDULED
    if starts is not None and starts > wall_clock() and status == Status.SCHEDULED and not values.get("announced_on"):
        return values | {"announced_on": localdate()}
    return values


def confirm_held(*, activity: Activity, participants: int | None, by: User | None) -> Activity:
    """It took place, with so many people; None where nobody counted."""
    values: Values = {"status": Status.HELD}
    if participants is not None:
        values["participants"] = participants
    return correct(activity=activity, values=values, by=by, why=_("确认已举办"))


def withdraw(*, activity: Activity, reason: str, by: User | None) -> Activity:
    """Take the record back: it was entered wrongly and counts nowhere."""
    return recording.withdraw(register=ACTIVITIES, key=activity.pk, why=reason, by=by)


def restore(*, activity: Activity, by: User | None) -> Activity:
    """Let a withdrawn record stand again."""
    return recording.restore(register=ACTIVITIES, key=activity.pk, by=by)


def _wall(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
