"""The establishment (编制): how many positions a hall was approved, from one day until another."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import overlapping, same
from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason


@kept_history()
class Establishment(HallRecord):
    """Positions approved for a hall (核定编制), with the document that approved them.

    What the standard asks for is never written here: it stands in the pack and is read through the assessment.
    """

    CODE_PREFIX = "BZ"

    positions = models.PositiveSmallIntegerField(_("核定编制"), help_text=_("人"))
    basis = models.CharField(_("依据文件"), max_length=160, blank=True)
    period = DateRangeField(_("执行起止"))

    class Meta:
        verbose_name = _("核定编制")
        constraints = [
            ExclusionConstraint(
                name="one_establishment_of_a_hall_at_a_time",
                expressions=[same("hall_id"), overlapping()],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="establishment_begins", condition=Q(period__isempty=False, period__lower_inf=False)
            ),
            withdrawal_has_a_reason("establishment"),
        ]

    def __str__(self) -> str:
        return f"{self.hall} · {self.positions}"
