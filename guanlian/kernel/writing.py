"""Canonical values to rows of the database, and back again: one way for forms and for workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from guanlian.kernel.columns import ReferenceColumn
from guanlian.kernel.registers import Register, Values

Keys = Mapping[type[models.Model], Mapping[str, int]]


def keys_of(register: Register, rows: Iterable[Values]) -> dict[type[models.Model], dict[str, int]]:
    """The key of every record that `rows` name by code. One statement for each register named."""
    named: dict[type[models.Model], set[str]] = {}
    for values in rows:
        for column in register.pointing:
            named.setdefault(column.target, set()).update(column.codes(values.get(column.name)))
    return {
        target: dict(target._base_manager.filter(code__any=sorted(codes)).values_list("code", "pk")) if codes else {}
        for target, codes in named.items()
    }


def assign(record: Any, register: Register, values: Values, keys: Keys) -> None:
    """Set the fields of `record` to `values`; the linked columns are `write_links`'s."""
    for name, value in values.items():
        column = register.by_name[name]
        if isinstance(column, ReferenceColumn):
            setattr(record, f"{name}_id", keys[column.target][value] if value else None)
        elif column.query_path:
            setattr(record, name, column.store(value))


def write_links(register: Register, wanted: Sequence[tuple[int, Values]], keys: Keys) -> None:
    """Make the linked rows of each record (by key) what its values say. A fixed number of statements a column."""
    for column in register.links:
        each = {key: values[column.name] for key, values in wanted if column.name in values}
        if each:
            column.write(each, keys.get(column.target, {}))
