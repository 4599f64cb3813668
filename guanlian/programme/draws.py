"""Holding a lottery's draw: once, when entries have closed, all of it or nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from cryptography.fernet import InvalidToken
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from guanlian.accounts import scope, sealed
from guanlian.accounts.models import User
from guanlian.kernel.clock import Now, moment
from guanlian.messaging.telling import News, tell
from guanlian.programme import drawing, refusals
from guanlian.programme.activities import Activity
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import Admission, Policy, Registration, Status
from guanlian.programme.drawing import Entry
from guanlian.programme.lots import Draw

log = logging.getLogger(__name__)
BATCH = 500  # entries written by one statement


class CannotDraw(Exception):
    """The draw can't be held now; the message says why and what to do next."""


class NoLottery(CannotDraw):
    """Nothing is drawn for this activity."""

    def __init__(self) -> None:
        super().__init__(_("这场活动不摇号，或已取消、已结束，不再摇号。"))


class NotClosedYet(CannotDraw):
    """People may still enter."""

    def __init__(self, closes_at: datetime) -> None:
        words = {"when": refusals.moment(closes_at)}
        super().__init__(_("报名到%(when)s截止，截止后才能摇号；到时系统会自动摇。") % words)


class SeedUnreadable(CannotDraw):
    """The sealed seed was written under another SECRET_KEY."""

    def __init__(self) -> None:
        super().__init__(
            _("封存的种子打不开：服务器密钥换过了。请系统管理员把旧密钥加进 SECRET_KEY_FALLBACKS，再摇一次。")
        )


def due() -> list[int]:
    """The admissions whose entries have closed and whose draw is still to be held."""
    found = Draw.objects.filter(
        drawn_at=None,
        admission__policy=Policy.LOTTERY,
        admission__closes_at__lte=Now(),
        admission__activity__status=ActivityStatus.SCHEDULED,
        admission__activity__withdrawn_at=None,
        admission__activity__ends_at__gt=Now(),
    )
    return list(found.order_by("admission__closes_at").values_list("admission", flat=True))


def draw_due() -> int:
    """Hold every draw that is due; for the worker. One that fails stops no other. Returns how many were held."""
    held = 0
    for admission in due():
        try:
            draw(admission=admission)
        except (CannotDraw, DatabaseError):
            log.exception("the draw of admission %s was not held; it is tried again", admission)
        else:
            held += 1
    return held


def draw_now(*, activity: str, by: User, on: date) -> Draw:
    """What staff may do instead of waiting for the worker: nothing in it is theirs to choose. `on` is today, for the
    rights. Raises NotYours, CannotDraw."""
    found = Admission.objects.filter(activity__code=activity).select_related("activity__hall").first()
    if found is None:
        raise NoLottery
    scope.require(by, "registration.act", found.activity.hall, on)
    return draw(admission=found.pk, by=by)


@transaction.atomic
def draw(*, admission: int, by: User | None = None) -> Draw:
    """Hold the draw of the admission with that key: publish seed and list, give places in the order of the lots, put
    everybody else on the waiting list in that order (or tell them that there is none), and tell all.

    Once: asked again, it gives back what was drawn. The draw's row is locked first, which waits for entries on their
    way and refuses later ones (trigger `enters_a_lottery_in_time`). Raises CannotDraw.
    """
    held = Draw.objects.select_for_update(of=("self",)).filter(admission=admission).first()
    if held is None:
        raise NoLottery
    if held.drawn_at is not None:
        return held
    locked = Admission.objects.select_for_update(of=("self",), no_key=True).select_related("activity")
    found = locked.annotate(moment=Now()).get(pk=admission)
    _require_due(found, found.moment)
    groups = _groups(found)
    entries = [drawing.entry_of(members) for members in groups.values()]
    _publish(held, found, entries, by)
    order = drawing.ordered(held.seed, entries)
    winners = {each.group for each in drawing.placed(order, found.left, found.left_online)}
    _write(found, groups, order, winners)
    tell(_news(found.activity, groups, order))
    return held


def _require_due(found: Admission, at: datetime) -> None:
    activity = found.activity
    ahead = activity.status == ActivityStatus.SCHEDULED and activity.withdrawn_at is None and activity.ends_at > at
    if found.policy != Policy.LOTTERY or not ahead:
        raise NoLottery
    assert found.closes_at is not None
    if at < found.closes_at:
        raise NotClosedYet(found.closes_at)


def _groups(found: Admission) -> dict[str, list[Registration]]:
    """Those who entered and did not withdraw, by group, locked: who gives up at this moment is out, or in the list."""
    entered = (
        Registration.unscoped.select_for_update(of=("self",))
        .filter(admission=found, status=Status.ENTERED)
        .select_related("person__keeper")
        .order_by("group", "pk")
    )
    return {group: list(members) for group, members in groupby(entered, key=lambda each: each.group)}


def _publish(held: Draw, found: Admission, entries: Sequence[Entry], by: User | None) -> None:
    try:
        held.seed = sealed.decrypt(held.sealed)
    except InvalidToken as fault:
        raise SeedUnreadable from fault
    held.entries = drawing.listed(entries)
    held.places, held.places_online = found.left, found.left_online
    held.drawn_at, held.drawn_by = moment(), by
    held.save(update_fields=["seed", "entries", "places", "places_online", "drawn_at", "drawn_by"])


def _write(found: Admission, groups: dict[str, list[Registration]], order: Sequence[Entry], winners: set[str]) -> None:
    at = moment()
    written = []
    for rank, entry in enumerate(order, start=1):
        for each in groups[entry.group]:
            each.rank, each.won, each.decided_at = rank, entry.group in winners, at
            if each.won:
                each.move_to(Status.PLACED)
            elif found.waiting_list:
                each.move_to(Status.WAITING)
                each.waiting_since = at
            else:
                each.move_to(Status.UNPLACED)
            written.append(each)
    fields = ["status", "rank", "won", "waiting_since", "decided_at"]
    Registration.unscoped.bulk_update(written, fields, batch_size=BATCH)


def _news(activity: Activity, groups: dict[str, list[Registration]], order: Sequence[Entry]) -> list[News]:
    """One message for each group; of the waiting, with their place in the queue."""
    told, waiting = [], 0
    for entry in order:
        first = groups[entry.group][0]
        params = {
            "name": _("、").join(each.person.name for each in groups[entry.group]),
            "title": activity.title,
        }
        if first.won:
            kind, about = "draw.won", first.get_absolute_url()
        elif first.status == Status.WAITING:
            waiting += 1
            kind, about = "draw.waiting", first.get_absolute_url()
            params["position"] = str(waiting)
        else:
            kind, about = "draw.lost", f"{activity.get_absolute_url()}draw/"
        told.append(News(kind=kind, person=first.person, params=params, about=about, key=f"draw:{first.code}"))
    return told
