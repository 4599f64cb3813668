"""Unified social credit codes (统一社会信用代码) after GB 32100-2015: eighteen signs, the last one a check."""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
PATTERN = f"^[{SIGNS}]{{18}}$"


def normalise(text: str) -> str:
    """The code as it is kept: capitals, without spaces or dashes."""
    return "".join(text.upper().replace("-", "").split())


def is_valid(code: str) -> bool:
    """Whether the code has the right signs and its check sign fits (GB 32100-2015, 5.6: weights 3^i modulo 31)."""
    if len(code) != 18 or any(sign not in SIGNS for sign in code):
        return False
    return check_sign(code[:17]) == code[17]


def check_sign(first: str) -> str:
    """The eighteenth sign that belongs to the first seventeen."""
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first))
    return SIGNS[(31 - total % 31) % 31]
