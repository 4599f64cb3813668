"""How somebody comes to be seconded: a branch asks, the main hall proposes, a second person consents, the person takes
post; and what is decided when the term nears its end."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code, overlapping, same
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard
from guanlian.network.records import kept_history
from guanlian.network.venues import Art


class Direction(models.TextChoices):
    """Down to a branch, or up to a larger hall."""

    DOWN = "down", _("下派")
    UP = "up", _("上挂")


class NeedStatus(models.TextChoices):
    """A need stays open until somebody is in post, or it is taken back."""

    OPEN = "open", _("待安排")
    FILLED = "filled", _("已到岗")
    WITHDRAWN = "withdrawn", _("已撤回")


class ProposalStatus(models.TextChoices):
    """How far a proposal has come."""

    PROPOSED = "proposed", _("待同意")
    CONSENTED = "consented", _("已同意，待到岗")
    DECLINED = "declined", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    IN_POST = "in_post", _("已到岗")


LIVING = (ProposalStatus.PROPOSED, ProposalStatus.CONSENTED)
NEED_MOVES = {
    NeedStatus.OPEN: {NeedStatus.FILLED, NeedStatus.WITHDRAWN},
    NeedStatus.FILLED: set(),
    NeedStatus.WITHDRAWN: set(),
}
PROPOSAL_MOVES = {
    ProposalStatus.PROPOSED: {ProposalStatus.CONSENTED, ProposalStatus.DECLINED, ProposalStatus.WITHDRAWN},
    ProposalStatus.CONSENTED: {ProposalStatus.IN_POST, ProposalStatus.WITHDRAWN},
    ProposalStatus.DECLINED: set(),
    ProposalStatus.WITHDRAWN: set(),
    ProposalStatus.IN_POST: set(),
}


@kept_history()
class Need(Moving, models.Model):
    """A hall asks for an officer, or to send one of its people up, from a day on."""

    CODE_PREFIX = "XQ"
    MOVES = NEED_MOVES

    code = models.CharField(max_length=24, unique=True, editable=False)
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="officer_needs")
    direction = models.CharField(_("方向"), max_length=4, choices=Direction.choices, default=Direction.DOWN)
    speciality = models.CharField(_("希望的专长"), max_length=20, choices=Art.choices, blank=True)
    why = models.CharField(_("理由"), max_length=300)
    wanted_from = models.DateField(_("希望到岗"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=10, choices=NeedStatus.choices, default=NeedStatus.OPEN)
    is_demo = models.BooleanField(default=False, editable=False)

    unscoped = models.Manager()
    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("下派上挂需求")
        constraints = [
            models.UniqueConstraint(
                name="one_open_need_of_a_hall", fields=["hall", "direction"], condition=Q(status="open")
            ),
            models.CheckConstraint(name="need_says_why", condition=~Q(why="")),
        ]
        triggers = [guard(NEED_MOVES)]

    def __str__(self) -> str:
        return f"{self.hall} · {self.get_direction_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX)
        super().save(*args, **kwargs)


class ProposalQuerySet(GuardedQuerySet):
    def living(self) -> Self:
        """Those that wait for consent or for the person to take post."""
        return self.filter(status__in=LIVING)

    def seen_from(self, halls: Any) -> Self:
        """Those that a hall of `halls` sends or receives."""
        return self.filter(Q(hall__in=halls) | Q(to_hall__in=halls))._opened()


RANKS = "text[] := ARRAY['province','central','main','branch','subbranch']"


@kept_history()
class Proposal(Moving, models.Model):
    """Somebody is to serve at another hall for a term. `hall` sends; who consents is another than who proposed:
    for a secondment down at the sending hall, for one up at the receiving hall."""

    CODE_PREFIX = "TM"
    MOVES = PROPOSAL_MOVES

    code = models.CharField(max_length=24, unique=True, editable=False)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    direction = models.CharField(_("方向"), max_length=4, choices=Direction.choices)
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="proposals_sent")
    member = models.ForeignKey("staffing.StaffMember", on_delete=models.PROTECT, related_name="proposals")
    to_hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="proposals_received")
    period = DateRangeField(_("任期起止"))
    purpose = models.CharField(_("任务"), max_length=200)
    liaison = models.BooleanField(_("兼任联络员"), default=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("原因"), max_length=300, blank=True, help_text=_("不同意或撤回的原因"))
    status = models.CharField(max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.PROPOSED)
    secondment = models.OneToOneField(
        "staffing.Secondment", on_delete=models.PROTECT, null=True, blank=True, related_name="proposal"
    )
    is_demo = models.BooleanField(default=False, editable=False)

    unscoped = models.Manager()
    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("下派上挂提名")
        constraints = [
            models.UniqueConstraint(
                name="one_living_proposal_of_a_need", fields=["need"], condition=Q(status__in=["proposed", "consented"])
            ),
            ExclusionConstraint(
                name="one_living_proposal_of_a_person",
                expressions=[same("member_id"), overlapping()],
                condition=Q(status__in=["proposed", "consented"]),
            ),
            models.CheckConstraint(
                name="a_second_person_consents", condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="proposal_decided_whole",
                condition=Q(status="proposed", decided_by=None, decided_at=None)
                | Q(status__in=["consented", "declined", "in_post"], decided_by__isnull=False, decided_at__isnull=False)
                | Q(status="withdrawn"),
            ),
            models.CheckConstraint(name="declined_proposal_says_why", condition=~Q(status="declined") | ~Q(why="")),
            models.CheckConstraint(
                name="in_post_by_a_secondment",
                condition=Q(status="in_post", secondment__isnull=False)
                | (~Q(status="in_post") & Q(secondment__isnull=True)),
            ),
            models.CheckConstraint(name="proposed_to_another_hall", condition=~Q(hall=F("to_hall"))),
            models.CheckConstraint(
                name="proposal_is_for_a_term",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
            ),
            models.CheckConstraint(
                name="down_fills_a_need", condition=Q(direction="up") | Q(direction="down", need__isnull=False)
            ),
        ]
        triggers = [
            guard(PROPOSAL_MOVES),
            pgtrigger.Trigger(
                name="direction_fits_the_tiers",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("ranks", RANKS), ("sends", "int"), ("receives", "int")],
                func="""
                    SELECT array_position(ranks, tier::text) INTO sends FROM network_halllink
                    WHERE hall_id = NEW.hall_id AND period @> lower(NEW.period);
                    SELECT array_position(ranks, tier::text) INTO receives FROM network_halllink
                    WHERE hall_id = NEW.to_hall_id AND period @> lower(NEW.period);
                    IF (NEW.direction = 'up' AND receives >= sends)
                        OR (NEW.direction = 'down' AND receives <= sends) THEN
                        RAISE EXCEPTION 'direction_fits_the_tiers' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} → {self.to_hall}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX)
        super().save(*args, **kwargs)


@kept_history()
class TermReview(models.Model):
    """What was decided about a term: longer, over, or on to another branch. `until`: the first day on which the person
    is no longer there by it. For a secondment up the text of an end is the final report."""

    class Decision(models.TextChoices):
        RENEW = "renew", _("续期")
        END = "end", _("结束")
        MOVE = "move", _("转到另一分馆")

    secondment = models.ForeignKey("staffing.Secondment", on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(_("决定"), max_length=5, choices=Decision.choices)
    text = models.TextField(_("说明"), max_length=2000)
    until = models.DateField(_("任期截止"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("任期评议")
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_term_ends_once", fields=["secondment"], condition=Q(decision__in=["end", "move"])
            ),
            models.CheckConstraint(name="term_review_says_why", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.secondment}: {self.get_decision_display()}"
