"""The real divisions of Jiaxing (statistical codes as of 2023) and the names of their halls."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

DATA = Path(__file__).parent / "data"
# The statistical bureau's list adds the committee to the name of a village or a community, in many spellings.
COMMITTEES = (
    "村村民委员会",
    "村村委会",
    "社区居民委员会",
    "社区居委会",
    "居民委员会",
    "居委会",
    "村委会",
    "村民委员会",
)
ENDINGS = {"村村民委员会": "村", "村村委会": "村", "社区居民委员会": "社区", "社区居委会": "社区", "村委会": "村"}


class UnknownCounty(Exception):
    """A county was asked for that isn't in the list; the message names those that are."""


@dataclass(slots=True)
class Division:
    """One division: its statistical code, its short name (三星村), its level and what lies within it."""

    code: str
    name: str
    level: str
    parent: Division | None = None
    children: list[Division] = field(default_factory=list)

    @property
    def is_village(self) -> bool:
        """A village (村) rather than an urban community (社区)."""
        return self.name.endswith("村")


def short_name(name: str) -> str:
    """The place's name without its committee: 三星村委会 → 三星村, 百福弄社区居委会 → 百福弄社区."""
    for committee in COMMITTEES:
        if name.endswith(committee) and len(name) > len(committee):
            return name.removesuffix(committee) + ENDINGS.get(committee, "社区")
    return name


@cache
def _rows() -> tuple[tuple[str, str, str, str], ...]:
    with (DATA / "jiaxing-divisions.csv").open(encoding="utf-8", newline="") as file:
        return tuple((r["code"], r["name"], r["level"], r["parent"]) for r in csv.DictReader(file))


def read(counties: list[str] | None = None) -> Division:
    """The city with all below it, or with only the `counties` (codes). Raises UnknownCounty."""
    known = {code: name for code, name, level, _above in _rows() if level == "county"}
    if not set(counties or ()) <= set(known):
        names = "、".join(f"{code} {name}" for code, name in known.items())
        raise UnknownCounty(_("没有这个县（市、区）代码。可用的有：%(names)s。") % {"names": names})
    found: dict[str, Division] = {}
    for code, name, level, parent in _rows():
        above = found.get(parent)
        if level == "county" and counties is not None and code not in counties:
            continue
        if level != "city" and above is None:
            continue
        division = Division(code, short_name(name) if level == "village" else name, level, above)
        if above is not None:
            above.children.append(division)
        found[code] = division
    return next(d for d in found.values() if d.level == "city")
