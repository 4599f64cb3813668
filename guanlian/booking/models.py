"""Reservations of venues: each venue's rules, who has it when, series of them, and loans between halls."""

from __future__ import annotations

from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard


class Channel(models.TextChoices):
    """How somebody asked: by themselves on the site, or through a hall's staff."""

    ONLINE = "online", _("网上")
    DESK = "desk", _("到馆")
    PHONE = "phone", _("电话")


@pghistory.track()
class VenueRule(models.Model):
    """How one venue is booked. A venue without a rule takes free periods under `rules.toml`."""

    class Mode(models.TextChoices):
        FREE = "free", _("自选时段")
        SLOTS = "slots", _("固定场次")

    venue = models.OneToOneField("network.Venue", on_delete=models.PROTECT, related_name="rule")
    mode = models.CharField(_("方式"), max_length=6, choices=Mode.choices, default=Mode.FREE)
    slots = ArrayField(
        models.CharField(max_length=11),
        verbose_name=_("场次"),
        blank=True,
        default=list,
        help_text=_("如 09:00-11:00，每行一场"),
    )
    step_minutes = models.PositiveSmallIntegerField(_("起止刻度（分钟）"), default=30)
    lead_hours = models.PositiveSmallIntegerField(_("至少提前（小时）"), default=2)
    ahead_days = models.PositiveSmallIntegerField(_("最多提前（天）"), default=30)
    longest_minutes = models.PositiveSmallIntegerField(_("每次最长（分钟）"), default=180)
    per_week = models.PositiveSmallIntegerField(_("每人每周最多（次）"), default=3)
    groups_only = models.BooleanField(_("只接受团队"), default=False)
    least_people = models.PositiveSmallIntegerField(_("至少人数"), default=1)
    approval = models.BooleanField(_("需要审核"), default=False)
    release_minutes = models.PositiveSmallIntegerField(
        _("未签到保留（分钟）"), default=20, help_text=_("开始后过了这个时间没有签到，场地让给别人；0 表示不需要签到")
    )
    note = models.CharField(_("使用须知"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("场地预约规则")
        constraints = [
            models.CheckConstraint(
                name="slots_where_there_are_slots",
                condition=Q(mode="free", slots=[]) | (Q(mode="slots") & ~Q(slots=[])),
            ),
            models.CheckConstraint(
                name="venue_rule_numbers",
                condition=Q(step_minutes__gte=5, longest_minutes__gte=F("step_minutes"), per_week__gte=1)
                & Q(ahead_days__gte=1, least_people__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue}: {self.get_mode_display()}"


class Series(models.Model):
    """Reservations that recur: every `every_weeks` weeks on `weekdays`, from `first` to `last` at the same hours.

    `skipped`: days that fell out when it was made, each with its reason, as the person saw them in the preview.
    """

    code = models.CharField(max_length=24, unique=True, editable=False)
    venue = models.ForeignKey("network.Venue", on_delete=models.PROTECT, related_name="series")
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="series", null=True, blank=True
    )
    for_hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    every_weeks = models.PositiveSmallIntegerField(_("每几周"), default=1)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("星期"))
    first = models.DateField(_("从"))
    last = models.DateField(_("到"))
    opens = models.TimeField(_("开始"))
    closes = models.TimeField(_("结束"))
    skipped = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("定期预约")
        constraints = [
            models.CheckConstraint(
                name="series_runs_forward",
                condition=Q(first__lte=F("last"), opens__lt=F("closes"), every_weeks__gte=1) & ~Q(weekdays=[]),
            )
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code("DQ", 10)
        super().save(*args, **kwargs)


class Status(models.TextChoices):
    """Requested ones hold the venue too, so that an approval can't fail; what ended gave it free."""

    REQUESTED = "requested", _("待审核")
    CONFIRMED = "confirmed", _("已约定")
    USED = "used", _("已使用")
    DECLINED = "declined", _("未通过")
    CANCELLED = "cancelled", _("已取消")
    RELEASED = "released", _("未到，已让出")


HOLDING = (Status.REQUESTED, Status.CONFIRMED, Status.USED)
MOVES = {
    Status.REQUESTED: {Status.CONFIRMED, Status.DECLINED, Status.CANCELLED},
    Status.CONFIRMED: {Status.USED, Status.CANCELLED, Status.RELEASED},
    Status.USED: set(),
    Status.DECLINED: set(),
    Status.CANCELLED: set(),
    Status.RELEASED: set(),
}


class ReservationQuerySet(GuardedQuerySet):
    hall_path = "venue__hall"

    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(person__keeper=user)._opened()

    def holding(self) -> Self:
        """Those that have the venue."""
        return self.filter(status__in=HOLDING)

    def overlapping(self, period: Any) -> Self:
        """Half-open [start, end): back-to-back reservations do not collide."""
        return self.filter(period__overlap=period)


@pghistory.track(exclude=["purpose"])  # a person's own words can be taken out for good
class Reservation(Moving, models.Model):
    """A venue for one period: for a person (perhaps their troupe), or lent to another hall (`for_hall`, 场地联用).

    `hold` is what guards it: the one exclusion constraint over all holds of the venue.
    """

    MOVES = MOVES

    code = models.CharField(_("编号"), max_length=24, unique=True, editable=False)
    venue = models.ForeignKey("network.Venue", on_delete=models.PROTECT, related_name="reservations")
    period = DateTimeRangeField(_("时段"))
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices)
    hold = models.OneToOneField("holds.Hold", on_delete=models.PROTECT, editable=False, related_name="reservation")
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="reservations"
    )
    troupe = models.ForeignKey(
        "community.Troupe", on_delete=models.PROTECT, null=True, blank=True, related_name="reservations"
    )
    for_hall = models.ForeignKey(
        "network.Hall",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="borrowed",
        verbose_name=_("借用馆"),
    )
    purpose = models.CharField(_("用途"), max_length=120)
    people = models.PositiveSmallIntegerField(_("人数"), default=1)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="reservations")
    channel = models.CharField(_("方式"), max_length=6, choices=Channel.choices, default=Channel.ONLINE)
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("经办人")
    )
    made_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    why = models.CharField(_("原因"), max_length=200, blank=True)
    checked_in_at = models.DateTimeField(_("签到时间"), null=True, blank=True)
    request_key = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)

    unscoped = models.Manager()
    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("场地预约")
        constraints = [
            models.CheckConstraint(
                name="reserved_for_somebody",
                condition=Q(person__isnull=False) | Q(for_hall__isnull=False) | Q(troupe__isnull=False),
            ),
            models.CheckConstraint(
                name="reservation_has_both_ends",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
            ),
            models.CheckConstraint(name="declined_says_why", condition=~Q(status="declined") | ~Q(why="")),
            models.CheckConstraint(
                name="used_was_checked_in", condition=~Q(status="used") | Q(checked_in_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["venue", "status"]),
            models.Index(fields=["person", "status"]),
        ]
        triggers = [guard(MOVES)]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code("YY", 10)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"/me/bookings/{self.code}/"
