"""What the database holds of the records that a sheet speaks of. A fixed number of statements a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from guanlian.kernel.registers import Register, Values


@dataclass(slots=True)
class Known:
    """One record as it stands."""

    key: int
    code: str
    values: Values
    withdrawn: bool


@dataclass
class Snapshot:
    """Records by code, and standing ones by natural key."""

    by_code: dict[str, Known] = field(default_factory=dict)
    by_key: dict[tuple[Any, ...], list[Known]] = field(default_factory=lambda: defaultdict(list))


def take(register: Register, *, codes: Iterable[str], halls: Iterable[str]) -> Snapshot:
    """The records of those codes, and all standing records of those halls (codes of halls)."""
    found = Snapshot()
    codes, halls = sorted(set(codes)), sorted(set(halls))
    if codes and register.has_code:
        for known in values_of(register, register.records().filter(code__any=codes)):
            found.by_code[known.code] = known
    if halls:
        for known in values_of(register, register.standing(register.records().filter(hall__code__any=halls))):
            found.by_key[natural_key(register, known.values)].append(known)
    return found


def natural_key(register: Register, values: Values) -> tuple[Any, ...]:
    """What tells the record from others where it has no code."""
    return tuple(values.get(name) for name in register.natural_key)


def values_of(register: Register, records: models.QuerySet) -> list[Known]:
    """The canonical values of `records`, in their order: one statement, and one more for each linked column."""
    columns = [(column.name, column.query_path, column.canon) for column in register.direct]
    extra = ["withdrawn_at"] if register.withdrawable else []
    paths = [path for _name, path, _canon in columns]
    found = []
    for key, *rest in records.values_list("pk", *extra, *paths).iterator(chunk_size=5000):
        withdrawn = bool(extra) and rest.pop(0) is not None
        values = {name: canon(stored) for (name, _path, canon), stored in zip(columns, rest, strict=True)}
        found.append(Known(key, values.get("code", ""), values, withdrawn))
    _add_links(register, found)
    return found


def _add_links(register: Register, found: Sequence[Known]) -> None:
    for column in register.links if found else ():
        links = column.fetch([known.key for known in found])
        for known in found:
            known.values[column.name] = links.get(known.key, ())
