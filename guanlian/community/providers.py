"""Outside organisations that offer something to the halls: applied, checked, approved by two; and their offers."""

from __future__ import annotations

import json
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanlian.accounts import sealed
from guanlian.community.credit_codes import PATTERN
from guanlian.kernel.fields import new_code
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard


class Standing(models.TextChoices):
    """Where an organisation stands. Only what is approved is public."""

    APPLIED = "applied", _("等核对")
    CHECKED = "checked", _("已核对，等批准")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未通过")
    ENDED = "ended", _("已结束")


LIVING = (Standing.APPLIED, Standing.CHECKED, Standing.APPROVED)
PROVIDER_MOVES = {
    Standing.APPLIED: {Standing.CHECKED, Standing.REFUSED},
    Standing.CHECKED: {Standing.APPROVED, Standing.REFUSED},
    Standing.APPROVED: {Standing.ENDED},
    Standing.REFUSED: set(),
    Standing.ENDED: set(),
}


class ProviderQuerySet(GuardedQuerySet):
    def public(self) -> Self:
        """Those that may provide now."""
        return self.filter(status=Standing.APPROVED)._opened()

    def of(self, user: models.Model) -> Self:
        """Those that the account may edit."""
        return self.filter(members__user=user)._opened()


# The contact stays out of the append-only history: it is personal and can be taken out for good.
@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["sealed"])
class Provider(Moving, models.Model):
    """An organisation that asked `hall` to let it provide. `sealed`: name and telephone of its contact, encrypted."""

    MOVES = PROVIDER_MOVES
    CODE_PREFIX = "SL"

    class Kind(models.TextChoices):
        COMPANY = "company", _("企业")
        SOCIAL = "social", _("社会组织")
        TROUPE = "troupe", _("民营文艺院团")
        SCHOOL = "school", _("学校或培训机构")
        INSTITUTION = "institution", _("事业单位")
        OTHER = "other", _("其他组织")

    code = models.CharField(_("编号"), max_length=16, unique=True, editable=False)
    hall = models.ForeignKey(
        "network.Hall", on_delete=models.PROTECT, related_name="providers", verbose_name=_("受理的馆")
    )
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("性质"), max_length=12, choices=Kind.choices)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    licence = models.CharField(_("许可证号"), max_length=60, blank=True)
    introduction = models.TextField(_("简介"), max_length=1000)
    sealed = models.CharField(max_length=600, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Standing.choices, default=Standing.APPLIED)
    applied_at = models.DateTimeField(_("申请时间"))
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_note = models.CharField(_("核对了什么"), max_length=200, blank=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    why = models.CharField(_("原因"), max_length=200, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    unscoped = models.Manager()
    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("社会力量")
        constraints = [
            models.UniqueConstraint(
                name="one_living_provider_a_code",
                fields=["credit_code"],
                condition=Q(status__in=[str(status) for status in LIVING]),
            ),
            models.CheckConstraint(name="provider_has_a_credit_code", condition=Q(credit_code__regex=PATTERN)),
            models.CheckConstraint(
                name="provider_stands_where_its_steps_say",
                condition=Q(status="applied", checked_at=None, approved_at=None, closed_at=None)
                | Q(status="checked", checked_at__isnull=False, approved_at=None, closed_at=None)
                | Q(status="approved", checked_at__isnull=False, approved_at__gte=F("checked_at"), closed_at=None)
                | Q(status="refused", approved_at=None, closed_at__isnull=False)
                | Q(status="ended", approved_at__isnull=False, closed_at__gte=F("approved_at")),
            ),
            models.CheckConstraint(
                name="provider_closed_says_why", condition=~Q(status__in=["refused", "ended"]) | ~Q(why="")
            ),
            models.CheckConstraint(
                name="provider_checked_and_approved_by_two",
                condition=Q(checked_by=None) | Q(approved_by=None) | ~Q(approved_by=F("checked_by")),
            ),
        ]
        indexes = [models.Index(fields=["hall", "status"])]
        triggers = [guard(PROVIDER_MOVES)]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX, 10)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"/providing/{self.code}/"

    @property
    def contact(self) -> tuple[str, str]:
        """Name and telephone of whom to ask; two empty texts once they were taken out."""
        if not self.sealed:
            return "", ""
        name, phone = json.loads(sealed.decrypt(self.sealed))
        return name, phone

    def seal(self, name: str, phone: str) -> None:
        """Keep whom to ask, readable with this installation's key only."""
        self.sealed = sealed.encrypt(json.dumps([name, phone], ensure_ascii=False))


class ProviderMember(models.Model):
    """An account that may edit an organisation's entry and offers."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="providers")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("社会力量经办人")
        constraints = [models.UniqueConstraint(name="member_of_a_provider_once", fields=["provider", "user"])]

    def __str__(self) -> str:
        return f"{self.provider}: {self.user}"


class Offered(models.TextChoices):
    """Where an offer stands. Public only while offered, and its provider approved."""

    DRAFT = "draft", _("草稿")
    OFFERED = "offered", _("供给中")
    PAUSED = "paused", _("暂停")
    ENDED = "ended", _("已结束")


OFFER_MOVES = {
    Offered.DRAFT: {Offered.OFFERED, Offered.ENDED},
    Offered.OFFERED: {Offered.PAUSED, Offered.ENDED},
    Offered.PAUSED: {Offered.OFFERED, Offered.ENDED},
    Offered.ENDED: set(),
}


class OfferQuerySet(GuardedQuerySet):
    hall_path = "provider__hall"

    def public(self) -> Self:
        """What can be asked for now."""
        return self.filter(status=Offered.OFFERED, provider__status=Standing.APPROVED)._opened()

    def of(self, user: models.Model) -> Self:
        """Those of the organisations that the account may edit."""
        return self.filter(provider__members__user=user)._opened()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Offer(Moving, models.Model):
    """What an organisation would bring. A menu's item can be made from it: kind, title, minutes and needs are the same
    fields there. `areas`: the halls below which it comes (main halls); empty: the whole city."""

    MOVES = OFFER_MOVES
    CODE_PREFIX = "GJ"

    class Kind(models.TextChoices):
        PERFORMANCE = "performance", _("演出")
        EXHIBITION = "exhibition", _("展览")
        SCREENING = "screening", _("放映")
        TRAINING = "training", _("培训")
        LECTURE = "lecture", _("讲座")
        OTHER = "other", _("其他活动")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("公众")
        CHILDREN = "children", _("少儿")
        SENIORS = "seniors", _("老年人")

    code = models.CharField(_("编号"), max_length=16, unique=True, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="offers", verbose_name=_("提供者"))
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("名称"), max_length=120)
    description = models.TextField(_("内容"), max_length=1000)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"))
    audiences = ArrayField(
        models.CharField(max_length=24, choices=Audience.choices), verbose_name=_("面向"), blank=True, default=list
    )
    needs = models.CharField(_("场地要求"), max_length=200, blank=True)
    price_note = models.CharField(_("费用说明"), max_length=120, blank=True)
    areas = models.ManyToManyField("network.Hall", blank=True, related_name="offers_here", verbose_name=_("可去的地方"))
    status = models.CharField(_("状态"), max_length=8, choices=Offered.choices, default=Offered.DRAFT)
    made_at = models.DateTimeField(auto_now_add=True)
    offered_at = models.DateTimeField(null=True, blank=True, editable=False)

    unscoped = models.Manager()
    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("供给项目")
        constraints = [
            models.CheckConstraint(name="offer_takes_some_time", condition=Q(minutes__gte=1, minutes__lte=1440)),
            models.CheckConstraint(
                name="offered_since_when", condition=~Q(status="offered") | Q(offered_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["status", "kind"])]
        triggers = [
            guard(OFFER_MOVES),
            pgtrigger.Trigger(
                name="only_the_approved_offer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(new__status="offered"),
                func="""
                    PERFORM 1 FROM community_provider WHERE id = NEW.provider_id AND status = 'approved' FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'only an approved provider offers' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX, 10)
        super().save(*args, **kwargs)
