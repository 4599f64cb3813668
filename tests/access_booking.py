"""Rows of tests/access_table.py: reservations of venues."""

from __future__ import annotations

from tests.access import Row

ROWS: dict[str, Row] = {}
