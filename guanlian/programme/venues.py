"""What activities take of venues: each lesson of one scheduled ahead holds its venue; what is called off gives it free.

An activity with lessons (rows of `Session`) holds by lesson, never the whole span. One without holds its span, as an
exhibition of many days does; a run whose lessons nobody listed holds its first meeting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from guanlian.holds import holding
from guanlian.holds.holding import ResourceTaken
from guanlian.holds.models import Hold, Resource
from guanlian.kernel.columns.dated import SHANGHAI
from guanlian.network.models import Venue
from guanlian.network.taking import resource_of
from guanlian.programme.models import Activity, Session, Status


class DateTaken(ResourceTaken):
    """The venue is in use at one of the times; the message names the date."""

    def __init__(self, by: Hold, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(by)
        self.starts_at = starts_at
        words = {"what": by.resource.label, "why": by.reason, "when": span_words(starts_at, ends_at)}
        self.args = (_("“%(what)s”在%(when)s已用于“%(why)s”，请改时间或换一处。") % words,)


@dataclass(slots=True)
class Meeting:
    """One stretch of time for which an activity wants a venue; `holder` is the record that keeps the hold."""

    holder: Activity | Session
    venue: Venue
    starts_at: datetime
    ends_at: datetime
    reason: str


@transaction.atomic
def settle_holds(activities: Sequence[Activity]) -> None:
    """Take, move or release the holds of each activity and its lessons, as its state asks. Raises DateTaken.

    What lies behind needs no hold, so an import of past years takes none.
    """
    sessions: dict[int, list[Session]] = {}
    found = Session.objects.filter(activity__in=[a.pk for a in activities]).select_related("venue", "hold")
    for session in found:
        sessions.setdefault(session.activity_id, []).append(session)
    wanted: list[Meeting] = []
    holders: list[Activity | Session] = []
    for activity in activities:
        listed = sessions.get(activity.pk, [])
        wanted += _wanted(activity, listed)
        holders += [activity, *listed]
    _settle(holders, wanted)


def _wanted(activity: Activity, listed: list[Session]) -> list[Meeting]:
    if activity.status != Status.SCHEDULED or activity.withdrawn_at is not None:
        return []
    at = now()
    if listed:
        return [
            Meeting(each, each.venue, each.starts_at, each.ends_at, activity.title)
            for each in listed
            if each.venue is not None and each.called_off_at is None and each.ends_at > at
        ]
    ends_at = _first_end(activity) if activity.lessons > 1 else activity.ends_at
    if activity.venue is None or ends_at <= at:
        return []
    return [Meeting(activity, activity.venue, activity.starts_at, ends_at, activity.title)]


def _first_end(activity: Activity) -> datetime:
    """When the first meeting of a run ends: the clock of the run's end, on its first day."""
    starts, ends = activity.starts_at.astimezone(SHANGHAI), activity.ends_at.astimezone(SHANGHAI)
    first = datetime.combine(starts.date(), ends.timetz())
    return first if first > starts else activity.ends_at


def _settle(holders: Iterable[Activity | Session], wanted: list[Meeting]) -> None:
    """Release what no longer fits before anything is taken, so that lessons can change places among themselves."""
    resources = {meeting.venue.pk: resource_of(meeting.venue) for meeting in wanted}
    by_holder = {_name(meeting.holder): meeting for meeting in wanted}
    held = {
        hold.pk: hold
        for hold in Hold.objects.filter(pk__in=[h.hold_id for h in holders if h.hold_id], released_at=None)
    }
    letting_go: list[Activity | Session] = []
    for holder in holders:
        if holder.hold_id is None:
            continue
        meeting, hold = by_holder.get(_name(holder)), held.get(holder.hold_id)
        if meeting and hold and _fits(hold, meeting, resources[meeting.venue.pk]):
            del by_holder[_name(holder)]
        else:
            letting_go.append(holder)
    _release(letting_go)
    # In one order, so that two activities that want the same venues wait for each other, never in a ring.
    list(Resource.objects.select_for_update().filter(pk__in={r.pk for r in resources.values()}).order_by("pk"))
    for meeting in by_holder.values():
        _take(meeting, resources[meeting.venue.pk])


def _name(holder: Activity | Session) -> tuple[str, int]:
    return type(holder).__name__, holder.pk


def _fits(hold: Hold, meeting: Meeting, resource: Resource) -> bool:
    return (hold.resource_id, hold.period.lower, hold.period.upper) == (
        resource.pk,
        meeting.starts_at,
        meeting.ends_at,
    )


def _release(holders: list[Activity | Session]) -> None:
    if not holders:
        return
    Hold.objects.filter(pk__in=[h.hold_id for h in holders], released_at=None).update(released_at=now())
    Activity.unscoped.filter(pk__in=[h.pk for h in holders if isinstance(h, Activity)]).update(hold=None)
    Session.objects.filter(pk__in=[h.pk for h in holders if isinstance(h, Session)]).update(hold=None)
    for holder in holders:
        holder.hold = None


def _take(meeting: Meeting, resource: Resource) -> None:
    try:
        hold = holding.take(
            resource=resource, starts_at=meeting.starts_at, ends_at=meeting.ends_at, reason=meeting.reason
        )
    except ResourceTaken as taken:
        raise DateTaken(taken.by, meeting.starts_at, meeting.ends_at) from taken
    meeting.holder.hold = hold
    kept = Activity.unscoped if isinstance(meeting.holder, Activity) else Session.objects
    kept.filter(pk=meeting.holder.pk).update(hold=hold)


def span_words(starts_at: datetime, ends_at: datetime) -> str:
    """A stretch of time as refusals and notices name it, in Asia/Shanghai."""
    starts, ends = localtime(starts_at), localtime(ends_at)
    words = {"month": starts.month, "day": starts.day, "from": f"{starts:%H:%M}", "to": f"{ends:%H:%M}"}
    if starts.date() == ends.date():
        return _("%(month)s月%(day)s日 %(from)s–%(to)s") % words
    until = {"last_month": ends.month, "last_day": ends.day}
    return _("%(month)s月%(day)s日 %(from)s 至 %(last_month)s月%(last_day)s日 %(to)s") % (words | until)
