"""Unique and exclusion constraints, judged for all rows of a sheet at once against one another and the database.

The database has the last word; this is what lets a fault name its row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db.models import Q, UniqueConstraint

from guanlian.kernel.columns import RangeColumn
from guanlian.kernel.conditions import holds
from guanlian.kernel.registers import Register, Values
from guanlian.kernel.workbook.plans import RowPlan


@dataclass(frozen=True)
class Rule:
    """No two standing records may be the same in `equal` (and share a day of `spans`), where `condition` holds."""

    name: str
    equal: tuple[str, ...]
    spans: str
    condition: Q | None

    def takes_in(self, values: Values) -> bool:
        """Whether the rule speaks of a record with these values."""
        known = values | {"withdrawn_at": None}
        return self.condition is None or holds(self.condition, known) is True


def rules_of(register: Register) -> Iterator[Rule]:
    """The register's rules that compare records with one another, from its model's constraints."""
    for constraint in register.model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            rule = Rule(constraint.name, tuple(constraint.fields), "", constraint.condition)
        elif isinstance(constraint, ExclusionConstraint):
            rule = _exclusion(register, constraint)
        else:
            continue
        if set(rule.equal) <= set(register.by_name):
            yield rule


def _exclusion(register: Register, constraint: ExclusionConstraint) -> Rule:
    equal, spans = [], ""
    expression: Any
    for expression, _operator in constraint.expressions:
        name = expression if isinstance(expression, str) else expression.get_source_expressions()[0].name
        name = name.removesuffix("_id")
        if isinstance(register.by_name.get(name), RangeColumn):
            spans = name
        else:
            equal.append(name)
    return Rule(constraint.name, tuple(equal), spans, constraint.condition)


def clashes(register: Register, rows: Sequence[RowPlan]) -> Iterator[tuple[RowPlan, Rule]]:
    """The rows that another row or a record of the database stands against. One statement a rule."""
    for rule in rules_of(register):
        ours = [row for row in rows if rule.takes_in(row.values) and None not in _key(rule, row.values)]
        if not ours:
            continue
        groups: dict[tuple[Any, ...], list[tuple[Any, RowPlan | None]]] = defaultdict(list)
        for row in ours:
            groups[_key(rule, row.values)].append((_span(rule, row.values), row))
        _add_stored(register, rule, groups, {row.key for row in rows if row.key})
        for members in groups.values():
            yield from ((row, rule) for row in _clashing(members, dated=bool(rule.spans)))


def _key(rule: Rule, values: Values) -> tuple[Any, ...]:
    return tuple(values.get(name) for name in rule.equal)


def _span(rule: Rule, values: Values) -> tuple[date, date]:
    first, last = values.get(rule.spans) or (None, None)
    return first or date.min, last or date.max


def _add_stored(register: Register, rule: Rule, groups: dict[Any, list[Any]], planned: set[int]) -> None:
    """Standing records of the same keys, except those that the file itself speaks of."""
    columns = [register.by_name[name] for name in (*rule.equal, *([rule.spans] if rule.spans else []))]
    lead = columns[0]
    records = register.standing(register.records()).filter(
        **{f"{lead.query_path}__any": sorted({key[0] for key in groups})}
    )
    if rule.condition is not None:
        records = records.filter(rule.condition)
    for key, *stored in records.values_list("pk", *(column.query_path for column in columns)):
        values = {c.name: c.canon(each) for c, each in zip(columns, stored, strict=True)}
        if key not in planned and _key(rule, values) in groups:
            groups[_key(rule, values)].append((_span(rule, values), None))


def _clashing(members: list[tuple[Any, RowPlan | None]], *, dated: bool) -> Iterator[RowPlan]:
    if not dated:
        if len(members) > 1:
            yield from (row for _span, row in members if row is not None)
        return
    members = sorted(members, key=lambda member: member[0])
    reach, holder = date.min, None
    for index, ((first, last), row) in enumerate(members):
        if index and first <= reach:
            found = row if row is not None else holder
            if found is not None:
                yield found
        if not index or last >= reach:
            reach, holder = last, row
