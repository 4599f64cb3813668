"""What API requests ask: pack, year, as-of day, page; checked alike for every operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.timezone import localdate
from ninja import Query

from guanlian.assessment import packs
from guanlian.assessment.packs import Pack
from guanlian.kernel.windows import Window
from guanlian.web.api.faults import Missing

PAGE_MOST = 500
Year = Annotated[int, Query(ge=2000, le=2100, description="calendar year, Asia/Shanghai")]
AsOf = Annotated[date | None, Query(description="judge as of the end of this day")]
PackId = Annotated[str, Query(max_length=60, description="id of a standard pack")]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=PAGE_MOST)]
# Letters and digits only: what can't be a code is refused before the database is asked.
Code = Annotated[str, Query(max_length=24, pattern=r"^[0-9A-Za-z-]+$")]


@dataclass(frozen=True)
class Part:
    """One page of a list."""

    total: int
    page: int
    pages: int
    items: Sequence


def pack_called(name: str) -> Pack:
    """The pack of that id. Raises Missing."""
    try:
        return packs.load(name)
    except KeyError:
        raise Missing(f"没有名为“{name}”的标准。", f"There is no standard called “{name}”.") from None


def check_days(year: int, as_of: date | None) -> None:
    """Raise Missing where the year hasn't begun or `as_of` doesn't lie in it, or lies ahead."""
    today = localdate()
    if year > today.year:
        raise Missing(f"{year} 年还没有开始。", f"{year} has not begun.")
    if as_of is not None and not Window.of_year(year).first <= as_of <= today:
        raise Missing("截至日期须在该年之内且不晚于今天。", "as_of must lie in that year and not after today.")


def part(found: Sequence | QuerySet, page: int, size: int) -> Part:
    """The page of `found`; Missing where it has fewer pages."""
    paginator: Paginator = Paginator(found, size)
    if page > paginator.num_pages:
        raise Missing(f"只有 {paginator.num_pages} 页。", f"There are only {paginator.num_pages} pages.")
    return Part(paginator.count, page, paginator.num_pages, list(paginator.page(page).object_list))
