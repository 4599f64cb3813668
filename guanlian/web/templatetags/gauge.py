"""The water gauge's geometry, the words of a status and the writing of a figure: what templates may not compute."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

register = template.Library()

TICK = 80.0  # per cent of the width where the target stands
_TICK_LEAST = 8.0  # per cent: a target passed many times over stays visible
Number = int | float | Decimal

STATUS_WORDS: dict[str, StrOrPromise] = {
    "met": _("达标"),
    "unmet": _("未达标"),
    "on_track": _("进度正常"),
    "at_risk": _("有风险"),
    "awaiting": _("待确认"),
    "not_applicable": _("不适用"),
}


@dataclass(frozen=True)
class Gauge:
    """A gauge as drawn. `water` and `tick` are per cent of the width; None: nothing to draw there."""

    water: float | None
    tick: float | None
    status: str

    @property
    def void(self) -> bool:
        """Whether nothing is known: drawn empty and dashed, unlike a zero, which shows a first drop."""
        return self.water is None

    @property
    def classes(self) -> str:
        """Class names of the drawing."""
        return f"gauge {self.status} void" if self.void else f"gauge {self.status}"


def measure(value: Number | None, target: Number | None, status: str = "") -> Gauge:
    """Geometry for a value against its target, both in the same unit.

    The tick stands at 80 % of the width; where the value passes 125 % of the target the whole width is the
    value and the tick moves left. A missing value is void, never zero; a target of zero or none has no tick.
    """
    known = status if status in STATUS_WORDS else ""
    if target is None or target <= 0:
        return Gauge(None if value is None else (100.0 if value > 0 else 0.0), None, known)
    if value is None:
        return Gauge(None, TICK, known)
    share = max(float(value) / float(target), 0.0)
    full = 100 / TICK
    if share > full:
        return Gauge(100.0, round(max(100 / share, _TICK_LEAST), 2), known)
    return Gauge(round(share * TICK, 2), TICK, known)


@register.simple_tag
def gauge(value: Any, target: Any, status: str = "") -> Gauge:
    """`{% gauge value target status as g %}`: see `measure`; anything that is no number counts as missing."""
    return measure(_number(value), _number(target), status or "")


@register.filter
def status_word(status: str) -> StrOrPromise:
    """The status in words; an unknown status is 'awaiting confirmation', never a claim."""
    return STATUS_WORDS.get(status or "", STATUS_WORDS["awaiting"])


@register.filter
def figure(value: Any) -> str:
    """A figure as written: thousands grouped, no needless zeros, a dash for what is missing."""
    if value is None or value == "":
        return "—"
    number = _number(value)
    if number is None:
        return str(value)
    exact = round(Decimal(str(number)), 2)
    return f"{int(exact):,}" if exact == exact.to_integral_value() else f"{exact.normalize():,f}"


def _number(value: Any) -> Number | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        return value if Decimal(str(value)).is_finite() else None
    try:
        parsed = Decimal(str(value).strip())
    except ArithmeticError:
        return None
    return parsed if parsed.is_finite() else None
