"""Staff, their posts, and secondments down to branches and up to larger halls (下派上挂)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import overlapping, same
from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason
from guanlian.network.venues import Art
from guanlian.staffing.appraisals import Appraisal, Conclusion
from guanlian.staffing.establishment import Establishment
from guanlian.staffing.heads import Appointment, Basis, Opinion, Step
from guanlian.staffing.journals import JournalNote
from guanlian.staffing.procedure import Need, NeedStatus, Proposal, ProposalStatus, TermReview
from guanlian.staffing.right_guards import rights_end_with_the_record
from guanlian.staffing.rotation_models import RotationLine, RotationRound

__all__ = [
    "Appointment",
    "Appraisal",
    "Basis",
    "Conclusion",
    "Establishment",
    "JournalNote",
    "Need",
    "NeedStatus",
    "Opinion",
    "Post",
    "Proposal",
    "ProposalStatus",
    "RotationLine",
    "RotationRound",
    "Secondment",
    "StaffMember",
    "Step",
    "TermReview",
]


@kept_history()
class StaffMember(HallRecord):
    """A person who works in the network; `hall` is where the personal file is kept."""

    CODE_PREFIX = "RY"

    name = models.CharField(_("姓名"), max_length=60)
    speciality = models.CharField(_("专长"), max_length=20, choices=Art.choices, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="staff",
    )

    class Meta:
        verbose_name = _("工作人员")
        constraints = [withdrawal_has_a_reason("staffmember")]

    def __str__(self) -> str:
        return self.name


@kept_history()
class Post(HallRecord):
    """A person in post at a hall from one day until another.

    A village administrator's post stands at the sub-branch; `hired_by` is the branch (镇招镇聘) and
    `joint_management` that town and village manage it together (镇村共管).
    """

    CODE_PREFIX = "GW"

    class Role(models.TextChoices):
        STAFF = "staff", _("在编职工")
        HEAD = "head", _("馆长")
        VILLAGE_ADMINISTRATOR = "village_administrator", _("村级文化专职管理员")

    class Line(models.TextChoices):
        PROFESSIONAL = "professional", _("业务人员")
        ADMINISTRATIVE = "administrative", _("行政人员")
        SUPPORT = "support", _("工勤人员")

    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="posts", verbose_name=_("人员"))
    role = models.CharField(_("岗位"), max_length=24, choices=Role.choices, default=Role.STAFF)
    line = models.CharField(_("类别"), max_length=16, choices=Line.choices, default=Line.PROFESSIONAL)
    full_time = models.BooleanField(_("专职"), default=True)
    publicly_funded = models.BooleanField(_("财政补贴"), default=True)
    hired_by = models.ForeignKey(
        "network.Hall",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hired_posts",
        verbose_name=_("聘用单位"),
    )
    joint_management = models.BooleanField(_("镇村共管"), default=False)
    period = DateRangeField(_("任职起止"))
    ended_why = models.CharField(_("离任原因"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("岗位任职")
        constraints = [
            ExclusionConstraint(
                name="one_post_of_a_person_at_a_hall",
                expressions=[same("member_id"), same("hall_id"), overlapping()],
                condition=Q(withdrawn_at__isnull=True),
            ),
            # An officer who heads a branch keeps the post at the sending hall: heading is an appointment, not a post.
            ExclusionConstraint(
                name="one_full_time_post_of_a_person_at_a_time",
                expressions=[same("member_id"), overlapping()],
                condition=Q(withdrawn_at__isnull=True, full_time=True),
            ),
            ExclusionConstraint(
                name="one_head_of_a_hall_at_a_time",
                expressions=[same("hall_id"), overlapping()],
                condition=Q(withdrawn_at__isnull=True, role="head"),
            ),
            models.CheckConstraint(name="post_begins", condition=Q(period__isempty=False, period__lower_inf=False)),
            withdrawal_has_a_reason("post"),
        ]
        indexes = [models.Index(fields=["hall", "role"])]
        triggers = [
            rights_end_with_the_record(
                role="village_administrator", hall="hall_id", kind="role", value="village_administrator"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_role_display()}"


@kept_history()
class Secondment(HallRecord):
    """An officer sent down to a branch (下派) or up to a larger hall (上挂); `hall` is the sending hall."""

    CODE_PREFIX = "XP"

    class Direction(models.TextChoices):
        DOWN = "down", _("下派")
        UP = "up", _("上挂")

    member = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, related_name="secondments", verbose_name=_("人员")
    )
    direction = models.CharField(_("方向"), max_length=4, choices=Direction.choices)
    to_hall = models.ForeignKey(
        "network.Hall", on_delete=models.PROTECT, related_name="secondments_received", verbose_name=_("派往")
    )
    purpose = models.CharField(_("任务"), max_length=200, blank=True)
    liaison = models.BooleanField(_("兼任联络员"), default=False)
    period = DateRangeField(_("任期起止"))

    class Meta:
        verbose_name = _("下派上挂")
        constraints = [
            ExclusionConstraint(
                name="one_officer_of_a_branch_at_a_time",
                expressions=[same("to_hall_id"), overlapping()],
                condition=Q(withdrawn_at__isnull=True, direction="down"),
            ),
            ExclusionConstraint(
                name="one_secondment_of_a_person_at_a_time",
                expressions=[same("member_id"), overlapping()],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(name="seconded_to_another_hall", condition=~Q(hall=F("to_hall"))),
            models.CheckConstraint(
                name="secondment_begins", condition=Q(period__isempty=False, period__lower_inf=False)
            ),
            withdrawal_has_a_reason("secondment"),
        ]
        triggers = [
            rights_end_with_the_record(role="seconded_officer", hall="to_hall_id", kind="direction", value="down")
        ]

    def __str__(self) -> str:
        return f"{self.member} → {self.to_hall}"
