"""Rows of tests/access_table.py: one's own pages."""

from __future__ import annotations

from tests.access import Row

ROWS: dict[str, Row] = {}
