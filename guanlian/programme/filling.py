"""The waiting list: each place that comes free is offered to the next in order, and held for them for a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import F, Min, Window
from django.db.models.functions import RowNumber
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from guanlian.kernel.clock import Now
from guanlian.kernel.fields import ShanghaiDate
from guanlian.messaging.telling import News, tell
from guanlian.programme.activities import Activity
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import Admission, Channel, Policy, Registration, Status
from guanlian.programme.conduct import Restriction
from guanlian.programme.rules import rules


@transaction.atomic
def fill(*, admission: int) -> list[Registration]:
    """Offer the free places of the admission with that key to the waiting list; returns the new offers.

    Groups are offered together; one that does not fit is passed over and stays first. People under a restriction get
    their turn when entries have closed. Nothing is offered before the draw or while entries await a decision, nor once
    the activity has begun. Locks the admission's row: of two places that come free at one moment, each is offered once.
    """
    held = Admission.objects.select_for_update(of=("self",)).select_related("activity").annotate(moment=Now())
    found = held.get(pk=admission)
    activity, at = found.activity, found.moment
    if activity.status != ActivityStatus.SCHEDULED or activity.withdrawn_at or activity.starts_at <= at:
        return []
    if not found.left or _undecided(found):
        return []
    offers: list[list[Registration]] = []
    left, online = found.left, found.left_online
    for group in _groups(_waiting(found, at)):
        on_site = sum(each.channel == Channel.ONLINE for each in group)
        if not left:
            break
        if len(group) > left or on_site > online:
            continue
        left, online = left - len(group), online - on_site
        offers.append(_offer(group, until=held_until(at, found.offer_hours, activity.starts_at)))
    tell([_news(group, activity) for group in offers])
    return [each for group in offers for each in group]


def _undecided(found: Admission) -> bool:
    """Whether somebody who entered in time still awaits the draw or the hall's decision: they come first."""
    entered = found.registrations(manager="unscoped").filter(status=Status.ENTERED)
    return found.policy in {Policy.LOTTERY, Policy.REVIEWED} and entered.exists()


def _waiting(found: Admission, at: datetime) -> list[Registration]:
    """The queue, its rows locked: somebody who leaves it at this moment is not offered a place."""
    waiting = Registration.objects.everywhere(because="one queue, in order").filter(admission=found).queue()
    if at < restricted_turn(found):  # those under a restriction get what others leave
        barred = Restriction.unscoped.filter(lifted_at=None, period__contains=ShanghaiDate(Now()))
        waiting = waiting.exclude(channel=Channel.ONLINE, person__in=barred.values("person"))
    return list(waiting.select_related("person__keeper").select_for_update(of=("self",)))


def restricted_turn(admission: Admission) -> datetime:
    """From when people under a restriction are offered places too: when entries close, or so long before the beginning
    (rules.toml) where that comes first."""
    before = admission.activity.starts_at - timedelta(hours=rules()["absence"]["turn_hours"])
    return min(admission.closes_at or before, before)


def held_until(at: datetime, hours: int, begins: datetime) -> datetime:
    """Until when an offer made at `at` holds: `hours` from then, or from the morning for one made at night; never past
    the beginning. None ends at night: it then holds until the morning and the least hours (rules.toml)."""
    least = timedelta(hours=rules()["offers"]["least_hours"])
    start = _awake(at)
    until = max(min(start + timedelta(hours=hours), begins - timedelta(hours=1)), start + least)
    morning = _awake(until)
    return min(until if morning == until else morning + least, begins)


def _awake(at: datetime) -> datetime:
    """`at` itself, or the end of the night in which it lies (rules.toml, Asia/Shanghai)."""
    declared, local = rules()["offers"], localtime(at)
    wakes: time = declared["not_before"]
    if local.time() < wakes:
        return datetime.combine(local.date(), wakes, local.tzinfo)
    if local.time() >= declared["not_after"]:
        return datetime.combine(local.date() + timedelta(days=1), wakes, local.tzinfo)
    return at


def position(registration: Registration) -> int | None:
    """Its place in the queue, 1 for the next; groups count as one. None where it is not waiting."""
    return positions([registration]).get(registration.pk, (None, 0))[0]


def positions(registrations: Collection[Registration]) -> dict[int, tuple[int, int]]:
    """For each of `registrations` that waits, by its key: its place in its queue and how many the queue has, groups
    counted as one. One statement for any number of queues. Who got a place since they were read has none any more."""
    waiting = [each for each in registrations if each.status == Status.WAITING]
    if not waiting:
        return {}
    queue = Registration.objects.everywhere(because="a position counts those ahead; nobody is named")
    groups = (
        queue.filter(status=Status.WAITING, admission__in={each.admission_id for each in waiting})
        .order_by()
        .values("admission_id", "group")
        .annotate(drawn=Min("rank"), since=Min("waiting_since"), first=Min("pk"))
        .annotate(
            at=Window(
                RowNumber(),
                partition_by=F("admission_id"),
                order_by=[F("drawn").asc(nulls_last=True), F("since").asc(), F("first").asc()],
            )
        )
    )
    placed = {(row["admission_id"], row["group"]): row["at"] for row in groups}
    length: dict[int, int] = {}
    for admission, _group in placed:
        length[admission] = length.get(admission, 0) + 1
    return {
        each.pk: (placed[each.admission_id, each.group], length[each.admission_id])
        for each in waiting
        if (each.admission_id, each.group) in placed
    }


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


def _news(group: list[Registration], activity: Activity) -> News:
    first = group[0]
    assert first.offered_until is not None
    return News(
        kind="place.offered",
        person=first.person,
        params={
            "name": names_of(group),
            "n": len(group),
            "title": activity.title,
            "until": first.offered_until,
        },
        about=first.get_absolute_url(),
        key=f"place.offered:{first.code}",
    )


def names_of(group: Collection[Registration]) -> str:
    """Those who go together, by name, as a message says them."""
    return _("、").join(each.person.name or _("您") for each in group)
