"""What every entry in a register has: a code, the hall that answers for it, who entered it, and its withdrawal."""

from __future__ import annotations

from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.ledger import moves_the_ledger


class RecordQuerySet(GuardedQuerySet):
    def standing(self) -> Self:
        """Records that were not withdrawn: the only ones that count."""
        return self.filter(withdrawn_at__isnull=True)

    def for_counting(self) -> Self:
        """Standing records of every hall, as measures read them: figures are public."""
        return self.standing().everywhere(because="figures are public and count every hall")


class HallRecord(models.Model):
    """An entry of a register. Withdrawing keeps it, with the reason; nothing deletes it."""

    CODE_PREFIX = "JL"

    code = models.CharField(_("编号"), max_length=24, unique=True, blank=True, help_text=_("留空则自动编号"))
    hall = models.ForeignKey(
        "network.Hall", on_delete=models.PROTECT, related_name="%(class)s_records", verbose_name=_("馆")
    )
    note = models.TextField(_("备注"), blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("记录人"),
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True, editable=False)
    withdrawn_why = models.CharField(_("撤回原因"), max_length=200, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    # The first manager is the one Django's own checks use; people write `objects`, which is guarded.
    unscoped = models.Manager()
    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX)
        super().save(*args, **kwargs)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the record was taken back and counts nowhere."""
        return self.withdrawn_at is not None


def withdrawal_has_a_reason(model: str) -> models.CheckConstraint:
    """A withdrawn record says why."""
    return models.CheckConstraint(
        name=f"{model}_withdrawal_has_a_reason",
        condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""),
    )


def kept_history(*exclude: str) -> Any:
    """Decorator of every register's model: the database keeps each version, append-only, and moves the ledger."""

    def decorate(model: Any) -> Any:
        return moves_the_ledger(pghistory.track(exclude=list(exclude) or None)(model))

    return decorate
