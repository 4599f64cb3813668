"""Culture delivered to towns and villages: vehicles, yearly plans and menus, and what was dispatched."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.holds.models import Resource
from guanlian.kernel.states import Moving, guard
from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason
from guanlian.programme.models import Kind


@kept_history()
class Vehicle(HallRecord):
    """A mobile service vehicle (流动文化服务车) in service from one day until another."""

    CODE_PREFIX = "CL"

    name = models.CharField(_("名称"), max_length=60)
    plate = models.CharField(_("牌照"), max_length=16, blank=True)
    period = DateRangeField(_("服役起止"))
    resource = models.OneToOneField(Resource, on_delete=models.PROTECT, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("流动文化服务车")
        constraints = [withdrawal_has_a_reason("vehicle")]

    def __str__(self) -> str:
        return self.name


@kept_history()
class DeliveryPlan(HallRecord):
    """A hall's plan of deliveries for a year (配送计划)."""

    CODE_PREFIX = "JH"

    year = models.PositiveSmallIntegerField(_("年份"))
    title = models.CharField(_("名称"), max_length=120)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("配送计划")
        constraints = [
            models.UniqueConstraint(
                name="one_plan_a_year", fields=["hall", "year"], condition=Q(withdrawn_at__isnull=True)
            ),
            withdrawal_has_a_reason("deliveryplan"),
        ]

    def __str__(self) -> str:
        return self.title


@kept_history()
class Menu(HallRecord):
    """A hall's menu of deliveries for a year (配送菜单)."""

    CODE_PREFIX = "CD"

    year = models.PositiveSmallIntegerField(_("年份"))
    title = models.CharField(_("名称"), max_length=120)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("配送菜单")
        constraints = [
            models.UniqueConstraint(
                name="one_menu_a_year", fields=["hall", "year"], condition=Q(withdrawn_at__isnull=True)
            ),
            withdrawal_has_a_reason("menu"),
        ]

    def __str__(self) -> str:
        return self.title


@kept_history()
class MenuItem(HallRecord):
    """Something that villages may order: a show, an exhibition, a class."""

    CODE_PREFIX = "CP"

    menu = models.ForeignKey(Menu, on_delete=models.PROTECT, related_name="items", verbose_name=_("菜单"))
    title = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    provider = models.CharField(_("提供者"), max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), null=True, blank=True)
    stock = models.PositiveSmallIntegerField(_("可配送场次"), default=1)
    needs = models.CharField(_("场地要求"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("菜单项目")
        constraints = [withdrawal_has_a_reason("menuitem")]

    def __str__(self) -> str:
        return self.title


class DeliveryStatus(models.TextChoices):
    """From dispatch to the receiver's confirmation."""

    DISPATCHED = "dispatched", _("已派单")
    ACCEPTED = "accepted", _("已接单")
    DELIVERED = "delivered", _("已送达")
    CONFIRMED = "confirmed", _("已确认")
    CANCELLED = "cancelled", _("已取消")


DELIVERY_MOVES = {
    DeliveryStatus.DISPATCHED: {DeliveryStatus.ACCEPTED, DeliveryStatus.CANCELLED},
    DeliveryStatus.ACCEPTED: {DeliveryStatus.DELIVERED, DeliveryStatus.CANCELLED},
    DeliveryStatus.DELIVERED: {DeliveryStatus.CONFIRMED},
    DeliveryStatus.CONFIRMED: set(),
    DeliveryStatus.CANCELLED: set(),
}


@kept_history()
class Delivery(Moving, HallRecord):
    """One item sent to one hall. Once delivered it is an activity, recorded once, which it points to."""

    CODE_PREFIX = "PS"
    MOVES = DELIVERY_MOVES

    item = models.ForeignKey(MenuItem, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("菜单项目"))
    receiver = models.ForeignKey(
        "network.Hall", on_delete=models.PROTECT, related_name="deliveries_received", verbose_name=_("接收馆")
    )
    planned_on = models.DateField(_("计划日期"))
    vehicle = models.ForeignKey(
        Vehicle,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("车辆"),
    )
    status = models.CharField(
        _("状态"), max_length=12, choices=DeliveryStatus.choices, default=DeliveryStatus.DISPATCHED
    )
    activity = models.OneToOneField(
        "programme.Activity",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delivery",
        verbose_name=_("活动"),
    )
    rating = models.PositiveSmallIntegerField(_("评单"), null=True, blank=True, help_text=_("1 至 5"))

    class Meta:
        verbose_name = _("配送")
        triggers = [guard(DELIVERY_MOVES)]
        constraints = [
            models.CheckConstraint(
                name="rating_from_1_to_5", condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5)
            ),
            withdrawal_has_a_reason("delivery"),
        ]

    def __str__(self) -> str:
        return f"{self.item} → {self.receiver}"
