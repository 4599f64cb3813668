"""How people get into an activity, and those who ask to: admissions, registrations and draws.

`taken` is kept by the database from the registrations that have a place, and may never pass `places`: however many
ask at one moment, by whatever program.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard
from guanlian.programme.closing_time import enters_a_lottery_in_time


class Policy(models.TextChoices):
    """Who gets the places. Walk-in activities have none to give."""

    WALK_IN = "walk_in", _("直接到场")
    FIRST_COME = "first_come", _("先到先得")
    LOTTERY = "lottery", _("摇号")
    REVIEWED = "reviewed", _("审核录取")


class Channel(models.TextChoices):
    """How somebody registered: by themselves on the site, or through a hall's staff."""

    ONLINE = "online", _("网上")
    DESK = "desk", _("到馆")
    PHONE = "phone", _("电话")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(level=pgtrigger.Row),  # idle while only places are taken, as it is thousands of times
    exclude=["taken", "taken_online"],
)
class Admission(models.Model):
    """The rules by which people get into one activity, and how many places are taken.

    `reserved` of the `places` go to desk and phone only, until `reserve_until`; then the worker gives them to all.
    """

    activity = models.OneToOneField("programme.Activity", on_delete=models.PROTECT, related_name="admission")
    policy = models.CharField(_("报名方式"), max_length=10, choices=Policy.choices)
    opens_at = models.DateTimeField(_("报名开始"), null=True, blank=True)
    closes_at = models.DateTimeField(_("报名截止"), null=True, blank=True)
    places = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    reserved = models.PositiveIntegerField(_("留给到馆和电话的名额"), default=0)
    reserve_until = models.DateTimeField(_("保留到"), null=True, blank=True)
    taken = models.PositiveIntegerField(default=0, editable=False)
    taken_online = models.PositiveIntegerField(default=0, editable=False)
    waiting_list = models.BooleanField(_("满员后可候补"), default=True)
    offer_hours = models.PositiveSmallIntegerField(_("候补名额保留（小时）"), default=24)
    group_most = models.PositiveSmallIntegerField(_("一起报名最多（人）"), default=4)
    household_most = models.PositiveSmallIntegerField(_("每户最多（人）"), null=True, blank=True)
    age_min = models.PositiveSmallIntegerField(_("最小年龄"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("最大年龄"), null=True, blank=True)
    residents_of = models.ForeignKey(
        "network.Hall",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("限居住在"),
        help_text=_("留空表示不限居住地"),
    )
    question = models.CharField(
        _("报名时问一句"), max_length=120, blank=True, help_text=_("审核录取时用，如：学过几年？")
    )

    class Meta:
        verbose_name = _("报名规则")
        constraints = [
            models.CheckConstraint(
                name="places_where_places_are_given",
                condition=Q(policy="walk_in", places=None)
                | (~Q(policy="walk_in") & Q(places__gte=1, opens_at__isnull=False, closes_at__gt=F("opens_at"))),
            ),
            models.CheckConstraint(
                name="reserve_within_places", condition=Q(reserved=0) | Q(reserved__lte=F("places"))
            ),
            models.CheckConstraint(name="never_oversold", condition=Q(taken=0) | Q(taken__lte=F("places"))),
            models.CheckConstraint(
                name="reserve_kept", condition=Q(taken_online=0) | Q(taken_online__lte=F("places") - F("reserved"))
            ),
            models.CheckConstraint(
                name="ages_in_order",
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_min__lte=F("age_max")),
            ),
            models.CheckConstraint(name="groups_of_one_at_least", condition=Q(group_most__gte=1, offer_hours__gte=1)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="policy_stands_once_entered",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("policy"),
                condition=pgtrigger.Q(old__policy__df=pgtrigger.F("new__policy")),
                func="""
                    IF EXISTS (SELECT 1 FROM programme_registration WHERE admission_id = NEW.id
                               AND status IN ('entered', 'waiting', 'offered', 'placed')) THEN
                        RAISE EXCEPTION 'the policy stands once somebody entered' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.get_policy_display()}"

    @property
    def left_online(self) -> int:
        """Places that the site can still give at this moment."""
        if self.places is None:
            return 0
        return max(min(self.places - self.taken, self.places - self.reserved - self.taken_online), 0)

    @property
    def left(self) -> int:
        """Places left for desk and phone, the reserve included."""
        return max((self.places or 0) - self.taken, 0)

    def taking_entries(self, at: datetime) -> bool:
        """Whether the site takes entries at the moment `at`."""
        return bool(self.opens_at and self.closes_at and self.opens_at <= at < self.closes_at)


class Status(models.TextChoices):
    """Where an entry stands. Only `offered` and `placed` take a place."""

    ENTERED = "entered", _("已登记")
    WAITING = "waiting", _("候补中")
    OFFERED = "offered", _("有名额，等您确认")
    PLACED = "placed", _("已录取")
    UNPLACED = "unplaced", _("未录取")
    DECLINED = "declined", _("未通过审核")
    RELEASED = "released", _("已放弃")
    LAPSED = "lapsed", _("过期未确认")
    CANCELLED = "cancelled", _("活动取消")


LIVE = (Status.ENTERED, Status.WAITING, Status.OFFERED, Status.PLACED)
TAKING = (Status.OFFERED, Status.PLACED)
MOVES = {
    Status.ENTERED: {
        Status.PLACED,
        Status.WAITING,
        Status.UNPLACED,
        Status.DECLINED,
        Status.RELEASED,
        Status.CANCELLED,
    },
    Status.WAITING: {Status.OFFERED, Status.PLACED, Status.UNPLACED, Status.RELEASED, Status.CANCELLED},
    Status.OFFERED: {Status.PLACED, Status.LAPSED, Status.RELEASED, Status.CANCELLED},
    Status.PLACED: {Status.RELEASED, Status.CANCELLED},
    Status.UNPLACED: set(),
    Status.DECLINED: set(),
    Status.RELEASED: set(),
    Status.LAPSED: set(),
    Status.CANCELLED: set(),
}


class RegistrationQuerySet(GuardedQuerySet):
    hall_path = "admission__activity__hall"

    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(person__keeper=user)._opened()

    def live(self) -> Self:
        """Entries that still stand."""
        return self.filter(status__in=LIVE)

    def placed(self) -> Self:
        """Those who have a place."""
        return self.filter(status=Status.PLACED)

    def queue(self) -> Self:
        """The waiting list, the next first: by the order of the draw where there was one, else by the time."""
        return self.filter(status=Status.WAITING).order_by(F("rank").asc(nulls_last=True), "waiting_since", "pk")


@pghistory.track(pghistory.UpdateEvent(), exclude=["answer"])  # own words can be taken out for good
class Registration(Moving, models.Model):
    """One person's entry for one activity; its code is the ticket. Those with the same `group` go together or not."""

    MOVES = MOVES

    code = models.CharField(_("票号"), max_length=24, unique=True, editable=False)
    # Both are found by the indexes below.
    admission = models.ForeignKey(Admission, models.PROTECT, related_name="registrations", db_index=False)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="registrations", db_index=False)
    group = models.CharField(_("同行"), max_length=16, editable=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices)
    channel = models.CharField(_("方式"), max_length=6, choices=Channel.choices, default=Channel.ONLINE)
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("经办人")
    )
    entered_at = models.DateTimeField(_("登记时间"), db_default=Func(function="statement_timestamp"))
    answer = models.CharField(_("回答"), max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(_("摇号份数"), default=1)
    rank = models.PositiveIntegerField(_("摇号次序"), null=True, blank=True)
    won = models.BooleanField(_("摇中"), null=True, editable=False)
    waiting_since = models.DateTimeField(_("候补自"), null=True, blank=True)
    offered_until = models.DateTimeField(_("请在此前确认"), null=True, blank=True)
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    why = models.CharField(_("原因"), max_length=200, blank=True)
    request_key = models.CharField(max_length=60, unique=True, null=True, blank=True, editable=False)

    unscoped = models.Manager()
    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("报名")
        constraints = [
            models.UniqueConstraint(
                name="one_live_entry_a_person",
                fields=["admission", "person"],
                condition=Q(status__in=[str(status) for status in LIVE]),
            ),
            models.CheckConstraint(
                name="offered_until_some_time", condition=~Q(status="offered") | Q(offered_until__isnull=False)
            ),
            models.CheckConstraint(
                name="waiting_since_some_time", condition=~Q(status="waiting") | Q(waiting_since__isnull=False)
            ),
            models.CheckConstraint(name="registration_weighs", condition=Q(weight__gte=1)),
        ]
        indexes = [
            models.Index(fields=["person", "status"]),
            models.Index(fields=["admission", "status", "rank", "waiting_since"]),
            models.Index(fields=["offered_until"], name="open_offers", condition=Q(status="offered")),
            models.Index(fields=["entered_at"], name="entries_by_time"),  # for the worker that confirms them
        ]
        triggers = [
            guard(MOVES),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            enters_a_lottery_in_time,
            pgtrigger.Trigger(
                name="takes_a_place",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
                declare=[("change", "int")],
                func="""
                    change := (NEW.status IN ('offered', 'placed'))::int;
                    IF TG_OP = 'UPDATE' THEN
                        change := change - (OLD.status IN ('offered', 'placed'))::int;
                    END IF;
                    IF change <> 0 THEN
                        UPDATE programme_admission
                            SET taken = taken + change,
                                taken_online = taken_online + CASE WHEN NEW.channel = 'online' THEN change ELSE 0 END
                            WHERE id = NEW.admission_id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code("BM", 10)
        self.group = self.group or new_code("TX", 10)  # never the ticket's own code: a draw's list is public
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"/me/tickets/{self.code}/"
