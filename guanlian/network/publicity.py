"""What a hall makes public (三公开: hours, services, content) and the mark it carries."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import overlapping, same
from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason


@kept_history()
class ServiceNotice(HallRecord):
    """The service notice (服务公示) in force at a hall: what it offers, its content, when, and how to take part."""

    CODE_PREFIX = "GS"

    items = models.TextField(_("服务项目"), blank=True)
    content = models.TextField(_("服务内容"), blank=True)
    hours = models.TextField(_("服务时间"), blank=True)
    manner = models.TextField(_("服务方式"), blank=True)
    board_place = models.CharField(_("公告牌位置"), max_length=120, blank=True)
    board_photo = models.FileField(_("公告牌照片"), upload_to="notices/", blank=True)
    period = DateRangeField(_("公示起止"))

    class Meta:
        verbose_name = _("服务公示")
        constraints = [
            ExclusionConstraint(
                name="one_notice_at_a_time",
                expressions=[same("hall_id"), overlapping()],
                condition=Q(withdrawn_at__isnull=True),
            ),
            withdrawal_has_a_reason("servicenotice"),
        ]

    def __str__(self) -> str:
        return str(_("服务公示"))


@kept_history()
class ServiceItem(HallRecord):
    """One basic service that a hall offers, and whether it is free."""

    CODE_PREFIX = "FW"

    name = models.CharField(_("项目"), max_length=80)
    free = models.BooleanField(_("免费"), default=True)
    period = DateRangeField(_("提供起止"))

    class Meta:
        verbose_name = _("基本服务项目")
        constraints = [withdrawal_has_a_reason("serviceitem")]

    def __str__(self) -> str:
        return self.name


@kept_history()
class IdentityMark(HallRecord):
    """The hall carries the unified identity (统一形象标识) on its sign, from one day until another."""

    CODE_PREFIX = "BS"

    sign = models.CharField(_("挂牌内容"), max_length=120)
    period = DateRangeField(_("挂牌起止"))

    class Meta:
        verbose_name = _("统一标识")
        constraints = [withdrawal_has_a_reason("identitymark")]

    def __str__(self) -> str:
        return self.sign
