"""A rotation from the draft to proposals: proposed by the solver, changed by hand, adopted or dropped."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.network.halls import Hall, Tier
from guanlian.staffing import proposing, telling
from guanlian.staffing.asking import open_need
from guanlian.staffing.models import (
    Need,
    NeedStatus,
    Proposal,
    ProposalStatus,
    RotationLine,
    RotationRound,
    Secondment,
    StaffMember,
)  # fmt: skip
from guanlian.staffing.procedure import Direction
from guanlian.staffing.proposing import RIGHT, last_of_term, propose
from guanlian.staffing.refusals import NotWaiting, Refused
from guanlian.staffing.rotating import NoPlan, Plan, plan
from guanlian.staffing.rotation_models import RoundStatus
from guanlian.staffing.rules import rules
from guanlian.staffing.weighing import Question, question


class NothingToRotate(Refused):
    """No branch is without an officer on that day."""

    def __init__(self, day: date) -> None:
        super().__init__(_("到 %(day)s 没有分馆需要换人。请改选任期届满以后的日期。") % {"day": day})


class DraftThere(Refused):
    """The hall has a draft already."""

    def __init__(self) -> None:
        super().__init__(_("已有一份轮换草案。请先采用或放弃它，再做新的。"))


class WrongHall(Refused):
    """Rotations are made by main halls, and by the central hall for all of them."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(_("“%(hall)s”不做轮换：由总馆为本县做，或由中心馆为各县做。") % {"hall": hall.name})


class NothingWaits(Refused):
    """Nothing of the round waits for this person."""

    def __init__(self) -> None:
        super().__init__(_("没有等您办理的。同意须由提名以外的人来办；已办的请刷新页面再看。"))


class CannotGo(Refused):
    """The person can't be sent to that branch in this round."""

    def __init__(self, member: StaffMember, branch: Hall) -> None:
        said = {"who": member.name, "hall": branch.name}
        super().__init__(
            _("“%(who)s”不能去“%(hall)s”：须是本县总馆的人、那天没有别的任期，且上一任期不在这里。请另选人。") % said
        )


@transaction.atomic
def make_round(*, hall: Hall, day: date, by: User, on: date) -> RotationRound:
    """A draft for the branches of `hall` that have nobody from `day` on: what the solver proposes.

    Raises NotYours, WrongHall, DraftThere or NothingToRotate.
    """
    scope.require(by, RIGHT, hall, on)
    if not Hall.objects.filter(
        pk=hall.pk, links__period__contains=on, links__tier__in=[Tier.MAIN, Tier.CENTRAL]
    ).exists():
        raise WrongHall(hall)
    made, new = RotationRound.unscoped.get_or_create(
        hall=hall,
        status=RoundStatus.DRAFT,
        defaults={"on": day, "made_by": by, "weights": rules()["rotation"]["weights"]},
    )
    if not new:
        raise DraftThere
    asked = question(hall, day, made.weights)
    if not asked.branches:
        raise NothingToRotate(day)
    _solve(made, asked)
    return made


@transaction.atomic
def fix(*, line: RotationLine, member: StaffMember | None, by: User, on: date) -> RotationRound:
    """`member` (None: nobody) goes to the line's branch whatever it costs; the rest is solved anew around it. Where the
    same person was fixed elsewhere, that line is free again. Raises NotYours, NotWaiting or CannotGo."""
    held = _draft(line.round, by, on)
    asked = question(held.hall, held.on, held.weights)
    if member is not None and (line.branch_id, member.pk) not in asked.parts:
        raise CannotGo(member, line.branch)
    if member is not None:
        held.lines.filter(member=member).exclude(pk=line.pk).update(fixed=False, member=None)
    held.lines.filter(pk=line.pk).update(fixed=True, member=member)
    _solve(held, asked)
    return held


@transaction.atomic
def release(*, line: RotationLine, by: User, on: date) -> RotationRound:
    """The line is the solver's again. Raises NotYours or NotWaiting."""
    held = _draft(line.round, by, on)
    held.lines.filter(pk=line.pk).update(fixed=False)
    _solve(held, question(held.hall, held.on, held.weights))
    return held


@transaction.atomic
def drop(*, round_: RotationRound, by: User, on: date) -> RotationRound:
    """Nothing follows from the draft. Raises NotYours or NotWaiting."""
    held = _draft(round_, by, on)
    held.move_to(RoundStatus.DROPPED)
    held.save(update_fields=["status"])
    return held


