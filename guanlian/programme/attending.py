"""Reading tickets at the door: by camera, by hand, from the list; from several devices, some without a network.

The rule, for any order and repetition of deliveries: of the readings of one ticket at one session, those after the last
undoing count; the earliest of them by its device's corrected clock is the attendance. One key is one reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts.models import User
from guanlian.programme import clocks, closing, counting, doors, tickets
from guanlian.programme.admission import TAKING, Registration
from guanlian.programme.readings import Reading, Verb
from guanlian.programme.refusals import moment
from guanlian.programme.sessions import Attendance, Session

REASON_LENGTH = 200
KEY_LENGTH = 40  # of what a device sends


class Answer(StrEnum):
    """What the door says to one ticket."""

    IN = "in"  # has a place, and comes for the first time
    WALK_IN = "walk_in"  # has no place (released, waiting): let in all the same
    ALREADY = "already"  # came before
    OTHER = "other"  # belongs to another activity
    UNKNOWN = "unknown"  # no such ticket
    UNDONE = "undone"  # the tick was taken back
    REFUSED = "refused"  # this item can't be taken; `note` says why


class NoReason(Exception):
    """A tick is taken back without saying why."""

    def __init__(self) -> None:
        super().__init__(_("请写明撤销签到的原因。"))


@dataclass(frozen=True, slots=True)
class Item:
    """What a device reports. `at` and `skew` in milliseconds (clocks.corrected); `let_in`: whoever it was, they are
    inside already, so that a ticket that is not of this activity counts as one person by hand."""

    key: str
    code: str
    at: int
    verb: str = Verb.CAME
    skew: int | None = None
    way: str = Attendance.Way.SCANNED
    let_in: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item. `at`: the time of the attendance; `party`: those of the same group still awaited, as
    (code, name); `elsewhere`: another device read it first."""

    key: str
    answer: Answer
    code: str = ""
    name: str = ""
    at: datetime | None = None
    elsewhere: bool = False
    party: Sequence[tuple[str, str]] = field(default=())
    note: str = ""


class Said(Protocol):
    """What decides of a reading: what it says, when, and its key where two say the same moment."""

    verb: str
    at: datetime
    key: str


S = TypeVar("S", bound=Said)


def deciding(readings: Iterable[S]) -> S | None:
    """The reading that is the attendance, or None where nobody came after all. Depends on no order of arrival."""
    readings = list(readings)
    undone = max((each.at for each in readings if each.verb == Verb.UNDONE), default=None)
    came = [each for each in readings if each.verb == Verb.CAME and (undone is None or each.at > undone)]
    return min(came, key=lambda each: (each.at, each.key), default=None)


def attend(
    *, session: Session, items: Sequence[Item], by: User, on: date, device: str = "", sync_skew: int = 0
) -> list[Outcome]:
    """Take what a device reports, each item by itself; one that fails doesn't hold up the others, and sending it again
    changes nothing. Raises NotYours and DoorShut, for all of them."""
    reported = now()
    doors.require_open(session, by=by, on=on, now=reported)
    with closing.following(session=session, by=by):
        return [_safely(session, item, by, device[:40], sync_skew, reported) for item in items]


def _safely(session: Session, item: Item, by: User, device: str, sync_skew: int, reported: datetime) -> Outcome:
    try:
        at = clocks.corrected(
            at=item.at, skew=item.skew, sync_skew=sync_skew, reported=reported, begins=session.starts_at
        )
        return _take(session, item, by, device, at)
    except (NoReason, OverflowError) as refusal:
        return Outcome(item.key, Answer.REFUSED, item.code, note=str(refusal))


