"""Fields and expressions that several rooms share."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Func

# No I, L, O, U: a code is read aloud on the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 32 of them: each is as likely for a random byte


def new_code(prefix: str, length: int = 8) -> str:
    """A fresh code shown to people, such as `HD-7K3M9Q2X`; needs no counter, so no two entries wait for each other."""
    return f"{prefix}-" + "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(length))


class ShanghaiDate(Func):
    """The day in Asia/Shanghai on which a moment falls. Immutable, so that a generated column can hold it."""

    template = "((%(expressions)s AT TIME ZONE 'Asia/Shanghai')::date)"
    output_field = models.DateField()


class YearsBefore(Func):
    """The day so many years before the day in `field`; immutable, so that a constraint can hold it."""

    output_field = models.DateField()

    def __init__(self, field: str, years: int) -> None:
        super().__init__(models.F(field), template=f"((%(expressions)s - interval '{int(years)} years')::date)")


class KeyRange(Func):
    """A key as a range of one, so that GiST can compare it without an extension (the embedded server has none)."""

    template = "int8range(%(expressions)s, %(expressions)s, '[]')"

    def __init__(self, field: str) -> None:
        super().__init__(models.F(field), output_field=models.Field())


def same(field: str) -> tuple[KeyRange, str]:
    """For an `ExclusionConstraint`: rows with the same key in `field`."""
    return KeyRange(field), RangeOperators.OVERLAPS


def overlapping(field: str = "period") -> tuple[str, str]:
    """For an `ExclusionConstraint`: rows whose ranges in `field` share a moment."""
    return field, RangeOperators.OVERLAPS


@models.Field.register_lookup
class AnyOf(models.Lookup):
    """`field__any=[…]`: one of many values as a single array parameter, however many there are."""

    lookup_name = "any"

    def get_prep_lookup(self) -> list[Any]:
        return [self.lhs.output_field.get_prep_value(value) for value in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        field = self.lhs.output_field
        kind = getattr(field, "target_field", field).rel_db_type(connection)
        return f"{column} = ANY(%s::{kind}[])", (*params, list(self.rhs))
