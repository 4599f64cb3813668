"""Counties and towns compared: data of the charts and the map, which their tables show as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from guanlian.assessment.judging import Status
from guanlian.assessment.summarising import Counts
from guanlian.network.snapshot import HallThen

Area = tuple[HallThen, Counts]
SHOWN = (Status.MET, Status.ON_TRACK, Status.AT_RISK, Status.UNMET)


def place_name(hall: HallThen) -> str:
    """The place that a hall serves, from its name: '南湖区文化馆' serves 南湖区."""
    for ending in ("文化馆", "综合文化站", "文化站"):
        if hall.name.endswith(ending):
            return hall.name.removesuffix(ending)
    return hall.name


def county_chart(areas: Sequence[Area]) -> dict[str, Any]:
    """The share met of each area, as a chart with its table; a share of nothing is missing, not nought."""
    return {
        "category_label": _("地方"),
        "categories": [place_name(hall) for hall, _counts in areas],
        "series": [{"name": _("达标"), "data": [_number(counts) for _hall, counts in areas]}],
        "unit": "%",
    }


def areas_of(areas: Sequence[Area], href: Callable[[HallThen], str]) -> list[dict[str, Any]]:
    """The same for the map."""
    return [{"name": place_name(hall), "value": _number(counts), "href": href(hall)} for hall, counts in areas]


def _number(counts: Counts) -> float | None:
    return float(counts.share_met) if counts.share_met is not None else None
