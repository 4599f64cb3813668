"""What is published of a lottery: the commitment before, the seed and the list of entries after."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from guanlian.programme.admission import Admission


class Draw(models.Model):
    """A lottery that anyone can replay. `commitment` (SHA-256 of the seed) is public before entries open; the seed and
    the list of entries are public after. The database checks the seed against the commitment.

    `places` were given out, of them at most `places_online` to those who entered by themselves.
    """

    admission = models.OneToOneField(Admission, on_delete=models.PROTECT, related_name="draw")
    commitment = models.CharField(_("指纹"), max_length=64)
    committed_at = models.DateTimeField(_("指纹公布时间"), db_default=Func(function="statement_timestamp"))
    sealed = models.TextField(help_text=_("摇号前加密保存的种子"))
    seed = models.CharField(_("种子"), max_length=64, blank=True)
    entries = models.TextField(_("名单"), blank=True, help_text=_("每行：同行编号,人数,份数,online 或 hall"))
    places = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    places_online = models.PositiveIntegerField(_("网上最多"), null=True, blank=True)
    drawn_at = models.DateTimeField(_("摇号时间"), null=True, blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("摇号")
        constraints = [
            models.CheckConstraint(
                name="seed_fits_its_commitment",
                condition=Q(seed="")
                | Q(commitment=Func(F("seed"), template="encode(sha256(decode(%(expressions)s, 'hex')), 'hex')")),
            ),
            models.CheckConstraint(
                name="drawn_with_a_seed",
                condition=Q(drawn_at=None, seed="") | (Q(drawn_at__isnull=False) & ~Q(seed="")),
            ),
            models.CheckConstraint(
                name="drawn_for_so_many_places",
                condition=Q(drawn_at=None) | Q(places__isnull=False, places_online__lte=F("places")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="commitment_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' OR NEW.commitment <> OLD.commitment OR NEW.committed_at <> OLD.committed_at
                       OR (OLD.seed <> '' AND (NEW.seed, NEW.entries, NEW.places, NEW.places_online, NEW.drawn_at)
                           IS DISTINCT FROM (OLD.seed, OLD.entries, OLD.places, OLD.places_online, OLD.drawn_at)) THEN
                        RAISE EXCEPTION 'a commitment, a seed and a list of entries stand once they are public'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.admission_id}: {self.commitment[:12]}"
