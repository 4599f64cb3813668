"""Complaints and wishes to a hall: said, answered in time, asked about once more, taken back, passed on."""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.kernel.fields import new_code
from guanlian.messaging.telling import News, tell
from guanlian.network.models import Hall
from guanlian.network.workdays import working_day_after
from guanlian.programme.activities import Activity
from guanlian.programme.rules import rules
from guanlian.programme.voices import Opinion, OpinionStatus

CONTACT_LENGTH = 60
KEY_LENGTH = 36


class Refused(Exception):
    """It can't be done now; the message says why and what to do."""


class NotYours(LookupError):
    """No such opinion of this account, or in the halls that the person may see."""


def say(
    *,
    hall: Hall,
    kind: str,
    text: str,
    on: date,
    by: User | None = None,
    contact: str = "",
    activity: Activity | None = None,
    key: str = "",
) -> Opinion:
    """Somebody says it themselves: with an account (`by`), or without one, with a telephone for the answer or none.

    The same `key` again is the same opinion. Raises Refused.
    """
    return _write(hall=hall, kind=kind, text=text, on=on, by=by, contact=contact, activity=activity, key=key)


def take_down(
    *,
    hall: Hall,
    kind: str,
    text: str,
    staff: User,
    on: date,
    contact: str = "",
    activity: Activity | None = None,
    key: str = "",
) -> Opinion:
    """Staff take it down for somebody at the desk or on the telephone. Raises NotYours (scope), Refused."""
    scope.require(staff, "opinion.answer", hall, on)
    return _write(
        hall=hall, kind=kind, text=text, on=on, contact=contact, activity=activity, key=key, taken_down_by=staff
    )


def _write(
    *, hall: Hall, kind: str, text: str, on: date, contact: str, activity: Activity | None, key: str, **who: User | None
) -> Opinion:
    declared = rules()["opinions"]
    if not text.strip():
        raise Refused(_("请写下您想说的话。"))
    known = Opinion.unscoped.filter(request_key=key[:KEY_LENGTH]).first() if key else None
    if known is not None:
        return known
    made = Opinion(
        code=new_code("YJ", 10),
        hall=hall,
        kind=Opinion.Kind(kind),
        text=text.strip()[: declared["kept_words"]],
        contact=contact.strip()[:CONTACT_LENGTH],
        activity=activity,
        due_on=working_day_after(on, declared["answer_days"]),
        request_key=key[:KEY_LENGTH] or None,
        **who,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # the same request at the same moment
        return Opinion.unscoped.get(request_key=made.request_key)
    return made


@transaction.atomic
def answer(*, code: str, text: str, by: User, on: date) -> Opinion:
    """Answer it; whoever said it is told. Raises scope.NotYours, NotYours, Refused, IllegalMove."""
    held = _locked(code)
    scope.require(by, "opinion.answer", held.hall, on)
    if not text.strip():
        raise Refused(_("请写答复。"))
    held.move_to(OpinionStatus.ANSWERED)
    held.answer = text.strip()[: rules()["opinions"]["kept_words"]]
    held.answered_at, held.answered_by = now(), by
    held.save(update_fields=["status", "answer", "answered_at", "answered_by"])
    again = "again" if held.reopened_at else "once"
    tell(
        [
            News(
                kind="opinion.answered",
                user=held.by,
                params={"hall": held.hall.name, "answer": held.answer},
                about="/me/opinions/",
                key=f"opinion.answered:{held.code}:{again}",
            )
        ]
    )
    return held


@transaction.atomic
def ask_again(*, code: str, why: str, by: User, on: date) -> Opinion:
    """Whoever got the answer is not content: once, it is open again, with a new day by which to answer."""
    held = _own(code, by)
    if held.reopened_at:
        raise Refused(_("这一件已经追问过一次。还有话说，请另写一件。"))
    if not why.strip():
        raise Refused(_("请写明还有什么没有答清楚。"))
    held.first_answer, held.first_answered_at = held.answer, held.answered_at
    held.move_to(OpinionStatus.OPEN)
    held.reopened_at, held.reopened_why = now(), why.strip()[:500]
    held.answer, held.answered_at, held.answered_by = "", None, None
    held.due_on = working_day_after(on, rules()["opinions"]["answer_days"])
    held.save()
    return held


@transaction.atomic
def take_back(*, code: str, by: User) -> Opinion:
    """Whoever said it says it no longer. Taking back twice changes nothing; after the answer it stands."""
    held = _own(code, by)
    if held.status == OpinionStatus.TAKEN_BACK:
        return held
    if held.status == OpinionStatus.ANSWERED:
        raise Refused(_("这一件已经答复，不必撤回。"))
    held.move_to(OpinionStatus.TAKEN_BACK)
    held.save(update_fields=["status"])
    return held


@transaction.atomic
def transfer(*, code: str, to: Hall, why: str, by: User, on: date) -> Opinion:
    """Pass it to the hall whose matter it is, within reach; the day of the answer stands. Whoever said it is told."""
    held = _locked(code)
    scope.require(by, "opinion.answer", held.hall, on)
    if held.status != OpinionStatus.OPEN:
        raise Refused(_("只有待答复的才能转。"))
    if not why.strip():
        raise Refused(_("请写明转办的原因。"))
    if to.pk == held.hall_id:
        return held
    if not may_receive(by, to, held.hall, on):
        raise Refused(_("只能转给本馆的上级馆或所辖的馆。"))
    before = held.hall
    with pghistory.context(why=why.strip()[:200], user=by.pk):
        held.hall = to
        held.save(update_fields=["hall"])
    tell(
        [
            News(
                kind="opinion.passed_on",
                user=held.by,
                params={"from": before.name, "hall": to.name, "due": held.due_on},
                about="/me/opinions/",
                key=f"opinion.passed_on:{held.code}:{before.pk}:{to.pk}",
            )
        ]
    )
    return held


def receivers(by: User, hall: Hall, on: date) -> list[Hall]:
    """The halls to which an opinion at `hall` can be passed: those above it, and those in `by`'s reach near it."""
    above = list(Hall.objects.above(hall.pk, on).exclude(pk=hall.pk).order_by("code"))
    mine = scope.halls_for(by, "opinion.answer", on).filter(links__period__contains=on)
    beside = [hall.pk, *(each.pk for each in above)]
    near = mine.filter(links__parent__in=beside).exclude(pk__in=beside).distinct().order_by("code")
    return [*above, *near]


def may_receive(by: User, to: Hall, hall: Hall, on: date) -> bool:
    """Whether an opinion at `hall` can be passed to `to` by that person."""
    upwards = Hall.objects.above(hall.pk, on).filter(pk=to.pk).exists()
    return upwards or scope.may(by, "opinion.answer", to, on)


def _locked(code: str) -> Opinion:
    found = Opinion.unscoped.select_for_update(of=("self",)).select_related("hall", "by").filter(code=code).first()
    if found is None:
        raise NotYours(code)
    return found


def _own(code: str, by: User) -> Opinion:
    found = _locked(code)
    if found.by_id != by.pk:
        raise NotYours(code)
    return found
