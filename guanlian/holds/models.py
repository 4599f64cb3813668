"""What can be held for a time, and who holds it.

One exclusion constraint over (resource, period) is the only guard against double use, whoever asks:
a reservation, a lesson, a performance, a delivery trip, a closure.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import overlapping, same


class Resource(models.Model):
    """Stands behind one venue, vehicle, troupe, officer or piece of equipment."""

    class Kind(models.TextChoices):
        VENUE = "venue", _("场地")
        VEHICLE = "vehicle", _("流动文化服务车")
        TROUPE = "troupe", _("团队")
        PERSON = "person", _("人员")
        EQUIPMENT = "equipment", _("设备")

    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    label = models.CharField(_("名称"), max_length=120)

    def __str__(self) -> str:
        return self.label


class Hold(models.Model):
    """One resource taken for one half-open period [from, to). Released holds stay as history and hold nothing."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="holds")
    period = DateTimeRangeField(_("时段"))
    reason = models.CharField(_("用途"), max_length=200)
    released_at = models.DateTimeField(_("释放时间"), null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_holder_at_a_time",
                expressions=[same("resource_id"), overlapping()],
                condition=Q(released_at__isnull=True),
            ),
            models.CheckConstraint(
                name="hold_has_both_ends",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource}: {self.reason}"
