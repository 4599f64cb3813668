"""How diligent each hall is, clause by clause: hidden odds that decide what its records will show."""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def _odds() -> dict[str, Any]:
    return tomllib.loads((DATA / "profiles.toml").read_text(encoding="utf-8"))


class Profiles:
    """The dice that were thrown once for every hall and clause. Halls tend to get better from year to year."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    @cached_property
    def odds(self) -> dict[str, Any]:
        """The odds as data/profiles.toml has them."""
        return _odds()

    def draw(self, *subject: Any) -> float:
        """A number from 0 to 1 that belongs to `subject` for good."""
        text = "|".join(map(str, (self.seed, *subject)))
        return int.from_bytes(blake2b(text.encode(), digest_size=6).digest()) / (1 << 48)

    def meets(self, hall: Any, clause: str, year: int) -> bool:
        """Whether `hall` does in `year` what `clause` (such as `branch.activities`) asks."""
        if hall.tier == "central":
            return clause not in self.odds["central"]["misses"].get(str(year), self.odds["central"]["misses_since"])
        fixed = self._fixed(hall, clause, year)
        if fixed is not None:
            return fixed
        kind = self.odds["clause"].get(clause, {})
        base = kind.get("odds", self.odds["default"]) + self.odds["trend"] * (year - 2025)
        diligence = (self.draw("diligence", hall.code) - 0.5) * self.odds["spread"]
        # What stands for years (a troupe, an office) keeps its draw; what is done each year is thrown anew.
        key = (hall.code, clause) if kind.get("lasting") else (hall.code, clause, year)
        return self.draw(*key) < base + diligence

    def _fixed(self, hall: Any, clause: str, year: int) -> bool | None:
        """Main halls are few: one of the seven misses each clause for certain, and another meets it."""
        if hall.tier != "main":
            return None
        clauses, halls = self.odds["main"]["clauses"], self.odds["main"]["halls"]
        if clause not in clauses or hall.code not in halls:
            return None
        turn = (clauses.index(clause) * 3 + halls.index(hall.code)) % len(halls)
        return {0: False, 1: year != 2024, 2: True}.get(turn)
