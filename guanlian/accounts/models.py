"""Who signs in, and which roles they hold at which halls, from when until when."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from guanlian.accounts.account_sessions import AccountSession
from guanlian.accounts.calendar_links import CalendarLink
from guanlian.accounts.people import Person, Relation
from guanlian.kernel.fields import overlapping, same

__all__ = ["AccountSession", "CalendarLink", "Person", "Relation", "Role", "RoleAssignment", "User"]


class User(AbstractUser):
    """A person with an account. Signs in by password or by phone and code."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("称呼"), max_length=60, blank=True)
    phone = models.CharField(_("手机号"), max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(default=False)
    language = models.CharField(_("语言"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    is_demo = models.BooleanField(default=False, editable=False)
    erased_at = models.DateTimeField(_("注销时间"), null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.name or self.username


class Role(models.TextChoices):
    """Roles; what each may do stands in capabilities.toml."""

    VILLAGE_ADMINISTRATOR = "village_administrator", _("村级文化专职管理员（支馆干事）")
    SECONDED_OFFICER = "seconded_officer", _("文化下派员")
    BRANCH_HEAD = "branch_head", _("分馆馆长")
    MAIN_STAFF = "main_staff", _("总馆工作人员")
    CENTRAL_STAFF = "central_staff", _("中心馆工作人员")
    SUPERVISOR = "supervisor", _("政府主管部门")
    AUDITOR = "auditor", _("审计人员")


@pghistory.track()
class RoleAssignment(models.Model):
    """A role at a hall from one day until another. It reaches the hall's whole subtree of the day asked about."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("角色"), max_length=30, choices=Role.choices)
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="role_assignments")
    period = DateRangeField(_("起止"))

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_role_at_a_hall_at_a_time",
                expressions=[same("user_id"), same("hall_id"), overlapping()],
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.hall}"
