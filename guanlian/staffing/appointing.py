"""Appointing a branch's head: propose, ask the county, appoint, end. Days are Asia/Shanghai.

Policy 嘉政办发〔2015〕26号, 二（三）2: the county's culture department is consulted; the town decides. Where the county
disagrees the town may appoint all the same, and says why.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.answering import answering_for
from guanlian.accounts.models import Role, User
from guanlian.kernel.clock import moment
from guanlian.network.halls import Hall, Tier
from guanlian.staffing import post_rights
from guanlian.staffing import telling_heads as telling
from guanlian.staffing.heads import Appointment, Basis, Opinion, Step
from guanlian.staffing.models import Post, StaffMember
from guanlian.staffing.post_refusals import (
    HeadAlready,
    NothingSaid,
    NotThere,
    OwnProposal,
    StepTaken,
    Underway,
    WrongDates,
    WrongHall,
    constraint,
)

PROPOSE, ADVISE = "appointment.propose", "appointment.advise"


@transaction.atomic
def propose(*, branch: Hall, member: StaffMember, basis: str, by: User, on: date, grounds: str = "") -> Appointment:
    """The town names `member` for head of `branch`; the county's department is told that its opinion is asked for.

    Raises NotYours, WrongHall, NotThere, Underway.
    """
    scope.require(by, PROPOSE, branch, on)
    if not Hall.objects.of_tier(Tier.BRANCH, on).filter(pk=branch.pk).exists():
        raise WrongHall(_("“%s”今天不是镇（街道）分馆，不办分馆馆长聘任。") % branch.name)
    _check_basis(branch, member, Basis(basis), on)
    if (
        basis == Basis.OTHER
    ):  # the branch's own people and its officer are known to it; others only where files are seen
        scope.require(by, "staff.view", member.hall, on)
    made = Appointment(
        hall=branch, member=member, basis=Basis(basis), grounds=grounds.strip()[:400],
        proposed_by=by, proposed_at=moment(),
    )  # fmt: skip
    try:
        with transaction.atomic(), pghistory.context(user=by.pk, why=_("提名")):
            made.save(force_insert=True)
    except IntegrityError as clash:
        raise Underway from clash
    telling.tell_of("proposed", made, answering_for(branch, ADVISE, on, besides=by))
    return made


@transaction.atomic
def advise(*, appointment: Appointment, opinion: str, text: str, by: User, on: date) -> Appointment:
    """The county's culture department agrees or not. Raises NotYours, StepTaken, OwnProposal, NothingSaid."""
    held = _held(appointment, Step.PROPOSED)
    scope.require(by, ADVISE, held.hall, on)
    if held.proposed_by_id == by.pk:
        raise OwnProposal
    if opinion == Opinion.DISAGREE and not text.strip():
        raise NothingSaid(_("不同意的，请写明理由，镇里会看到。"))
    held.opinion, held.opinion_text = Opinion(opinion), text.strip()[:400]
    held.advised_by, held.advised_at = by, moment()
    _move(held, Step.CONSULTED, by, _("出具意见"))
    telling.tell_of("advised", held, _but([held.proposed_by], by))
    return held


@transaction.atomic
def appoint(
    *, appointment: Appointment, since: date, by: User, on: date, until: date | None = None, despite: str = "",
    succeeding: bool = False,
) -> Appointment:  # fmt: skip
    """The town appoints from `since` until just before `until`. With `succeeding` the head before leaves that day.

    Raises NotYours, StepTaken, WrongDates, NotThere, NothingSaid, HeadAlready, and RoleRefused for the account.
    """
    held = _held(appointment, Step.CONSULTED)
    scope.require(by, PROPOSE, held.hall, on)
    if until is not None and until <= since:
        raise WrongDates(_("任职的止日要晚于起日。"))
    if held.opinion == Opinion.DISAGREE and not despite.strip():
        raise NothingSaid(_("县级文化部门不同意；仍要聘任的，请写明理由。"))
    _check_basis(held.hall, held.member, Basis(held.basis), since)
    before = Appointment.objects.within([held.hall_id]).in_post(since).exclude(pk=held.pk).first()
    if before is not None:
        if not succeeding or before.status != Step.APPOINTED or before.period.lower >= since:
            raise HeadAlready(before.member.name, before.period.lower)
        end(appointment=before, ends_on=since, why=_("由%s接任") % held.member.name, by=by, on=on)
    held.period, held.despite = DateRange(since, until), despite.strip()[:400]
    held.appointed_by, held.appointed_at = by, moment()
    _move(held, Step.APPOINTED, by, _("聘任"))
    post_rights.give(member=held.member, role=Role.BRANCH_HEAD, hall=held.hall, since=since, by=by, on=on)
    concerned = [held.member.user, *answering_for(held.hall, ADVISE, on)]
    telling.tell_of("appointed", held, _but(concerned, by))
    return held


