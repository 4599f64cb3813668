"""Rows of tests/access_table.py: draws, the waiting list, restrictions and appeals."""

from __future__ import annotations

from tests.access import Row

ROWS: dict[str, Row] = {}
