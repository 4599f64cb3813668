"""Appraisals of officers and village administrators, one by each of the two halls that manage the person.

Policy 嘉政办发〔2015〕26号: officers are sent by the main hall and work at the branch; village administrators are hired
by the town and managed by town and village (镇招镇聘、镇村共管). Words and a conclusion, never points.
"""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code
from guanlian.kernel.guarding import GuardedQuerySet


class Conclusion(models.TextChoices):
    """The conclusions that may be drawn; they are not counted, compared or put in an order."""

    COMPETENT = "competent", _("称职")
    BASICALLY = "basically", _("基本称职")
    NOT_COMPETENT = "not_competent", _("不称职")
    OPEN = "open", _("不定等次（任职不满半年等）")


@pghistory.track()
class Appraisal(models.Model):
    """What `hall` says of `member`'s work in `year`. The two halls are written for by two different persons."""

    CODE_PREFIX = "KH"

    code = models.CharField(max_length=24, unique=True, editable=False)
    member = models.ForeignKey("staffing.StaffMember", on_delete=models.PROTECT, related_name="appraisals")
    year = models.PositiveSmallIntegerField(_("年度"))
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="appraisals_written")
    text = models.TextField(_("考核意见"), max_length=2000)
    conclusion = models.CharField(_("结论"), max_length=16, choices=Conclusion.choices)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(_("填写时间"))

    unscoped = models.Manager()
    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("考核意见")
        constraints = [
            models.UniqueConstraint(name="one_appraisal_by_a_hall_a_year", fields=["member", "year", "hall"]),
            models.UniqueConstraint(name="two_halls_two_pens", fields=["member", "year", "written_by"]),
            models.CheckConstraint(name="appraisal_has_its_words", condition=~Q(text="")),
            models.CheckConstraint(name="appraisal_of_a_year", condition=Q(year__range=(2015, 2200))),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.year} · {self.hall}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX)
        super().save(*args, **kwargs)
