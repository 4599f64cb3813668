"""Columns: how a value of a register is read from a cell, written to one, and told to people."""

from guanlian.kernel.columns.base import BadCell, Cell, Column, clean_text
from guanlian.kernel.columns.dated import DateColumn, DateTimeColumn, RangeColumn, TimeColumn
from guanlian.kernel.columns.infer import column_of
from guanlian.kernel.columns.linked import LinkColumn, ManyColumn, ReferenceColumn, ThroughColumn
from guanlian.kernel.columns.plain import (
    BooleanColumn,
    ChoiceColumn,
    ChoicesColumn,
    DecimalColumn,
    IntegerColumn,
    TextColumn,
)

__all__ = [
    "BadCell",
    "BooleanColumn",
    "Cell",
    "ChoiceColumn",
    "ChoicesColumn",
    "Column",
    "DateColumn",
    "DateTimeColumn",
    "DecimalColumn",
    "IntegerColumn",
    "LinkColumn",
    "ManyColumn",
    "RangeColumn",
    "ReferenceColumn",
    "TextColumn",
    "ThroughColumn",
    "TimeColumn",
    "clean_text",
    "column_of",
]
