"""Database conditions (`Q` of a constraint) judged in Python on canonical values, as PostgreSQL would judge them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F, Q

Truth = bool | None
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class CannotJudge(Exception):
    """The condition asks for something that only the database can judge."""


def holds(condition: Any, values: Mapping[str, Any]) -> Truth:
    """Whether `condition` holds for `values`; None where a blank makes it unknown (a CHECK lets that pass)."""
    parts = [
        holds(child, values) if isinstance(child, Q) else _lookup(str(child[0]), child[1], values)
        for child in condition.children
    ]
    whole = _both(parts) if condition.connector == Q.AND else _either(parts)
    return (not whole if whole is not None else None) if condition.negated else whole


def _both(parts: list[Truth]) -> Truth:
    return False if False in parts else None if None in parts else True


def _either(parts: list[Truth]) -> Truth:
    return True if True in parts else None if None in parts else False


def _lookup(path: str, wanted: Any, values: Mapping[str, Any]) -> Truth:
    name, _, lookup = path.partition("__")
    lookup = lookup or "exact"
    held = values.get(name)
    if isinstance(wanted, F):
        wanted = values.get(wanted.deconstruct()[1][0])
    if lookup == "isnull":
        return (held is None) == wanted
    if lookup in _ORDER:
        return None if held is None or wanted is None else _ORDER[lookup](held, wanted)
    return _of_range(lookup, held) == wanted


def _of_range(lookup: str, held: Any) -> bool:
    """Canonical ranges are (first, last), the last day included; a missing one counts as one without a beginning."""
    first, last = held or (None, None)
    match lookup:
        case "isempty":
            return False
        case "lower_inf":
            return first is None
        case "upper_inf":
            return last is None
    raise CannotJudge(lookup)
