"""Bringing back an activity that was called off: those who had places are offered them again, the queue as it stood."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils.timezone import now

from guanlian.kernel.fields import new_code
from guanlian.messaging.kinds import Between
from guanlian.messaging.telling import News
from guanlian.programme import filling
from guanlian.programme.activities import Activity
from guanlian.programme.admission import LIVE, TAKING, Admission, Channel, Registration, Status
from guanlian.programme.changes import Cancellation
from guanlian.programme.concerned import by_household, names, where


def bring_back(activity: Activity) -> list[News]:
    """Enter anew all who were in when it was called off: an offer that holds the place for those who had one, the
    waiting list and the undecided as they stood. Returns what to tell them; nothing once the activity has begun."""
    undone = Cancellation.objects.filter(activity=activity, undone_at=None).first()
    if undone is None:
        return []
    undone.undone_at = now()
    undone.save(update_fields=["undone_at"])
    admission = Admission.objects.select_for_update().filter(activity=activity).first()
    if admission is None or activity.starts_at <= now():
        return []
    stood = {code: status for status, codes in undone.entries.items() for code in codes}
    again = _groups(admission, stood)
    made = [each for group in again for each in _enter_anew(admission, activity, group, stood)]
    return [_news(activity, home) for home in by_household(made)]


def _groups(admission: Admission, stood: dict[str, str]) -> list[list[Registration]]:
    """The former entries by group, in their old order; who has entered again meanwhile is left out."""
    inside = Registration.unscoped.filter(admission=admission, status__in=LIVE).values("person")
    former = Registration.unscoped.filter(admission=admission, code__in=list(stood)).exclude(person__in=inside)
    ordered = sorted(former.select_related("person__keeper"), key=lambda each: (each.group, each.pk))
    groups = [list(members) for _group, members in groupby(ordered, key=lambda each: each.group)]
    return sorted(groups, key=lambda members: members[0].pk)


def _enter_anew(
    admission: Admission, activity: Activity, group: list[Registration], stood: dict[str, str]
) -> list[Registration]:
    had_place = any(stood[each.code] in TAKING for each in group)
    admission.refresh_from_db(fields=["taken", "taken_online"])
    online = sum(each.channel == Channel.ONLINE for each in group)
    fits = len(group) <= admission.left and online <= admission.left_online
    at = now()
    made = []
    for old in group:
        status = stood[old.code]
        if had_place:
            status = Status.OFFERED if fits else Status.WAITING
        made.append(
            Registration(
                code=new_code("BM", 10),
                admission=admission,
                person=old.person,
                group=old.group,
                status=status,
                channel=old.channel,
                acted_by=old.acted_by,
                answer=old.answer,
                weight=old.weight,
                rank=old.rank,
                won=old.won,
                waiting_since=(old.waiting_since or at) if status == Status.WAITING else old.waiting_since,
                offered_until=filling.held_until(at, admission.offer_hours, activity.starts_at)
                if status == Status.OFFERED
                else None,
            )
        )
        made[-1].save(force_insert=True)
    return made


def _news(activity: Activity, home: list[Registration]) -> News:
    offered = next((each for each in home if each.status == Status.OFFERED), None)
    words: dict[str, Any] = {
        "title": activity.title,
        "when": Between(activity.starts_at, activity.ends_at),
        "where": where(activity, activity),
        "name": names(home),
    }
    if offered is not None and offered.offered_until is not None:
        words["until"] = offered.offered_until
    return News(
        kind="activity.back" if offered else "activity.back_in_line",
        person=home[0].person,
        params=words,
        about=(offered or home[0]).get_absolute_url(),
    )
