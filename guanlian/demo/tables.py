"""Rows of the demonstration in memory, table by table, in the shape in which PostgreSQL's COPY takes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from guanlian.accounts import sealed
from guanlian.kernel.fields import ALPHABET

# An odd multiplier permutes the numbers below 2^40: codes look like everybody's and never repeat.
SCATTER, SPACE = 0x9E3779B97F | 1, 1 << 40
PAIRS = [first + second for second in ALPHABET for first in ALPHABET]
INTRODUCED = "2023-12-20 10:00:00+08"


def code_of(prefix: str, number: int, length: int = 8) -> str:
    """The `number`-th code with `prefix`, such as `HD-7K3M9Q2X`: the same at every run, unlike `kernel.new_code`."""
    left = (number * SCATTER) % SPACE
    letters = "".join(ALPHABET[(left >> 5 * place + 3) % 32] for place in range(length - 8))
    return (
        f"{prefix}-{letters}{PAIRS[left & 1023]}{PAIRS[left >> 10 & 1023]}{PAIRS[left >> 20 & 1023]}{PAIRS[left >> 30]}"
    )


class Table:
    """The rows of one model. Keys are given out from 1; everything is marked as demonstration data."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [f for f in model._meta.concrete_fields if not f.generated]
        self.model = model
        self.columns = [f.column for f in fields]
        self.rows: list[list[Any]] = []
        self._place = {f.attname: i for i, f in enumerate(fields)}
        self._empty = [self._default(f) for f in fields]
        self._sealed = [self._place[f.attname] for f in fields if f.attname == "sealed"]
        self._prefix = getattr(model, "CODE_PREFIX", "")
        self._code = self._place["code"] if self._prefix else None

    @staticmethod
    def _default(field: Any) -> Any:
        if field.attname == "is_demo":
            return True
        if field.attname in {"recorded_at", "made_at"}:
            return INTRODUCED
        if field.has_default() and field.attname != "code":
            value = field.get_default()
            return "{}" if value == [] else value
        return None if field.null or not field.empty_strings_allowed else ""

    def add(self, **values: Any) -> int:
        """Add a row and return its key. Raises KeyError for a name that the model doesn't have."""
        row, place = self._empty.copy(), self._place
        key = len(self.rows) + 1
        row[0] = key
        if self._code is not None:
            row[self._code] = code_of(self._prefix, key)
        for name, value in values.items():
            row[place[name]] = value
        self.rows.append(row)
        return key

    def get(self, key: int, name: str) -> Any:
        """The value of column `name` in the row with `key`."""
        return self.rows[key - 1][self._place[name]]

    def rows_sealed(self) -> Iterable[list[Any]]:
        """The rows as they are stored: what is kept sealed is encrypted now, under this installation's key."""
        if not self._sealed:
            return self.rows
        return [[sealed.encrypt(v) if i in self._sealed else v for i, v in enumerate(row)] for row in self.rows]

    def set(self, key: int, **values: Any) -> None:
        """Change columns of the row with `key`."""
        for name, value in values.items():
            self.rows[key - 1][self._place[name]] = value


class Tables:
    """All tables that the demonstration fills, in the order in which they were first asked for."""

    def __init__(self) -> None:
        self._tables: dict[type[models.Model], Table] = {}

    def __getitem__(self, model: type[models.Model]) -> Table:
        if model not in self._tables:
            self._tables[model] = Table(model)
        return self._tables[model]

    def __iter__(self) -> Any:
        return iter(self._tables.values())

    def counts(self) -> dict[str, int]:
        """How many rows each table has, by the model's label."""
        return {t.model._meta.label: len(t.rows) for t in self}
