"""What halls state themselves, where nothing can be counted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason


@kept_history()
class Statement(HallRecord):
    """A hall's statement for a year on a clause that is attested, not measured: it holds, or it doesn't."""

    CODE_PREFIX = "SM"

    clause = models.CharField(_("条款"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年份"))
    holds = models.BooleanField(_("属实"), default=True)
    text = models.TextField(_("说明"))
    stated_on = models.DateField(_("说明日期"))

    class Meta:
        verbose_name = _("情况说明")
        constraints = [
            models.UniqueConstraint(
                name="one_statement_a_year",
                fields=["hall", "clause", "year"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            withdrawal_has_a_reason("statement"),
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.year}"
