"""The declared rules of troupes: troupes.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("troupes.toml")


@cache
def rules() -> dict[str, Any]:
    """troupes.toml, by table."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
