"""Changing time or place of what is public: with a reason, told to everyone concerned, and nothing lost on a clash."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.accounts.recording import NoReason
from guanlian.kernel.columns.dated import SHANGHAI
from guanlian.network.models import Hall, Venue
from guanlian.programme import recording
from guanlian.programme.activities import Activity, Status
from guanlian.programme.admission import Admission
from guanlian.programme.changes import Untold
from guanlian.programme.lessons import Refused
from guanlian.programme.sessions import Session
from guanlian.programme.venues import settle_holds


class TimesInLessons(Refused):
    """A course is moved lesson by lesson, or as a whole by weeks."""

    def __init__(self) -> None:
        super().__init__(_("这个活动有多次课，时间请在“课次”里逐次改。"))


@transaction.atomic
def move(
    *,
    activity: Activity,
    starts_at: datetime,
    ends_at: datetime,
    place: Hall | None,
    venue: Venue | None,
    place_note: str,
    why: str,
    by: User,
    on: date,
) -> Activity:
    """Another time or place (times are aware). Entries stay; everyone concerned is told old and new.

    A new venue of a course goes for all its lessons still ahead. Raises NotYours, NoReason, TimesInLessons,
    RecordRefused, and DateTaken, with everything as before.
    """
    scope.require(by, "register.edit", activity.hall, on)
    if not why.strip():
        raise NoReason
    held = (
        Activity.unscoped.select_for_update(of=("self",)).select_related("hall", "place", "venue").get(pk=activity.pk)
    )
    shift = starts_at - held.starts_at
    course = held.sessions.count() > 1
    if course and (shift or ends_at != held.ends_at):
        raise TimesInLessons
    _remember(held, why.strip()[:200])
    _shift_entries(held, starts_at)
    if course and venue != held.venue:
        Session.objects.filter(activity=held, called_off_at=None, starts_at__gt=now(), venue=held.venue).update(
            venue=venue
        )
    values: dict[str, Any] = {
        "starts_at": _wall(starts_at),
        "ends_at": _wall(ends_at),
        "place": place.code if place and place != held.hall else None,
        "venue": venue.code if venue else None,
        "place_note": place_note,
    }
    moved = recording.correct(activity=held, values=values, by=by, why=why.strip())
    settle_holds([moved])
    return moved


def _remember(activity: Activity, why: str) -> None:
    """Keep how people know it, and the reason: the follower tells the difference."""
    if activity.status == Status.SCHEDULED and Admission.objects.filter(activity=activity).exists():
        Untold.objects.get_or_create(
            activity=activity,
            defaults={
                "stood": activity.withdrawn_at is None,
                "starts_at": activity.starts_at,
                "ends_at": activity.ends_at,
                "place": activity.place,
                "venue": activity.venue,
                "place_note": activity.place_note,
                "why": why,
            },
        )


def _shift_entries(activity: Activity, starts_at: datetime) -> None:
    """Entries that closed as it began close as it begins; none stays open past the new beginning."""
    admission = Admission.objects.select_for_update().filter(activity=activity).first()
    if admission is None or admission.closes_at is None or admission.opens_at is None:
        return
    if admission.closes_at == activity.starts_at or admission.closes_at > starts_at:
        admission.closes_at = max(starts_at, admission.opens_at + timedelta(minutes=1))
        admission.save(update_fields=["closes_at"])


def _wall(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
