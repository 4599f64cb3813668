"""Rows of tests/access_table.py: tickets read at the door, counts, feedback, opinions, unmet demand."""

from __future__ import annotations

from tests.access import Row

ROWS: dict[str, Row] = {}
