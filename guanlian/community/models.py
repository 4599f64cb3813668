"""Troupes with their members, rehearsals and followers; volunteers and providers stand in modules of their own."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.community.joinings import Joining, JoiningStatus
from guanlian.community.providers import Offer, Provider, ProviderMember
from guanlian.community.shifts import Service, Shift
from guanlian.community.volunteers import Availability, Certificate, SignUp, Volunteer
from guanlian.kernel.fields import overlapping, same
from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason
from guanlian.network.venues import Art

__all__ = [
    "Availability",
    "Certificate",
    "Follow",
    "Joining",
    "JoiningStatus",
    "Offer",
    "Provider",
    "ProviderMember",
    "Rehearsal",
    "Service",
    "Shift",
    "SignUp",
    "Troupe",
    "TroupeMember",
    "Volunteer",
]


@kept_history()
class Troupe(HallRecord):
    """A troupe at home in a hall. The art union and a hall's own troupe are troupes with a role."""

    CODE_PREFIX = "TD"

    class Role(models.TextChoices):
        ORDINARY = "ordinary", _("群众文艺团队")
        HALL_TROUPE = "hall_troupe", _("馆办艺术团")
        UNION = "union", _("业余艺术总团")

    name = models.CharField(_("名称"), max_length=80)
    art = models.CharField(_("门类"), max_length=20, choices=Art.choices)
    role = models.CharField(_("性质"), max_length=12, choices=Role.choices, default=Role.ORDINARY)
    amateur = models.BooleanField(_("业余"), default=True)
    founded_on = models.DateField(_("成立日期"))
    dissolved_on = models.DateField(_("解散日期"), null=True, blank=True)
    meets = models.CharField(_("活动时间"), max_length=120, blank=True)
    recruiting = models.BooleanField(_("招新"), default=False)
    introduction = models.TextField(_("简介"), blank=True)

    class Meta:
        verbose_name = _("文艺团队")
        constraints = [
            models.CheckConstraint(
                name="troupe_ends_after_it_begins",
                condition=Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=models.F("founded_on")),
            ),
            withdrawal_has_a_reason("troupe"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/troupes/{self.code}/"


@kept_history("name")  # who leaves can have their name taken out for good
class TroupeMember(HallRecord):
    """Somebody's membership of a troupe, from one day until another.

    `person`: who it is, where they have an account or a household that has; the registers also know members by name
    alone. A leader whose person has an account acts for the troupe (`leading.py`). `leader_public`: the leader's name
    may stand on the troupe's public page; nobody else's ever does.
    """

    CODE_PREFIX = "CY"

    troupe = models.ForeignKey(Troupe, on_delete=models.PROTECT, related_name="members", verbose_name=_("团队"))
    name = models.CharField(_("称呼"), max_length=60)
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="memberships",
        verbose_name=_("本人"),
    )
    leader = models.BooleanField(_("负责人"), default=False)
    leader_public = models.BooleanField(_("公开负责人称呼"), default=False, editable=False)
    period = DateRangeField(_("在团起止"))

    class Meta:
        verbose_name = _("团队成员")
        constraints = [
            ExclusionConstraint(
                name="one_membership_a_person",
                expressions=[same("troupe_id"), same("person_id"), overlapping()],
                condition=Q(person__isnull=False, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="only_leaders_are_named_in_public", condition=Q(leader_public=False) | Q(leader=True)
            ),
            withdrawal_has_a_reason("troupemember"),
        ]

    def __str__(self) -> str:
        return self.name


@kept_history()
class Rehearsal(HallRecord):
    """A troupe rehearsed on a day. Performances are activities and are not entered again here."""

    CODE_PREFIX = "PL"

    troupe = models.ForeignKey(Troupe, on_delete=models.PROTECT, related_name="rehearsals", verbose_name=_("团队"))
    held_on = models.DateField(_("日期"))
    venue = models.ForeignKey(
        "network.Venue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rehearsals",
        verbose_name=_("场地"),
    )
    attended = models.PositiveSmallIntegerField(_("到场人数"), null=True, blank=True)

    class Meta:
        verbose_name = _("排练")
        constraints = [
            models.UniqueConstraint(
                name="one_rehearsal_a_day",
                fields=["troupe", "held_on"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            withdrawal_has_a_reason("rehearsal"),
        ]
        indexes = [models.Index(fields=["troupe", "held_on"])]

    def __str__(self) -> str:
        return f"{self.troupe} {self.held_on}"


class Follow(models.Model):
    """An account wants to know what a troupe does. Nobody is shown who follows, or how many do."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    troupe = models.ForeignKey(Troupe, on_delete=models.CASCADE, related_name="follows", verbose_name=_("团队"))
    since = models.DateTimeField(_("关注时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("关注团队")
        constraints = [models.UniqueConstraint(name="followed_once", fields=["user", "troupe"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.troupe}"
