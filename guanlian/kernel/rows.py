"""Rows read and written by statements that stand ready, as instances of the models.

The ORM makes every statement's text anew, which costs more than running it, and the database plans it anew. That is
well spent almost everywhere; here are the means for the few paths that thousands take at one moment: the text is made
once, and each connection prepares it once. Columns come from the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import cache, cached_property, partial
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models.fields import Field

M = TypeVar("M", bound=models.Model)


class Statement(NamedTuple):
    """A statement, or a part of one, with the values of its placeholders."""

    text: str
    values: tuple[Any, ...] = ()


NOTHING = Statement("")


class Columns(Generic[M]):
    """The columns of a model as a statement by hand reads them: all, or those of the fields in `only`; the others are
    then read when they are asked for, as with the ORM's `only`."""

    def __init__(self, model: type[M], *only: str) -> None:
        self.model = model
        self.only = only

    def of(self, alias: str) -> str:
        """How a SELECT names them, where `alias` is the table."""
        return ", ".join(f'{alias}."{field.column}"' for field in self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def instance(self, row: Sequence[Any], at: int = 0) -> M | None:
        """The instance whose columns begin at `at` in `row`; None where an outer join found none."""
        values = list(row[at : at + len(self._fields)])
        if values[self._key] is None:
            return None
        for n, convert in self._converters:
            values[n] = convert(values[n])
        return self.model.from_db(connection.alias, self._names, values)

    @cached_property
    def _fields(self) -> list[Field]:
        return [f for f in self.model._meta.concrete_fields if not self.only or f.name in self.only]

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self._fields]

    @cached_property
    def _key(self) -> int:
        return next(n for n, field in enumerate(self._fields) if field.primary_key)

    @cached_property
    def _converters(self) -> list[tuple[int, Callable[[Any], Any]]]:
        found = ((n, getattr(field, "from_db_value", None)) for n, field in enumerate(self._fields))
        return [(n, _as_read(convert)) for n, convert in found if convert is not None]


def keys(found: Iterable[int]) -> str:
    """Keys as the database writes an array of them, which costs less than making one; for `%s::bigint[]`."""
    return f"{{{','.join(str(int(each)) for each in found)}}}"


def read(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a SELECT and bring all its rows."""
    connection.ensure_connection()
    with connection.make_cursor(_ready()) as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


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
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, _ready() as cursor:
        told = _before_a_change(cursor)
        source = f"(VALUES {', '.join([row] * len(made))}) AS new"
        source += f", ({told.text}) AS told" if told.text else ""
        condition = f" WHERE {where.text}" if where.text else ""
        text = f"{head} SELECT new.* FROM {source}{condition}{tail}"
        found = _together(cursor, after, Statement(text, (*values, *told.values, *where.values)))
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


def _together(cursor: Any, first: Statement, last: Statement) -> list[tuple[Any, ...]]:
    """Send both at once and bring the rows of the last. Without a transaction around it, the database makes the message
    one."""
    with connection.connection.pipeline() if first.text else nullcontext():
        if first.text:
            cursor.execute(first.text, first.values)
        cursor.execute(last.text, last.values)
    while cursor.nextset():
        pass
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _before_a_change(cursor: Any) -> Statement:
    """What the connection's wrappers put before an INSERT: a history's context."""
    told: list[Statement] = []

    def tell(text: str, values: Sequence[Any] | None, *_more: object) -> None:
        told.append(Statement(text, tuple(values or ())))

    execute: Callable[..., Any] = tell
    for wrapper in reversed(connection.execute_wrappers):
        execute = partial(wrapper, execute)
    execute("INSERT", (), False, {"connection": connection, "cursor": cursor})
    (statement,) = told
    return statement._replace(text=statement.text.removesuffix("INSERT").rstrip("; "))


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
