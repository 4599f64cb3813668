"""Shifts in which an activity needs volunteers, and who serves in them.

`confirmed` is kept by the database from the services that take a place, and may never pass `wanted`; nobody can be
confirmed for two shifts that overlap. Both hold however many answer at one moment.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from guanlian.community.volunteers import Availability, Volunteer
from guanlian.kernel.fields import new_code, overlapping, same
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard
from guanlian.network.venues import Art


class ShiftQuerySet(GuardedQuerySet):
    def public(self) -> Self:
        """Shifts of activities that the public sees and that are not called off."""
        seen = Q(activity__status="scheduled", activity__withdrawn_at=None)
        return self.filter(seen, called_off_at=None)._opened()

    def open(self, at: datetime) -> Self:
        """Those that begin after `at` and still want somebody."""
        return self.filter(starts_at__gt=at, called_off_at=None, confirmed__lt=F("wanted"))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["confirmed"])
class Shift(models.Model):
    """One task of an activity for a number of volunteers, from one moment to another. `hall` is the organiser."""

    CODE_PREFIX = "BC"

    code = models.CharField(_("编号"), max_length=16, unique=True, editable=False)
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="shifts", verbose_name=_("馆"))
    # By name: programme stands above this room and is never imported here.
    activity = models.ForeignKey("programme.Activity", on_delete=models.PROTECT, related_name="shifts")
    task = models.CharField(_("做什么"), max_length=120)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    wanted = models.PositiveSmallIntegerField(_("需要几人"))
    confirmed = models.PositiveSmallIntegerField(default=0, editable=False)
    skills = ArrayField(
        models.CharField(max_length=20, choices=Art.choices), verbose_name=_("特长"), blank=True, default=list
    )
    min_age = models.PositiveSmallIntegerField(_("最小年龄"), null=True, blank=True)
    needs_insurance = models.BooleanField(_("须有保险"), default=False)
    called_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    called_off_why = models.CharField(_("取消原因"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    unscoped = models.Manager()
    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("志愿服务班次")
        constraints = [
            models.CheckConstraint(name="shift_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="shift_wants_somebody", condition=Q(wanted__gte=1)),
            models.CheckConstraint(name="shift_never_overfull", condition=Q(confirmed__lte=F("wanted"))),
            models.CheckConstraint(
                name="called_off_shift_says_why", condition=Q(called_off_at=None) | ~Q(called_off_why="")
            ),
        ]
        indexes = [models.Index(fields=["starts_at"]), models.Index(fields=["hall", "starts_at"])]
        triggers = [
            pgtrigger.Trigger(
                name="services_follow",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("starts_at", "ends_at"),
                func="""
                    UPDATE community_service SET during = tstzrange(NEW.starts_at, NEW.ends_at)
                        WHERE shift_id = NEW.id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.task

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX, 10)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"/volunteering/shifts/{self.code}/"

    @property
    def left(self) -> int:
        """How many are still wanted."""
        return max(self.wanted - self.confirmed, 0)

    @property
    def part(self) -> Availability:
        """The part of the week in which it begins: before noon, before six, after; Asia/Shanghai."""
        starts = localtime(self.starts_at)
        week = "weekend" if starts.weekday() >= 5 else "weekday"
        return Availability(
            f"{week}_{'morning' if starts.hour < 12 else 'afternoon' if starts.hour < 18 else 'evening'}"
        )


class Stands(models.TextChoices):
    """Where one volunteer's part in a shift stands. From `confirmed` on it takes one of the wanted places."""

    INVITED = "invited", _("已邀请，等本人答复")
    ASKED = "asked", _("本人申请，等馆里答复")
    CONFIRMED = "confirmed", _("已定")
    CAME = "came", _("到岗")
    ABSENT = "absent", _("未到")
    DECLINED = "declined", _("未成")
    CANCELLED = "cancelled", _("已取消")


