"""Rows read and written by statements that stand ready, as instances of the models.

The ORM makes every statement's text anew, which costs more than running it, and the database plans it anew. That is
well spent almost everywhere; here are the means for the few paths that thousands take at one moment: the text is made
once, and each connection prepares it once. Columns come from the model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
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
    connection.ensure_connection()
    with connection.make_cursor(_ready()) as cursor:
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
    source = f"(VALUES {', '.join([row] * len(made))}) AS new"
    condition = f" WHERE {where.text}" if where.text else ""
    text = f"{head} SELECT * FROM {source}{condition}{tail}"
    found = _together(after, Statement(text, (*values, *where.values)))
    for one, back in zip(made, found, strict=False):
        for field, value in zip(returned, back, strict=True):
            setattr(one, field.attname, value)
        one._state.adding = False
        one._state.db = connection.alias
    return bool(found)


def _ready() -> Any:
    """A cursor whose statements are prepared, by each connection at the second time (see `launch.database`)."""
    made: Any = ServerBindingCursor
    return made(connection.connection)


def _together(after: Statement, last: Statement) -> list[tuple[Any, ...]]:
    """Send both at once, what belongs before a change (a history's context) first; bring the rows of the last. Without
    a transaction around it, the database makes the message one."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, _ready() as cursor:
        before = _before_a_change(cursor)
        with connection.connection.pipeline():
            for statement in (before, after, last):
                if statement.text:
                    cursor.execute(statement.text, statement.values)
        while cursor.nextset():
            pass
        return cursor.fetchall()


def _before_a_change(cursor: Any) -> Statement:
    """What the connection's wrappers put before an INSERT."""
    told: list[Statement] = []

    def tell(text: str, values: Sequence[Any] | None, *_more: object) -> None:
        told.append(Statement(text, tuple(values or ())))

    execute: Callable[..., Any] = tell
    for wrapper in reversed(connection.execute_wrappers):
        execute = partial(wrapper, execute)
    execute("INSERT", (), False, {"connection": connection, "cursor": cursor})
    (statement,) = told
    return statement._replace(text=statement.text.removesuffix("INSERT").rstrip("; "))


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
