"""Standard packs: a written standard as data. Loaded from TOML, checked whole, with exact messages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from guanlian.assessment.pack_checks import PackFault, check_pack
from guanlian.kernel import measures
from guanlian.kernel.measures import Measure

FOLDER = Path(__file__).parent / "packs"

__all__ = [
    "Across",
    "Band",
    "BandedTarget",
    "Clause",
    "Definition",
    "Pack",
    "PackFault",
    "Part",
    "load",
    "read",
    "shipped",
]


@dataclass(frozen=True)
class Part:
    """A measure with its parameters, definitions already filled in."""

    measure: Measure
    where: dict[str, Any]


@dataclass(frozen=True)
class Across:
    """The clause asks it of every hall of `tier` below the judged hall: the figure is the per cent that reach
    `at_least`. `tier` "all" means the judged hall and all below it; `from_judged_hall`: only what that hall gave."""

    tier: str
    at_least: int
    from_judged_hall: bool = False


@dataclass(frozen=True)
class Band:
    """A target for halls whose figure is `up_to` a number (included) or `below` it (not included)."""

    target: Decimal
    up_to: Decimal | None = None
    below: Decimal | None = None

    def holds(self, figure: Decimal) -> bool:
        if self.up_to is not None:
            return figure <= self.up_to
        return self.below is None or figure < self.below


@dataclass(frozen=True)
class BandedTarget:
    """A target that depends on another figure of the hall, such as its residents."""

    part: Part
    bands: tuple[Band, ...]

    def target(self, figure: Decimal | None) -> Decimal | None:
        """The target for a hall with that figure; None where the figure is not known."""
        if figure is None:
            return None
        return next(band.target for band in self.bands if band.holds(figure))


@dataclass(frozen=True)
class Clause:
    """One atomic clause of the standard."""

    id: str
    tier: str
    category: str
    title: str
    title_en: str
    text: str
    counts: str
    basis: str
    window: str
    unit: str
    unit_en: str
    op: str
    parts: tuple[Part, ...]
    target: Decimal | None
    target_by: BandedTarget | None
    across: Across | None
    every: str | None
    uses: tuple[str, ...] = ()

    @property
    def lasting(self) -> bool:
        """Whether a target once reached stays reached until the window's end."""
        return self.window == "year" and self.every is None and all(p.measure.lasting for p in self.parts)


@dataclass(frozen=True)
class Definition:
    """A number that several clauses share, or that the text leaves open, with its source and reason."""

    value: Any
    unit: str
    source: str
    reason: str
    reason_en: str


@dataclass(frozen=True)
class Pack:
    """A standard."""

    id: str
    title: str
    title_en: str
    source: str
    source_en: str
    in_force_from: date
    in_force_to: date | None
    tiers: tuple[str, ...]
    categories: dict[str, str]
    definitions: dict[str, Definition]
    readings: tuple[dict[str, Any], ...]
    clauses: tuple[Clause, ...] = field(repr=False)

    def of_tier(self, tier: str) -> list[Clause]:
        """The clauses that a hall of `tier` answers for, in the standard's order."""
        return [clause for clause in self.clauses if clause.tier == tier]

    def clause(self, clause_id: str) -> Clause | None:
        """The clause with that id."""
        return next((c for c in self.clauses if c.id == clause_id), None)


def read(file: Path) -> Pack:
    """The pack in `file`. Raises PackFault, which names every fault with its place."""
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise PackFault(file.name, [str(fault)]) from fault
    check_pack(file.name, raw)
    return _pack(raw)


@cache
def load(pack_id: str) -> Pack:
    """The pack called `pack_id`. Raises KeyError where none is shipped under that name."""
    for file in FOLDER.glob("*.toml"):
        if file.stem == pack_id:
            return read(file)
    raise KeyError(pack_id)


def current() -> Pack:
    """The pack that this installation judges by, unless another is asked for (settings.STANDARD_PACK)."""
    return load(settings.STANDARD_PACK)


def shipped() -> list[str]:
    """The ids of the packs that come with the product."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def _pack(raw: dict[str, Any]) -> Pack:
    definitions = {name: Definition(**given) for name, given in raw.get("definitions", {}).items()}
    clauses = tuple(_clause(given, definitions) for given in raw["clause"])
    return Pack(
        id=raw["id"],
        title=raw["title"],
        title_en=raw["title_en"],
        source=raw["source"],
        source_en=raw["source_en"],
        in_force_from=raw["in_force_from"],
        in_force_to=raw.get("in_force_to"),
        tiers=tuple(raw["tiers"]),
        categories=raw["categories"],
        definitions=definitions,
        readings=tuple(raw.get("reading", [])),
        clauses=clauses,
    )


def _clause(given: dict[str, Any], definitions: dict[str, Definition]) -> Clause:
    parts = [given, *given.get("plus", [])]
    banded = given.get("target_by")
    named = [v[1:] for part in parts for v in part.get("where", {}).values() if isinstance(v, str) and v[:1] == "@"]
    return Clause(
        **{
            name: given[name]
            for name in (
                "id",
                "tier",
                "category",
                "title",
                "title_en",
                "text",
                "counts",
                "basis",
                "window",
                "unit",
                "unit_en",
            )
        },
        op=given.get("op", ">="),
        parts=tuple(_part(part, definitions) for part in parts),
        target=None if banded else Decimal(str(given["target"])),
        target_by=_banded(banded, definitions) if banded else None,
        across=Across(**given["across"]) if "across" in given else None,
        every=given.get("every"),
        uses=tuple(named),
    )


def _part(given: dict[str, Any], definitions: dict[str, Definition]) -> Part:
    where = {
        name: definitions[value[1:]].value if isinstance(value, str) and value[:1] == "@" else value
        for name, value in given.get("where", {}).items()
    }
    return Part(measures.get(given["measure"]), where)


def _banded(given: dict[str, Any], definitions: dict[str, Definition]) -> BandedTarget:
    bands = (Band(**{name: Decimal(str(number)) for name, number in band.items()}) for band in given["bands"])
    return BandedTarget(_part(given, definitions), tuple(bands))
