"""The single meetings of an activity, who came to each, and how many where nobody is named."""

from __future__ import annotations

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.programme.changes import the_activity_follows


@pghistory.track(pghistory.UpdateEvent())
class Session(models.Model):
    """One meeting: a lesson of a course, a showing, an afternoon. An activity without rows here is one session."""

    activity = models.ForeignKey("programme.Activity", on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(_("第几次"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    venue = models.ForeignKey(
        "network.Venue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("场地"),
    )
    hold = models.OneToOneField("holds.Hold", on_delete=models.PROTECT, null=True, blank=True, editable=False)
    called_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    called_off_why = models.CharField(_("取消原因"), max_length=200, blank=True)
    roll_closed_at = models.DateTimeField(_("签到截止"), null=True, blank=True, editable=False)
    absences_noted_at = models.DateTimeField(null=True, blank=True, editable=False)
    moved_at = models.DateTimeField(null=True, editable=False, help_text=_("最近一次改时间"))

    figure = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text=_("结束签到时写入活动记录的参与人数")
    )

    class Meta:
        verbose_name = _("场次")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="one_session_of_a_number", fields=["activity", "number"]),
            models.CheckConstraint(name="session_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="called_off_says_why", condition=Q(called_off_at=None) | ~Q(called_off_why="")),
        ]
        indexes = [models.Index(fields=["starts_at"])]
        triggers = [
            the_activity_follows,
            pgtrigger.Trigger(  # whoever registered before may have had no time for the new one
                name="moved_when",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("starts_at"),
                condition=pgtrigger.Q(old__starts_at__df=pgtrigger.F("new__starts_at")),
                func="NEW.moved_at = statement_timestamp(); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} · {self.number}"


class AttendanceQuerySet(GuardedQuerySet):
    hall_path = "session__activity__hall"

    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(registration__person__keeper=user)._opened()


class Attendance(models.Model):
    """Somebody came. `at`: when the ticket was first read (the device's corrected clock, never after it was reported).

    Follows from the readings of the ticket at the session (readings.py, attending.py): one that was undone is no
    attendance and its row goes, while its readings stay. A ticket that gave no place when it arrived (released,
    waiting) is let in as a walk-in: nobody is sent home.
    """

    class Way(models.TextChoices):
        SCANNED = "scanned", _("扫码")
        OFFLINE = "offline", _("离线扫码")
        LISTED = "listed", _("名单签到")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    registration = models.ForeignKey("programme.Registration", on_delete=models.PROTECT, related_name="attendances")
    way = models.CharField(_("方式"), max_length=8, choices=Way.choices)
    walk_in = models.BooleanField(_("无名额到场"), default=False)
    at = models.DateTimeField(_("到场时间"))
    reported_at = models.DateTimeField(auto_now_add=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    device = models.CharField(max_length=40, blank=True)

    unscoped = models.Manager()
    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("到场")
        constraints = [models.UniqueConstraint(name="came_once", fields=["session", "registration"])]
        indexes = [models.Index(fields=["registration"])]

    def __str__(self) -> str:
        return f"{self.registration_id} @ {self.session_id}"


class Headcount(models.Model):
    """People counted by hand at one session: walk-ins, an open-air crowd. Counts add up; a negative one corrects."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="headcounts")
    people = models.IntegerField(_("人数"))
    at = models.DateTimeField(_("时间"))
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=60, unique=True, help_text=_("设备自编，重发不重计"))

    class Meta:
        verbose_name = _("人数清点")
        constraints = [models.CheckConstraint(name="headcount_changes_something", condition=~Q(people=0))]

    def __str__(self) -> str:
        return f"{self.people:+d}"
