"""When a hall is open: a dated weekly schedule, single days that differ, public holidays and closures."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import same
from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason


class Weekday(models.IntegerChoices):
    """Days of the week as Python counts them."""

    MONDAY = 0, _("周一")
    TUESDAY = 1, _("周二")
    WEDNESDAY = 2, _("周三")
    THURSDAY = 3, _("周四")
    FRIDAY = 4, _("周五")
    SATURDAY = 5, _("周六")
    SUNDAY = 6, _("周日")


@kept_history()
class OpeningHours(HallRecord):
    """Open on `weekday` from `opens` until `closes`, while `period` lasts. A day may have several."""

    CODE_PREFIX = "KF"

    weekday = models.SmallIntegerField(_("星期"), choices=Weekday.choices)
    opens = models.TimeField(_("开门"))
    closes = models.TimeField(_("关门"))
    period = DateRangeField(_("执行起止"))

    class Meta:
        verbose_name = _("开放时间")
        constraints = [
            models.CheckConstraint(name="opens_before_it_closes", condition=Q(opens__lt=F("closes"))),
            withdrawal_has_a_reason("openinghours"),
        ]
        indexes = [models.Index(fields=["hall", "weekday"])]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


@kept_history()
class DayHours(HallRecord):
    """One day that differs from the weekly schedule: other hours, or none. Announced on `announced_on`."""

    CODE_PREFIX = "KT"

    day = models.DateField(_("日期"))
    opens = models.TimeField(_("开门"), null=True, blank=True)
    closes = models.TimeField(_("关门"), null=True, blank=True)
    announced_on = models.DateField(_("公告日期"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("特殊开放日")
        constraints = [
            models.CheckConstraint(
                name="day_hours_whole",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
            ),
            models.UniqueConstraint(
                name="one_exception_a_day", fields=["hall", "day"], condition=Q(withdrawn_at__isnull=True)
            ),
            withdrawal_has_a_reason("dayhours"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


@kept_history()
class Closure(HallRecord):
    """The hall (or one venue of it) is closed on the days of `period`."""

    CODE_PREFIX = "BG"

    venue = models.ForeignKey(
        "network.Venue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closures",
        verbose_name=_("场地"),
        help_text=_("留空表示全馆"),
    )
    period = DateRangeField(_("闭馆起止"))
    reason = models.CharField(_("原因"), max_length=120)
    announced_on = models.DateField(_("公告日期"), null=True, blank=True, help_text=_("未提前公告的留空"))

    class Meta:
        verbose_name = _("闭馆")
        constraints = [
            ExclusionConstraint(
                name="one_hall_closure_at_a_time",
                expressions=[same("hall_id"), ("period", "&&")],
                condition=Q(withdrawn_at__isnull=True, venue__isnull=True),
            ),
            withdrawal_has_a_reason("closure"),
        ]

    def __str__(self) -> str:
        return self.reason


class PublicHoliday(models.Model):
    """A statutory holiday or a working weekend that replaces one, as the State Council announces each year."""

    day = models.DateField(_("日期"), unique=True)
    name = models.CharField(_("名称"), max_length=40)
    is_workday = models.BooleanField(_("调休上班"), default=False)

    class Meta:
        verbose_name = _("公共假日")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
