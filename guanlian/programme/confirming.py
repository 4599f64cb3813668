"""Confirming entries in writing, by the worker: nobody's place waits for a message, and no message is forgotten."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from guanlian.kernel.clock import Now
from guanlian.messaging.models import Message
from guanlian.messaging.telling import News, tell
from guanlian.programme import filling
from guanlian.programme.admission import Policy, Registration, Status

BACK = timedelta(days=1)  # older entries are not confirmed any more
MOST = 500  # in one go
KINDS = {Status.PLACED: "place.placed", Status.ENTERED: "place.entered", Status.WAITING: "place.waiting"}


@transaction.atomic
def confirm() -> int:
    """Confirm the entries of the last day that were not confirmed: once for each group. Returns how many messages."""
    told = Message.objects.filter(key=Concat(Value("place.confirmed:"), OuterRef("group")))
    fresh = (
        Registration.unscoped.filter(entered_at__gt=Now() - BACK, status__in=list(KINDS))
        .filter(~Exists(told))
        .select_related("person__keeper", "admission__activity__hall", "admission__activity__place")
        .order_by("group", "pk")
    )
    groups = [list(group) for _name, group in groupby(fresh[:MOST], key=lambda each: each.group)]
    places = filling.positions([group[0] for group in groups])
    # Whose turn came since they were read is told of that next time.
    still_so = [group for group in groups if group[0].status != Status.WAITING or group[0].pk in places]
    return len(tell([_news(group, places) for group in still_so]))


def _news(group: list[Registration], places: dict[int, tuple[int, int]]) -> News:
    first = group[0]
    admission, activity = first.admission, first.admission.activity
    entered = first.status == Status.ENTERED
    kind = KINDS[Status(first.status)] + ("_draw" if entered and admission.policy == Policy.LOTTERY else "")
    at, _all = places.get(first.pk, (0, 0))
    params = {
        "name": filling.names_of(group),
        "title": activity.title,
        "when": activity.starts_at,
        "where": (activity.place or activity.hall).name,
        "closes": admission.closes_at or "",
        "at": at,
    }
    return News(
        kind=kind,
        person=first.person,
        params=params,
        about=first.get_absolute_url(),
        key=f"place.confirmed:{first.group}",
    )