TAKING = (Stands.CONFIRMED, Stands.CAME, Stands.ABSENT)
OPEN = (Stands.INVITED, Stands.ASKED, Stands.CONFIRMED)
SERVICE_MOVES = {
    Stands.INVITED: {Stands.CONFIRMED, Stands.DECLINED, Stands.CANCELLED},
    Stands.ASKED: {Stands.CONFIRMED, Stands.DECLINED, Stands.CANCELLED},
    Stands.CONFIRMED: {Stands.CAME, Stands.ABSENT, Stands.CANCELLED},
    Stands.CAME: {Stands.ABSENT},
    Stands.ABSENT: {Stands.CAME},
    Stands.DECLINED: {Stands.INVITED, Stands.ASKED},
    Stands.CANCELLED: {Stands.INVITED, Stands.ASKED},
}


class ServiceQuerySet(GuardedQuerySet):
    hall_path = "shift__hall"

    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(volunteer__person__keeper=user)._opened()

    def came(self) -> Self:
        """Services done: the only ones that give hours."""
        return self.filter(status=Stands.CAME)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Service(Moving, models.Model):
    """One volunteer's part in one shift. Hours are never entered: they are the time from `came_from` to `came_to`.

    `during` and `person` are copied by the database from the shift and the volunteer, for the guard against overlaps.
    """

    MOVES = SERVICE_MOVES
    CODE_PREFIX = "FW"

    code = models.CharField(_("编号"), max_length=16, unique=True, editable=False)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="services")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="services")
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    during = DateTimeRangeField(editable=False, null=True)
    status = models.CharField(_("状态"), max_length=10, choices=Stands.choices)
    made_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    came_from = models.DateTimeField(_("到岗"), null=True, blank=True)
    came_to = models.DateTimeField(_("离岗"), null=True, blank=True)
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("经办人")
    )
    why = models.CharField(_("原因"), max_length=200, blank=True)

    unscoped = models.Manager()
    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("志愿服务")
        constraints = [
            models.UniqueConstraint(name="one_service_a_shift", fields=["shift", "volunteer"]),
            models.CheckConstraint(
                name="came_from_when_to_when",
                condition=Q(status="came", came_from__isnull=False, came_to__gt=F("came_from"))
                | (~Q(status="came") & Q(came_from=None, came_to=None)),
            ),
            ExclusionConstraint(
                name="nobody_serves_in_two_places",
                expressions=[same("volunteer_id"), overlapping("during")],
                condition=Q(status__in=["confirmed", "came"]),
            ),
            ExclusionConstraint(
                name="nobody_serves_two_halls_at_once",
                expressions=[same("person_id"), overlapping("during")],
                condition=Q(status__in=["confirmed", "came"], person__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "status"])]
        triggers = [
            guard(SERVICE_MOVES),
            pgtrigger.Protect(name="service_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="knows_when_and_who",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("shift_id", "volunteer_id", "status"),
                func="""
                    SELECT tstzrange(starts_at, ends_at) INTO NEW.during
                        FROM community_shift WHERE id = NEW.shift_id;
                    SELECT person_id INTO NEW.person_id FROM community_volunteer WHERE id = NEW.volunteer_id;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="takes_a_wanted_place",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
                declare=[("change", "int")],
                func="""
                    change := (NEW.status IN ('confirmed', 'came', 'absent'))::int;
                    IF TG_OP = 'UPDATE' THEN
                        change := change - (OLD.status IN ('confirmed', 'came', 'absent'))::int;
                    END IF;
                    IF change <> 0 THEN
                        UPDATE community_shift SET confirmed = confirmed + change WHERE id = NEW.shift_id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX, 10)
        super().save(*args, **kwargs)

    @property
    def minutes(self) -> int:
        """Whole minutes served; 0 unless they came."""
        if self.came_from is None or self.came_to is None:
            return 0
        return int((self.came_to - self.came_from).total_seconds()) // 60
