"""What people are told: the message in their inbox, and each sending of it by telephone or mail.

A message is written in the transaction of what it tells, so it is lost with it or not at all. A sending is an entry of
the outbox: claimed before it goes out, so that two workers never send it twice.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import new_code
from guanlian.kernel.states import Moving, guard


class Topic(models.TextChoices):
    """What messages are about; a person chooses by topic and channel what they want."""

    PLACE = "place", _("报名与名额")
    BOOKING = "booking", _("场地预约")
    REMINDER = "reminder", _("到期提醒")
    ANSWER = "answer", _("意见答复")
    TROUPE = "troupe", _("团队与志愿服务")
    FEEDBACK = "feedback", _("评价邀请")
    WORK = "work", _("工作事项")


class Channel(models.TextChoices):
    """How a message leaves the house; the inbox is no channel: it always has it."""

    SMS = "sms", _("短信")
    EMAIL = "email", _("电子邮件")


def message_code() -> str:
    """A fresh code of a message."""
    return new_code("XX", 12)


class Message(models.Model):
    """One message to one person. `kind` names its template; `params` fill it in the language of whoever reads.

    Putting away hides it from the inbox and nothing else: its key still keeps it from being told twice.
    """

    code = models.CharField(max_length=16, unique=True, default=message_code, editable=False)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="inbox"
    )
    phone = models.CharField(max_length=20, blank=True, help_text=_("没有账号的人"))
    topic = models.CharField(max_length=10, choices=Topic.choices)
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    about = models.CharField(max_length=200, blank=True, help_text=_("本站地址"))
    key = models.CharField(max_length=120, unique=True, null=True, blank=True, help_text=_("同一件事只说一次"))
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    put_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="message_reaches_somebody", condition=Q(to__isnull=False) | ~Q(phone="")),
        ]
        indexes = [
            models.Index(fields=["to", "-made_at"]),
            models.Index(fields=["to"], name="unread_messages", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.kind


class Status(models.TextChoices):
    """A sending is claimed (`going`) and then went, failed or, where the worker died between, is unsure.

    Dropped: nobody wants it any more (unsubscribed, the address gone, or too late to be of use).
    """

    QUEUED = "queued", _("待发")
    GOING = "going", _("正在发")
    SENT = "sent", _("已发")
    FAILED = "failed", _("没有发出")
    UNSURE = "unsure", _("不确定是否发出")
    DROPPED = "dropped", _("不再需要")


MOVES = {
    Status.QUEUED: {Status.GOING},
    Status.GOING: {Status.SENT, Status.FAILED, Status.QUEUED, Status.UNSURE, Status.DROPPED},
    Status.SENT: set(),
    Status.FAILED: {Status.QUEUED, Status.DROPPED},
    Status.UNSURE: {Status.SENT, Status.QUEUED},
    Status.DROPPED: set(),
}


class Sending(Moving, models.Model):
    """One message by one channel: an entry of the outbox. `due_at` is after the quiet hours where it is not urgent."""

    MOVES = MOVES

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="sendings")
    channel = models.CharField(max_length=6, choices=Channel.choices)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.QUEUED)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_sending_a_channel", fields=["message", "channel"]),
            models.CheckConstraint(
                name="sent_has_its_time",
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="outbox", condition=Q(status="queued")),
            models.Index(fields=["claimed_at"], name="on_their_way", condition=Q(status="going")),
            models.Index(fields=["-claimed_at"], name="in_trouble", condition=Q(status__in=["failed", "unsure"])),
        ]
        triggers = [guard(MOVES)]

    def __str__(self) -> str:
        return f"{self.message} · {self.get_channel_display()}"


class Unwanted(models.Model):
    """A topic that a person does not want by a channel."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unwanted")
    topic = models.CharField(max_length=10, choices=Topic.choices)
    channel = models.CharField(max_length=6, choices=Channel.choices)

    class Meta:
        constraints = [models.UniqueConstraint(name="unwanted_once", fields=["user", "topic", "channel"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_topic_display()} · {self.get_channel_display()}"
