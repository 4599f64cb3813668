"""What becomes of a term: longer, over, or on to another branch of the county."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.network.halls import Hall
from guanlian.staffing import officer_rights, telling
from guanlian.staffing.asking import open_need
from guanlian.staffing.models import Need, NeedStatus, Proposal, Secondment, TermReview
from guanlian.staffing.procedure import Direction
from guanlian.staffing.proposing import RIGHT, main_hall_of, propose
from guanlian.staffing.refusals import (
    NoReason,
    NotOfTheCounty,
    OwnHall,
    TermOver,
    TermWrong,
    clash,
    database_agrees,
    last_day,
)

Decision = TermReview.Decision
DAY = timedelta(days=1)


@transaction.atomic
def renew(*, secondment: Secondment, last: date, text: str, by: User, on: date) -> TermReview:
    """The person stays until `last`, the new last day. An officer's rights at the branch last as long.

    Raises NotYours, NoReason, TermOver, TermWrong, PersonTaken, BranchTaken or PersonProposed.
    """
    held = _held(secondment, text, by, on)
    old = held.period.upper
    if old is None or last < old:
        raise TermWrong
    clash(held.member, held.to_hall, DateRange(old, last + DAY), down=held.direction == Direction.DOWN, besides=held.pk)
    held.period = DateRange(held.period.lower, last + DAY)
    with database_agrees(held.member, held.to_hall):
        held.save(update_fields=["period"])
    officer_rights.give(held, by, on, since=old)
    review = _reviewed(held, Decision.RENEW, text, last + DAY, by)
    telling.renewed(held, on, by)
    return review


@transaction.atomic
def end(*, secondment: Secondment, last: date, text: str, by: User, on: date) -> TermReview:
    """`last` is the last day in post: as planned, or earlier with the reason. What was sent up ends with its final
    report as `text`. Raises NotYours, NoReason, TermOver or TermWrong."""
    held = _held(secondment, text, by, on)
    _cut(held, last)
    review = _reviewed(held, Decision.END, text, last + DAY, by)
    telling.ended(held, on, by, text)
    return review


@transaction.atomic
def move(
    *, secondment: Secondment, to_hall: Hall, first: date, last: date, text: str, purpose: str, by: User, on: date
) -> Proposal:
    """The term ends the day before `first`, and the same officer is proposed for another branch of the county from then
    until `last` (服务期满后可根据工作需要在全县文化馆总分馆系统内流动). A second person consents as to any proposal.

    Raises what `end` and `propose` raise, and OwnHall where the branch is the same.
    """
    held = _held(secondment, text, by, on)
    if held.direction != Direction.DOWN or held.to_hall_id == to_hall.pk:
        raise OwnHall(held.member)
    if main_hall_of(to_hall, on) != held.hall:
        raise NotOfTheCounty(held.member, to_hall)
    leaves = min(first - DAY, last_day(held) or first - DAY)
    _cut(held, leaves)
    _reviewed(held, Decision.MOVE, text, leaves + DAY, by)
    why = _("由“%(hall)s”转任") % {"hall": held.to_hall.name}
    need = open_need(to_hall, Direction.DOWN, first, why, by=by) or Need.unscoped.get(
        hall=to_hall, direction=Direction.DOWN, status=NeedStatus.OPEN
    )
    telling.ended(held, on, by, text)
    return propose(
        need=need, member=held.member, first=first, last=last, purpose=purpose, by=by, on=on, liaison=held.liaison
    )


def ended(secondment: Secondment) -> TermReview | None:
    """The review that ended the term, if one did."""
    return secondment.reviews.filter(decision__in=[Decision.END, Decision.MOVE]).first()


def _held(secondment: Secondment, text: str, by: User, on: date) -> Secondment:
    rows = Secondment.unscoped.select_for_update(of=("self",)).select_related("hall", "to_hall", "member__user")
    held = rows.get(pk=secondment.pk)
    scope.require(by, RIGHT, held.hall, on)
    if not text.strip():
        raise NoReason
    if held.is_withdrawn or ended(held) is not None:
        raise TermOver(_("这段任期已经办过结束。要再派，请从需求或提名开始。"))
    return held


def _cut(held: Secondment, last: date) -> None:
    """The term ends after `last`, and with it the officer's role at the branch (right_guards)."""
    planned = held.period.upper
    if last < held.period.lower:
        raise TermOver(_("最后一天不能早于到岗日 %(first)s。") % {"first": held.period.lower})
    if planned is not None and last >= planned:
        raise TermOver(_("任期到 %(last)s 为止。要延后，请办理续期。") % {"last": planned - DAY})
    held.period = DateRange(held.period.lower, last + DAY)
    held.save(update_fields=["period"])


def _reviewed(held: Secondment, decision: str, text: str, until: date, by: User) -> TermReview:
    return TermReview.objects.create(secondment=held, decision=decision, text=text.strip(), until=until, decided_by=by)
