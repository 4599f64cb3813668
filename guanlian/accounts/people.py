"""Those who take part: a person with an account, the members of their household, and people without a telephone.

Whoever registers, books or attends is a `Person`; an account only says who acts for whom.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import YearsBefore, new_code
from guanlian.kernel.guarding import GuardedQuerySet

CONSENT_UNTIL = 14  # years; Personal Information Protection Law art. 31: a guardian consents for a child below


class Relation(models.TextChoices):
    """What a person is to the one who keeps the household; a guest has no account and was entered by a hall."""

    SELF = "self", _("本人")
    CHILD = "child", _("子女")
    PARENT = "parent", _("父母")
    SPOUSE = "spouse", _("配偶")
    OTHER = "other", _("其他家人")
    GUEST = "guest", _("到馆登记")


class PersonQuerySet(GuardedQuerySet):
    def of(self, user: models.Model) -> Self:
        """The household of an account, its owner first."""
        own = models.Case(models.When(relation=Relation.SELF, then=0), default=1)
        return self.filter(keeper=user, removed_at=None).order_by(own, "pk")._opened()


class Person(models.Model):
    """Somebody who takes part. `keeper`: the account of the household; `hall`: where a guest was entered."""

    code = models.CharField(_("编号"), max_length=16, unique=True, editable=False)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="household"
    )
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, null=True, blank=True, related_name="guests")
    relation = models.CharField(_("关系"), max_length=8, choices=Relation.choices)
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    phone = models.CharField(_("手机号"), max_length=20, blank=True, help_text=_("没有账号的人，馆里怎样联系"))
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    lives_at = models.ForeignKey(
        "network.Hall",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="residents",
        verbose_name=_("居住地（镇、街道或村、社区）"),
    )
    added_on = models.DateField(_("加入日期"), default=localdate, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    consent_at = models.DateTimeField(_("监护人同意时间"), null=True, blank=True)
    consent_by = models.CharField(_("同意的监护人"), max_length=60, blank=True)
    removed_at = models.DateTimeField(_("移出时间"), null=True, blank=True, editable=False)

    unscoped = models.Manager()
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("参与人")
        constraints = [
            models.UniqueConstraint(
                name="one_self_an_account", fields=["keeper"], condition=Q(relation="self", removed_at=None)
            ),
            models.CheckConstraint(
                name="kept_by_an_account_or_a_hall",
                condition=Q(relation="guest", keeper=None, hall__isnull=False)
                | (~Q(relation="guest") & Q(keeper__isnull=False, hall=None)),
            ),
            models.CheckConstraint(
                name="a_child_has_a_guardians_consent",
                condition=Q(born_on=None)
                | Q(born_on__lte=YearsBefore("added_on", CONSENT_UNTIL))
                | (Q(consent_at__isnull=False) & ~Q(consent_by="") & ~Q(relation="self")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        if not self.code:
            self.code = new_code("RY", 10)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def age_on(self, day: date) -> int | None:
        """Whole years on `day`; None where the birthday is not known."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))
