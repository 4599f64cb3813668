"""The waiting list: each place that comes free is offered to the next in order, and held for them for a time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import groupby

from django.db import transaction
from django.utils.timezone import localtime

from guanlian.kernel.fields import ShanghaiDate
from guanlian.messaging.telling import News, tell
from guanlian.programme import refusals
from guanlian.programme.activities import Activity
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import Admission, Channel, Registration, Status
from guanlian.programme.conduct import Restriction
from guanlian.programme.eligibility import Now
from guanlian.programme.rules import rules


@transaction.atomic
def fill(*, admission: int) -> list[Registration]:
    """Offer the free places of the admission with that key to the waiting list; returns the new offers.

    Groups are offered together; one that does not fit is passed over and stays first. People under a restriction get
    their turn when entries have closed. Nothing is offered once the activity has begun. Locks the admission's row: of
    two places that come free at one moment, each is offered once.
    """
    held = Admission.objects.select_for_update(of=("self",)).select_related("activity").annotate(moment=Now())
    found = held.get(pk=admission)
    activity, at = found.activity, found.moment
    if activity.status != ActivityStatus.SCHEDULED or activity.withdrawn_at or activity.starts_at <= at:
        return []
    waiting = Registration.objects.everywhere(because="one queue, in order").filter(admission=found).queue()
    if found.closes_at and at < found.closes_at:  # those under a restriction get what others leave
        barred = Restriction.unscoped.filter(lifted_at=None, period__contains=ShanghaiDate(Now()))
        waiting = waiting.exclude(channel=Channel.ONLINE, person__in=barred.values("person"))
    left, online = found.left, found.left_online
    offers: list[Registration] = []
    for group in _groups(list(waiting.select_related("person__keeper"))):
        on_site = sum(each.channel == Channel.ONLINE for each in group)
        if not left:
            break
        if len(group) > left or on_site > online:
            continue
        left, online = left - len(group), online - on_site
        offers += _offer(group, until=held_until(at, found.offer_hours, activity.starts_at))
    tell([_news(each, activity) for each in offers])
    return offers


def held_until(at: datetime, hours: int, begins: datetime) -> datetime:
    """Until when an offer made at `at` holds: `hours` of waking time, never past the beginning (rules.toml)."""
    declared = rules()["offers"]
    local = localtime(at)
    start = at
    wakes: time = declared["not_before"]
    if local.time() < wakes:
        start = datetime.combine(local.date(), wakes, local.tzinfo)
    elif local.time() >= declared["not_after"]:
        start = datetime.combine(local.date() + timedelta(days=1), wakes, local.tzinfo)
    least = start + timedelta(hours=declared["least_hours"])
    return min(max(min(start + timedelta(hours=hours), begins - timedelta(hours=1)), least), begins)


def position(registration: Registration) -> int | None:
    """Its place in the queue, 1 for the next; groups count as one. None where it is not waiting."""
    if registration.status != Status.WAITING:
        return None
    queue = Registration.objects.everywhere(because="a position counts those ahead; nobody is named")
    groups = list(
        dict.fromkeys(queue.filter(admission=registration.admission_id).queue().values_list("group", flat=True))
    )
    return groups.index(registration.group) + 1


def _groups(waiting: list[Registration]) -> list[list[Registration]]:
    """The queue by groups, each where its first member stands."""
    order = {group: n for n, group in reversed(list(enumerate(each.group for each in waiting)))}
    together = sorted(waiting, key=lambda each: (order[each.group], each.pk))
    return [list(members) for _group, members in groupby(together, key=lambda each: each.group)]


def _offer(group: list[Registration], *, until: datetime) -> list[Registration]:
    for each in group:
        each.move_to(Status.OFFERED)
        each.offered_until = until
        each.save(update_fields=["status", "offered_until"])
    return group


def _news(offer: Registration, activity: Activity) -> News:
    assert offer.offered_until is not None
    return News(
        kind="place.offered",
        person=offer.person,
        params={
            "name": offer.person.name,
            "title": activity.title,
            "until": refusals.moment(offer.offered_until),
        },
        about=offer.get_absolute_url(),
        key=f"place.offered:{offer.code}",
    )
