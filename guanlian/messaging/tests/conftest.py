"""Every test of this room begins with an empty gateway, and with kinds of its own."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from guanlian.accounts.sms import MemoryBackend
from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Topic


@pytest.fixture(autouse=True)
def _empty_gateway() -> None:
    MemoryBackend.outbox.clear()
    cache.clear()


@pytest.fixture(autouse=True)
def _kinds() -> None:
    declare(
        Kind("test.urgent", Topic.PLACE, "急：%(what)s", "马上看%(what)s。", urgent=True),
        Kind("test.calm", Topic.REMINDER, "提醒：%(what)s", "%(what)s，时间%(when)s。"),
        Kind("test.spoken", Topic.WORK, _("通知"), _("已保存。"), urgent=True),
    )
