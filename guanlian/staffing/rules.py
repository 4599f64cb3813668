"""The declared rules of secondment and rotation, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("rules.toml")


@cache
def rules() -> dict[str, Any]:
    """rules.toml, by table."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
