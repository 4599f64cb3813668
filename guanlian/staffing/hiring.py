"""Village administrators: hired by the town for a village, replaced without a gap, ended with a reason.

Annex of 嘉政办发〔2015〕26号 on branches: each village has at least one publicly funded full-time administrator, under
“镇招镇聘”“镇村共管”. Days are Asia/Shanghai; a post's last day is the one before `ends_on`.
"""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import Role, User
from guanlian.network.halls import Hall, Tier
from guanlian.staffing import post_rights
from guanlian.staffing.models import Post, StaffMember
from guanlian.staffing.post_refusals import NothingSaid, NotThere, PostElsewhere, WrongDates, WrongHall

RIGHT = "administrator.manage"


@transaction.atomic
def hire(
    *,
    village: Hall,
    since: date,
    by: User,
    on: date,
    member: StaffMember | None = None,
    name: str = "",
    speciality: str = "",
    full_time: bool = True,
    publicly_funded: bool = True,
) -> Post:
    """The town above `village` hires `member`, or a newcomer called `name`, as its administrator from `since`.

    Raises NotYours, WrongHall, NothingSaid, PostElsewhere.
    """
    scope.require(by, RIGHT, village, on)
    if member is not None:
        scope.require(by, "staff.view", member.hall, on)
    town = _town_of(village, since)
    with pghistory.context(user=by.pk, why=_("聘用")):
        person = member or _newcomer(village, name, speciality, by)
        post = Post(
            hall=village,
            member=person,
            role=Post.Role.VILLAGE_ADMINISTRATOR,
            line=Post.Line.SUPPORT,
            full_time=full_time,
            publicly_funded=publicly_funded,
            hired_by=town,
            joint_management=True,
            period=DateRange(since, None),
            recorded_by=by,
        )
        _save(post)
        post_rights.give(member=person, role=Role.VILLAGE_ADMINISTRATOR, hall=village, since=since, by=by, on=on)
    return post


@transaction.atomic
def replace(
    *,
    post: Post,
    since: date,
    why: str,
    by: User,
    on: date,
    member: StaffMember | None = None,
    name: str = "",
    speciality: str = "",
) -> Post:
    """From `since` on somebody else holds the post: the predecessor's ends that day, so that no day is without one.

    Gives back the successor's post. Raises what `end` and `hire` raise; then nothing has changed.
    """
    ended = end(post=post, ends_on=since, why=why, by=by, on=on)
    if member is not None and member.pk == ended.member_id:
        raise NotThere(_("接任的就是现任本人。请选另一位，或只办理离任。"))
    return hire(
        village=ended.hall, since=since, by=by, on=on, member=member, name=name, speciality=speciality,
        full_time=ended.full_time, publicly_funded=ended.publicly_funded,
    )  # fmt: skip


@transaction.atomic
def end(*, post: Post, ends_on: date, why: str, by: User, on: date) -> Post:
    """The administrator is in post no longer from `ends_on`. Raises NotYours, NothingSaid, NotThere, WrongDates."""
    held = Post.unscoped.select_for_update(of=("self",)).select_related("hall", "member__user").get(pk=post.pk)
    scope.require(by, RIGHT, held.hall, on)
    if not why.strip():
        raise NothingSaid(_("请写明离任原因，如“辞职”“调任”“退休”。"))
    if held.role != Post.Role.VILLAGE_ADMINISTRATOR or held.is_withdrawn:
        raise NotThere(_("这不是在册的村级文化专职管理员岗位。"))
    if held.period.upper is not None and held.period.upper <= ends_on:
        raise WrongDates(_("这个岗位在此之前已经结束，不能延后。如需续聘，请重新聘用。"))
    if ends_on <= held.period.lower:
        raise WrongDates(_("离任日期要晚于任职的第一天（%s）。") % held.period.lower.isoformat())
    with pghistory.context(user=by.pk, why=why.strip()):
        held.period = DateRange(held.period.lower, ends_on)
        held.ended_why = why.strip()[:200]
        held.save(update_fields=["period", "ended_why"])  # the role ends with it (right_guards)
    return held


def _town_of(village: Hall, on: date) -> Hall:
    """The branch that hires for `village`."""
    then = Hall.objects.of_tier(Tier.SUBBRANCH, on).filter(pk=village.pk).first()
    # `parent_now` is annotated by `on`, which the types can't know.
    town = Hall.objects.of_tier(Tier.BRANCH, on).filter(pk=then.parent_now).first() if then else None  # type: ignore[attr-defined]
    if town is None:
        raise WrongHall(_("“%s”那天不是镇（街道）分馆下的支馆，不能聘用村级管理员。请核对日期。") % village.name)
    return town


def _newcomer(village: Hall, name: str, speciality: str, by: User) -> StaffMember:
    if not name.strip():
        raise NothingSaid(_("请写明姓名，或从名册中选一位。"))
    return StaffMember.unscoped.create(hall=village, name=name.strip()[:60], speciality=speciality, recorded_by=by)


def _save(post: Post) -> None:
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError as clash:
        raise PostElsewhere from clash
