"""Brands and activities: what halls put on, who organised it, who hosted it, who performed, who came."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import ShanghaiDate
from guanlian.kernel.ledger import moves_the_ledger
from guanlian.kernel.states import Moving, guard
from guanlian.network.records import HallRecord, RecordQuerySet, kept_history, withdrawal_has_a_reason
from guanlian.programme.changes import its_one_session_follows, keeps_to_its_lessons, keeps_what_was_told


@kept_history()
class Brand(HallRecord):
    """A cultural brand of a hall; a town's own is 一镇一品."""

    CODE_PREFIX = "PP"

    name = models.CharField(_("名称"), max_length=80)
    since = models.DateField(_("创立日期"))
    theme = models.CharField(_("特色"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("文化品牌")
        constraints = [withdrawal_has_a_reason("brand")]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    """Kinds of activity. A course of many lessons is one training."""

    PERFORMANCE = "performance", _("演出")
    EXHIBITION = "exhibition", _("展览")
    SCREENING = "screening", _("放映")
    TRAINING = "training", _("培训")
    LECTURE = "lecture", _("讲座")
    CONTEST = "contest", _("赛事")
    EXCHANGE = "exchange", _("文化走亲")
    SEMINAR = "seminar", _("研讨")
    OTHER = "other", _("其他活动")


class Audience(models.TextChoices):
    """Whom an activity is for."""

    PUBLIC = "public", _("公众")
    CHILDREN = "children", _("少儿")
    SENIORS = "seniors", _("老年人")
    HALL_STAFF = "hall_staff", _("总馆、分馆文化人员")
    GRASSROOTS_STAFF = "grassroots_staff", _("分馆、支馆从业人员")
    SECONDED_OFFICERS = "seconded_officers", _("文化下派员")
    VILLAGE_ADMINISTRATORS = "village_administrators", _("村级文化专职管理员")
    VOLUNTEERS = "volunteers", _("文化志愿者")
    TROUPE_LEADERS = "troupe_leaders", _("业余文艺团队骨干")


class Feature(models.TextChoices):
    """What else is true of an activity that a clause asks about."""

    MOBILE = "mobile", _("流动服务")
    FEATURED = "featured", _("特色文化活动")
    COMMISSIONED = "commissioned", _("党委政府指定")
    TO_CITY = "to_city", _("送戏进城")
    CROSS_REGION = "cross_region", _("跨区域")
    DIGITAL = "digital", _("数字文化服务")
    CREATION = "creation", _("文艺创作评比交流")


class Status(models.TextChoices):
    """Drafts and what awaits review are seen by staff only; what is scheduled is public; only what was held counts."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    SCHEDULED = "scheduled", _("已发布")
    HELD = "held", _("已举办")
    CANCELLED = "cancelled", _("已取消")


MOVES = {
    Status.DRAFT: {Status.SUBMITTED, Status.SCHEDULED, Status.HELD, Status.CANCELLED},
    Status.SUBMITTED: {Status.DRAFT, Status.SCHEDULED, Status.CANCELLED},
    Status.SCHEDULED: {Status.HELD, Status.CANCELLED},
    Status.HELD: {Status.SCHEDULED},
    Status.CANCELLED: {Status.SCHEDULED},
}


UNSEEN = (Status.DRAFT, Status.SUBMITTED)


class ActivityQuerySet(RecordQuerySet):
    def public(self) -> Self:
        """What the public may see: everything but drafts, what awaits review, and withdrawn records."""
        return self.standing().exclude(status__in=UNSEEN)._opened()

    def held(self) -> Self:
        """Activities that took place."""
        return self.filter(status=Status.HELD)

    def on_days(self, first: Any, last: Any) -> Self:
        """Beginning from `first` to `last`, both included, by the day in Asia/Shanghai."""
        return self.filter(begins_on__range=(first, last))


@kept_history("begins_on", "ends_on")
class Activity(Moving, HallRecord):
    """One activity, recorded once by whoever ran it; `hall` is the organiser.

    It counts on the day it begins in Asia/Shanghai, once, whatever number of days or lessons it has.
    """

    CODE_PREFIX = "HD"
    MOVES = MOVES

    title = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    begins_on = models.GeneratedField(
        expression=ShanghaiDate("starts_at"),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("日期"),
    )
    ends_on = models.GeneratedField(
        expression=ShanghaiDate("ends_at"), output_field=models.DateField(), db_persist=True
    )
    place = models.ForeignKey(
        "network.Hall",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities_here",
        verbose_name=_("举办地（馆）"),
        help_text=_("留空表示本馆"),
    )
    venue = models.ForeignKey(
        "network.Venue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("场地"),
    )
    place_note = models.CharField(_("地点说明"), max_length=120, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    participants = models.PositiveIntegerField(_("参与人数"), null=True, blank=True)
    exhibition_line_m = models.DecimalField(_("展线长度（米）"), max_digits=7, decimal_places=1, null=True, blank=True)
    free = models.BooleanField(_("免费"), default=True)
    audiences = ArrayField(
        models.CharField(max_length=24, choices=Audience.choices),
        verbose_name=_("面向"),
        blank=True,
        default=list,
    )
    features = ArrayField(
        models.CharField(max_length=16, choices=Feature.choices),
        verbose_name=_("性质"),
        blank=True,
        default=list,
    )
    brand = models.ForeignKey(
        Brand,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("品牌"),
    )
    troupes = models.ManyToManyField(
        "community.Troupe", blank=True, related_name="performances", verbose_name=_("演出团队")
    )
    announced_on = models.DateField(_("预告日期"), null=True, blank=True)
    lessons = models.PositiveSmallIntegerField(_("课次"), default=1, help_text=_("多课次的培训为一期"))
    summary = models.TextField(_("简介"), blank=True)
    hold = models.OneToOneField("holds.Hold", on_delete=models.PROTECT, null=True, blank=True, editable=False)

    unscoped = models.Manager()  # type: ignore[misc]
    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("活动")
        constraints = [
            models.CheckConstraint(name="activity_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="exhibition_line_for_exhibitions",
                condition=Q(exhibition_line_m__isnull=True) | Q(kind="exhibition"),
            ),
            models.CheckConstraint(name="lessons_at_least_one", condition=Q(lessons__gte=1)),
            withdrawal_has_a_reason("activity"),
        ]
        indexes = [
            models.Index(fields=["begins_on", "status"]),
            models.Index(fields=["ends_on"]),
            models.Index(fields=["hall", "begins_on"]),
            models.Index(fields=["place", "begins_on"]),
            GinIndex(fields=["features"], name="activity_features"),
        ]
        triggers = [
            guard(MOVES),
            keeps_what_was_told,
            keeps_to_its_lessons,
            its_one_session_follows,
            pgtrigger.Trigger(
                name="held_is_not_ahead",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__status="held"),
                func="""
                    IF NEW.starts_at > now() THEN
                        RAISE EXCEPTION 'an activity that has not begun was not held'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="organiser_takes_part",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("hall_id"),
                func="""
                    DELETE FROM programme_participation
                        WHERE activity_id = NEW.id
                          AND (role = 'organiser' OR (hall_id = NEW.hall_id AND role = 'co_organiser'));
                    INSERT INTO programme_participation (activity_id, hall_id, role)
                        VALUES (NEW.id, NEW.hall_id, 'organiser');
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/activities/{self.code}/"

    @property
    def starts(self) -> Any:
        """The beginning, as the clock shows it in Asia/Shanghai."""
        return localtime(self.starts_at)


@moves_the_ledger
class Participation(models.Model):
    """A hall's part in an activity. The organiser's row is kept by the database from `Activity.hall`."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("主办")
        CO_ORGANISER = "co_organiser", _("协办")
        HOST = "host", _("承办")

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="participations")
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(_("角色"), max_length=12, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_role_once", fields=["activity", "hall", "role"]),
            models.UniqueConstraint(name="one_organiser", fields=["activity"], condition=Q(role="organiser")),
        ]
        indexes = [models.Index(fields=["hall", "role", "activity"])]

    def __str__(self) -> str:
        return f"{self.hall} · {self.get_role_display()}"