@transaction.atomic
def end(*, appointment: Appointment, ends_on: date, why: str, by: User, on: date) -> Appointment:
    """The head is in post no longer from `ends_on`. Raises NotYours, StepTaken, NothingSaid, WrongDates."""
    held = _held(appointment, Step.APPOINTED)
    scope.require(by, PROPOSE, held.hall, on)
    if ends_on <= held.period.lower:
        raise WrongDates(_("结束日期要晚于任职的第一天（%s）。") % held.period.lower.isoformat())
    if held.period.upper is not None and ends_on > held.period.upper:
        raise WrongDates(_("任期到 %s 为止，不能延后。如需续任，请重新聘任。") % held.period.upper.isoformat())
    held.period = DateRange(held.period.lower, ends_on)
    _close(held, Step.ENDED, why, by)
    post_rights.end(member=held.member, hall=held.hall, ends_on=ends_on, by=by, on=on)
    telling.tell_of("ended", held, _but([held.member.user, *answering_for(held.hall, ADVISE, on)], by))
    return held


@transaction.atomic
def decline(*, appointment: Appointment, why: str, by: User, on: date) -> Appointment:
    """After the opinion the town doesn't appoint. Raises NotYours, StepTaken, NothingSaid."""
    held = _held(appointment, Step.CONSULTED)
    scope.require(by, PROPOSE, held.hall, on)
    _close(held, Step.DECLINED, why, by)
    telling.tell_of("declined", held, _but([held.advised_by], by))
    return held


@transaction.atomic
def take_back(*, appointment: Appointment, why: str, by: User, on: date) -> Appointment:
    """The town takes its proposal back before the opinion. Raises NotYours, StepTaken, NothingSaid."""
    held = _held(appointment, Step.PROPOSED)
    scope.require(by, PROPOSE, held.hall, on)
    _close(held, Step.TAKEN_BACK, why, by)
    telling.tell_of("taken_back", held, answering_for(held.hall, ADVISE, on, besides=by))
    return held


def _check_basis(branch: Hall, member: StaffMember, basis: Basis, on: date) -> None:
    words = {"name": member.name, "hall": branch.name, "day": on.isoformat()}
    if basis == Basis.OFFICER and post_rights.seconded_to(member, branch, on) is None:
        raise NotThere(_("%(name)s在 %(day)s 不是下派到“%(hall)s”的文化下派员。请改选身份或日期。") % words)
    here = Post.unscoped.filter(member=member, hall=branch, period__contains=on, withdrawn_at=None)
    if basis == Basis.STATION_HEAD and not here.exists():
        raise NotThere(_("%(name)s在 %(day)s 没有“%(hall)s”的岗位，不能以文化站站长聘任。请先登记岗位。") % words)


def _held(appointment: Appointment, step: Step) -> Appointment:
    """The procedure, locked, if it is still at `step`."""
    rows = Appointment.unscoped.select_for_update(of=("self",))
    held = rows.select_related("hall", "member__user", "proposed_by", "advised_by").get(pk=appointment.pk)
    if held.status != step:
        raise StepTaken
    return held


def _close(held: Appointment, step: Step, why: str, by: User) -> None:
    if not why.strip():
        raise NothingSaid(_("请写明原因，会记入这一件。"))
    held.closed_by, held.closed_at, held.closed_why = by, moment(), why.strip()[:400]
    _move(held, step, by, why.strip())


def _move(held: Appointment, step: Step, by: User, why: str) -> None:
    held.move_to(step)
    try:
        with transaction.atomic(), pghistory.context(user=by.pk, why=why):
            held.save()
    except IntegrityError as clash:
        if constraint(clash) == "one_appointed_head_of_a_branch_at_a_time" and held.period:
            later = Appointment.unscoped.filter(hall=held.hall, period__overlap=held.period).exclude(pk=held.pk)
            other = later.select_related("member").first()
            if other is not None:
                raise HeadAlready(other.member.name, other.period.lower) from clash
        raise


def _but(users: list[Any], by: User) -> list[User]:
    """Each account once, without `by`, who knows."""
    return [each for each in dict.fromkeys(users) if each is not None and each != by]
