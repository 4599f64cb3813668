"""What a new activity starts from, and who looks at it before the public does."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class ReviewRule(models.Model):
    """From when the activities of `hall` (and of the halls below, where `below`) are looked at by a second person
    before they are published."""

    hall = models.OneToOneField("network.Hall", on_delete=models.PROTECT, related_name="review_rule")
    below = models.BooleanField(_("下级馆的活动也要审核"), default=False)
    since = models.DateField(_("执行日期"))

    class Meta:
        verbose_name = _("发布审核规则")

    def __str__(self) -> str:
        return str(self.hall)


class Pattern(models.Model):
    """A template of a hall: `values` of the activity and of its admission, as forms take them, times as clock and
    length instead of days."""

    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="patterns")
    name = models.CharField(_("模板名称"), max_length=60)
    values = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("活动模板")
        constraints = [models.UniqueConstraint(name="one_pattern_of_a_name", fields=["hall", "name"])]

    def __str__(self) -> str:
        return self.name