@transaction.atomic
def adopt(*, round_: RotationRound, by: User, on: date) -> list[Proposal]:
    """Each line with a person becomes a proposal for a term from the round's day; a second person consents to each.

    All or nothing. Raises NotYours, NotWaiting, or what hinders one of the proposals by now.
    """
    held = _draft(round_, by, on)
    made = []
    for line in held.lines.exclude(member=None).select_related("branch", "member__hall", "member__user"):
        assert line.member is not None
        why = _("%(day)s 轮换") % {"day": held.on}
        need = open_need(line.branch, Direction.DOWN, held.on, why, by=by) or Need.unscoped.get(
            hall=line.branch, direction=Direction.DOWN, status=NeedStatus.OPEN
        )
        proposal = propose(
            need=need, member=line.member, first=held.on, last=last_of_term(held.on),
            purpose=_("驻点辅导、活动策划与联络"), by=by, on=on, quietly=True,
        )  # fmt: skip
        line.proposal = proposal
        line.save(update_fields=["proposal"])
        telling.you_are_proposed(proposal)
        made.append(proposal)
    held.move_to(RoundStatus.ADOPTED)
    held.save(update_fields=["status"])
    telling.adopted(held, on, by, len(made))
    return made


def awaiting_consent(round_: RotationRound, by: User, on: date) -> list[Proposal]:
    """The round's proposals to which `by` can consent as the second person."""
    return [each for each in _proposals(round_, ProposalStatus.PROPOSED) if proposing.may_consent(each, by, on)]


def awaiting_post(round_: RotationRound, by: User, on: date) -> list[Proposal]:
    """The round's proposals with consent whose taking of post `by` can record."""
    return [each for each in _proposals(round_, ProposalStatus.CONSENTED) if scope.may(by, RIGHT, each.hall, on)]


@transaction.atomic
def consent_to_all(*, round_: RotationRound, by: User, on: date) -> list[Proposal]:
    """Agree as the second person to each proposal that waits for them. All or nothing.

    Raises NothingWaits, or NotWaiting where somebody decides one of them at this moment.
    """
    found = awaiting_consent(round_, by, on)
    if not found:
        raise NothingWaits
    return [proposing.consent(proposal=each, by=by, on=on) for each in found]


@transaction.atomic
def take_all_posts(*, round_: RotationRound, by: User, on: date) -> list[Secondment]:
    """Record that each with consent is in post from the day proposed. All or nothing.

    Raises NothingWaits, or what hinders one of them by now: PersonTaken, BranchTaken, TermWrong, NotWaiting.
    """
    found = awaiting_post(round_, by, on)
    if not found:
        raise NothingWaits
    return [proposing.take_post(proposal=each, by=by, on=on) for each in found]


def _proposals(round_: RotationRound, status: ProposalStatus) -> list[Proposal]:
    lines = round_.lines.filter(proposal__status=status).order_by("branch__code")
    return [line.proposal for line in lines.select_related("proposal__hall", "proposal__to_hall") if line.proposal]


def _draft(round_: RotationRound, by: User, on: date) -> RotationRound:
    held = RotationRound.unscoped.select_for_update(of=("self",)).select_related("hall").get(pk=round_.pk)
    scope.require(by, RIGHT, held.hall, on)
    if held.status != RoundStatus.DRAFT:
        raise NotWaiting(held.get_status_display())
    return held


def _solve(held: RotationRound, asked: Question) -> None:
    """Write the best plan around the fixed lines; branches that are no longer due leave the draft, others enter it."""
    held.lines.exclude(branch__in=list(asked.branches)).delete()
    known = set(held.lines.values_list("branch", flat=True))
    RotationLine.objects.bulk_create(
        RotationLine(round=held, branch_id=key) for key in asked.branches if key not in known
    )
    lines = list(held.lines.all())
    fixed = {line.branch_id: line.member_id for line in lines if line.fixed}
    lawful = {b: p for b, p in fixed.items() if p is None or (b, p) in asked.parts}
    best = _plan(asked, held)
    found = _plan(asked, held, lawful) if lawful else best
    for line in lines:
        person = found.sent[line.branch_id]
        parts = asked.parts[line.branch_id, person] if person is not None else {}
        cost = parts["cost"] if parts else held.weights["vacant"]
        line.member_id, line.parts, line.cost, line.fixed = person, parts, cost, line.branch_id in lawful
        line.save(update_fields=["member", "parts", "cost", "fixed"])
    held.optimum, held.proven, held.seconds = best.cost, best.proven and found.proven, best.seconds
    held.save(update_fields=["optimum", "proven", "seconds"])


def _plan(asked: Question, held: RotationRound, fixed: dict[int, int | None] | None = None) -> Plan:
    declared = rules()["rotation"]
    try:
        return plan(
            asked.pairs, asked.branches, vacant=held.weights["vacant"],
            seconds=declared["seconds"], seed=declared["seed"], fixed=fixed,
        )  # fmt: skip
    except NoPlan as none:
        raise Refused(_("固定的几行凑不到一起。请先放开一行再改。")) from none
