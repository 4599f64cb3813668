"""What people say back: feedback on what they came to, opinions that are owed an answer, demand that was not met."""

from __future__ import annotations

from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code
from guanlian.kernel.guarding import GuardedQuerySet
from guanlian.kernel.states import Moving, guard


class Mood(models.IntegerChoices):
    """The first tap."""

    GOOD = 3, _("喜欢")
    FAIR = 2, _("一般")
    POOR = 1, _("不满意")


class Point(models.TextChoices):
    """The second tap: what made it so."""

    CONTENT = "content", _("内容")
    TEACHER = "teacher", _("老师或演员")
    PLACE = "place", _("场地")
    TIME = "time", _("时间")
    SERVICE = "service", _("服务")


class FeedbackQuerySet(GuardedQuerySet):
    hall_path = "registration__admission__activity__hall"

    def of(self, user: models.Model) -> Self:
        """Those of an account's household."""
        return self.filter(registration__person__keeper=user)._opened()


class Feedback(models.Model):
    """What somebody who attended thought of it: two taps and, if they like, words."""

    registration = models.OneToOneField("programme.Registration", on_delete=models.PROTECT, related_name="feedback")
    mood = models.SmallIntegerField(_("感受"), choices=Mood.choices)
    points = ArrayField(
        models.CharField(max_length=8, choices=Point.choices), verbose_name=_("方面"), blank=True, default=list
    )
    text = models.TextField(_("想说的话"), max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("评价")

    def __str__(self) -> str:
        return self.get_mood_display()


class OpinionStatus(models.TextChoices):
    """An opinion waits for its answer, and has it."""

    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")
    TAKEN_BACK = "taken_back", _("已撤回")


OPINION_MOVES = {
    OpinionStatus.OPEN: {OpinionStatus.ANSWERED, OpinionStatus.TAKEN_BACK},
    OpinionStatus.ANSWERED: {OpinionStatus.OPEN},
    OpinionStatus.TAKEN_BACK: set(),
}


class OpinionQuerySet(GuardedQuerySet):
    def of(self, user: models.Model) -> Self:
        """Those that an account wrote."""
        return self.filter(by=user)._opened()


@pghistory.track(pghistory.UpdateEvent(), exclude=["by", "contact", "text", "request_key"])
class Opinion(Moving, models.Model):
    """A complaint or a wish to a hall, answered by `due_on`. `by` is empty where it was taken down for a guest.

    Whoever wrote it may ask once more (`reopened_at`); the answer of the first time is kept.
    """

    MOVES = OPINION_MOVES

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("意见")
        WISH = "wish", _("心愿")

    code = models.CharField(_("编号"), max_length=24, unique=True, editable=False)
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, related_name="opinions", verbose_name=_("馆"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    activity = models.ForeignKey(
        "programme.Activity", on_delete=models.PROTECT, null=True, blank=True, related_name="opinions"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="opinions"
    )
    contact = models.CharField(_("联系方式"), max_length=60, blank=True, help_text=_("代人登记时填写"))
    text = models.TextField(_("内容"), max_length=1000)
    status = models.CharField(_("状态"), max_length=10, choices=OpinionStatus.choices, default=OpinionStatus.OPEN)
    made_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    taken_down_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(_("答复期限"))
    answer = models.TextField(_("答复"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    first_answer = models.TextField(_("第一次答复"), max_length=1000, blank=True, editable=False)
    first_answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    reopened_at = models.DateTimeField(_("追问时间"), null=True, blank=True, editable=False)
    reopened_why = models.CharField(_("追问"), max_length=500, blank=True, editable=False)
    request_key = models.CharField(max_length=60, unique=True, null=True, blank=True, editable=False)

    unscoped = models.Manager()
    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("意见和心愿")
        constraints = [
            models.CheckConstraint(
                name="answered_with_an_answer",
                condition=~Q(status="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(name="opinion_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="reopened_says_why", condition=Q(reopened_at=None) | (~Q(reopened_why="") & ~Q(first_answer=""))
            ),
        ]
        indexes = [models.Index(fields=["hall", "status", "due_on"])]
        triggers = [guard(OPINION_MOVES)]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = new_code("YJ", 10)
        super().save(*args, **kwargs)


class UnmetQuerySet(GuardedQuerySet):
    pass


class Unmet(models.Model):
    """Demand that the site could not meet and no other record holds: a class that was full, a search without result.

    Lost draws and waiting lists are read from registrations; here stands only what would else be gone. No person is
    named: `words` are what was looked for, `number` how often on that day at that hall.
    """

    class Kind(models.TextChoices):
        FULL = "full", _("满员被拒")
        SEARCH = "search", _("没有搜到")
        VENUE = "venue", _("没有空场地")

    kind = models.CharField(_("种类"), max_length=8, choices=Kind.choices)
    hall = models.ForeignKey("network.Hall", on_delete=models.PROTECT, null=True, blank=True, related_name="unmet")
    activity = models.ForeignKey(
        "programme.Activity", on_delete=models.PROTECT, null=True, blank=True, related_name="unmet"
    )
    words = models.CharField(_("想找的"), max_length=60, blank=True)
    on = models.DateField(_("日期"))
    number = models.PositiveIntegerField(_("次数"), default=1)

    unscoped = models.Manager()
    objects = UnmetQuerySet.as_manager()

    class Meta:
        verbose_name = _("未满足的需求")
        constraints = [
            models.UniqueConstraint(
                name="unmet_once_a_day", fields=["kind", "hall", "activity", "words", "on"], nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["on", "kind"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words or self.activity_id}"
