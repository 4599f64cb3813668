"""Judging a figure against its target: arithmetic, nothing else."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """What a result says. A shape and a word go with each, never colour alone."""

    MET = "met", _("达标")
    UNMET = "unmet", _("未达标")
    ON_TRACK = "on_track", _("进度正常")
    AT_RISK = "at_risk", _("有风险")
    AWAITING = "awaiting", _("待确认")
    NOT_APPLICABLE = "not_applicable", _("不适用")


def reaches(value: Decimal, target: Decimal, op: str) -> bool:
    """Whether `value` reaches `target`; 以上 and 不少于 (`>=`) include the number itself (Civil Code art. 1259)."""
    return value > target if op == ">" else value >= target


def judge(
    value: Decimal | None,
    target: Decimal | None,
    *,
    op: str = ">=",
    over: bool,
    lasting: bool,
    forecast: Decimal | None = None,
) -> Status:
    """The verdict on a figure.

    `over`: the window has ended. `lasting`: what is reached can't be lost. `forecast`: the value expected at the
    window's end, asked for only while the window is open.
    """
    if value is None or target is None:
        return Status.AWAITING  # missing is not zero
    if reaches(value, target, op) and (over or lasting):
        return Status.MET
    if over:
        return Status.UNMET
    expected = value if forecast is None else forecast
    return Status.ON_TRACK if reaches(expected, target, op) else Status.AT_RISK
