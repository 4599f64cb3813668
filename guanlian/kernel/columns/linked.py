"""References to other records, by code. Canonical is the code, so a row may name another of the same workbook."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from guanlian.kernel.columns.base import Cell, Column, written

_SEPARATORS = re.compile(r"[、,，;；\s]+")
Links = dict[int, tuple[str, ...]]


@dataclass(kw_only=True)
class ReferenceColumn(Column):
    """One record of another register, by its code."""

    target: type[models.Model]
    widget = "reference"

    @property
    def kind(self) -> Any:
        """Whose code it is."""
        return _("%s的编号") % self.target._meta.verbose_name

    @property
    def query_path(self) -> str:
        return f"{self.name}__code"

    def parse(self, cell: Cell) -> str:
        return written(cell).upper()

    def codes(self, value: str | None) -> tuple[str, ...]:
        """The codes that `value` names."""
        return (value,) if value else ()


class LinkColumn(Column):
    """Several records of another register, kept in rows of their own."""

    target: type[models.Model]
    widget = "references"
    empty = ()

    @property
    def query_path(self) -> str:
        return ""

    def parse(self, cell: Cell) -> tuple[str, ...]:
        return tuple(sorted({part.upper() for part in _SEPARATORS.split(written(cell)) if part}))

    def cells(self, value: tuple[str, ...]) -> tuple[Cell, ...]:
        return ("、".join(value),)

    def text(self, value: tuple[str, ...]) -> str:
        return "、".join(value)

    def codes(self, value: tuple[str, ...]) -> tuple[str, ...]:
        """The codes that `value` names."""
        return value or ()

    def fetch(self, owners: Iterable[int]) -> Links:
        """The linked codes of each record, by its key, in one statement."""
        found: dict[int, list[str]] = defaultdict(list)
        for owner, code in self._rows(list(owners)):
            found[owner].append(code)
        return {owner: tuple(sorted(codes)) for owner, codes in found.items()}

    def write(self, wanted: Mapping[int, tuple[str, ...]], keys: Mapping[str, int]) -> None:
        """Make each record's links what `wanted` says; `keys` gives the key of every code named there."""
        now = self.fetch(wanted)
        gone = [(owner, code) for owner, codes in wanted.items() for code in now.get(owner, ()) if code not in codes]
        new = [
            (owner, keys[code]) for owner, codes in wanted.items() for code in codes if code not in now.get(owner, ())
        ]
        self._remove(gone)
        self._add(new)

    def _rows(self, owners: list[int]) -> Iterable[tuple[int, str]]:
        raise NotImplementedError

    def _remove(self, pairs: list[tuple[int, str]]) -> None:
        raise NotImplementedError

    def _add(self, pairs: list[tuple[int, int]]) -> None:
        raise NotImplementedError


@dataclass(kw_only=True)
class ThroughColumn(LinkColumn):
    """Links in a model of their own: `owner` and `target_field` name its keys, `where` what else a row says."""

    through: type[models.Model]
    owner: str
    target_field: str
    where: dict[str, Any]
    target: type[models.Model]
    kind = lazy("编号，可填多个，用“、”隔开")

    @property
    def _links(self) -> models.QuerySet:
        return self.through._default_manager.filter(**self.where)

    def _rows(self, owners: list[int]) -> Iterable[tuple[int, str]]:
        rows = self._links.filter(**{f"{self.owner}__id__any": owners})
        return rows.values_list(f"{self.owner}_id", f"{self.target_field}__code")

    def _remove(self, pairs: list[tuple[int, str]]) -> None:
        gone = set(pairs)
        if not gone:
            return
        rows = self._links.filter(**{f"{self.owner}__id__any": sorted({owner for owner, _code in gone})})
        keys = [
            key
            for key, owner, code in rows.values_list("pk", f"{self.owner}_id", f"{self.target_field}__code")
            if (owner, code) in gone
        ]
        self.through._default_manager.filter(pk__any=keys).delete()

    def _add(self, pairs: list[tuple[int, int]]) -> None:
        self.through._default_manager.bulk_create(
            [
                self.through(**self.where, **{f"{self.owner}_id": owner, f"{self.target_field}_id": target})
                for owner, target in pairs
            ],
            batch_size=5000,
        )


def ManyColumn(*, model: type[models.Model], name: str) -> ThroughColumn:  # noqa: N802
    """The column of a many-to-many field."""
    many = model._meta.get_field(name)
    assert isinstance(many, models.ManyToManyField)
    return ThroughColumn(
        name=name,
        label=many.verbose_name,
        help=many.help_text,
        through=many.remote_field.through,  # type: ignore[arg-type]
        owner=many.m2m_field_name(),
        target_field=many.m2m_reverse_field_name(),
        where={},
        target=many.related_model,
    )
