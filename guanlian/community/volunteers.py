"""Volunteers of a hall: who asks to be one, who is one from when until when, and the certificates of what they did."""

from __future__ import annotations

from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code, overlapping, same
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard
from guanlian.network.records import HallRecord, RecordQuerySet, kept_history, withdrawal_has_a_reason
from guanlian.network.venues import Art


class Availability(models.TextChoices):
    """The parts of a week in which somebody can usually help."""

    WEEKDAY_MORNING = "weekday_morning", _("工作日上午")
    WEEKDAY_AFTERNOON = "weekday_afternoon", _("工作日下午")
    WEEKDAY_EVENING = "weekday_evening", _("工作日晚上")
    WEEKEND_MORNING = "weekend_morning", _("周末上午")
    WEEKEND_AFTERNOON = "weekend_afternoon", _("周末下午")
    WEEKEND_EVENING = "weekend_evening", _("周末晚上")


class VolunteerQuerySet(RecordQuerySet):
    def on(self, day: Any) -> Self:
        """Those who are volunteers on the day."""
        return self.standing().filter(period__contains=day)

    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(person__keeper=user)._opened()


# The name stays out of the append-only history: it can be taken out for good at its owner's wish.
@kept_history("name")
class Volunteer(HallRecord):
    """A registered cultural volunteer of a hall. `person` is known where they signed up themselves."""

    CODE_PREFIX = "ZY"

    name = models.CharField(_("称呼"), max_length=60)
    skills = ArrayField(
        models.CharField(max_length=20, choices=Art.choices), verbose_name=_("特长"), blank=True, default=list
    )
    period = DateRangeField(_("注册起止"))
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="volunteering"
    )
    availability = ArrayField(
        models.CharField(max_length=20, choices=Availability.choices),
        verbose_name=_("什么时候有空"),
        blank=True,
        default=list,
    )
    insured_until = models.DateField(_("保险到期日"), null=True, blank=True, help_text=_("保到这一天（含）"))

    # In place of those that every hall record has: the types take that for a contradiction.
    unscoped = models.Manager()  # type: ignore[misc]
    objects = VolunteerQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("文化志愿者")
        constraints = [
            withdrawal_has_a_reason("volunteer"),
            ExclusionConstraint(
                name="a_volunteer_of_a_hall_once_at_a_time",
                expressions=[same("person_id"), same("hall_id"), overlapping()],
                condition=Q(withdrawn_at=None, person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Asked(models.TextChoices):
    """Where a sign-up stands."""

    ASKED = "asked", _("等馆里答复")
    ACCEPTED = "accepted", _("已接收")
    DECLINED = "declined", _("未接收")
    WITHDRAWN = "withdrawn", _("自己撤回")


SIGN_UP_MOVES = {
    Asked.ASKED: {Asked.ACCEPTED, Asked.DECLINED, Asked.WITHDRAWN},
    Asked.ACCEPTED: set(),
    Asked.DECLINED: set(),
    Asked.WITHDRAWN: set(),
}


class SignUpQuerySet(GuardedQuerySet):
    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(person__keeper=user)._opened()


@pghistory.track(exclude=["message", "consent_by"])  # own words and names can be taken out for good
class SignUp(Moving, models.Model):
    """Somebody asks to be a volunteer of a hall. `minor`: below the age at which they alone decide, on that day."""

    MOVES = SIGN_UP_MOVES
    CODE_PREFIX = "ZB"

    code = models.CharField(_("编号"), max_length=16, unique=True, editable=False)
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="sign_ups", verbose_name=_("馆"))
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="sign_ups")
    skills = ArrayField(
        models.CharField(max_length=20, choices=Art.choices), verbose_name=_("特长"), blank=True, default=list
    )
    availability = ArrayField(
        models.CharField(max_length=20, choices=Availability.choices),
        verbose_name=_("什么时候有空"),
        blank=True,
        default=list,
    )
    message = models.CharField(_("想说的话"), max_length=200, blank=True)
    minor = models.BooleanField(_("未成年"), default=False)
    consent_by = models.CharField(_("同意的监护人"), max_length=60, blank=True)
    consent_at = models.DateTimeField(_("监护人同意时间"), null=True, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Asked.choices, default=Asked.ASKED)
    made_at = models.DateTimeField(_("报名时间"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    why = models.CharField(_("原因"), max_length=200, blank=True)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, null=True, blank=True, related_name="sign_ups")

    unscoped = models.Manager()
    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("志愿者报名")
        constraints = [
            models.UniqueConstraint(
                name="one_open_sign_up_a_hall", fields=["person", "hall"], condition=Q(status="asked")
            ),
            models.CheckConstraint(
                name="sign_up_decided_when_it_says",
                condition=Q(status="asked", decided_at=None, volunteer=None)
                | Q(status="accepted", decided_at__isnull=False, volunteer__isnull=False)
                | Q(status__in=["declined", "withdrawn"], decided_at__isnull=False, volunteer=None),
            ),
            models.CheckConstraint(name="declined_sign_up_says_why", condition=~Q(status="declined") | ~Q(why="")),
            models.CheckConstraint(
                name="a_minor_signs_up_with_consent", condition=Q(minor=False) | Q(consent_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["hall", "status"])]
        triggers = [guard(SIGN_UP_MOVES)]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX, 10)
        super().save(*args, **kwargs)


class CertificateQuerySet(GuardedQuerySet):
    hall_path = "volunteer__hall"

    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(volunteer__person__keeper=user)._opened()


class Certificate(models.Model):
    """What a volunteer served at a hall up to a day, as it stood when the document was made; anybody can check it.

    `minutes` is what was printed; whoever checks also sees what the records say now.
    """

    CODE_PREFIX = "ZM"

    code = models.CharField(_("证明编号"), max_length=16, unique=True, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="certificates")
    first = models.DateField(_("首次服务"))
    last = models.DateField(_("末次服务"))
    times = models.PositiveIntegerField(_("次数"))
    minutes = models.PositiveIntegerField(_("服务时长（分钟）"))
    made_at = models.DateTimeField(_("出具时间"), auto_now_add=True)

    unscoped = models.Manager()
    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("志愿服务证明")
        constraints = [
            models.CheckConstraint(
                name="certificate_of_some_service",
                condition=Q(minutes__gte=1, times__gte=1, last__gte=models.F("first")),
            ),
            models.UniqueConstraint(
                name="one_certificate_of_the_same", fields=["volunteer", "first", "last", "times", "minutes"]
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code(self.CODE_PREFIX, 10)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"/volunteering/certificate/{self.code}/"
