"""The declared rules of community: rules.toml, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("rules.toml")


@cache
def rules() -> dict[str, Any]:
    """The tables of rules.toml."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def star_of(minutes: int) -> int:
    """The star grade that so many minutes of service give, 0 to 5."""
    return max((each["star"] for each in rules()["stars"] if minutes >= each["hours"] * 60), default=0)


def minutes_to_next_star(minutes: int) -> int | None:
    """How many minutes are missing to the next star; None above the last."""
    return next((each["hours"] * 60 - minutes for each in rules()["stars"] if minutes < each["hours"] * 60), None)
