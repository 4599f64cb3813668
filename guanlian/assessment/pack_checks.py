"""Checks of a pack as it is loaded. Every fault is named with its place, all at once."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from guanlian.kernel import measures

PACK_KEYS = {
    "id": str,
    "title": str,
    "title_en": str,
    "source": str,
    "source_en": str,
    "in_force_from": date,
    "tiers": list,
    "categories": dict,
    "clause": list,
}
PACK_OPTIONAL = {"in_force_to", "definitions", "reading"}
# All of these are texts.
CLAUSE_KEYS = [
    *("id", "tier", "category", "title", "title_en", "text"),
    *("counts", "basis", "window", "measure", "unit", "unit_en"),
]
CLAUSE_OPTIONAL = {"where", "plus", "target", "target_by", "op", "across", "every"}
WINDOWS = {"year", "date", "week", "month"}
BASES = {"measured", "document", "attested"}
DEFINITION_KEYS = {"value", "unit", "source", "reason", "reason_en"}


class PackFault(Exception):
    """The pack can't be used; `faults` lists every reason with its place."""

    def __init__(self, name: str, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(f"{name}: " + "; ".join(faults))


def check_pack(name: str, raw: dict[str, Any]) -> None:
    """Raise PackFault unless `raw` is a whole, consistent pack."""
    faults = list(_heading(raw))
    if not faults:
        faults = [*_definitions(raw), *_clauses(raw)]
    if faults:
        raise PackFault(name, faults)


def _heading(raw: dict[str, Any]) -> Iterator[str]:
    for key, kind in PACK_KEYS.items():
        if key not in raw:
            yield f"{key} is missing"
        elif not isinstance(raw[key], kind):
            yield f"{key} must be a {kind.__name__}, not {raw[key]!r}"
    for key in raw.keys() - PACK_KEYS.keys() - PACK_OPTIONAL:
        yield f"{key} is not a key of a pack"
    start, end = raw.get("in_force_from"), raw.get("in_force_to")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        yield f"in_force_to ({end}) is before in_force_from ({start})"


def _definitions(raw: dict[str, Any]) -> Iterator[str]:
    for name, given in raw.get("definitions", {}).items():
        if given.keys() != DEFINITION_KEYS:
            wrong = ", ".join(sorted(given.keys() ^ DEFINITION_KEYS))
            yield f"definitions.{name}: missing or unknown: {wrong}"


def _clauses(raw: dict[str, Any]) -> Iterator[str]:
    times = Counter(clause.get("id") for clause in raw["clause"])
    for clause_id, number in times.items():
        if number > 1:
            yield f"clause {clause_id}: stands {number} times"
    for number, clause in enumerate(raw["clause"], start=1):
        place = f"clause {clause.get('id', f'number {number}')}"
        for fault in _clause(clause, raw):
            yield f"{place}: {fault}"


def _clause(clause: dict[str, Any], raw: dict[str, Any]) -> Iterator[str]:
    for key in CLAUSE_KEYS:
        if not isinstance(clause.get(key), str) or not clause[key]:
            yield f"{key} is missing or not a text"
    for key in clause.keys() - set(CLAUSE_KEYS) - CLAUSE_OPTIONAL:
        yield f"{key} is not a key of a clause"
    yield from _one_of("tier", clause, set(raw["tiers"]))
    yield from _one_of("category", clause, set(raw["categories"]))
    yield from _one_of("window", clause, WINDOWS)
    yield from _one_of("basis", clause, BASES)
    if clause.get("op", ">=") not in {">=", ">"}:
        yield f"op {clause['op']!r} is neither >= nor >"
    if clause.get("every", "month") != "month":
        yield f"every {clause['every']!r} is not month"
    yield from _target(clause, raw)
    yield from _across(clause, raw)
    for part in [clause, *clause.get("plus", [])]:
        yield from _part(part, raw)


def _one_of(key: str, clause: dict[str, Any], allowed: set[str]) -> Iterator[str]:
    if isinstance(clause.get(key), str) and clause[key] not in allowed:
        yield f"{key} {clause[key]!r} is none of {', '.join(sorted(allowed))}"


def _target(clause: dict[str, Any], raw: dict[str, Any]) -> Iterator[str]:
    if ("target" in clause) == ("target_by" in clause):
        yield "give either target or target_by"
    elif "target" in clause:
        if not _is_number(clause["target"]) or clause["target"] < 0:
            yield f"target {clause['target']!r} is not a number of 0 or more"
    else:
        yield from _part(clause["target_by"], raw)
        bands = clause["target_by"].get("bands") or [{}]
        limits = [band.get("up_to", band.get("below")) for band in bands]
        if any(limit is None for limit in limits[:-1]) or limits[-1] is not None:
            yield "target_by: every band but the last has a limit, and the last has none"
        elif limits[:-1] != sorted(limits[:-1]):
            yield "target_by: the bands' limits must rise"
        if any("target" not in band for band in bands):
            yield "target_by: a band has no target"


def _across(clause: dict[str, Any], raw: dict[str, Any]) -> Iterator[str]:
    across = clause.get("across")
    if across is None:
        return
    if across.get("tier") not in {*raw["tiers"], "all"}:
        yield f"across.tier {across.get('tier')!r} is not a tier of the pack"
    if not isinstance(across.get("at_least"), int) or across["at_least"] < 1:
        yield "across.at_least must be a whole number of 1 or more"
    for key in across.keys() - {"tier", "at_least", "from_judged_hall"}:
        yield f"across.{key} is not known"


def _part(part: dict[str, Any], raw: dict[str, Any]) -> Iterator[str]:
    try:
        measure = measures.get(part["measure"])
    except KeyError:
        yield f"no measure is called {part.get('measure')!r}"
        return
    where, parameters = part.get("where", {}), measure.parameters()
    for name, value in where.items():
        if name not in parameters:
            yield f"{measure.name} has no parameter {name!r} (it has {', '.join(parameters) or 'none'})"
        else:
            yield from _value(measure.name, name, parameters[name], value, raw)
    for name, parameter in parameters.items():
        if parameter.default is inspect.Parameter.empty and name not in where:
            yield f"{measure.name} needs {name!r}"


def _value(measure: str, name: str, parameter: inspect.Parameter, value: Any, raw: dict[str, Any]) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("@"):
        definition = raw.get("definitions", {}).get(value[1:])
        if definition is None:
            yield f"{name} names {value}, which the pack doesn't define"
            return
        value = definition["value"]
    kinds = {"int": _is_number, "bool": _is_bool, "str": _is_text, "Sequence[str]": _is_texts}
    kind = str(parameter.annotation)
    if not kinds[kind](value):
        yield f"{measure}: {name} {value!r} is not a {kind}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)
