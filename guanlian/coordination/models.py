"""How the network is steered: documents in force, budgets, guidance and support given."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanlian.network.models import Tier
from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason


@kept_history()
class Document(HallRecord):
    """A plan, norm, catalogue or mechanism that a hall issued, in force from one day until another."""

    CODE_PREFIX = "WJ"

    class Kind(models.TextChoices):
        DEVELOPMENT_PLAN = "development_plan", _("事业发展规划")
        SERVICE_NORM = "service_norm", _("公共文化服务规范")
        SERVICE_STANDARD = "service_standard", _("服务标准")
        SERVICE_CATALOGUE = "service_catalogue", _("服务目录")
        GUIDANCE_CATALOGUE = "guidance_catalogue", _("资源、产品、服务指导目录")
        COORDINATION_MECHANISM = "coordination_mechanism", _("协调机制")
        INCENTIVE_MECHANISM = "incentive_mechanism", _("考核激励机制")
        OPERATING_MECHANISM = "operating_mechanism", _("总分馆运行机制")
        FUNDING_GUARANTEE = "funding_guarantee", _("经费保障措施")
        OTHER = "other", _("其他文件")

    kind = models.CharField(_("种类"), max_length=24, choices=Kind.choices)
    title = models.CharField(_("名称"), max_length=160)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    issued_on = models.DateField(_("印发日期"))
    covers = ArrayField(
        models.CharField(max_length=12, choices=Tier.choices),
        verbose_name=_("适用层级"),
        blank=True,
        default=list,
    )
    for_year = models.PositiveSmallIntegerField(_("所属年度"), null=True, blank=True)
    period = DateRangeField(_("有效起止"))
    file = models.FileField(_("文件"), upload_to="documents/", blank=True)

    class Meta:
        verbose_name = _("制度文件")
        constraints = [withdrawal_has_a_reason("document")]

    def __str__(self) -> str:
        return self.title


@kept_history()
class BudgetLine(HallRecord):
    """Funds of a hall for a year, in yuan (CNY); `recurrent` where entered in the year's recurrent budget."""

    CODE_PREFIX = "YS"

    year = models.PositiveSmallIntegerField(_("年份"))
    subject = models.CharField(_("项目"), max_length=80)
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2)
    recurrent = models.BooleanField(_("经常性支出预算"), default=True)
    spent = models.DecimalField(_("已支出（元）"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("经费预算")
        constraints = [
            models.CheckConstraint(name="budget_not_negative", condition=Q(amount__gte=0)),
            withdrawal_has_a_reason("budgetline"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.subject}"


@kept_history()
class Support(HallRecord):
    """Guidance or support that a hall gave another on a day; `hall` is the giver."""

    CODE_PREFIX = "ZC"

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", _("业务辅导")
        CREATION = "creation", _("创作编排辅导")
        DIGITAL = "digital", _("数字资源建设指导")
        EQUIPMENT = "equipment", _("设施设备支持")
        SERVICE = "service", _("资源与服务支持")
        TECHNICAL = "technical", _("技术支持")
        FINANCIAL = "financial", _("资金支持")

    receiver = models.ForeignKey(
        "network.Hall", on_delete=models.PROTECT, related_name="support_received", verbose_name=_("受助馆")
    )
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    given_on = models.DateField(_("日期"))
    subject = models.CharField(_("内容"), max_length=160)

    class Meta:
        verbose_name = _("指导与支持")
        constraints = [
            models.CheckConstraint(name="support_goes_to_another_hall", condition=~Q(hall=F("receiver"))),
            withdrawal_has_a_reason("support"),
        ]
        indexes = [models.Index(fields=["receiver", "given_on"])]

    def __str__(self) -> str:
        return self.subject