@transaction.atomic
def _take(session: Session, item: Item, by: User, device: str, at: datetime) -> Outcome:
    code = tickets.code_of(item.code)
    # One ticket is taken by one device after the other; those of others never wait.
    held = Registration.unscoped.select_for_update(no_key=True, of=("self",)).filter(code=code)
    ticket = held.select_related("person", "admission__activity").first() if code else None
    if ticket is None or ticket.admission.activity_id != session.activity_id:
        return _not_of_here(session, item, ticket, by, at)
    undoing = item.verb == Verb.UNDONE
    if undoing and not item.why.strip():
        raise NoReason
    reading = Reading(
        key=f"{session.pk}:{item.key[:KEY_LENGTH]}",
        session=session,
        registration=ticket,
        verb=Verb.UNDONE if undoing else Verb.CAME,
        way=item.way if item.way in Attendance.Way.values else Attendance.Way.SCANNED,
        walk_in=ticket.status not in TAKING,
        at=at,
        device=device,
        why=item.why.strip()[:REASON_LENGTH] if undoing else "",
        reported_by=by,
    )
    Reading.unscoped.bulk_create([reading], ignore_conflicts=True)
    return _outcome(session, ticket, item, reading, _settle(session, ticket))


def _settle(session: Session, ticket: Registration) -> Attendance | None:
    """Make the attendance what the readings of the ticket say. The ticket's row is locked."""
    held = Attendance.unscoped.filter(session=session, registration=ticket).first()
    readings = list(Reading.unscoped.filter(session=session, registration=ticket))
    if held is not None and all(each.at != held.at for each in readings):
        readings.append(_as_reading(held))  # an attendance that came with imported records
    first = deciding(readings)
    if first is None:
        if held is not None:
            held.delete()
        return None
    held = held or Attendance(session=session, registration=ticket)
    if held.pk is None or (held.at, held.device) != (first.at, first.device):
        held.way, held.walk_in, held.at = first.way, first.walk_in, first.at
        held.device, held.reported_by_id = first.device, first.reported_by_id
        held.save()
    return held


def _as_reading(held: Attendance) -> Reading:
    return Reading(
        verb=Verb.CAME,
        at=held.at,
        way=held.way,
        walk_in=held.walk_in,
        device=held.device,
        reported_by_id=held.reported_by_id,
    )


def _outcome(
    session: Session, ticket: Registration, item: Item, reading: Reading, stands: Attendance | None
) -> Outcome:
    name = ticket.person.name or _("未留姓名")
    if item.verb == Verb.UNDONE or stands is None:
        return Outcome(item.key, Answer.UNDONE, ticket.code, name)
    mine = Reading.unscoped.filter(key=reading.key, at=stands.at, device=stands.device).exists()
    if not mine:
        elsewhere = stands.device != reading.device
        return Outcome(item.key, Answer.ALREADY, ticket.code, name, stands.at, elsewhere=elsewhere)
    answer = Answer.WALK_IN if stands.walk_in else Answer.IN
    return Outcome(item.key, answer, ticket.code, name, stands.at, party=_awaited(session, ticket))


def _awaited(session: Session, ticket: Registration) -> list[tuple[str, str]]:
    """Those who registered together with the ticket, have a place and are not here yet."""
    together = (
        Registration.unscoped.filter(admission=ticket.admission_id, group=ticket.group, status__in=TAKING)
        .exclude(pk=ticket.pk)
        .exclude(attendances__session=session)
        .select_related("person")
        .order_by("pk")
    )
    return [(each.code, each.person.name or _("未留姓名")) for each in together]


def _not_of_here(session: Session, item: Item, ticket: Registration | None, by: User, at: datetime) -> Outcome:
    """A ticket of another activity, or none at all. Whoever was let in with it counts as one, once."""
    if item.let_in:
        whose = ticket.code if ticket else item.code.strip().upper()[:24] or item.key
        counting.add(session=session, people=1, key=f"let-in:{whose}"[:KEY_LENGTH], at=at, by=by)
    if ticket is None:
        return Outcome(item.key, Answer.UNKNOWN, item.code)
    theirs = ticket.admission.activity
    words = {"title": theirs.title, "when": moment(theirs.starts_at)}
    return Outcome(item.key, Answer.OTHER, ticket.code, note=_("这张票是“%(title)s”的，%(when)s。") % words)
