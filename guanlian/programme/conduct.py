"""What follows when a place was kept and nobody came: dated absences, a mild restriction for a time, an appeal."""

from __future__ import annotations

from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import overlapping, same
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard


class AbsenceQuerySet(GuardedQuerySet):
    hall_path = "session__activity__hall"

    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(registration__person__keeper=user)._opened()


@pghistory.track()
class Absence(models.Model):
    """Somebody had a place in a session, did not give it back, and did not come. Excused ones don't count."""

    session = models.ForeignKey("programme.Session", on_delete=models.PROTECT, related_name="absences")
    registration = models.ForeignKey("programme.Registration", on_delete=models.PROTECT, related_name="absences")
    on = models.DateField(_("日期"))
    excused_why = models.CharField(_("不计的原因"), max_length=200, blank=True)

    unscoped = models.Manager()
    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("缺席")
        constraints = [models.UniqueConstraint(name="absent_once", fields=["session", "registration"])]
        indexes = [models.Index(fields=["on"])]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.on}"


class RestrictionQuerySet(GuardedQuerySet):
    hall_path = "hall"

    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(person__keeper=user)._opened()

    def in_force(self, on: date) -> Self:
        """Those that close online places on the day `on`."""
        return self.filter(lifted_at=None, period__contains=on)


@pghistory.track()
class Restriction(models.Model):
    """For the days of `period` a person gets no online places at once; waiting list, desk and walk-in stay open.

    Made by rule (`rules.toml`) from absences; `hall`: where the last of them was, which decides an appeal.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="restrictions")
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="restrictions")
    period = DateRangeField(_("起止"))
    absences = models.ManyToManyField(Absence, related_name="restrictions")
    lifted_at = models.DateTimeField(_("解除时间"), null=True, blank=True)
    lifted_why = models.CharField(_("解除原因"), max_length=200, blank=True)

    unscoped = models.Manager()
    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("报名限制")
        constraints = [
            ExclusionConstraint(
                name="one_restriction_at_a_time",
                expressions=[same("person_id"), overlapping()],
                condition=Q(lifted_at=None),
            ),
            models.CheckConstraint(
                name="restriction_has_both_ends",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
            ),
            models.CheckConstraint(name="lifted_says_why", condition=Q(lifted_at=None) | ~Q(lifted_why="")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.period}"


class AppealStatus(models.TextChoices):
    """An appeal is decided once."""

    OPEN = "open", _("待处理")
    GRANTED = "granted", _("已解除限制")
    REFUSED = "refused", _("维持限制")


APPEAL_MOVES = {
    AppealStatus.OPEN: {AppealStatus.GRANTED, AppealStatus.REFUSED},
    AppealStatus.GRANTED: set(),
    AppealStatus.REFUSED: set(),
}


class Appeal(Moving, models.Model):
    """A person says why a restriction is wrong; the hall decides, with a reason."""

    MOVES = APPEAL_MOVES

    restriction = models.OneToOneField(Restriction, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(_("申诉理由"), max_length=500)
    status = models.CharField(_("状态"), max_length=8, choices=AppealStatus.choices, default=AppealStatus.OPEN)
    made_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField(_("答复期限"))
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("申诉")
        constraints = [
            models.CheckConstraint(
                name="appeal_answered", condition=Q(status="open") | (~Q(answer="") & Q(decided_at__isnull=False))
            )
        ]
        triggers = [guard(APPEAL_MOVES)]

    def __str__(self) -> str:
        return f"{self.restriction_id}: {self.get_status_display()}"
