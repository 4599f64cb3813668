"""The appointment of a branch's head, step by step.

Policy 嘉政办发〔2015〕26号, 二（三）2“明确机构人员”: the head is as a rule the head of the culture station, or a
seconded officer or another person who fits; the town's government appoints after consulting the county's culture
department.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code, overlapping, same
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard


class Basis(models.TextChoices):
    """As what somebody becomes head of a branch."""

    STATION_HEAD = "station_head", _("文化站站长")
    OFFICER = "officer", _("文化下派员")
    OTHER = "other", _("其他符合条件的人员")


class Opinion(models.TextChoices):
    """What the county's culture department says."""

    AGREE = "agree", _("同意")
    DISAGREE = "disagree", _("不同意")


class Step(models.TextChoices):
    """How far a procedure has come. It is over once ended, declined or taken back."""

    PROPOSED = "proposed", _("已提名，待征求意见")
    CONSULTED = "consulted", _("已征求意见，待聘任")
    APPOINTED = "appointed", _("已聘任")
    ENDED = "ended", _("已结束")
    DECLINED = "declined", _("未聘任")
    TAKEN_BACK = "taken_back", _("提名已撤回")


MOVES = {
    Step.PROPOSED: {Step.CONSULTED, Step.TAKEN_BACK},
    Step.CONSULTED: {Step.APPOINTED, Step.DECLINED},
    Step.APPOINTED: {Step.ENDED},
    Step.ENDED: set(),
    Step.DECLINED: set(),
    Step.TAKEN_BACK: set(),
}
LIVING = (Step.PROPOSED, Step.CONSULTED)
SERVED = (Step.APPOINTED, Step.ENDED)


class AppointmentQuerySet(GuardedQuerySet):
    def living(self) -> Self:
        """Procedures under way: nobody is appointed yet, and nothing is closed."""
        return self.filter(status__in=LIVING)

    def in_post(self, on: date) -> Self:
        """Those by which somebody is head on the day `on`."""
        return self.filter(status__in=SERVED, period__contains=on)


def _account(name: Any) -> Any:
    """Who took a step."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=name
    )


@pghistory.track()
class Appointment(Moving, models.Model):
    """One procedure for the head of the branch `hall`: proposed, consulted upon, appointed, ended.

    `period`: in post from its first day until just before its end; open while nobody ended it. `despite`: why the town
    appoints although the county disagreed. `closed_why`: why it ended, was not appointed or was taken back.
    """

    MOVES = MOVES
    CODE_PREFIX = "PR"

    code = models.CharField(max_length=24, unique=True, editable=False)
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="appointments")
    member = models.ForeignKey("staffing.StaffMember", on_delete=models.PROTECT, related_name="appointments")
    basis = models.CharField(_("身份"), max_length=12, choices=Basis.choices)
    grounds = models.CharField(_("提名理由"), max_length=400, blank=True)
    status = models.CharField(_("进度"), max_length=10, choices=Step.choices, default=Step.PROPOSED)
    proposed_by = _account(_("提名人"))
    proposed_at = models.DateTimeField(_("提名时间"))
    opinion = models.CharField(_("意见"), max_length=8, choices=Opinion.choices, blank=True)
    opinion_text = models.CharField(_("意见内容"), max_length=400, blank=True)
    advised_by = _account(_("出具意见"))
    advised_at = models.DateTimeField(_("出具时间"), null=True, blank=True)
    despite = models.CharField(_("仍予聘任的理由"), max_length=400, blank=True)
    appointed_by = _account(_("聘任办理"))
    appointed_at = models.DateTimeField(_("聘任办理时间"), null=True, blank=True)
    period = DateRangeField(_("任职起止"), null=True, blank=True)
    closed_by = _account(_("办结"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    closed_why = models.CharField(_("办结原因"), max_length=400, blank=True)

    unscoped = models.Manager()
    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("分馆馆长聘任")
        constraints = [
            models.UniqueConstraint(
                name="one_living_appointment_of_a_branch", fields=["hall"], condition=Q(status__in=LIVING)
            ),
            ExclusionConstraint(
                name="one_appointed_head_of_a_branch_at_a_time",
                expressions=[same("hall_id"), overlapping()],
                condition=Q(status__in=SERVED),
            ),
            models.CheckConstraint(
                name="opinion_once_consulted",
                condition=Q(status__in=[Step.PROPOSED, Step.TAKEN_BACK], opinion="", advised_at__isnull=True)
                | (Q(advised_at__isnull=False, status__in=[*SERVED, Step.CONSULTED, Step.DECLINED]) & ~Q(opinion="")),
            ),
            models.CheckConstraint(
                name="disagreement_has_its_words", condition=~Q(opinion=Opinion.DISAGREE) | ~Q(opinion_text="")
            ),
            models.CheckConstraint(name="adviser_is_another", condition=~Q(advised_by=F("proposed_by"))),
            models.CheckConstraint(
                name="period_once_appointed",
                condition=Q(status__in=SERVED, appointed_at__isnull=False, period__isempty=False)
                & Q(period__lower_inf=False)
                | (~Q(status__in=SERVED) & Q(period__isnull=True, appointed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="appointed_despite_says_why",
                condition=~Q(status__in=SERVED) | Q(opinion=Opinion.AGREE) | ~Q(despite=""),
            ),
            models.CheckConstraint(
                name="closed_says_when_and_why",
                condition=Q(status__in=[*LIVING, Step.APPOINTED], closed_at__isnull=True, closed_why="")
                | (Q(closed_at__isnull=False) & ~Q(closed_why="") & ~Q(status__in=[*LIVING, Step.APPOINTED])),
            ),
            models.CheckConstraint(
                name="ended_has_an_end", condition=~Q(status=Step.ENDED) | Q(period__upper_inf=False)
            ),
        ]
        indexes = [models.Index(fields=["hall", "status"])]
        triggers = [guard(MOVES)]

    def __str__(self) -> str:
        return f"{self.hall} · {self.member}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX)
        super().save(*args, **kwargs)

    def serves_on(self, on: date) -> bool:
        """Whether it makes `member` the head on the day `on`."""
        return self.status in SERVED and self.period is not None and on in self.period

    @property
    def has_rank(self) -> bool:
        """Whether the head has the treatment of a deputy middle-rank post of the town while in post (镇中层副职待遇):
        an officer or other person has, a station head has a post of the town's own (policy 二（三）2)."""
        return self.basis != Basis.STATION_HEAD
