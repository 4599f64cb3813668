"""What a new activity starts from, and who looks at it before the public does."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
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


class Review(models.Model):
    """Somebody submitted an activity; a second person published it or sent it back with a reason."""

    activity = models.ForeignKey("programme.Activity", on_delete=models.PROTECT, related_name="reviews")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    passed = models.BooleanField(null=True)
    why = models.CharField(_("退回原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("发布审核")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_open_review", fields=["activity"], condition=Q(decided_at=None)),
            models.CheckConstraint(
                name="a_second_person_decides",
                condition=Q(decided_by=None) | Q(submitted_by=None) | ~Q(decided_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="review_decided_whole",
                condition=Q(decided_at=None, passed=None) | Q(decided_at__isnull=False, passed__isnull=False),
            ),
            models.CheckConstraint(name="returned_says_why", condition=~Q(passed=False) | ~Q(why="")),
        ]

    def __str__(self) -> str:
        return str(self.activity_id)
