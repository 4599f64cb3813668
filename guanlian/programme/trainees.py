"""Which of the network's own staff came to a training: noted from the paper list, or known by their ticket."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.guarding import GuardedQuerySet


class TraineeQuerySet(GuardedQuerySet):
    hall_path = "activity__hall"


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Trainee(models.Model):
    """`member` came to the training `activity`, as somebody noted from its list.

    Who registered and whose ticket was read at the door came as well, without a row here: nobody is written down twice.
    """

    activity = models.ForeignKey("programme.Activity", on_delete=models.PROTECT, related_name="trainees")
    member = models.ForeignKey("staffing.StaffMember", on_delete=models.PROTECT, related_name="trainings")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TraineeQuerySet.as_manager()

    class Meta:
        verbose_name = _("队伍培训到课")
        constraints = [models.UniqueConstraint(name="trained_once_in_a_run", fields=["activity", "member"])]

    def __str__(self) -> str:
        return f"{self.member} @ {self.activity}"
