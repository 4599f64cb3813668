"""Works, submissions, awards, research, publications and digital resources."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason
from guanlian.network.venues import Art


class Level(models.TextChoices):
    """Levels at which works are submitted and awards given (annex, notes 3 and 4)."""

    NATIONAL = "national", _("国家级")
    PROVINCIAL = "provincial", _("省级")
    CITY = "city", _("地（市）级")
    COUNTY = "county", _("县（市、区）级")


@kept_history()
class Work(HallRecord):
    """A work or programme created by a hall or under its guidance."""

    CODE_PREFIX = "ZP"

    title = models.CharField(_("名称"), max_length=120)
    art = models.CharField(_("门类"), max_length=20, choices=Art.choices)
    authors = models.CharField(_("作者"), max_length=160, blank=True)
    created_on = models.DateField(_("完成日期"))
    local_theme = models.BooleanField(_("地方特色"), default=False)
    quality = models.BooleanField(_("精品文艺节目"), default=False)
    retired_on = models.DateField(_("退出保留节目"), null=True, blank=True)

    class Meta:
        verbose_name = _("文艺作品")
        constraints = [withdrawal_has_a_reason("work")]

    def __str__(self) -> str:
        return self.title


@kept_history()
class Submission(HallRecord):
    """A work or project sent in (选送) at a level."""

    CODE_PREFIX = "XS"

    work = models.ForeignKey(
        Work,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("作品"),
    )
    title = models.CharField(_("作品或项目"), max_length=120)
    level = models.CharField(_("级别"), max_length=12, choices=Level.choices)
    submitted_on = models.DateField(_("选送日期"))
    event = models.CharField(_("选送活动"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("选送")
        constraints = [withdrawal_has_a_reason("submission")]

    def __str__(self) -> str:
        return self.title


@kept_history()
class Award(HallRecord):
    """One award (件次), with its kind and level."""

    CODE_PREFIX = "HJ"

    class Kind(models.TextChoices):
        PERFORMANCE = "performance", _("表演奖")
        CREATION = "creation", _("创作奖")
        ORGANISATION = "organisation", _("组织奖")
        OTHER = "other", _("其他奖项")

    title = models.CharField(_("获奖作品或项目"), max_length=120)
    award = models.CharField(_("奖项"), max_length=120)
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    level = models.CharField(_("级别"), max_length=12, choices=Level.choices)
    awarded_on = models.DateField(_("获奖日期"))
    awarded_by = models.CharField(_("颁发单位"), max_length=120, blank=True)
    work = models.ForeignKey(
        Work, on_delete=models.PROTECT, null=True, blank=True, related_name="awards", verbose_name=_("作品")
    )

    class Meta:
        verbose_name = _("获奖")
        constraints = [withdrawal_has_a_reason("award")]

    def __str__(self) -> str:
        return self.award


@kept_history()
class ResearchProject(HallRecord):
    """A research project, with its result where there is one."""

    CODE_PREFIX = "KT"

    title = models.CharField(_("课题"), max_length=160)
    period = DateRangeField(_("研究起止"))
    result = models.CharField(_("成果"), max_length=200, blank=True)
    result_on = models.DateField(_("成果日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("研究课题")
        constraints = [withdrawal_has_a_reason("researchproject")]

    def __str__(self) -> str:
        return self.title


@kept_history()
class Publication(HallRecord):
    """One issue of a journal, or another publication."""

    CODE_PREFIX = "KW"

    class Kind(models.TextChoices):
        JOURNAL = "journal", _("期刊")
        BOOK = "book", _("图书")
        RESULT = "result", _("研究成果")

    title = models.CharField(_("刊名"), max_length=120)
    issue = models.CharField(_("期号"), max_length=40, blank=True)
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices, default=Kind.JOURNAL)
    issued_on = models.DateField(_("出刊日期"))

    class Meta:
        verbose_name = _("出版物")
        constraints = [withdrawal_has_a_reason("publication")]

    def __str__(self) -> str:
        return f"{self.title} {self.issue}".strip()


@kept_history()
class DigitalProject(HallRecord):
    """A project that builds digital resources, under way or completed."""

    CODE_PREFIX = "SX"

    title = models.CharField(_("名称"), max_length=120)
    period = DateRangeField(_("建设起止"))
    description = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("数字资源建设项目")
        constraints = [withdrawal_has_a_reason("digitalproject")]

    def __str__(self) -> str:
        return self.title


@kept_history()
class DigitalItem(HallRecord):
    """A document or activity made digital; described by Dublin Core's title, creator, subject, rights, identifier."""

    CODE_PREFIX = "SZ"

    project = models.ForeignKey(
        DigitalProject,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("项目"),
    )
    title = models.CharField(_("题名"), max_length=160)
    creator = models.CharField(_("创建者"), max_length=120, blank=True)
    subject = models.CharField(_("主题"), max_length=120, blank=True)
    rights = models.CharField(_("权利"), max_length=120, blank=True)
    link = models.URLField(_("链接"), blank=True)
    digitised_on = models.DateField(_("数字化日期"))

    class Meta:
        verbose_name = _("数字资源")
        constraints = [withdrawal_has_a_reason("digitalitem")]

    def __str__(self) -> str:
        return self.title
