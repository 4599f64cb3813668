"""Wishes to join a troupe: asked by a person for themselves or their household, decided by the troupe's leader."""

from __future__ import annotations

from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard


class JoiningStatus(models.TextChoices):
    """A request waits for the leader until it is decided, taken back, or nobody answered in time."""

    ASKED = "asked", _("等答复")
    ACCEPTED = "accepted", _("已加入")
    DECLINED = "declined", _("这次没有加入")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("过期未答复")


MOVES: dict[JoiningStatus, set[JoiningStatus]] = {
    JoiningStatus.ASKED: set(JoiningStatus) - {JoiningStatus.ASKED},
    JoiningStatus.ACCEPTED: set(),
    JoiningStatus.DECLINED: set(),
    JoiningStatus.WITHDRAWN: set(),
    JoiningStatus.LAPSED: set(),
}


class JoiningQuerySet(GuardedQuerySet):
    hall_path = "troupe__hall"

    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(person__keeper=user)._opened()

    def to(self, troupe: models.Model) -> Self:
        """Those to one troupe, for whoever decides there."""
        return self.filter(troupe=troupe)._opened()


@pghistory.track(exclude=["message", "why", "consent_by"])  # people's own words can be taken out for good
class Joining(Moving, models.Model):
    """Somebody asks to join a troupe. `consent_by`: the guardian who consented, for a child below the age for it."""

    MOVES = MOVES
    CODE_PREFIX = "RT"

    code = models.CharField(_("编号"), max_length=24, unique=True, editable=False)
    troupe = models.ForeignKey("community.Troupe", on_delete=models.PROTECT, related_name="joinings")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="joinings")
    message = models.CharField(_("想说的话"), max_length=200, blank=True)
    consent_by = models.CharField(_("同意的监护人"), max_length=60, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=JoiningStatus.choices, default=JoiningStatus.ASKED, editable=False
    )
    asked_at = models.DateTimeField(_("申请时间"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    why = models.CharField(_("说明"), max_length=200, blank=True)
    member = models.OneToOneField(
        "community.TroupeMember", on_delete=models.PROTECT, null=True, blank=True, related_name="joining"
    )
    is_demo = models.BooleanField(default=False, editable=False)

    unscoped = models.Manager()
    objects = JoiningQuerySet.as_manager()

    class Meta:
        verbose_name = _("入队申请")
        constraints = [
            models.UniqueConstraint(
                name="one_living_request_a_troupe", fields=["person", "troupe"], condition=Q(status="asked")
            ),
            models.CheckConstraint(
                name="joining_is_decided_or_waits",
                condition=Q(status="asked", decided_at=None, decided_by=None, why="")
                | (~Q(status="asked") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="joining_makes_a_member",
                condition=Q(status="accepted", member__isnull=False) | (~Q(status="accepted") & Q(member=None)),
            ),
        ]
        indexes = [models.Index(fields=["status", "asked_at"])]
        triggers = [guard(MOVES)]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX, 10)
        super().save(*args, **kwargs)
