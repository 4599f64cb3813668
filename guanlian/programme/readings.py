"""What the door's devices report: each reading kept once, whatever was made of it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.programme.sessions import Attendance


class Verb(models.TextChoices):
    """What a reading says."""

    CAME = "came", _("到场")
    UNDONE = "undone", _("撤销签到")


class ReadingQuerySet(GuardedQuerySet):
    hall_path = "session__activity__hall"


class Reading(models.Model):
    """A device read a ticket, or took a wrong tick back. Never changed: attendances follow from readings by one rule.

    `at`: the device's moment, corrected by what its clock was wrong, never after it was reported. `key` is the
    device's own: the same one again is the same reading.
    """

    key = models.CharField(max_length=60, unique=True)
    session = models.ForeignKey("programme.Session", on_delete=models.PROTECT, related_name="readings")
    registration = models.ForeignKey("programme.Registration", on_delete=models.PROTECT, related_name="readings")
    verb = models.CharField(_("内容"), max_length=6, choices=Verb.choices)
    way = models.CharField(_("方式"), max_length=8, choices=Attendance.Way.choices)
    walk_in = models.BooleanField(_("无名额到场"), default=False)
    at = models.DateTimeField(_("时间"))
    device = models.CharField(max_length=40, blank=True)
    why = models.CharField(_("原因"), max_length=200, blank=True)
    reported_at = models.DateTimeField(auto_now_add=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    unscoped = models.Manager()
    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("签到读数")
        constraints = [
            models.CheckConstraint(name="undone_says_why", condition=~Q(verb="undone") | ~Q(why="")),
        ]
        indexes = [models.Index(fields=["session", "registration"])]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.registration_id} @ {self.session_id}"
