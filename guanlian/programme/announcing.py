"""Telling everyone concerned what became of an activity: moved, called off, brought back. One message a household.

`settled` follows every write of the register (forms, workbook, bulk, use cases): whatever path changed a public
activity, the database kept how people knew it (`Untold`), and the difference is told here in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.timezone import now

from guanlian.community import shifting
from guanlian.messaging.kinds import Between
from guanlian.messaging.telling import News, tell
from guanlian.programme import drawing, returning, reviewing
from guanlian.programme.activities import Activity, Status
from guanlian.programme.admission import LIVE, Admission, Policy, Registration
from guanlian.programme.admission import Status as Entry
from guanlian.programme.changes import Cancellation, Untold
from guanlian.programme.concerned import entries, is_soon, to_households, where
from guanlian.programme.patterns import Review
from guanlian.programme.sessions import Session

NOT_SAID = "—"  # the reason where the path that changed it asked for none


def settled(activities: Sequence[Activity]) -> None:
    """What follows for people from activities just written. Safe to call twice: what was told is told once."""
    before = {
        each.activity_id: each
        for each in Untold.objects.filter(activity__in=[a.pk for a in activities]).select_related("place", "venue")
    }
    for activity in activities:
        known = before.get(activity.pk)
        if known is not None:
            _follow(activity, known)
            known.delete()
        if activity.status == Status.SUBMITTED and activity.withdrawn_at is None:
            reviewing.opened(activity, activity.recorded_by)
    drafts = [a.pk for a in activities if a.status == Status.DRAFT]
    Review.objects.filter(activity__in=drafts, decided_at=None).delete()
    public = [a.pk for a in activities if a.status == Status.SCHEDULED and a.withdrawn_at is None]
    for admission in Admission.objects.filter(activity__in=public, policy=Policy.LOTTERY, draw=None) if public else ():
        drawing.commit(admission)


def catch_up() -> int:
    """Tell what no path has told: raw changes, and entries that slipped in while it was being called off."""
    left = Activity.unscoped.filter(untold__isnull=False).select_related("hall", "place", "venue")
    found = list(left)
    settled(found)
    off = Q(admission__activity__status=Status.CANCELLED) | Q(admission__activity__withdrawn_at__isnull=False)
    late = Registration.unscoped.filter(off, status__in=LIVE).values_list("admission__activity", flat=True).distinct()
    for activity in Activity.unscoped.filter(pk__in=list(late)).exclude(status=Status.HELD):
        call_off(activity, ahead=activity.ends_at > now())
        found.append(activity)
    return len(found)


def _follow(activity: Activity, known: Untold) -> None:
    stands = activity.status == Status.SCHEDULED and activity.withdrawn_at is None
    ahead = max(known.ends_at, activity.ends_at) > now()
    if known.stood and not stands:
        if activity.status != Status.HELD or activity.withdrawn_at is not None:
            call_off(activity, ahead=ahead)
    elif stands and not known.stood:
        tell(returning.bring_back(activity))
    elif stands and ahead:
        tell(_moved(activity, known))


def call_off(activity: Activity, *, ahead: bool) -> None:
    """End every live entry, and the shifts of volunteers that lie ahead; tell the people where it still lay `ahead`.

    How they stood is kept, so that it can be undone.
    """
    shifting.call_off_all(activity=activity, why=_why(activity))
    admission = Admission.objects.select_for_update().filter(activity=activity).first()
    if admission is None:
        return
    found = entries(activity).select_for_update(of=("self",))
    live = list(found)
    reason, _new = Cancellation.objects.get_or_create(
        activity=activity, undone_at=None, defaults={"why": _why(activity)}
    )
    for each in live:
        reason.entries.setdefault(each.status, []).append(each.code)
    reason.save(update_fields=["entries"])
    Registration.unscoped.filter(pk__in=[each.pk for each in live]).update(
        status=Entry.CANCELLED, why=reason.why, offered_until=None, decided_at=now()
    )
    if ahead:
        words = {"title": activity.title, "when": Between(activity.starts_at, activity.ends_at), "why": reason.why}
        tell(to_households("activity.cancelled", live, words, soon=is_soon(activity.starts_at), about=activity))


def _why(activity: Activity) -> str:
    first = next(iter(activity.note.splitlines()), "")
    return (activity.withdrawn_why or first or NOT_SAID)[:200]


def _moved(activity: Activity, known: Untold) -> list[News]:
    """Time, place or both; nothing where neither differs (a change that was changed back)."""
    old_when, new_when = Between(known.starts_at, known.ends_at), Between(activity.starts_at, activity.ends_at)
    old_where, new_where = where(known, activity), where(activity, activity)
    timely, placed = old_when != new_when, old_where != new_where
    if not timely and not placed:
        return []
    whole = activity.lessons == 1 and activity.ends_at - known.ends_at == activity.starts_at - known.starts_at
    by = activity.starts_at - known.starts_at if whole else None
    shifting.follow(activity=activity, by=by, where=new_where if placed else "")
    kind = "activity.moved" if timely and placed else "activity.time_moved" if timely else "activity.place_moved"
    words = {
        "title": activity.title,
        "old_when": old_when,
        "new_when": new_when,
        "old_where": old_where,
        "new_where": new_where,
        "why": known.why or NOT_SAID,
    }
    return to_households(kind, entries(activity), words, soon=is_soon(min(known.starts_at, activity.starts_at)))


def tell_of_lesson(kind: str, session: Session, **words: Any) -> None:
    """Tell everyone with a live entry of one lesson that was moved, called off or added, as `kind` says."""
    activity = session.activity
    given = {"title": activity.title, "number": session.number} | words
    tell(to_households(kind, entries(activity), given, soon=is_soon(session.starts_at)))
