"""From a need to somebody in post: proposed, consented to by a second person, in post."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import now

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.network.halls import Hall, HallQuerySet, Tier
from guanlian.staffing import officer_rights, telling
from guanlian.staffing.models import Need, NeedStatus, Proposal, ProposalStatus, Secondment, StaffMember
from guanlian.staffing.procedure import Direction
from guanlian.staffing.refusals import (
    NoReason,
    NotLarger,
    NotOfTheCounty,
    NotWaiting,
    OwnHall,
    SamePerson,
    TermWrong,
    clash,
    database_agrees,
)
from guanlian.staffing.rules import rules

RIGHT = "secondment.manage"


def main_hall_of(branch: Hall, on: date) -> Hall | None:
    """The main hall of the county in which the hall stands on the day `on`."""
    return Hall.objects.above(branch.pk, on).of_tier(Tier.MAIN, on).first()


def last_of_term(first: date) -> date:
    """The last day of a term of the declared length."""
    years = rules()["term"]["years"]
    try:
        return first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(first.year + years, 2, 28)


def days(first: date, last: date) -> DateRange:
    """The days from `first` to `last`, both in post. Raises TermWrong."""
    if last < first:
        raise TermWrong
    return DateRange(first, last + timedelta(days=1))


@transaction.atomic
def propose(
    *,
    need: Need,
    member: StaffMember,
    first: date,
    last: date,
    purpose: str,
    by: User,
    on: date,
    liaison: bool = True,
    quietly: bool = False,
) -> Proposal:
    """Propose `member` of the main hall for the branch that asks, from `first` to `last` (both in post). Officers serve
    as liaison of the branch besides (文化下派员兼任镇（街道）分馆联络员). `quietly` where the caller tells of many
    at once.

    Raises NotYours, NotWaiting, OwnHall, NotOfTheCounty, TermWrong, PersonTaken, BranchTaken, PersonProposed or
    AlreadyProposed.
    """
    held = Need.unscoped.select_for_update(of=("self",)).select_related("hall").get(pk=need.pk)
    main = main_hall_of(held.hall, on)
    scope.require(by, RIGHT, main or held.hall, on)
    if held.status != NeedStatus.OPEN:
        raise NotWaiting(held.get_status_display())
    if member.hall_id == held.hall_id:
        raise OwnHall(member)
    if main is None or member.hall_id != main.pk or member.is_withdrawn:
        raise NotOfTheCounty(member, held.hall)
    made = Proposal(
        need=held, direction=Direction.DOWN, to_hall=held.hall, member=member, hall=main, liaison=liaison,
        purpose=purpose.strip(), proposed_by=by, period=days(first, last),
    )  # fmt: skip
    return _proposed(made, on, quietly)


@transaction.atomic
def propose_up(
    *,
    member: StaffMember,
    to_hall: Hall,
    first: date,
    last: date,
    purpose: str,
    by: User,
    on: date,
    need: Need | None = None,
) -> Proposal:
    """Propose to send `member` up from their own hall to the larger `to_hall`, which then consents. A need may stand
    behind it. Raises NotYours, NoReason, NotWaiting, NotLarger, TermWrong, PersonTaken or PersonProposed."""
    scope.require(by, RIGHT, member.hall, on)
    if not purpose.strip():
        raise NoReason
    if need is not None and (need.status != NeedStatus.OPEN or need.hall_id != member.hall_id):
        raise NotWaiting(need.get_status_display())
    if not larger_halls(member.hall, on).filter(pk=to_hall.pk).exists():
        raise NotLarger(to_hall)
    made = Proposal(
        need=need, direction=Direction.UP, hall=member.hall, member=member, to_hall=to_hall,
        purpose=purpose.strip(), proposed_by=by, period=days(first, last),
    )  # fmt: skip
    return _proposed(made, on, False)


def larger_halls(hall: Hall, on: date) -> HallQuerySet:
    """The halls above `hall` on the day `on`: where its people can be sent up to."""
    return Hall.objects.above(hall.pk, on).exclude(pk=hall.pk).on(on)


def _proposed(made: Proposal, on: date, quietly: bool) -> Proposal:
    clash(made.member, made.to_hall, made.period, down=made.direction == Direction.DOWN)
    with database_agrees(made.member, made.to_hall):
        made.save()
    if not quietly:
        telling.proposed(made, on)
    return made


def consenting_hall(proposal: Proposal) -> Hall:
    """Where the second person stands: down at the sending hall, up at the receiving one."""
    return proposal.hall if proposal.direction == Direction.DOWN else proposal.to_hall


def may_consent(proposal: Proposal, by: User, on: date) -> bool:
    """Whether `by` can be the second person."""
    own = by.pk == proposal.proposed_by_id
    return not own and scope.may(by, RIGHT, consenting_hall(proposal), on)


@transaction.atomic
def consent(*, proposal: Proposal, by: User, on: date) -> Proposal:
    """Agree as the second person. Raises NotYours, SamePerson or NotWaiting."""
    held = _decided(proposal, by, on, ProposalStatus.CONSENTED, "")
    telling.consented(held, on, by)
    return held


@transaction.atomic
def decline(*, proposal: Proposal, by: User, on: date, why: str) -> Proposal:
    """Disagree, with the reason. The need stays open. Raises NotYours, NoReason, SamePerson or NotWaiting."""
    if not why.strip():
        raise NoReason
    held = _decided(proposal, by, on, ProposalStatus.DECLINED, why.strip()[:300])
    telling.declined(held, on, by)
    return held


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User, on: date, why: str = "") -> Proposal:
    """Take a living proposal back. Raises NotYours or NotWaiting."""
    held = _held(proposal)
    scope.require(by, RIGHT, held.hall, on)
    _expect(held, ProposalStatus.PROPOSED, ProposalStatus.CONSENTED)
    held.move_to(ProposalStatus.WITHDRAWN)
    held.why = why.strip()[:300]
    held.save(update_fields=["status", "why"])
    telling.proposal_withdrawn(held, on, by)
    return held


@transaction.atomic
def take_post(*, proposal: Proposal, by: User, on: date, first: date | None = None) -> Secondment:
    """The person is in post from `first` (None: as proposed): the secondment is recorded and the need filled. At a
    branch, a person with an account gets the officer's rights there for the term.

    Raises NotYours, NotWaiting, TermWrong, PersonTaken or BranchTaken.
    """
    held = _held(proposal)
    scope.require(by, RIGHT, held.hall, on)
    _expect(held, ProposalStatus.CONSENTED)
    period = days(first or held.period.lower, held.period.upper - timedelta(days=1))
    made = Secondment(
        hall=held.hall, member=held.member, direction=held.direction, to_hall=held.to_hall,
        purpose=held.purpose, liaison=held.liaison, period=period, recorded_by=by,
    )  # fmt: skip
    with database_agrees(held.member, held.to_hall):
        made.save()
    held.move_to(ProposalStatus.IN_POST)
    held.secondment = made
    held.save(update_fields=["status", "secondment"])
    if held.need is not None:
        held.need.move_to(NeedStatus.FILLED)
        held.need.save(update_fields=["status"])
    officer_rights.give(made, by, on)
    telling.in_post(made, held, on, by)
    return made


def _decided(proposal: Proposal, by: User, on: date, status: ProposalStatus, why: str) -> Proposal:
    held = _held(proposal)
    scope.require(by, RIGHT, consenting_hall(held), on)
    if by.pk == held.proposed_by_id:
        raise SamePerson
    _expect(held, ProposalStatus.PROPOSED)
    held.move_to(status)
    held.decided_by, held.decided_at, held.why = by, now(), why
    held.save(update_fields=["status", "decided_by", "decided_at", "why"])
    return held


def _held(proposal: Proposal) -> Proposal:
    rows = Proposal.unscoped.select_for_update(of=("self",))
    return rows.select_related("hall", "to_hall", "member__user", "need", "proposed_by").get(pk=proposal.pk)


def _expect(held: Proposal, *states: ProposalStatus) -> None:
    if held.status not in states:
        raise NotWaiting(held.get_status_display())
