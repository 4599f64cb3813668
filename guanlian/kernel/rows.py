"""Rows read and written by statements that stand ready, as instances of the models.

The ORM makes every statement's text anew, which costs more than running it. That is well spent almost everywhere; here
are the means for the few paths that thousands take at one moment. Columns come from the model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models
from django.db.models.fields import Field

M = TypeVar("M", bound=models.Model)


class Statement(NamedTuple):
    """A statement, or a part of one, with the values of its placeholders."""

    text: str
    values: tuple[Any, ...] = ()


NOTHING = Statement("")


@cache
def columns(model: type[models.Model], alias: str) -> str:
    """The columns of `model` as a SELECT names them, of the table called `alias` there."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def read(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a SELECT and bring all its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def instance(model: type[M], row: Sequence[Any], at: int = 0) -> M | None:
    """The instance whose `columns` begin at `at` in `row`; None where an outer join found none."""
    names, key, converters = _plan(model)
    values = list(row[at : at + len(names)])
    if values[key] is None:
        return None
    for n, convert in converters:
        values[n] = convert(values[n])
    return model.from_db(connection.alias, names, values)


def width(model: type[models.Model]) -> int:
    """How many columns `columns` names."""
    return len(model._meta.concrete_fields)


def insert(made: Sequence[models.Model], *, after: Statement = NOTHING, where: Statement = NOTHING) -> bool:
    """Insert new instances of one model, in their order; the database's own values come back.

    `after`, a SELECT, is run just before, in the same message and transaction: it may lock. `where`, a condition, is
    judged then, with those locks; False says that it did not hold and that nothing was written. One message is one
    transaction: what it locks is free again as soon as it is done. Neither `save` nor signals are called: for models
    that leave everything to the database's triggers.
    """
    model = type(made[0])
    fields, returned, head, row, tail = _insertion(model)
    values = [
        field.get_db_prep_save(field.pre_save(one, True), connection=connection) for one in made for field in fields
    ]
    first = (
        f"/* first */ {after.text};\n" if after.text else ""
    )  # a history's context goes before, unless SELECT begins
    source = f"(VALUES {', '.join([row] * len(made))}) AS new"
    condition = f" WHERE {where.text}" if where.text else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{first}{head} SELECT * FROM {source}{condition}{tail}", [*after.values, *values, *where.values]
        )
        while cursor.nextset():
            pass
        found = cursor.fetchall()
    for one, back in zip(made, found, strict=False):
        for field, value in zip(returned, back, strict=True):
            setattr(one, field.attname, value)
        one._state.adding = False
        one._state.db = connection.alias
    return bool(found)


@cache
def _plan(model: type[models.Model]) -> tuple[list[str], int, list[tuple[int, Callable[[Any], Any]]]]:
    fields = model._meta.concrete_fields
    converters = []
    for n, field in enumerate(fields):
        convert = getattr(field, "from_db_value", None)
        if convert is not None:
            converters.append((n, _as_read(convert)))
    names = [field.attname for field in fields]
    return names, next(n for n, field in enumerate(fields) if field.primary_key), converters


def _as_read(convert: Callable[..., Any]) -> Callable[[Any], Any]:
    return lambda value: convert(value, None, connection)


@cache
def _insertion(model: type[models.Model]) -> tuple[list[Field], list[Field], str, str, str]:
    made_here = [f for f in model._meta.concrete_fields if not (f.primary_key or f.generated or f.has_db_default())]
    returned = [f for f in model._meta.concrete_fields if f not in made_here]
    names = ", ".join(f'"{field.column}"' for field in made_here)
    row = ", ".join(f"%s::{field.db_type(connection)}" for field in made_here)
    back = ", ".join(f'"{field.column}"' for field in returned)
    return made_here, returned, f'INSERT INTO "{model._meta.db_table}" ({names})', f"({row})", f" RETURNING {back}"
