"""A model field's column: everything that the field already says is taken from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import NOT_PROVIDED

from guanlian.kernel.columns.base import Column
from guanlian.kernel.columns.dated import (
    DateColumn,
    DateTimeColumn,
    RangeColumn,
    TimeColumn,
)
from guanlian.kernel.columns.linked import ManyColumn, ReferenceColumn
from guanlian.kernel.columns.plain import (
    BooleanColumn,
    ChoiceColumn,
    ChoicesColumn,
    CodeColumn,
    DecimalColumn,
    IntegerColumn,
    TextColumn,
    YearColumn,
)

_KINDS: tuple[tuple[type[models.Field], type[Column]], ...] = (
    (models.BooleanField, BooleanColumn),
    (models.DateTimeField, DateTimeColumn),
    (models.DateField, DateColumn),
    (models.TimeField, TimeColumn),
    (DateRangeField, RangeColumn),
)
_LARGEST: dict[type[models.Field], int] = {models.PositiveSmallIntegerField: 32767, models.SmallIntegerField: 32767}


def column_of(model: type[models.Model], name: str) -> Column:
    """The column of `model`'s field `name`. Raises TypeError for a field that no workbook can carry."""
    each = model._meta.get_field(name)
    if isinstance(each, models.ManyToManyField):
        return ManyColumn(model=model, name=name)
    assert isinstance(each, models.Field)
    said = _said(each)
    if isinstance(each, models.ForeignKey):
        return ReferenceColumn(**said, target=each.related_model)
    if isinstance(each, ArrayField):
        return ChoicesColumn(**said, options=tuple(each.base_field.choices or ()))
    if each.choices:
        blank = None if each.null else ""
        return ChoiceColumn(**said, options=tuple(each.choices), stored_blank=blank)
    for kind, column in _KINDS:
        if isinstance(each, kind):
            return column(**said)
    return _plain(each, said)


def _said(each: models.Field) -> dict[str, Any]:
    has_default = each.default is not NOT_PROVIDED
    return {
        "name": each.name,
        "label": each.verbose_name,
        "help": each.help_text,
        "required": not each.null and not each.blank and not has_default,
        "has_default": has_default,
        "default": each.get_default() if has_default else None,
    }


def _plain(each: models.Field, said: dict[str, Any]) -> Column:
    if isinstance(each, models.DecimalField):
        return DecimalColumn(**said, places=each.decimal_places, digits=each.max_digits, least=_least(each))
    if isinstance(each, models.IntegerField):
        if each.name == "year" or each.name.endswith("_year"):
            return YearColumn(**said)
        return IntegerColumn(**said, most=_LARGEST.get(type(each), 2147483647))
    if isinstance(each, models.CharField | models.TextField):
        kind = CodeColumn if each.name == "code" else TextColumn
        return kind(**said, max_length=each.max_length, long=each.max_length is None)
    raise TypeError(f"no column for {each}")


def _least(each: models.DecimalField) -> Decimal | None:
    """No register counts below zero; only degrees of longitude and latitude may lie there."""
    return None if each.name in {"longitude", "latitude"} else Decimal(0)
