"""Many new rows in one statement: a parameter per column instead of one per value, which makes large imports several
times quicker. Django does the same, but not for models with arrays or ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField, RangeField
from django.db import connection, models

BATCH = 10_000


def insert_all(model: type[models.Model], records: Sequence[Any]) -> None:
    """Insert `records`, in their order, and give each its key. No signals are sent, and `save` is not called."""
    for start in range(0, len(records), BATCH):
        _insert(model, records[start : start + BATCH])


def _insert(model: type[models.Model], records: Sequence[Any]) -> None:
    fields = [each for each in model._meta.concrete_fields if not each.primary_key and not each.generated]
    quote = connection.ops.quote_name
    names = [quote(str(each.column)) for each in fields]
    arrays = ", ".join(f"%s::{_sent_as(each)}[]" for each in fields)
    chosen = ", ".join(f"v.{name}{_cast(each)}" for name, each in zip(names, fields, strict=True))
    columns = ", ".join(names)
    key = quote(str(model._meta.pk.column))
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "
        f"SELECT {chosen} FROM unnest({arrays}) AS v({columns}) RETURNING {key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [[_sent(each, record) for record in records] for each in fields])
        keys = [row[0] for row in cursor.fetchall()]
    for record, made in zip(records, keys, strict=True):
        record.pk = made
        record._state.adding, record._state.db = False, connection.alias


def _is_composite(each: models.Field) -> bool:
    return isinstance(each, ArrayField | RangeField)


def _sent_as(each: models.Field) -> str:
    """Text is sent without its length, so that too long a text is refused rather than cut."""
    if _is_composite(each) or isinstance(each, models.CharField | models.TextField | models.FileField):
        return "text"
    return str(each.db_type(connection))


def _cast(each: models.Field) -> str:
    return f"::{each.db_type(connection)}" if _is_composite(each) else ""


def _sent(each: models.Field, record: Any) -> Any:
    value = each.get_db_prep_save(each.pre_save(record, True), connection)
    if value is None or not _is_composite(each):
        return value
    if isinstance(each, RangeField):
        return "empty" if value.isempty else f"[{value.lower or ''},{value.upper or ''})"
    return "{" + ",".join('"' + str(item).replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value) + "}"
