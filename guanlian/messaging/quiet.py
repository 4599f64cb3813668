"""Quiet hours: when the telephone stays silent."""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime

FILE = Path(__file__).with_name("rules.toml")


@cache
def rules() -> dict[str, Any]:
    """The declared rules, read once."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def is_quiet(moment: datetime) -> bool:
    """Whether `moment` lies in the quiet hours (Asia/Shanghai)."""
    quiet: dict[str, time] = rules()["quiet"]
    begins, ends, clock = quiet["from"], quiet["until"], localtime(moment).time()
    return begins <= clock or clock < ends if begins > ends else begins <= clock < ends


def after(moment: datetime) -> datetime:
    """`moment` itself, or the end of the quiet hours in which it lies (Asia/Shanghai)."""
    if not is_quiet(moment):
        return moment
    quiet: dict[str, time] = rules()["quiet"]
    local = localtime(moment)
    over_midnight = quiet["from"] > quiet["until"] and local.time() >= quiet["from"]
    day = local.date() + timedelta(days=1 if over_midnight else 0)
    return datetime.combine(day, quiet["until"], local.tzinfo)
