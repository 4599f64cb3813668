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


def after(moment: datetime) -> datetime:
    """`moment` itself, or the end of the quiet hours in which it lies (Asia/Shanghai)."""
    quiet: dict[str, time] = rules()["quiet"]
    begins, ends = quiet["from"], quiet["until"]
    local = localtime(moment)
    clock = local.time()
    silent = begins <= clock or clock < ends if begins > ends else begins <= clock < ends
    if not silent:
        return moment
    day = local.date() + timedelta(days=1 if begins > ends and clock >= begins else 0)
    return datetime.combine(day, ends, local.tzinfo)
