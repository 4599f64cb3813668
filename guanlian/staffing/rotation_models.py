"""A rotation: a round of a county's (or the city's) officers, one line for each branch whose term ends."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard
from guanlian.network.records import kept_history


class RoundStatus(models.TextChoices):
    """A draft is changed by hand; adopted, it became proposals; dropped, nothing followed."""

    DRAFT = "draft", _("草案")
    ADOPTED = "adopted", _("已采用")
    DROPPED = "dropped", _("未采用")


ROUND_MOVES = {
    RoundStatus.DRAFT: {RoundStatus.ADOPTED, RoundStatus.DROPPED},
    RoundStatus.ADOPTED: set(),
    RoundStatus.DROPPED: set(),
}


@kept_history()
class RotationRound(Moving, models.Model):
    """Who goes to which branch from the day `on`. `weights` are those by which it was weighed (points); `optimum` is
    the least cost when nothing is fixed by hand, `proven` whether the solver proved it, in `seconds`."""

    CODE_PREFIX = "LH"
    MOVES = ROUND_MOVES

    code = models.CharField(max_length=24, unique=True, editable=False)
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="rotations")
    on = models.DateField(_("轮换日期"))
    status = models.CharField(max_length=8, choices=RoundStatus.choices, default=RoundStatus.DRAFT)
    weights = models.JSONField(default=dict)
    optimum = models.PositiveIntegerField(default=0)
    proven = models.BooleanField(default=False)
    seconds = models.FloatField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(default=False, editable=False)

    unscoped = models.Manager()
    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("轮换方案")
        constraints = [
            models.UniqueConstraint(name="one_draft_rotation_of_a_hall", fields=["hall"], condition=Q(status="draft"))
        ]
        triggers = [guard(ROUND_MOVES)]

    def __str__(self) -> str:
        return f"{self.hall} {self.on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX)
        super().save(*args, **kwargs)


@kept_history()
class RotationLine(models.Model):
    """One branch of a round and who is to go there; nobody where there is none to send. `fixed`: set by hand. `parts`
    explains: wanted and own speciality, km, where the person was before, and what each costs (points)."""

    round = models.ForeignKey(RotationRound, on_delete=models.PROTECT, related_name="lines")
    branch = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="rotation_lines")
    member = models.ForeignKey(
        "staffing.StaffMember", on_delete=models.PROTECT, null=True, blank=True, related_name="rotation_lines"
    )
    fixed = models.BooleanField(default=False)
    parts = models.JSONField(default=dict)
    cost = models.PositiveIntegerField(default=0)
    proposal = models.OneToOneField(
        "staffing.Proposal", on_delete=models.PROTECT, null=True, blank=True, related_name="line"
    )
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("轮换方案明细")
        ordering = ["branch__code"]
        constraints = [
            models.UniqueConstraint(name="a_branch_once_in_a_round", fields=["round", "branch"]),
            models.UniqueConstraint(
                name="a_person_once_in_a_round", fields=["round", "member"], deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} ← {self.member}"
