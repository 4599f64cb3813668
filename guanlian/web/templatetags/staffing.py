"""Terms in words: a period ends before its upper bound, people say its last day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import template

register = template.Library()


@register.filter
def last_day(period: Any) -> date | None:
    """The last day of a range of days; None where no end was set."""
    return period.upper - timedelta(days=1) if period.upper else None
