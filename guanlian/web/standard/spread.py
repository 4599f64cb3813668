"""How many halls have which figure: the distribution of a clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.utils.translation import gettext as _

from guanlian.assessment.evaluating import Result
from guanlian.assessment.noting import written

BARS = 12


def spread(results: Sequence[Result], unit: str) -> dict[str, Any] | None:
    """The number of halls by figure, in at most a dozen bars of equal width; None where few halls have one."""
    values = [r.value for r in results if r.value is not None]
    if len(values) < BARS or min(values) == max(values):
        return None
    width = _width(min(values), max(values))
    bars = Counter(int((value / width).to_integral_value(ROUND_FLOOR)) for value in values)
    steps = range(min(bars), max(bars) + 1)
    return {
        "category_label": unit,
        "categories": [_label(step, width) for step in steps],
        "series": [{"name": _("馆数"), "data": [bars.get(step, 0) for step in steps]}],
        "unit": _("个"),
    }


def _width(least: Decimal, most: Decimal) -> Decimal:
    """The smallest of 1, 2, 5, 10, 20, 50 … that needs at most a dozen bars."""
    scale = Decimal(1)
    while True:
        for factor in (1, 2, 5):
            width = scale * factor
            if (most // width) - (least // width) < BARS:
                return width
        scale *= 10


def _label(step: int, width: Decimal) -> str:
    if width == 1:
        return str(step)
    return f"{written(step * width)}–{written((step + 1) * width - 1)}"
