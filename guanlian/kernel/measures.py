"""Measures: what the rooms' records can be counted as.

A measure is declared once, beside the records it counts. It gives one QuerySet: the records that count, each
annotated with `counts_for`, the hall it counts for. Counting, summing, listing and exporting all start from it,
for all halls in one statement. Numbers (targets, thresholds) come from the standard's pack as parameters.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, Value, When

from guanlian.kernel.windows import Window


class How(StrEnum):
    """How the records of a hall become its figure."""

    COUNT = "count"  # how many records
    TOTAL = "total"  # the sum of their `amount`
    LARGEST = "largest"  # the largest `amount`
    DISTINCT = "distinct"  # how many different `sort`; a list in `sort` counts each of its members
    SHARE = "share"  # per cent of the records that are a `hit`
    COMPUTED = "computed"  # worked out by a function of the room


@dataclass(frozen=True)
class Span:
    """The stretch of time that a figure speaks of.

    `window`: the days whose records count. `on`: the day on which what is 'held on a date' is judged.
    `planned`: count what is scheduled in the window instead of what happened. `successors`: halls that were merged
    away by `on`, each with the hall that answers for its records.
    """

    window: Window
    on: date
    planned: bool = False
    successors: Mapping[int, int] = field(default_factory=dict)

    def hall(self, path: str) -> Any:
        """The hall that a record counts for, from the hall named on it at `path`."""
        if not self.successors:
            return F(path)
        cases = [When(**{path: gone}, then=Value(heir)) for gone, heir in self.successors.items()]
        return Case(*cases, default=F(path), output_field=models.BigIntegerField())

    def month(self, month: Window) -> Span:
        """The same question about one month."""
        return replace(self, window=month, on=month.last)


@dataclass(frozen=True, slots=True)
class Tally:
    """A hall's figure and how many records are behind it. `value` is None where nothing was reported."""

    value: Decimal | None
    records: int


Select = Callable[..., QuerySet]


@dataclass(frozen=True)
class Measure:
    """A declared measure. `lasting`: once reached it can't be lost, since it happened.

    `foresees`: it can also count what is planned. `silent_is_missing`: a hall without records has not reported,
    rather than nought.
    """

    name: str
    select: Select
    how: How
    label: Any
    lasting: bool
    foresees: bool
    silent_is_missing: bool
    compute: Callable[..., dict[int, Tally]] | None = None

    def parameters(self) -> dict[str, inspect.Parameter]:
        """The parameters a clause may give, by name."""
        found = inspect.signature(self.select).parameters
        return {name: p for name, p in found.items() if p.kind is p.KEYWORD_ONLY}

    def records(self, span: Span, where: Mapping[str, Any], halls: Collection[int]) -> QuerySet:
        """The records that count for `halls`, each once."""
        counted = self.select(span, **where).filter(counts_for__any=list(halls))
        return counted.model._default_manager.filter(pk__in=counted.order_by().values("pk"))

    def tally(self, span: Span, where: Mapping[str, Any], halls: Collection[int]) -> dict[int, Tally]:
        """The figure of each of `halls`, in one statement; halls without records are absent."""
        if self.compute is not None:
            return self.compute(span, halls, **where)
        counted = self.select(span, **where).filter(counts_for__any=list(halls)).order_by()
        if self.how is How.DISTINCT:
            return _distinct(counted)
        rows = counted.values("counts_for").annotate(records=Count("pk", distinct=True), **_figure(self.how))
        return {row["counts_for"]: _tally(self.how, row) for row in rows}

    def tally_by_source(
        self, span: Span, where: Mapping[str, Any], halls: Collection[int]
    ) -> dict[tuple[int, int], int]:
        """How many records each of `halls` has from each `source` hall."""
        counted = self.select(span, **where).filter(counts_for__any=list(halls)).order_by()
        rows = counted.values("counts_for", "source").annotate(records=Count("pk", distinct=True))
        return {(row["counts_for"], row["source"]): row["records"] for row in rows}


def _figure(how: How) -> dict[str, Any]:
    figures: dict[How, dict[str, Any]] = {
        How.COUNT: {},
        How.TOTAL: {"figure": Sum("amount")},
        How.LARGEST: {"figure": Max("amount")},
        How.SHARE: {"figure": Count("pk", distinct=True, filter=Q(hit=True))},
    }
    return figures[how]


def _tally(how: How, row: Mapping[str, Any]) -> Tally:
    records = row["records"]
    if how is How.COUNT:
        return Tally(Decimal(records), records)
    if how is How.SHARE:
        return Tally(Decimal(100 * row["figure"]) / records, records)
    return Tally(Decimal(row["figure"]), records)


def _distinct(counted: QuerySet) -> dict[int, Tally]:
    sorts: dict[int, set[Any]] = {}
    records: dict[int, set[Any]] = {}
    for hall, key, sort in counted.values_list("counts_for", "pk", "sort"):
        sorts.setdefault(hall, set()).update(sort if isinstance(sort, list) else [sort])
        records.setdefault(hall, set()).add(key)
    return {hall: Tally(Decimal(len(sorts[hall])), len(records[hall])) for hall in sorts}


_registry: dict[str, Measure] = {}


class UnknownMeasure(KeyError):
    """No room declares a measure of that name."""


def measure(
    name: str,
    label: Any,
    *,
    how: How = How.COUNT,
    lasting: bool = False,
    foresees: bool = False,
    silent_is_missing: bool = False,
    compute: Callable[..., dict[int, Tally]] | None = None,
) -> Callable[[Select], Select]:
    """Declare the decorated function as the measure `name`.

    It takes a Span and keyword-only parameters with defaults and returns the annotated QuerySet. `label` says in the
    person's language which records it counts.
    """

    def declare(select: Select) -> Select:
        if name in _registry:
            raise ValueError(f"two measures are called {name}")
        _registry[name] = Measure(name, select, how, label, lasting, foresees, silent_is_missing, compute)
        return select

    return declare


def get(name: str) -> Measure:
    """The measure called `name`. Raises UnknownMeasure."""
    try:
        return _registry[name]
    except KeyError:
        raise UnknownMeasure(name) from None


def every() -> list[Measure]:
    """All declared measures, by name."""
    return sorted(_registry.values(), key=lambda m: m.name)
