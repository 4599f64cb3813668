"""Rows of tests/access_table.py: registering, tickets and the staff's programme."""

from __future__ import annotations

from tests.access import Row

ROWS: dict[str, Row] = {}
